using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics.Prediction.Tables;

/// <summary>
/// The mean of tails over the neighbours' taps, in <see cref="DecisionTable"/>s: averaging over a tap makes ½f(y) + ½f(y − tap) of a function,
/// which is no less smooth. So the smallest taps come first, and the largest, of which few places are in question, are left to <see cref="StrongestTaps"/>.
/// </summary>
/// <remarks>
/// Averaging and interpolation commute: what a step of interpolation errs by counts as its mean over the taps that are still to come. What it may err by
/// grows as exp(λy), in such a way that it is worth the same at last wherever it is used up: rare errors are as right, relatively, as likely ones.
/// </remarks>
internal sealed class SmoothedDecision
{
    // Tails whose deviations differ by more start in tables of their own.
    private const double Alike = 1.6;

    // Of a point of a table, and of a place in one, both with all that belongs to it; in some tenths of a nanosecond.
    private const double CostOfPoint = 5, CostOfTap = 1000, CostOfPlace = 60;

    private readonly TailSum _sum = new();
    private readonly StrongestTaps _strongest = new();
    private readonly List<TableLevel> _levels = [], _unused = [];
    private double[] _sums = [], _squares = [], _logs = [];

    /// <summary>Points computed, and sums looked at, so far.</summary>
    public long Work { get; private set; }

    /// <summary>Steps of interpolation of the last mean, each of which errs by less than the tolerance.</summary>
    public int Interpolations { get; private set; }

    /// <summary>The mean over tails and taps.</summary>
    /// <param name="tails">The tails.</param>
    /// <param name="share">What each counts.</param>
    /// <param name="taps">The taps, ascending.</param>
    /// <param name="tolerance">What one step of interpolation may add to the error: the part that grows, at y = 0 when all taps have been averaged over.</param>
    /// <param name="most">After so much work it is given up.</param>
    [MethodImpl(Kernel.Compiled)]
    public double? Mean(Span<OwnTail> tails, double share, ReadOnlySpan<double> taps, in AllowedError tolerance, long most)
    {
        // What was given up before counts for that.
        AddUp();
        long start = Work;
        double sum = 0;
        Count(taps, tolerance.Tilt);
        double logRest = 0;
        foreach (double log in _logs.AsSpan(0, taps.Length))
            logRest += log;
        double reach = 0;
        foreach (double tap in taps)
            reach += tap;
        if (!Start(tails, share, reach, tolerance, logRest, most))
            return null;

        int used = 0;
        for (; used < taps.Length; used++)
        {
            if (IsEnough(used, taps[used]))
                break;
            foreach (TableLevel level in _levels)
                level.Average(taps[used], _logs[used]);
            Merge();
            // Taps come ascending; with others to be added a table is needed as it is.
            if (_levels.Count == 1)
                _levels[0].Table.Limit(reach, taps[used]);
            AddUp();
            if (Work - start > most)
                return null;
        }

        Interpolations = 0;
        foreach (TableLevel level in _levels)
        {
            level.Close();
            Interpolations = Math.Max(Interpolations, level.Interpolations + 3);
            if (_strongest.Mean(level.Table, taps[used..], level.Applied) is not { } mean)
                return null;
            sum += mean;
        }

        AddUp();
        return sum;
    }

    private void AddUp()
    {
        Work = _sum.Work + _strongest.Work;
        foreach (TableLevel level in _levels)
            Work += level.Table.Work;
        foreach (TableLevel level in _unused)
            Work += level.Table.Work;
    }

    /// <summary>Of the taps from each on: how many sums they make, at most, and the sum of their squares; and of each, ln of the mean of exp(λ·tap).</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Count(ReadOnlySpan<double> taps, double tilt)
    {
        const double enough = 1e15;
        if (_sums.Length <= taps.Length)
            (_sums, _squares, _logs) = (new double[2 * (taps.Length + 1)], new double[2 * (taps.Length + 1)], new double[2 * (taps.Length + 1)]);
        (_sums[taps.Length], _squares[taps.Length]) = (1, 0);
        int alike = 0;
        for (int i = taps.Length - 1; i >= 0; i--)
        {
            // Of taps that are alike, 1 and their number.
            alike = i + 1 < taps.Length && taps[i] == taps[i + 1] ? alike + 1 : 1;
            (_sums[i], _squares[i]) = (Math.Min(enough, _sums[i + 1] * (alike + 1) / alike), _squares[i + 1] + (taps[i] * taps[i]));
            _logs[i] = LogMean(tilt * taps[i]);
        }
    }

    /// <summary>Whether the sums of the taps from one on that fall where the function changes take less time than averaging over that one.</summary>
    [MethodImpl(Kernel.Compiled)]
    private bool IsEnough(int used, double next)
    {
        double points = 0, width = 0;
        bool large = false;
        foreach (TableLevel level in _levels)
        {
            points += level.Table.Length;
            width = Math.Max(width, level.Table.Last - level.Table.First);
            large |= level.IsLarge(next);
        }

        return large && TapCount.Places(_sums[used], _squares[used], width) * CostOfPlace < CostOfTap + (CostOfPoint * points);
    }

    private bool Start(Span<OwnTail> tails, double share, double reach, in AllowedError tolerance, double logRest, long most)
    {
        double unit = 0;
        long lastWork = _sum.Work + Math.Min(most, long.MaxValue / 2);
        _unused.AddRange(_levels);
        _levels.Clear();
        tails.Sort((a, b) => a.Deviation.CompareTo(b.Deviation));
        for (int from = 0; from < tails.Length;)
        {
            int to = from;
            double finest = tails[from].Deviation;
            // Steps that are powers of two of each other: tables are added up as soon as they can be.
            unit = unit == 0 ? finest : unit * Math.ScaleB(1, Math.ILogB(finest / unit));
            while (to < tails.Length && tails[to].Deviation <= Alike * finest)
                to++;
            Span<OwnTail> part = tails[from..to];
            _sum.Limit(part, share, reach, 4 * finest);
            part.Sort((a, b) => a.Begin.CompareTo(b.Begin));
            TableLevel level = _unused.Count > 0 ? _unused[^1] : new TableLevel();
            if (_unused.Count > 0)
                _unused.RemoveAt(_unused.Count - 1);
            _levels.Add(level);
            if (!level.Start(_sum, part, unit, tolerance, logRest, lastWork))
                return false;
            from = to;
        }

        return true;
    }

    /// <summary>A table that has become as coarse as the next is added to it.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Merge()
    {
        for (int i = 0; i + 1 < _levels.Count;)
        {
            TableLevel fine = _levels[i], coarse = _levels[i + 1];
            if (fine.Table.Step < coarse.Table.Step)
            {
                i++;
                continue;
            }

            fine.Close();
            coarse.Close();
            coarse.Table.Add(fine.Table);
            coarse.Interpolations = 1 + Math.Max(coarse.Interpolations, fine.Interpolations);
            coarse.Coarsen();
            _levels.RemoveAt(i);
            _unused.Add(fine);
            i = Math.Max(0, i - 1);
        }
    }

    /// <summary>ln((1 + exp(x))/2).</summary>
    [MethodImpl(Kernel.Compiled)]
    private static double LogMean(double x) => x == 0 ? 0 : x > 40 ? x - 0.6931471805599453 : Elementary.Log(0.5 * (1 + Elementary.Exp(x)));
}
