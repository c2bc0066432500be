using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Stretch = Mosaic.Emulator.Optics.Prediction.Tables.Stretches.Stretch;

namespace Mosaic.Emulator.Optics.Prediction.Tables;

/// <summary>
/// A function that rises from 0, on an equidistant grid that gets coarser as it gets smoother. Only the stretches where it changes are kept:
/// with hardly any noise, it is one step after the other with nothing between.
/// </summary>
internal sealed class DecisionTable
{
    // What changes by less than this part of what an interpolation may err by is taken for constant.
    private const double Nothing = 1e-3;

    // A table of fewer points takes little time anyway. And so many points before a limit are not looked at: what is behind it would be.
    private const int FewestLimited = 4096, AtLimit = 16;

    private readonly TailStretches _tails = new();
    private readonly StretchUnion _union = new();
    private readonly Smoothness _smoothness = new();
    private readonly StretchAverages _averages = new();
    private Stretches _now = new(), _before = new();
    private double[] _scratch = [];
    private int _trimmed;

    // Behind the one it is not known; and there are so many points between all light and it that the step must not grow beyond the other.
    private double _limit, _coarsest;

    /// <summary>The place of index 0.</summary>
    public double Origin { get; private set; }

    /// <summary>The distance of places.</summary>
    public double Step { get; private set; }

    /// <summary>Points of all stretches.</summary>
    public int Length { get; private set; }

    /// <summary>The first place where it is not 0.</summary>
    public double First => Origin + (_now[0].First * Step);

    /// <summary>Behind this it changes no more.</summary>
    public double Last => Origin + (_now[_now.Count - 1].End * Step);

    /// <summary>What it is there.</summary>
    public double Highest => _now[_now.Count - 1].Behind;

    /// <summary>The function between the points, as it is now.</summary>
    public TableReading Reading => new(_now, Origin, Step);

    /// <summary>Points computed so far.</summary>
    public long Work { get; private set; }

    /// <summary>Starts with a sum of tails.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="tails">The tails, by where they begin.</param>
    /// <param name="step">The distance of places.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Start(TailSum sum, ReadOnlySpan<OwnTail> tails, double step)
    {
        (Origin, Step, _trimmed, _limit, _coarsest) = (-tails[0].Offset, step, 0, double.PositiveInfinity, double.PositiveInfinity);
        _smoothness.Clear();
        _tails.Make(sum, tails, Origin, Step, _now);
        Length = _now.Length;
    }

    /// <summary>Twice as many points, exact ones, of the tails that it was started with.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="tails">The tails.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Fill(TailSum sum, ReadOnlySpan<OwnTail> tails)
    {
        Halve();
        for (int i = 0; i < _before.Count; i++)
        {
            Stretch coarse = _before[i];
            Reserve(coarse.Length + 1);
            _tails.Fill(sum, tails, i, Origin + (((2 * coarse.First) - 1) * Step), 2 * Step, _scratch.AsSpan(0, coarse.Length + 1));
            Between(coarse, _scratch.AsSpan(0, coarse.Length + 1));
        }

        Length = _now.Length;
    }

    /// <summary>Twice as many points: between each and the next, the polynomial through eight to either side.</summary>
    [MethodImpl(Kernel.Compiled)]
    public void Refine()
    {
        Halve();
        for (int i = 0; i < _before.Count; i++)
        {
            Stretch coarse = _before[i];
            Reserve(coarse.Length + 1);
            TableKernels.HalfWay(ref Unsafe.Add(ref _before.Value(coarse), -1), _scratch.AsSpan(0, coarse.Length + 1));
            Between(coarse, _scratch.AsSpan(0, coarse.Length + 1));
        }

        Finish();
    }

    private void Halve()
    {
        Step *= 0.5;
        _smoothness.Refined();
        Begin();
    }

    /// <summary>Puts points half-way between others, one before the first.</summary>
    private void Between(in Stretch coarse, ReadOnlySpan<double> halfWay)
    {
        Span<double> values = _now.Add((2 * coarse.First) - 1, (2 * coarse.Length) + 1);
        ref double value = ref _before.Value(coarse);
        values[0] = halfWay[0];
        for (int k = 0; k < coarse.Length; k++)
            (values[(2 * k) + 1], values[(2 * k) + 2]) = (Unsafe.Add(ref value, k), halfWay[k + 1]);
        _now.EndWith(coarse.Behind);
    }

    /// <summary>½f(y) + ½f(y − tap).</summary>
    /// <param name="tap">The tap.</param>
    public void Average(double tap)
    {
        Begin();
        _averages.OverTap(_before, tap / Step, _now);
        Finish();
    }

    /// <summary>
    /// Forgets what is behind all light. Averaging over a tap of many steps takes a point and what is before it, so from here on no point depends on those behind; and some more are kept, from which others are given back.
    /// </summary>
    /// <param name="reach">All light.</param>
    /// <param name="tap">No tap to come is smaller.</param>
    public void Limit(double reach, double tap)
    {
        if (double.IsInfinity(_limit))
        {
            double coarsest = tap / (2 * AtLimit);
            if (Length < FewestLimited || Step > coarsest)
                return;
            (_limit, _coarsest) = (reach + tap, coarsest);
        }

        _now.Limit(Index(_limit));
        Length = _now.Length;
    }

    /// <summary>The mean over small taps about their mean; all moves by that.</summary>
    /// <param name="group">The taps in steps.</param>
    /// <param name="mean">Their mean.</param>
    public void Average(in SymmetricMoments group, double mean)
    {
        Origin += mean;
        Begin();
        _averages.OverGroup(_before, group, _now);
        Finish();
    }

    /// <summary>Adds another table, whose places are no nearer to each other.</summary>
    /// <param name="other">The table.</param>
    public void Add(DecisionTable other)
    {
        Begin();
        _union.Clear();
        for (int i = 0; i < _before.Count; i++)
            _union.AddOwn(_before[i].First, _before[i].End);
        for (int i = 0; i < other._now.Count; i++)
            _union.AddMoved(Index(other.Origin + ((other._now[i].First - 4) * other.Step)), Index(other.Origin + ((other._now[i].End + 4) * other.Step)) + 1);
        TableReading added = other.Reading;
        while (_union.TryNext(out long first, out long end))
        {
            Span<double> values = _now.Add(first, (int)(end - first));
            _before.Read(first, values);
            for (int i = 0; i < values.Length; i++)
                values[i] += added.At(Origin + ((first + i) * Step));
            _now.EndWith(_before.At(end) + added.At(Origin + (end * Step)));
        }

        Finish();
    }

    /// <summary>Drops every second point as long as Lagrange's polynomial through eight others gives it back, and ends where it hardly changes.</summary>
    /// <param name="allowed">What interpolation may err by.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Coarsen(in AllowedError allowed)
    {
        Trim(allowed.Times(Nothing));
        while (Length > Stretches.Gap && 2 * Step <= _coarsest && IsSmooth(TableKernels.Few, allowed))
        {
            Step *= 2;
            Begin();
            _union.Clear();
            for (int i = 0; i < _before.Count; i++)
                _union.AddOwn(_before[i].First >> 1, (_before[i].End + 1) >> 1);
            while (_union.TryNext(out long first, out long end))
            {
                int length = (int)(end - first);
                Span<double> values = _now.Add(first, length);
                Reserve(2 * length);
                _before.Read(2 * first, _scratch.AsSpan(0, 2 * length));
                for (int k = 0; k < length; k++)
                    values[k] = _scratch[2 * k];
                _now.EndWith(_before[_union.Passed - 1].Behind);
            }

            Finish();
            _smoothness.Coarsened();
            Trim(allowed.Times(Nothing));
        }
    }

    /// <summary>Whether the polynomial through points to either side, of those that would be left, gives back what would be dropped.</summary>
    /// <param name="points">How many to either side: <see cref="TableKernels.Few"/> or <see cref="TableKernels.Many"/>.</param>
    /// <param name="allowed">What it may err by.</param>
    public bool IsSmooth(int points, in AllowedError allowed) => _smoothness.IsSmooth(_now, Step, points, allowed, double.IsInfinity(_limit) ? long.MaxValue / 2 : Index(_limit) - AtLimit);

    [MethodImpl(Kernel.Compiled)]
    private void Trim(in AllowedError nothing)
    {
        if (Length < _trimmed + (_trimmed >> 2))
            return;
        double before = 0;
        for (int i = 0; i < _now.Count; i++)
        {
            Stretch stretch = _now[i];
            ref double value = ref _now.Value(stretch);
            double here = nothing.At(stretch.First * Step) + nothing.Anywhere;
            int from = 0, to = stretch.Length;
            while (to - from > 1 && Math.Abs(Unsafe.Add(ref value, from) - before) <= here)
                from++;
            while (to - from > 1 && Math.Abs(stretch.Behind - Unsafe.Add(ref value, to - 1)) <= here)
                to--;
            before = stretch.Behind;
            _now[i] = stretch with { First = stretch.First + from, End = stretch.First + to, At = stretch.At + from };
        }

        _trimmed = Length = _now.Length;
    }

    private long Index(double place) => (long)Math.Floor((place - Origin) / Step);

    /// <summary>From here on what was is what was before, and new stretches are added.</summary>
    private void Begin()
    {
        (_now, _before) = (_before, _now);
        _now.Clear();
    }

    private void Finish()
    {
        Length = _now.Length;
        Work += Length;
    }

    private void Reserve(int length)
    {
        if (_scratch.Length < length + (2 * Stretches.Margin))
            _scratch = new double[2 * (length + (2 * Stretches.Margin))];
    }
}
