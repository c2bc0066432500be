using System.Diagnostics;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>One thread's trials of a design, <c>trial.frames</c> long, one after the other in the same memory.</summary>
internal sealed class TailTrial(LinkDesign design)
{
    private readonly TailFrame _worker = new(design);
    private readonly TailSums _frame = new(design);

    /// <summary>The design.</summary>
    public LinkDesign Design => design;

    /// <summary>Runs a trial.</summary>
    /// <param name="trial">The trial, from which all its random numbers come.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrialResult Run(uint trial, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        IPayloadSource source = PayloadSources.Create(design, trial, null);
        _worker.Begin(trial, source);
        var totals = new TailTotals();
        ulong fingerprint = 0;
        int frames = design.Options.Trial.Frames;
        for (int frame = 0; frame < frames; frame++)
        {
            int before = Math.Max(0, frame - 1);
            source.Advance(before, frame + 1 - before);
            _worker.Evaluate(frame, _frame, cancellation);
            cancellation.ThrowIfCancellationRequested();
            totals.Add(_frame.Totals);
            fingerprint = unchecked(fingerprint + _frame.Fingerprint(trial, frame));
        }

        return new TrialResult(Counts(design, frames), true, fingerprint, Stopwatch.GetElapsedTime(started).TotalSeconds, totals);
    }

    /// <summary>What there is in a number of frames; nothing of it is counted as wrong.</summary>
    public static LinkTotals Counts(LinkDesign design, long frames)
    {
        long groups = frames * design.Groups, checks = (long)design.Options.Bonding.CheckLanes * design.Layout.LaneBits(0);
        return new LinkTotals(
            frames, (groups * design.Code.GroupCodeBits) + (frames * checks), 0, groups * design.Code.Interleave, 0, groups, 0, frames * design.MessageBits, 0);
    }
}
