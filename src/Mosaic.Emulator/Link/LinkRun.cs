using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link;

/// <summary>One trial from its bring-up to its end: in which order frames take their steps, and when there have been enough.</summary>
internal sealed class LinkRun
{
    /// <summary>
    /// The most workers; frames of a batch, where errors are captured. What is decided on a frame is known to all that are received so much later.
    /// </summary>
    public const int BatchFrames = 8;

    private readonly LinkTrial _trial;
    private readonly WorkCrew _crew;
    private readonly StopRule _rule;
    private readonly Stream? _output;
    private readonly CancellationToken _cancellation;
    private StopReason _reason;

    /// <summary>Makes the run of a trial.</summary>
    /// <param name="trial">The trial, made for as many workers.</param>
    /// <param name="crew">The workers.</param>
    /// <param name="rule">When it has seen enough.</param>
    /// <param name="output">Receives the payload delivered, or null.</param>
    /// <param name="cancellation">Ends the run at the next frame.</param>
    public LinkRun(LinkTrial trial, WorkCrew crew, StopRule rule, Stream? output, CancellationToken cancellation) =>
        (_trial, _crew, _rule, _output, _cancellation) = (trial, crew, rule, output, cancellation);

    /// <summary>Runs the trial to its end.</summary>
    /// <param name="progress">Told when frames have been counted, and during bring-up while lanes are missing; or null.</param>
    /// <returns>Why it ended.</returns>
    public StopReason Run(Action<LinkProgress>? progress)
    {
        StopReason bringUp = _trial.Start(_crew, _rule, progress, _cancellation);
        if (bringUp != StopReason.None)
        {
            return bringUp;
        }

        Action? report = progress is null ? null : () => progress(LinkProgress.Of(LinkTotals.Of(_trial.Tally.Counts), _rule, _trial.TotalBits, _trial.Ring.Training));
        if (_trial.IsCaptured)
        {
            RunInBatches(report);
        }
        else
        {
            RunInPipeline(report);
        }

        return _reason == StopReason.None ? _rule.Interruption(_cancellation) : _reason;
    }

    /// <summary>Each frame takes its steps as soon as it can.</summary>
    private void RunInPipeline(Action? report)
    {
        // A port that hunts, late by nearly a frame, looks for a marker from just before the frame before on. Where a lane has slipped
        // and nobody knows yet, what is read may be of the frame before.
        int most = Math.Max(2, _crew.Workers), kept = Math.Min(_trial.Ring.Slots - 1, BatchFrames + 1);
        var pipeline = new Pipeline(kept, new Pipeline.Stage(_trial.Send, Arrive, lag: 1, most), new Pipeline.Stage(_trial.Receive, Settle));
        pipeline.Run(_crew, _trial.Plan.First, Open, report, _cancellation);
    }

    /// <summary>Frames are sent so many at a time, whoever sends them: so a capture ends where it does whatever the number of workers.</summary>
    private void RunInBatches(Action? report)
    {
        var exchange = new FrameExchange(_trial);
        long first = _trial.Plan.First;
        do
        {
            exchange.Run(_crew, first, BatchFrames, Open, _cancellation);
            for (long frame = first - 1; frame < _trial.Next - 1 && !_cancellation.IsCancellationRequested && Settle(0, frame); frame++)
            {
            }

            report?.Invoke();
            first += BatchFrames;
        }
        while (_reason == StopReason.None && _trial.Next == first); // else input was waited for in vain
    }

    private bool Open(long frame)
    {
        try
        {
            return _trial.Open(frame, _rule);
        }
        catch (OperationCanceledException) when (_rule.Interruption(_cancellation) != StopReason.None)
        {
            return false; // a stream may also give up of itself, which is a failure
        }
    }

    private bool Arrive(int worker, long frame)
    {
        _trial.Arrive(frame);
        return true;
    }

    /// <returns>Whether the run goes on.</returns>
    private bool Settle(int worker, long frame)
    {
        _trial.Settle(frame, _output);
        _reason = _trial.Plan.IsCounted(frame) ? _trial.Plan.Reason(_rule, _trial.Tally.Counts) : StopReason.None;
        return _reason == StopReason.None;
    }
}
