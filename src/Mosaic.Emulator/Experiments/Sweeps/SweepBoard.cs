using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>All points of a sweep as counted so far, and its files. Not for more than one thread at a time.</summary>
internal sealed class SweepBoard
{
    private readonly SweepPlan _plan;
    private readonly Shard _shard;
    private readonly SweepFiles? _files;
    private readonly Action<BerPoint>? _told;
    private readonly IBlockCode[] _codes;
    private readonly BerPoint?[] _ended;

    /// <summary>Takes what the files hold.</summary>
    /// <param name="plan">The sweep.</param>
    /// <param name="shard">The share of it.</param>
    /// <param name="files">Its files, or null.</param>
    /// <param name="told">Told of every point that has ended, in their order; or null.</param>
    /// <param name="trials">The trials of each point, where they are given instead of being left to the stop rules.</param>
    public SweepBoard(SweepPlan plan, Shard shard, SweepFiles? files, Action<BerPoint>? told = null, IReadOnlyList<long>? trials = null)
    {
        (_plan, _shard, _files, _told) = (plan, shard, files, told);
        Tallies = [.. plan.Points.Select((point, i) => new PointTally(plan, point, shard, trials?[i]))];
        _codes = new IBlockCode[Tallies.Length];
        _ended = new BerPoint?[Tallies.Length];
        foreach (TrialRecord record in files?.Records ?? [])
        {
            Tallies[record.Point].Add(record.Trial, record.Result);
        }

        Announce();
        files?.CheckNothingElse();
    }

    /// <summary>The points.</summary>
    public PointTally[] Tallies { get; }

    /// <summary>Points from the first on that have ended and are written.</summary>
    public int Ended { get; private set; }

    /// <summary>Whether all have.</summary>
    public bool IsDone => Ended == Tallies.Length;

    /// <summary>Adds a trial, on file first.</summary>
    public void Add(in TrialRecord record)
    {
        _files?.Append(record);
        Tallies[record.Point].Add(record.Trial, record.Result);
        Announce();
    }

    /// <summary>The curve as far as it was counted, also to file.</summary>
    /// <param name="unfinished">The reason of points that have not ended.</param>
    public BerCurve Finish(StopReason unfinished)
    {
        var curve = new BerCurve(ProductVersion.Text, Machine.Current, _plan.Options, _plan.Axes, _shard.ToString(), Points(unfinished));
        _files?.Finish(curve);
        return curve;
    }

    /// <summary>The points as far as they were counted.</summary>
    public BerPoint[] Points(StopReason unfinished) => [.. Tallies.Select((_, i) => PointOf(i, unfinished))];

    private BerPoint PointOf(int i, StopReason unfinished)
    {
        if (_ended[i] is { } known)
        {
            return known;
        }

        BerPoint point = Tallies[i].ToPoint(_codes[i] ??= _plan.Code(_plan.Points[i]), unfinished);
        _ended[i] = Tallies[i].IsDone ? point : null;
        return point;
    }

    /// <summary>Points that have ended are written and told in their order.</summary>
    private void Announce()
    {
        for (; Ended < Tallies.Length && Tallies[Ended].IsDone; Ended++)
        {
            BerPoint point = PointOf(Ended, StopReason.None);
            _files?.Write(point);
            _told?.Invoke(point);
        }
    }
}
