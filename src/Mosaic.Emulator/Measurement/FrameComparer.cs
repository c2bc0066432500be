using System.Numerics;

namespace Mosaic.Emulator.Measurement;

/// <summary>
/// Compares a frame as received with the frame as sent: the only place behind the channel that knows what was sent.
/// Holds the scratch memory of one worker.
/// </summary>
/// <typeparam name="TLanes">Tells the lane of a bit; a struct, so that the call is inlined.</typeparam>
public sealed class FrameComparer<TLanes>
    where TLanes : struct, IBitLanes
{
    private readonly CodeShape _shape;
    private readonly TLanes _lanes;
    private readonly ushort[] _symbolErrors;
    private readonly bool[] _messageWrong;
    private readonly bool[] _failedGroups;
    private LinkCounts _counts = new(0, 0);

    /// <summary>Makes a comparer.</summary>
    /// <param name="shape">The code.</param>
    /// <param name="groups">Groups in a frame.</param>
    /// <param name="lanes">Lanes of the bits.</param>
    public FrameComparer(CodeShape shape, int groups, TLanes lanes)
    {
        _shape = shape;
        _lanes = lanes;
        _symbolErrors = new ushort[groups * shape.Interleave];
        _messageWrong = new bool[groups * shape.Interleave];
        _failedGroups = new bool[groups];
    }

    /// <summary>By group of the frame compared last: whether a codeword of it was not delivered as sent.</summary>
    public ReadOnlySpan<bool> FailedGroups => _failedGroups;

    /// <summary>Begins a frame.</summary>
    /// <param name="payloadBits">How many of its message bits are payload: the first ones.</param>
    /// <param name="counts">Receives the counts, which must be zero; bits per lane are not this class's.</param>
    public void Begin(long payloadBits, LinkCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        _counts = counts;
        counts.Frames = 1;
        counts.PayloadBits = payloadBits;
        Array.Clear(_symbolErrors);
        Array.Clear(_messageWrong);
    }

    /// <summary>Counts the errors of a part of the frame.</summary>
    /// <param name="sentCode">Its code stream as sent.</param>
    /// <param name="receivedCode">The same as received, before correction.</param>
    /// <param name="codeWord">Index of its first word in the frame's code stream.</param>
    /// <param name="sentMessage">Its message as sent.</param>
    /// <param name="decodedMessage">The message that the decoder delivered.</param>
    /// <param name="messageWord">Index of its first word in the frame's message stream.</param>
    public void Compare(
        ReadOnlySpan<ulong> sentCode,
        ReadOnlySpan<ulong> receivedCode,
        int codeWord,
        ReadOnlySpan<ulong> sentMessage,
        ReadOnlySpan<ulong> decodedMessage,
        int messageWord)
    {
        CountCodeErrors(sentCode, receivedCode, codeWord * 64L);
        CountPayloadErrors(sentMessage, decodedMessage, messageWord * 64L);
    }

    /// <summary>Ends a frame, all parts of which have been compared.</summary>
    /// <param name="verdicts">What the decoder said of each codeword: negative for uncorrectable, else symbols corrected.</param>
    public void End(ReadOnlySpan<short> verdicts) => CountCodewords(verdicts, _counts);

    private void CountCodeErrors(ReadOnlySpan<ulong> sent, ReadOnlySpan<ulong> received, long firstBit)
    {
        long lastSymbol = -1;
        for (int start = 0; (start = NextDifference(sent, received, start)) < sent.Length; start++)
        {
            for (ulong wrong = sent[start] ^ received[start]; wrong != 0; wrong &= wrong - 1)
            {
                long bit = firstBit + ((long)start * 64) + BitOperations.TrailingZeroCount(wrong), symbol = bit / _shape.SymbolBits;
                if (symbol != lastSymbol)
                {
                    _symbolErrors[Codeword(symbol, _shape.CodewordSymbols)]++;
                    lastSymbol = symbol;
                }

                _counts.LaneErrors[_lanes.LaneOf(bit)]++;
            }
        }
    }

    private void CountPayloadErrors(ReadOnlySpan<ulong> sent, ReadOnlySpan<ulong> decoded, long firstBit)
    {
        for (int start = 0; (start = NextDifference(sent, decoded, start)) < sent.Length; start++)
        {
            ulong wrong = sent[start] ^ decoded[start];
            long first = firstBit + ((long)start * 64), left = _counts.PayloadBits - first;
            ulong payload = left >= 64 ? ulong.MaxValue : left <= 0 ? 0 : (1UL << (int)left) - 1;
            _counts.PayloadBitErrors += BitOperations.PopCount(wrong & payload);
            for (; wrong != 0; wrong &= wrong - 1)
            {
                long symbol = (first + BitOperations.TrailingZeroCount(wrong)) / _shape.SymbolBits;
                _messageWrong[Codeword(symbol, _shape.MessageSymbols)] = true;
            }
        }
    }

    private void CountCodewords(ReadOnlySpan<short> verdicts, LinkCounts counts)
    {
        for (int first = 0; first < _symbolErrors.Length; first += _shape.Interleave)
        {
            bool failed = false;
            for (int codeword = first; codeword < first + _shape.Interleave; codeword++)
            {
                counts.SymbolErrorHistogram[_symbolErrors[codeword]]++;
                int verdict = verdicts[codeword];
                bool wrong = _messageWrong[codeword];
                counts.Clean += verdict == 0 && !wrong ? 1 : 0;
                counts.Corrected += verdict > 0 && !wrong ? 1 : 0;
                counts.Miscorrected += verdict >= 0 && wrong ? 1 : 0;
                counts.Uncorrectable += verdict < 0 ? 1 : 0;
                failed |= verdict < 0 || wrong;
            }

            _failedGroups[first / _shape.Interleave] = failed;
            counts.FailedGroups += failed ? 1 : 0;
        }

        counts.Codewords = _symbolErrors.Length;
        counts.Groups = _symbolErrors.Length / _shape.Interleave;
    }

    private int Codeword(long symbol, int symbolsOfCodeword)
    {
        long group = symbol / (symbolsOfCodeword * _shape.Interleave);
        return (int)((group * _shape.Interleave) + (symbol % _shape.Interleave));
    }

    /// <summary>The first word from a start on that differs, or the length.</summary>
    private static int NextDifference(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, int start) =>
        start + left[start..].CommonPrefixLength(right[start..]);
}
