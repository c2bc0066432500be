using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link;

/// <summary>What was counted, channel by channel, and which frames were lost: what a repair controller cannot know.</summary>
internal sealed class RepairLog(LinkDesign design)
{
    private readonly List<long> _lost = [];
    private readonly long[] _bits = new long[design.Channels];
    private readonly long[] _errors = new long[design.Channels];
    private IReadOnlyList<int> _mappedOut = [];
    private long _last = -1;

    /// <summary>Code bits received, by channel.</summary>
    public ReadOnlySpan<long> ChannelBits => _bits;

    /// <summary>Those that were wrong before any correction.</summary>
    public ReadOnlySpan<long> ChannelErrors => _errors;

    /// <summary>Takes down the channels that were bad as the link came up.</summary>
    public void MappedOut(IReadOnlyList<int> channels) => _mappedOut = channels;

    /// <summary>Takes down a frame.</summary>
    public void Add(long frame, LinkCounts counts, LaneMap map)
    {
        _last = frame;
        for (int lane = 0; lane < map.Lanes; lane++)
        {
            _bits[map.ChannelOfLane[lane]] += counts.LaneBits[lane];
            _errors[map.ChannelOfLane[lane]] += counts.LaneErrors[lane];
        }

        if (counts.FailedGroups > 0 && design.IsWatched)
        {
            _lost.Add(frame);
        }
    }

    /// <summary>The map of the last frame that was counted.</summary>
    public LaneMap LastMap(RepairController repair) => repair.Maps.At(Math.Max(0, _last));

    /// <summary>The report, of frames that were counted.</summary>
    public RepairReport Report(RepairController repair)
    {
        RepairEvent[] events = [.. repair.Decisions.Where(decision => decision.FrameDetected <= _last).Select(Event)];
        return new RepairReport(
            design.Options.Bonding.SpareLanes,
            repair.SparesLeft,
            Array.Exists(events, one => one.ToChannel is null) && design.Options.Repair.RepairMode != RepairMode.None,
            _mappedOut,
            events,
            design.Channels == design.Lanes ? null : [.. LastMap(repair).ChannelOfLane]);
    }

    private RepairEvent Event(RepairDecision decision)
    {
        long end = Math.Min(decision.FrameSwitched ?? long.MaxValue, _last + 1);
        return new RepairEvent(
            decision.FrameDetected,
            decision.FrameSwitched,
            decision.Lane,
            decision.FromChannel,
            decision.ToChannel,
            decision.LanesMoved,
            decision.FrameDetected - decision.FirstBad,
            _lost.Count(frame => frame >= decision.FirstBad && frame < end),
            decision.FrameSwitched is { } at && at <= _last ? !_lost.Contains(at) : null);
    }
}
