using Mosaic.Emulator.Bonding;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>One worker's way from a frame's sent bits to the probability that each of its codewords is lost.</summary>
internal sealed class TailFrame
{
    private readonly LinkDesign _design;
    private readonly FrameTransmitter _transmitter;
    private readonly FrameProbabilities _probabilities;
    private readonly FrameSlot _slot;
    private readonly IGroupLosses _losses;

    public TailFrame(LinkDesign design, FrameTransmitter transmitter, IGroupLosses losses, FrameSlot? slot = null)
    {
        (_design, _transmitter, _losses) = (design, transmitter, losses);
        _probabilities = new FrameProbabilities(design, design.BroughtUp);
        _slot = slot ?? new FrameSlot(design);
    }

    /// <summary>Makes a frame and computes what becomes of it.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="sums">Receives the sums.</param>
    /// <param name="cancellation">Ends it early; the sums are then of no use.</param>
    public void Evaluate(long frame, TailSums sums, CancellationToken cancellation)
    {
        sums.Clear();
        _transmitter.Prepare(frame, frame, _slot);
        for (int group = 0, end; group < _design.Groups; group = end)
        {
            end = _probabilities.Load(frame, group, _transmitter, _slot.Code.Span);
            for (; group < end && !cancellation.IsCancellationRequested; group++)
            {
                _losses.Evaluate(group, _probabilities, sums);
            }
        }

        _transmitter.Clock.Mark(LinkStage.Channel);
    }
}
