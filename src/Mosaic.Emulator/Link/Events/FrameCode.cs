using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// Code bits of one frame, here and there: those of the lanes' own streams, messages as well as parity, but for the parity of groups that are
/// encoded. Holds the memory of one worker.
/// </summary>
internal sealed class FrameCode
{
    private const int CacheBlocks = 1024;

    private readonly LinkDesign _design;
    private readonly GroupEncoder _encoder;
    private readonly uint _trial;
    private readonly int _groupCode, _groupMessage;
    private readonly ulong[] _words = new ulong[2 * CacheBlocks];
    private readonly long[] _cached = new long[CacheBlocks]; // which lane's which block
    private readonly int[] _encoded; // by group: its place among those encoded, Drawn, or Wanted
    private readonly List<int> _wanted = new(64);
    private ulong[] _parity; // of those encoded
    private bool _allEncoded, _isDecided, _hasCached;

    private const int Drawn = -1, ToEncode = -2;

    public FrameCode(LinkDesign design, GroupEncoder encoder, uint trial)
    {
        (_design, _encoder, _trial) = (design, encoder, trial);
        (_groupCode, _groupMessage) = (design.Code.GroupCodeBits, design.Code.GroupMessageBits);
        _parity = new ulong[GroupEncoder.Few * encoder.ParityWords];
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

    /// <summary>
    /// Of each group that is to be encoded, or is already, the bit at its number modulo 64: a group whose bit is not there is none of them, which is known
    /// without looking it up.
    /// </summary>
    public ulong WantedModulo64 { get; private set; }

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
        (EncodedGroups, WantedModulo64, _allEncoded, _isDecided) = (0, 0, false, false);
    }

    /// <summary>Has a group encoded, before any of its parity is looked at.</summary>
    public void Encode(int group)
    {
        if (_encoded[group] == Drawn)
        {
            _encoded[group] = ToEncode;
            _wanted.Add(group);
            WantedModulo64 |= 1UL << group;
        }
    }

    /// <summary>Has each group encoded whose parity is looked at.</summary>
    public void EncodeAll()
    {
        Array.Fill(_encoded, ToEncode);
        (_allEncoded, WantedModulo64) = (true, ulong.MaxValue);
    }

    /// <summary>Code bits of a lane.</summary>
    /// <param name="bit">The first one's place in the code stream.</param>
    /// <param name="count">How many: within one symbol, up to 16.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="data">The first one's UI behind the marker.</param>
    public uint Bits(long bit, int count, int lane, int data)
    {
        int group = (int)(bit / _groupCode), within = (int)(bit - ((long)group * _groupCode));
        return within >= _groupMessage && IsEncoded(group) ? (uint)BitString.ReadBits(_parity, ((long)_encoded[group] * _encoder.ParityWords * 64) + within - _groupMessage, count) : Read(lane, data, count);
    }

    /// <summary>Whether a group's parity is encoded; which it is from here on where that is wanted.</summary>
    private bool IsEncoded(int group)
    {
        if (!_isDecided)
        {
            _isDecided = true;
            Deciding?.Invoke();
        }

        if (_encoded[group] == ToEncode)
        {
            if (_allEncoded)
            {
                _wanted.Add(group);
            }

            EncodeWanted();
        }

        return _encoded[group] != Drawn;
    }

    private void EncodeWanted()
    {
        int words = _encoder.ParityWords;
        if (_parity.Length < _wanted.Count * words)
        {
            Array.Resize(ref _parity, 2 * _wanted.Count * words);
        }

        ReadOnlySpan<int> wanted = Wanted[EncodedGroups..];
        _encoder.Encode(Frame, wanted, _parity.AsSpan(EncodedGroups * words));
        foreach (int group in wanted)
        {
            _encoded[group] = EncodedGroups++;
        }
    }

    private uint Read(int lane, int data, int count)
    {
        (int block, int within) = Math.DivRem(data, LaneStream.BlockBits);
        return (uint)LaneStream.Bits(Block(lane, block), within + count > LaneStream.BlockBits ? Block(lane, block + 1).Low : 0, within, count);
    }

    private (ulong Low, ulong High) Block(int lane, int block)
    {
        int place = (block + (lane * 37)) & (CacheBlocks - 1);
        long tag = ((long)lane << 32) | (uint)block;
        Span<ulong> words = _words.AsSpan(2 * place, 2);
        if (_cached[place] != tag)
        {
            (_cached[place], _hasCached) = (tag, true);
            (words[0], words[1]) = LaneStream.Of(_design.Options.Seed, _trial, Frame, lane).Block((uint)block);
        }

        return (words[0], words[1]);
    }
}
