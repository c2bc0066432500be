using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Counts of a few frames in a row: what one worker does at a time.</summary>
internal sealed class EventPiece(LinkDesign design)
{
    private readonly List<FrameResult> _frames = [];

    /// <summary>Counts of its frames together.</summary>
    public LinkCounts Counts { get; } = new(design.Lanes, design.Code.CodewordSymbols);

    /// <summary>What each frame added.</summary>
    public IReadOnlyList<FrameResult> Frames => _frames;

    /// <summary>By lane, what is seen of errors in the last frame.</summary>
    public long[] SeenErrors { get; } = new long[design.Lanes];

    /// <summary>Makes room for so many frames.</summary>
    public void Reserve(int frames) => _frames.EnsureCapacity(frames);

    /// <summary>Counts frames.</summary>
    /// <param name="first">The first.</param>
    /// <param name="frames">How many.</param>
    /// <param name="worker">Who finds their errors.</param>
    /// <param name="tally">Who counts them.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="cancellation">Ends it early; the counts are then of no use.</param>
    public void Count(long first, int frames, EventFrame worker, FrameTally tally, uint trial, CancellationToken cancellation)
    {
        _frames.Clear();
        Counts.Clear();
        for (long frame = first; frame < first + frames && !cancellation.IsCancellationRequested; frame++)
        {
            worker.Find(frame);
            LinkTotals totals = tally.Count(frame, worker.Errors, Counts, SeenErrors);
            _frames.Add(new FrameResult(totals, Fingerprint(trial, frame, totals, worker.Errors), worker.EncodedGroups, tally.CorrectedBits, tally.DetectedUi));
            worker.Clock.Mark(LinkStage.Decode);
        }

        for (int lane = 0; lane < design.Lanes; lane++)
        {
            Counts.LaneBits[lane] = (long)frames * tally.LaneBits[lane];
        }
    }

    private static ulong Fingerprint(uint trial, long frame, in LinkTotals totals, ErrorList errors) => Measurement.Fingerprint.OfFrame(trial, frame, [
        (ulong)totals.Bits, (ulong)totals.BitErrors, (ulong)totals.Codewords, (ulong)totals.CodewordErrors, (ulong)totals.FailedGroups,
        (ulong)totals.PayloadBits, (ulong)totals.PayloadBitErrors, Measurement.Fingerprint.OfSet(errors.Places)]);
}
