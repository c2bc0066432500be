using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>A sweep under way.</summary>
internal sealed class SweepRun
{
    private readonly Lock _gate = new();
    private readonly SweepPlan _plan;
    private readonly SweepOptions _options;
    private readonly SweepFiles? _files;
    private readonly PointTally[] _tallies;
    private readonly SweepSchedule _schedule;
    private readonly DesignCache _designs;
    private readonly IBlockCode[] _codes;
    private readonly int _threads;
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _ended;
    private double? _shown;
    private Exception? _failure;

    public SweepRun(SweepPlan plan, SweepOptions options, SweepFiles? files)
    {
        _plan = plan;
        _options = options;
        _files = files;
        _tallies = [.. plan.Points.Select(point => new PointTally(plan, point, options.Shard))];
        foreach (TrialRecord record in files?.Records ?? [])
        {
            _tallies[record.Point].Add(record.Trial, record.Result);
        }

        int threads = plan.Options.Threads ?? Environment.ProcessorCount;
        _designs = new DesignCache(plan, threads);
        _threads = Math.Min(threads, TrialRunner.Affordable(_designs.Get(0)));
        _schedule = new SweepSchedule(_tallies);
        _codes = new IBlockCode[_tallies.Length];
        Announce();
        files?.CheckNothingElse();
    }

    /// <summary>Runs until every point has ended, or it is cancelled.</summary>
    public void Run(CancellationToken cancellation)
    {
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

    /// <summary>The curve as far as it was counted.</summary>
    /// <param name="unfinished">The reason of points that have not ended.</param>
    public BerCurve Curve(StopReason unfinished) => new(
        ProductVersion.Text, Machine.Current, _plan.Options, _plan.Axes, _options.Shard.ToString(), Points(unfinished));

    private BerPoint[] Points(StopReason unfinished) => [.. _tallies.Select((_, i) => PointOf(i, unfinished))];

    private BerPoint PointOf(int i, StopReason unfinished) =>
        _tallies[i].ToPoint(_codes[i] ??= CodeCatalog.Create(_plan.Points[i].Options.Fec.Code, _plan.Points[i].Options.Fec.Interleave), unfinished);

    /// <summary>One thread's trials. The first failure ends all threads.</summary>
    private void Work(CancellationTokenSource end)
    {
        using var runner = new TrialRunner();
        try
        {
            while (!end.IsCancellationRequested && Next() is (var point, var trial))
            {
                TrialResult result = runner.Run(_designs.Get(point), trial, end.Token);
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
        if (end.IsCancellationRequested || _tallies[record.Point].IsDone)
        {
            return;
        }

        _files?.Append(record);
        _tallies[record.Point].Add(record.Trial, record.Result);
        Announce();
        Show();
        if (_ended == _tallies.Length)
        {
            // What is under way is of no use any more.
            end.Cancel();
        }
    }

    /// <summary>Often enough for the eye; intervals take time.</summary>
    private void Show()
    {
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        if (_options.Progress is { } progress && (_shown is not { } last || seconds - last >= 0.2 || _ended == _tallies.Length))
        {
            _shown = seconds;
            progress(new SweepProgress(Points(StopReason.None), seconds, SweepForecast.SecondsLeft(_tallies, _threads)));
        }
    }

    /// <summary>Points that have ended are told in their order.</summary>
    private void Announce()
    {
        for (; _ended < _tallies.Length && _tallies[_ended].IsDone; _ended++)
        {
            BerPoint point = PointOf(_ended, StopReason.None);
            _files?.Write(point);
            _options.Ended?.Invoke(point);
        }
    }
}
