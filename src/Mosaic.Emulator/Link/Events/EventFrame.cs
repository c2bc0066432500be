using System.Numerics;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// One worker's way from a frame's number to what its lanes have wrong: candidates, the bits that they look at, and nothing else; or,
/// where that would be most of the frame, all of its bits. A frame depends on its number alone.
/// </summary>
internal sealed class EventFrame
{
    /// <summary>From so many candidates a bit on it is quicker to make all bits.</summary>
    public const double MadeWholeFrom = 1.0 / 64;

    private readonly LinkDesign _design;
    private readonly LaneMapHistory _maps;
    private readonly uint _trial;
    private readonly LookPlan _plan;
    private readonly Lazy<LookPlan> _planBefore;
    private readonly Lazy<FrameTransmitter> _transmitter;
    private readonly Lazy<FrameSlot> _slot;
    private readonly byte[] _patterns;
    private readonly SecondStage _second;
    private readonly ulong[]?[] _meant; // by channel: what it should have sent, where it was ever stuck
    private readonly List<int> _wantedLast = new(64); // groups that were to be encoded in the last frame that was not made whole
    private long _last = -1;

    public EventFrame(LinkDesign design, uint trial, LaneMapHistory maps)
    {
        (_design, _trial, _maps) = (design, trial, maps);
        var payload = new LanePayload(design, trial);
        _plan = new LookPlan(design, payload, trial, maps);
        _plan.Before.Deciding = DecideBefore;
        _planBefore = new(() => new LookPlan(design, payload, trial, maps));
        _transmitter = new(() => new FrameTransmitter(design, payload, null, trial, maps, keepsSent: true));
        _slot = new(() => new FrameSlot(design));
        _second = new SecondStage(design, trial);
        _meant = new ulong[]?[design.Channels];
        _patterns = new byte[design.Optics.Lanes.Max(lane => lane.Paths.Length)];
    }

    /// <summary>Time by stage.</summary>
    public StageClock Clock { get; } = new();

    /// <summary>Whether all parity that is looked at is encoded: the bits are then those of the other engines.</summary>
    public bool EncodesAll { get; init; }

    /// <summary>Whether bits are looked at one by one, wherever they are: the definition of what is done side by side.</summary>
    public bool LooksOneByOne { get; init; }

    /// <summary>What the lanes have wrong.</summary>
    public ErrorList Errors { get; } = new();

    /// <summary>Groups of the frame that were encoded.</summary>
    public int EncodedGroups { get; private set; }

    /// <summary>Finds what the lanes of a frame have wrong.</summary>
    /// <param name="frame">The frame.</param>
    public void Find(long frame)
    {
        Clock.Start();
        Errors.Clear();
        BitTrueChannel channel = ChannelAt(frame);
        if (IsWhole(frame, channel))
        {
            EncodedGroups = _design.Groups;
            FindAmongAll(frame, channel);
        }
        else
        {
            FindAmongCandidates(frame, channel);
            EncodedGroups = _plan.Code.EncodedGroups;
        }

        Clock.Mark(LinkStage.Channel);
    }

    private BitTrueChannel ChannelAt(long frame) => (BitTrueChannel)_design.Faults.ChannelAt(frame, _maps.At(frame));

    private bool IsWhole(long frame) => IsWhole(frame, ChannelAt(frame));

    private bool IsWhole(long frame, BitTrueChannel channel) =>
        channel.IsDense || !_design.Faults.Bits.AreTrue(frame)
        || channel.ExpectedCandidates > MadeWholeFrom * _design.Layout.FrameUi * channel.Channels;

    private void FindAmongCandidates(long frame, BitTrueChannel channel)
    {
        if (frame > 0 && frame != _last + 1 && !_planBefore.IsValueCreated)
        {
            // Whoever begins somewhere may have to make the frame before, now or some other time.
            _planBefore.Value.Prepare(frame, channel);
        }

        _plan.Make(frame, channel, IsWhole(frame + 1), EncodesAll);
        ReadOnlySpan<int> laneOf = _maps.At(frame).LaneOfChannel;
        if (LooksOneByOne)
        {
            for (int i = 0; i < _plan.Candidates.Count; i++)
            {
                Judge(i, Survivor.Unknown, channel, laneOf);
            }

            return;
        }

        foreach (Survivor survivor in _plan.Survivors)
        {
            Judge(survivor.Candidate, survivor.OwnPattern, channel, laneOf);
        }

        if (_plan.First is { } first)
        {
            _second.Run(first, _plan.Candidates, _plan.Looks, _plan.Code);
            foreach (int candidate in _second.Others)
            {
                Judge(candidate, Survivor.Unknown, channel, laneOf);
            }

            Errors.Add(_second.Errors, _plan.Candidates, laneOf);
        }

        _last = frame;
        _wantedLast.Clear();
        _wantedLast.AddRange(_plan.Code.Wanted);
    }

    private void Judge(int candidate, int ownPattern, BitTrueChannel channel, ReadOnlySpan<int> laneOf)
    {
        CandidateList candidates = _plan.Candidates;
        ulong place = candidates.Places[candidate];
        if (IsError(channel.Probability(CandidateList.LaneOf(place))!, CandidateList.UiOf(place), ownPattern, candidates.Levels[candidate]))
        {
            Errors.Add([(ulong)candidate], candidates, laneOf);
        }
    }

    private bool IsError(LaneProbability probability, int ui, int ownPattern, double level)
    {
        ReadOnlySpan<LeakagePath> paths = probability.Paths.AsSpan();
        Span<byte> patterns = _patterns.AsSpan(0, paths.Length);
        int own = ownPattern == Survivor.Unknown ? Pattern(paths[0], ui) : ownPattern;
        if (level >= probability.OwnBounds[own])
        {
            return false;
        }

        patterns[0] = (byte)own;
        int near = probability.NearPaths;
        Look(paths, ui, patterns, 1, near);
        if (probability.IsAbove(patterns[..near], level) is { } decided)
        {
            return decided;
        }

        Look(paths, ui, patterns, near, paths.Length);
        return probability.IsAbove(patterns, level)!.Value;
    }

    private void Look(ReadOnlySpan<LeakagePath> paths, int ui, Span<byte> patterns, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            patterns[i] = (byte)Pattern(paths[i], ui);
        }
    }

    private int Pattern(LeakagePath path, int ui) => _plan.Bits.Window(path.Source, ui - path.LastShift, path.Coefficients.Length);

    /// <summary>Parity at the end of the frame before is what that frame takes it for.</summary>
    private void DecideBefore()
    {
        long frame = _plan.Before.Frame;
        BitTrueChannel channel = ChannelAt(frame);
        if (EncodesAll || IsWhole(frame, channel))
        {
            _plan.Before.EncodeAll();
            return;
        }

        // Mostly the frame before has just been made here; groups before its end are not looked at.
        ReadOnlySpan<int> wanted = CollectionsMarshal.AsSpan(_wantedLast);
        if (_last != frame)
        {
            _planBefore.Value.Make(frame, channel, isNextWhole: false);
            wanted = _planBefore.Value.Code.Wanted;
        }

        // A lane's parities are sums of all of it.
        int end = _design.Layout.ParityUi > 0 ? 0 : (int)(_design.Striping.FirstBit((_design.Layout.FrameUi - ChannelAt(frame + 1).ReachBack) / 64 * 64) / _design.Code.GroupCodeBits);
        foreach (int group in wanted)
        {
            if (group >= end)
            {
                _plan.Before.Encode(group);
            }
        }
    }

    private void FindAmongAll(long frame, BitTrueChannel channel)
    {
        (FrameTransmitter transmitter, FrameSlot slot) = (_transmitter.Value, _slot.Value);
        LaneMap map = _maps.At(frame);
        transmitter.Prepare(frame, frame, slot, stick: false);
        LinkBlock sent = transmitter.Sent;
        for (int at = 0; at < map.Channels; at++)
        {
            if (_design.Faults.Bits.IsStuck(frame, at, map))
            {
                sent.Row(at).CopyTo(_meant[at] ??= new ulong[sent.Words]);
            }
        }

        _design.Faults.Bits.Stick(frame, map, sent);
        channel.Transmit(sent, slot.Received, new RandomAddress(_design.Options.Seed, RandomPurpose.Channel, _trial, checked((uint)frame)));
        _design.Faults.Bits.Burst(frame, slot.Received, null, new RandomAddress(_design.Options.Seed, RandomPurpose.Burst, _trial, checked((uint)frame)));
        for (int lane = 0; lane < map.Lanes; lane++)
        {
            int at = map.ChannelOfLane[lane];
            ReadOnlySpan<ulong> should = _design.Faults.Bits.IsStuck(frame, at, map) ? _meant[at] : sent.Row(at), is_ = slot.Received.Row(at);
            for (int word = 0; word < should.Length; word++)
            {
                for (ulong wrong = should[word] ^ is_[word]; wrong != 0; wrong &= wrong - 1)
                {
                    Errors.Add(lane, (word * 64) + BitOperations.TrailingZeroCount(wrong));
                }
            }
        }
    }
}
