using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link.Frames;

namespace Mosaic.Emulator.Link;

/// <summary>
/// The deskew of a trial: it is shown what has arrived, frame by frame in order, and what it then knows is kept with the frame, so that it does
/// not matter how much more it has seen when the frame is received.
/// </summary>
internal sealed class LinkDeskew
{
    private readonly LinkDesign _design;
    private readonly FrameRing _ring;
    private readonly Arrival _arrival;
    private readonly LaneMapHistory _maps;
    private readonly bool[] _lit;
    private FrameSlot? _last; // that was counted; it is kept until the next one is

    /// <summary>Makes that of a trial.</summary>
    /// <param name="design">The link.</param>
    /// <param name="arrival">How late lanes are, and at which ports.</param>
    /// <param name="ring">The frames in flight.</param>
    /// <param name="maps">Which lane each channel carries.</param>
    public LinkDeskew(LinkDesign design, Arrival arrival, FrameRing ring, LaneMapHistory maps)
    {
        (_design, _arrival, _ring, _maps) = (design, arrival, ring, maps);
        _lit = new bool[design.Channels];
        Streams = new ArrivedFrames(arrival, design.Layout.FrameUi, ring.Slots);
        Algorithm = design.CreateDeskew();
    }

    /// <summary>What has arrived at the ports.</summary>
    public ArrivedFrames Streams { get; }

    /// <summary>The algorithm, which may have seen more frames than belong to the result.</summary>
    public IDeskew Algorithm { get; }

    /// <summary>Slips of lanes in frames that belong to the result.</summary>
    public long Slips { get; private set; }

    /// <summary>Lanes that were not read where they are, added up over frames that belong to the result.</summary>
    public long MisalignedLaneFrames { get; private set; }

    /// <summary>Takes note of the next training frame.</summary>
    public void Train()
    {
        Streams.Put(_ring[0].Received);
        Algorithm.Observe(Streams);
        _ring.Training++;
    }

    /// <summary>Passes over frames that are not sent, the first with payload.</summary>
    public void Skip(long frames)
    {
        Streams.SkipTo(_ring.Counter(frames));
        Algorithm.Skip(frames);
    }

    /// <summary>Tells the algorithm which channels are lit, where that has changed with a frame.</summary>
    public void Expect(long frame)
    {
        LaneMap map = _maps.At(frame);
        if (frame == 0 || !ReferenceEquals(map, _maps.At(frame - 1)))
        {
            for (int channel = 0; channel < _lit.Length; channel++)
            {
                _lit[channel] = map.IsLit(channel);
            }

            Algorithm.Expect(_lit);
        }
    }

    /// <summary>Takes note of a frame with payload that was sent: with it the one before has arrived.</summary>
    public void Arrive(long frame)
    {
        FrameSlot slot = _ring[frame];
        Streams.Put(slot.Received, slot.Soft);
        Expect(frame);
        Algorithm.Observe(Streams);
        slot.Slips = Streams.LastSlips;
        Align(frame - 1);
    }

    /// <summary>Adds a frame that belongs to the result.</summary>
    public void Count(FrameSlot slot)
    {
        _last = slot;
        Slips += slot.Slips;
        MisalignedLaneFrames += slot.Misaligned;
    }

    /// <summary>What was known when the last frame that belongs to the result had arrived; if there is none, what is known.</summary>
    public DeskewState Known()
    {
        if (_last is { } last)
        {
            return new DeskewState([.. last.Alignments], last.Missing, last.LockLosses, last.LockTimeUi);
        }

        var alignments = new PortAlignment[_design.Channels];
        Algorithm.CopyAlignments(alignments);
        return new DeskewState(alignments, Algorithm.Missing(), Algorithm.LockLosses, Algorithm.LockTimeUi);
    }

    /// <summary>What is known of a frame's lanes when it has arrived, and, for the report, whether it is true.</summary>
    private void Align(long frame)
    {
        FrameSlot slot = _ring[frame];
        Algorithm.CopyAlignments(slot.Alignments);
        slot.LockLosses = Algorithm.LockLosses;
        slot.LockTimeUi = Algorithm.LockTimeUi;
        slot.Missing = Array.Exists(slot.Alignments, static port => port.Lane < 0) ? Algorithm.Missing() : [];
        slot.Misaligned = 0;
        for (int port = 0; port < slot.Alignments.Length; port++)
        {
            bool lit = _maps.At(frame).IsLit(_arrival.LaneOf(port));
            slot.Misaligned += !lit || Streams.IsAligned(port, slot.Alignments[port], _ring.Counter(frame)) ? 0 : 1;
        }
    }
}
