using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link.Frames;

namespace Mosaic.Emulator.Link.Session;

/// <summary>Finds what happened on a link from one frame to the next.</summary>
internal sealed class SessionEvents(LinkTrial trial, LinkTiming timing)
{
    private readonly List<RepairDecision> _switching = [];
    private PortAlignment[]? _alignments;
    private long _lockLosses = trial.Deskew.Algorithm.LockLosses;
    private int _decisions;

    /// <summary>Looks at a frame, in order, and tells what it shows.</summary>
    public void Observe(long frame, FrameSlot slot, Action<LinkEvent> tell)
    {
        LaneMap map = trial.Repair.Maps.At(frame);
        LinkEvent Event(LinkEventKind kind, int lane, int channel, long count = 1) => new(kind, frame, frame * timing.FrameNs, lane, channel, count);
        _alignments ??= [.. slot.Alignments];
        if (slot.LockLosses != _lockLosses)
        {
            _lockLosses = slot.LockLosses;
            for (int port = 0; port < _alignments.Length; port++)
            {
                if (_alignments[port] is { Lane: >= 0 } before && before != slot.Alignments[port])
                {
                    tell(Event(LinkEventKind.LockLost, map.LaneOfChannel[before.Lane], before.Lane));
                }
            }
        }

        slot.Alignments.CopyTo(_alignments, 0);
        if (slot.Counts.CodewordErrors > 0)
        {
            tell(Event(LinkEventKind.CodewordsLost, -1, -1, slot.Counts.CodewordErrors));
        }

        for (; _decisions < trial.Repair.Decisions.Count; _decisions++)
        {
            RepairDecision decision = trial.Repair.Decisions[_decisions];
            tell(Event(LinkEventKind.LaneFailed, decision.Lane, decision.FromChannel));
            if (decision.FrameSwitched is not null)
            {
                _switching.Add(decision);
            }
        }

        for (int i = _switching.Count - 1; i >= 0; i--)
        {
            if (_switching[i] is { ToChannel: { } channel } decision && decision.FrameSwitched == frame)
            {
                tell(Event(LinkEventKind.LaneRepaired, decision.Lane, channel));
                _switching.RemoveAt(i);
            }
        }
    }
}
