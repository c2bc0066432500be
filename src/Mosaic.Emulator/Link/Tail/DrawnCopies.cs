using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Frames;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>A group of codewords, received several times with other bits wrong, and really decoded.</summary>
internal sealed class DrawnCopies
{
    private readonly IBlockCode _code;
    private readonly ulong[] _received, _message, _sent;
    private readonly short[] _verdicts;
    private readonly bool[] _lost;

    /// <param name="code">The code.</param>
    /// <param name="copies">How many copies there is room for.</param>
    public DrawnCopies(IBlockCode code, int copies)
    {
        _code = code;
        _received = new ulong[BitString.WordCount((long)copies * code.GroupCodeBits)];
        _message = new ulong[BitString.WordCount((long)copies * code.GroupMessageBits)];
        _sent = new ulong[BitString.WordCount(code.GroupMessageBits)];
        _verdicts = new short[copies * code.Interleave];
        _lost = new bool[copies * code.Interleave];
    }

    /// <summary>The code streams of all copies: right, until something is turned over in them.</summary>
    public Span<ulong> Received => _received;

    /// <summary>Where a copy's bits start.</summary>
    public long FirstBit(int copy) => (long)copy * _code.GroupCodeBits;

    /// <summary>Starts with right copies.</summary>
    /// <param name="group">The group.</param>
    /// <param name="slot">The frame that it is in.</param>
    /// <param name="copies">How many.</param>
    public void Begin(int group, FrameSlot slot, int copies)
    {
        for (int copy = 0; copy < copies; copy++)
            BitString.Copy(slot.Sent.Code.Span, (long)group * _code.GroupCodeBits, _received, FirstBit(copy), _code.GroupCodeBits);
        BitString.Copy(slot.Sent.Message.Span, (long)group * _code.GroupMessageBits, _sent, 0, _code.GroupMessageBits);
    }

    /// <summary>Decodes all copies.</summary>
    /// <param name="copies">How many.</param>
    public void Decode(int copies)
    {
        _code.Decode(_received, _message, _verdicts, copies);
        int c = _code.Interleave, m = _code.SymbolBits, bits = _code.GroupMessageBits;
        for (int i = 0; i < copies * c; i++)
            _lost[i] = _verdicts[i] < 0;
        for (int copy = 0; copy < copies; copy++)
        {
            for (int bit = 0; bit < bits; bit += 64)
            {
                ulong wrong = BitString.ReadBits(_message, ((long)copy * bits) + bit, Math.Min(64, bits - bit)) ^ _sent[bit >> 6];
                for (; wrong != 0; wrong &= wrong - 1)
                    _lost[(copy * c) + ((bit + System.Numerics.BitOperations.TrailingZeroCount(wrong)) / m % c)] = true;
            }
        }
    }

    /// <summary>Whether a codeword of a copy was not delivered as sent.</summary>
    public bool IsLost(int copy, int codeword) => _lost[(copy * _code.Interleave) + codeword];

    /// <summary>How many codewords of a copy were not.</summary>
    public int Lost(int copy) => _lost.AsSpan(copy * _code.Interleave, _code.Interleave).Count(true);
}
