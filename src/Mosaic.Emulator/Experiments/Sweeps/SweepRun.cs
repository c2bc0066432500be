using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Mosaic.Emulator.Link;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>The trials of a sweep on many threads.</summary>
internal sealed class SweepRun(SweepPlan plan, SweepBoard board, Action<SweepProgress>? progress)
{
    private const double SecondsBetweenLooks = 0.2;

    private readonly Lock _gate = new();
    private readonly SweepSchedule _schedule = new(board.Tallies);
    private readonly DesignCache _designs = new(plan, plan.Options.Threads ?? Environment.ProcessorCount);
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _threads = plan.Options.Threads ?? Environment.ProcessorCount;
    private double? _shown;
    private Exception? _failure;

    /// <summary>Runs until every point has ended, or it is cancelled.</summary>
    public void Run(CancellationToken cancellation)
    {
        if (board.IsDone)
        {
            return;
        }

        _threads = Math.Min(_threads, TrialRunner.Affordable(_designs.Get(board.Ended)));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Thread[] threads = [.. Enumerable.Range(1, _threads - 1).Select(i => new Thread(() => Work(end)) { IsBackground = true, Name = $"mosaic trials {i}" })];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        Work(end);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>One thread's trials. The first failure ends all threads.</summary>
    private void Work(CancellationTokenSource end)
    {
        using var runner = new TrialRunner();
        try
        {
            while (!end.IsCancellationRequested && Next() is (var point, var trial))
            {
                LinkDesign design = _designs.Get(point);
                TrialResult result = plan.At(plan.Points[point], () => runner.Run(design, trial, end.Token));
                lock (_gate)
                {
                    Count(new TrialRecord(point, trial, result), end);
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _failure ??= e;
            }

            end.Cancel();
        }
    }

    private (int Point, uint Trial)? Next()
    {
        lock (_gate)
        {
            return _schedule.Next();
        }
    }

    private void Count(in TrialRecord record, CancellationTokenSource end)
    {
        if (end.IsCancellationRequested || board.Tallies[record.Point].IsDone)
        {
            return;
        }

        board.Add(record);
        Show();
        if (board.IsDone)
        {
            // What is under way is of no use any more.
            end.Cancel();
        }
    }

    /// <summary>Often enough for the eye; intervals take time.</summary>
    private void Show()
    {
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        if (progress is not null && (_shown is not { } last || seconds - last >= SecondsBetweenLooks || board.IsDone))
        {
            _shown = seconds;
            progress(new SweepProgress(board.Points(StopReason.None), seconds, SweepForecast.SecondsLeft(board.Tallies, _threads)));
        }
    }
}
