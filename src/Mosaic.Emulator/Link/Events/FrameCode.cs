using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// Bits of one frame's code stream, here and there: those of messages are the payload's, made where they are looked at; parity is
/// drawn from a stream of its own, or encoded for groups of which that is wanted. Holds the memory of one worker.
/// </summary>
internal sealed class FrameCode
{
    private const int CacheBlocks = 1024;

    private readonly LinkDesign _design;
    private readonly IPayloadSource _source;
    private readonly Scrambler? _scrambler;
    private readonly uint _trial;
    private readonly int _groupCode, _groupMessage, _groupParity;
    private readonly ulong[] _words = new ulong[2 * CacheBlocks];
    private readonly long[] _cached = new long[CacheBlocks]; // block of the messages, or ~block of drawn parity; by its lowest bits
    private readonly int[] _encoded; // by group: its place among those encoded, Drawn, or Wanted
    private readonly List<int> _wanted = [];
    private readonly List<ulong[]> _codes = [];
    private ulong[] _messages = [];
    private ulong[] _code = [];
    private bool _allEncoded, _isDecided, _hasCached;

    private const int Drawn = -1, ToEncode = -2;

    public FrameCode(LinkDesign design, IPayloadSource source, Scrambler? scrambler, uint trial)
    {
        (_design, _source, _scrambler, _trial) = (design, source, scrambler, trial);
        (_groupCode, _groupMessage) = (design.Code.GroupCodeBits, design.Code.GroupMessageBits);
        _groupParity = _groupCode - _groupMessage;
        _encoded = new int[design.Groups];
        Array.Fill(_encoded, Drawn);
        Array.Fill(_cached, long.MaxValue);
    }

    /// <summary>The frame.</summary>
    public long Frame { get; private set; } = -1;

    /// <summary>Called before the first bit of parity is looked at, where it says which groups are encoded; or null.</summary>
    public Action? Deciding { get; set; }

    /// <summary>The groups that were to be encoded.</summary>
    public ReadOnlySpan<int> Wanted => CollectionsMarshal.AsSpan(_wanted);

    /// <summary>Whether all groups are encoded of which parity is looked at.</summary>
    public bool EncodesAll => _allEncoded;

    /// <summary>Whether a group is to be encoded, or is already.</summary>
    public bool IsWanted(int group) => _encoded[group] != Drawn;

    /// <summary>Groups encoded so far.</summary>
    public int EncodedGroups { get; private set; }

    /// <summary>Turns to a frame, all of whose parity is drawn until it is said otherwise.</summary>
    /// <param name="frame">The frame.</param>
    public void Start(long frame)
    {
        Frame = frame;
        if (_hasCached)
        {
            Array.Fill(_cached, long.MaxValue);
            _hasCached = false;
        }

        if (_allEncoded || _wanted.Count > 0)
        {
            Array.Fill(_encoded, Drawn);
        }

        _wanted.Clear();
        (EncodedGroups, _allEncoded, _isDecided) = (0, false, false);
    }

    /// <summary>Has a group encoded, before any of its parity is looked at.</summary>
    public void Encode(int group)
    {
        if (_encoded[group] == Drawn)
        {
            _encoded[group] = ToEncode;
            _wanted.Add(group);
        }
    }

    /// <summary>Has each group encoded whose parity is looked at.</summary>
    public void EncodeAll()
    {
        Array.Fill(_encoded, ToEncode);
        _allEncoded = true;
    }

    /// <summary>Bits of the code stream.</summary>
    /// <param name="bit">The first.</param>
    /// <param name="count">How many: within one symbol, up to 16.</param>
    public uint Bits(long bit, int count)
    {
        int group = (int)(bit / _groupCode), within = (int)(bit - ((long)group * _groupCode));
        return within < _groupMessage
            ? Read(((long)group * _groupMessage) + within, count, isParity: false)
            : OfParity(group, within - _groupMessage, count);
    }

    private uint OfParity(int group, int within, int count)
    {
        if (!_isDecided)
        {
            _isDecided = true;
            Deciding?.Invoke();
        }

        if (_encoded[group] == Drawn)
        {
            return Read(((long)group * _groupParity) + within, count, isParity: true);
        }

        if (_encoded[group] == ToEncode)
        {
            if (_allEncoded)
            {
                _wanted.Add(group);
            }

            EncodeWanted();
        }

        return (uint)BitString.ReadBits(_codes[_encoded[group]], within, count);
    }

    private void EncodeWanted()
    {
        ReadOnlySpan<int> wanted = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_wanted)[EncodedGroups..];
        int all = wanted.Length;
        if (_messages.Length < BitString.WordCount((long)all * _groupMessage) + 1)
        {
            _messages = new ulong[BitString.WordCount((long)all * _groupMessage) + 1];
            _code = new ulong[BitString.WordCount((long)all * _groupCode)];
        }

        var message = new ulong[BitString.WordCount(_groupMessage) + 1];
        for (int i = 0; i < all; i++)
        {
            long first = (long)wanted[i] * _groupMessage;
            int word = (int)(first / 64), words = (int)((first + _groupMessage + 63) / 64) - word;
            Fill(word, message.AsSpan(0, words));
            BitString.Copy(message, first % 64, _messages, (long)i * _groupMessage, _groupMessage);
        }

        _design.Code.Encode(_messages, _code, all);
        for (int i = 0; i < all; i++)
        {
            int place = EncodedGroups++;
            if (place == _codes.Count)
            {
                _codes.Add(new ulong[BitString.WordCount(_groupParity) + 1]);
            }

            BitString.Copy(_code, ((long)i * _groupCode) + _groupMessage, _codes[place], 0, _groupParity);
            _encoded[wanted[i]] = place;
        }
    }

    private uint Read(long bit, int count, bool isParity)
    {
        int within = (int)bit & 127;
        long block = bit >> 7;
        ref ulong words = ref Block(block, isParity);
        ulong low = words, high = System.Runtime.CompilerServices.Unsafe.Add(ref words, 1);
        ulong bits = within < 64 ? (low >> within) | (high << 1 << ~within) : high >> within;
        if (within + count > 128)
        {
            bits |= Block(block + 1, isParity) << (128 - within);
        }

        return (uint)bits & ((1u << count) - 1);
    }

    private ref ulong Block(long block, bool isParity)
    {
        int place = (int)(block ^ (isParity ? 0x155 : 0)) & (CacheBlocks - 1);
        long tag = isParity ? ~block : block;
        if (_cached[place] != tag)
        {
            (_cached[place], _hasCached) = (tag, true);
            Span<ulong> words = _words.AsSpan(2 * place, 2);
            if (isParity)
            {
                (words[0], words[1]) = new RandomAddress(_design.Options.Seed, RandomPurpose.DrawnParity, _trial, checked((uint)Frame)).Block((uint)block);
            }
            else
            {
                Fill((int)block * 2, words[..int.Min(2, _design.MessageWords - ((int)block * 2))]);
            }
        }

        return ref _words[2 * place];
    }

    private void Fill(int word, Span<ulong> words)
    {
        _source.Fill(Frame, word, words);
        _scrambler?.Apply(Frame, word, words);
    }
}
