using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>One worker's way from a frame's sent bits to the probability that each of its codewords is lost.</summary>
internal sealed class TailFrame
{
    private readonly LinkDesign _design;
    private readonly FrameProbabilities _probabilities;
    private readonly FrameSlot _slot;
    private readonly IGroupLosses _losses;
    private uint _trial;
    private FrameTransmitter? _transmitter;

    public TailFrame(LinkDesign design)
    {
        _design = design;
        _losses = CountedLosses.Suffices(design) ? new CountedLosses(design) : new WeightedLosses(design);
        _probabilities = new FrameProbabilities(design, design.BroughtUp);
        _slot = new FrameSlot(design, keepsSent: true);
    }

    /// <summary>Goes on with a trial.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="source">Its payload, which whoever calls makes ready for each frame.</param>
    public void Begin(uint trial, IPayloadSource source)
    {
        _trial = trial;
        TrafficOptions traffic = _design.Options.Traffic;
        Scrambler? scrambler = traffic.Scramble && source is not RandomPayload ? new Scrambler(_design.Options.Seed, trial) : null;
        _transmitter = new FrameTransmitter(_design, source, scrambler, trial, new LaneMapHistory(_design.BroughtUp));
    }

    /// <summary>Makes a frame of the trial and computes what becomes of it.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="sums">Receives the sums.</param>
    /// <param name="cancellation">Ends it early; the sums are then of no use.</param>
    public void Evaluate(long frame, TailSums sums, CancellationToken cancellation)
    {
        FrameTransmitter transmitter = _transmitter ?? throw new InvalidOperationException("No trial was begun.");
        sums.Clear();
        transmitter.Prepare(frame, frame, _slot);
        _losses.Begin(_trial, frame, _slot);
        for (int group = 0, end; group < _design.Groups && !cancellation.IsCancellationRequested; group = end)
        {
            end = _probabilities.Load(frame, group, transmitter, _slot.Sent.Code.Span);
            for (; group < end && !cancellation.IsCancellationRequested; group++)
                _losses.Evaluate(group, _probabilities, sums);
        }
    }
}
