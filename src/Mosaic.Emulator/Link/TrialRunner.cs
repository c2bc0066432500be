using System.Diagnostics;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link;

/// <summary>One thread's trials: links brought up afresh, <c>trial.frames</c> long, one after the other in the same memory.</summary>
internal sealed class TrialRunner : IDisposable
{
    private readonly WorkCrew _crew = new(1);
    private FrameSlot[] _slots = [];
    private LinkDesign? _design;
    private TailTrial? _tail;

    /// <summary>Runs a trial.</summary>
    /// <param name="design">The link.</param>
    /// <param name="trial">The trial, from which all its random numbers come.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrialResult Run(LinkDesign design, uint trial, CancellationToken cancellation)
    {
        if (TailEmulator.IsNamedBy(design.Options))
        {
            _tail = ReferenceEquals(design, _tail?.Design) ? _tail : new TailTrial(design);
            return _tail.Run(trial, cancellation);
        }

        long started = Stopwatch.GetTimestamp();
        var rule = new StopRule(new StopOptions { PayloadBits = design.MessageBits * design.Options.Trial.Frames }, isFile: false);
        if (EventRun.IsNamedBy(design.Options))
        {
            var events = new EventRun(design, trial, workers: 1);
            events.Run(_crew, rule, progress: null, cancellation);
            cancellation.ThrowIfCancellationRequested();
            return new TrialResult(LinkTotals.Of(events.Tally.Counts), true, events.Tally.Fingerprint, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        if (!ReferenceEquals(design, _design))
        {
            if (_design is null || !HaveSameShape(design, _design))
            {
                _slots = [.. Enumerable.Range(0, FrameRing.SlotsOf(workers: 1)).Select(_ => new FrameSlot(design))];
            }

            _design = design;
        }

        var link = new LinkTrial(design, trial, workers: 1, input: null, deliver: Delivery.Nothing, slots: _slots);
        StopReason reason = new LinkRun(link, _crew, rule, output: null, cancellation).Run(progress: null);
        cancellation.ThrowIfCancellationRequested();
        return new TrialResult(LinkTotals.Of(link.Tally.Counts), reason != StopReason.NoLock, link.Tally.Fingerprint, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>How many runners a link leaves memory for, one at least: results do not depend on it.</summary>
    public static int Affordable(LinkDesign design)
    {
        long all = LinkMemory.Estimate(design.Options, design.Code, design.Groups, workers: 1);
        return (int)Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / all, 1, int.MaxValue);
    }

    /// <summary>Ends the thread's crew.</summary>
    public void Dispose() => _crew.Dispose();

    private static bool HaveSameShape(LinkDesign a, LinkDesign b) =>
        a.MessageWords == b.MessageWords && a.CodeWords == b.CodeWords && a.Lanes == b.Lanes && a.Channels == b.Channels
        && a.Layout.FrameWords == b.Layout.FrameWords && a.Code.CodewordSymbols == b.Code.CodewordSymbols && a.SoftCode is null == b.SoftCode is null;
}
