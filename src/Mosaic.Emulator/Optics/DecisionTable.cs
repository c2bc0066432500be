using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;
using Stretch = Mosaic.Emulator.Optics.Stretches.Stretch;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// A function that rises from 0, on an equidistant grid that gets coarser as it gets smoother. Only the stretches where it changes are kept:
/// with hardly any noise, it is one step after the other with nothing between.
/// </summary>
internal sealed class DecisionTable
{
    // A tap of so many steps or more leaves its first points alone.
    private const int Near = 4;

    // What changes by less than this part of what an interpolation may err by is taken for constant.
    private const double Nothing = 1e-3;

    private readonly List<(long First, long End)> _own = [], _moved = [];
    private readonly List<(int From, int To)> _parts = [];
    private Stretches _now = new(), _before = new();
    private double[] _near = [], _far = [];
    private int _suspect, _suspectStretch, _trimmed;

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

    /// <summary>Points computed so far.</summary>
    public long Work { get; private set; }

    /// <summary>Starts with a sum of tails.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="tails">The tails, by where they begin.</param>
    /// <param name="step">The distance of places.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Start(TailSum sum, ReadOnlySpan<OwnTail> tails, double step)
    {
        (Origin, Step, _suspect, _suspectStretch, _trimmed) = (-tails[0].Offset, step, 0, 0, 0);
        _now.Clear();
        _parts.Clear();
        double behind = 0;
        for (int from = 0, to; from < tails.Length; from = to)
        {
            long first = Index(tails[from].Begin), end = first;
            for (to = from; to < tails.Length && (to == from || Index(tails[to].Begin) <= end + Stretches.Gap); to++)
                end = Math.Max(end, Index(tails[to].End) + 2);
            sum.Fill(tails[from..to], Origin + (first * Step), Step, behind, _now.Add(first, (int)(end - first)));
            behind = sum.Behind;
            _now.EndWith(behind);
            _parts.Add((from, to));
        }

        Length = _now.Length;
    }

    /// <summary>Twice as many points, exact ones, of the tails that it was started with.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="tails">The tails.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Fill(TailSum sum, ReadOnlySpan<OwnTail> tails)
    {
        double behind = 0;
        Halve();
        for (int i = 0; i < _before.Count; i++)
        {
            Stretch coarse = _before[i];
            Reserve(ref _far, coarse.Length + 1);
            sum.Fill(tails[_parts[i].From.._parts[i].To], Origin + (((2 * coarse.First) - 1) * Step), 2 * Step, behind, _far.AsSpan(0, coarse.Length + 1));
            behind = sum.Behind;
            Between(coarse, _far.AsSpan(0, coarse.Length + 1));
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
            Reserve(ref _far, coarse.Length + 1);
            TableKernels.HalfWay(ref Unsafe.Add(ref _before.Value(coarse), -1), _far.AsSpan(0, coarse.Length + 1));
            Between(coarse, _far.AsSpan(0, coarse.Length + 1));
        }

        Finish();
    }

    private void Halve()
    {
        Step *= 0.5;
        _suspect *= 2;
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
    [MethodImpl(Kernel.Compiled)]
    public void Average(double tap)
    {
        double steps = tap / Step;
        long whole = (long)Math.Ceiling(steps);
        Vector512<double> weights = EightPoints.Weights(whole - steps) * Vector512.Create(0.5);
        Begin();
        if (_before.Count == 1 && whole >= Near && whole < _before[0].Length)
        {
            Average(_before[0], (int)whole, weights);
            Finish();
            return;
        }

        Move(_before, _own, 0, 0);
        Move(_before, _moved, whole - 4, whole + 3);
        for ((int own, int moved) = (0, 0); NextUnion(ref own, ref moved) is var (first, end) && end > first;)
        {
            int length = (int)(end - first);
            Reserve(ref _near, length);
            Reserve(ref _far, length);
            _before.Read(first, _near.AsSpan(0, length));
            _before.Read(first - whole - 3, _far.AsSpan(0, length + 7));
            TableKernels.Mix(ref _near[0], ref _far[0], weights, _now.Add(first, length));
            _now.EndWith((0.5 * _before.At(end)) + (0.5 * _before.At(end - whole)));
        }

        Finish();
    }

    /// <summary>The same of a function that is one stretch, which overlaps with itself when it has moved: nothing is copied.</summary>
    /// <param name="stretch">The stretch.</param>
    /// <param name="whole">So many steps it moves.</param>
    /// <param name="weights">And a bit less, by these weights.</param>
    private void Average(in Stretch stretch, int whole, Vector512<double> weights)
    {
        Span<double> values = _now.Add(stretch.First, stretch.Length + whole + 3);
        ref double value = ref _before.Value(stretch);
        // Before it comes 0; and behind it there is a margin, before what it is there has to be written down.
        int alone = (whole - 4) / TableKernels.Group * TableKernels.Group, both = (stretch.Length + TableKernels.Group - 1) / TableKernels.Group * TableKernels.Group;
        TableKernels.Halve(ref value, values[..alone]);
        TableKernels.Mix(ref Unsafe.Add(ref value, alone), ref Unsafe.Add(ref value, alone - whole - 3), weights, values[alone..both]);
        Reserve(ref _near, values.Length - both);
        _near.AsSpan(0, values.Length - both + TableKernels.Group).Fill(stretch.Behind);
        TableKernels.Mix(ref _near[0], ref Unsafe.Add(ref value, both - whole - 3), weights, values[both..]);
        _now.EndWith(stretch.Behind);
    }

    /// <summary>The mean over small taps about their mean; all moves by that.</summary>
    /// <param name="group">The taps in steps.</param>
    /// <param name="mean">Their mean.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Average(in SymmetricMoments group, double mean)
    {
        Span<double> weights = stackalloc double[TapKernel.Points];
        TapKernel.OfGroup(group, weights);
        Origin += mean;
        Begin();
        if (_before.Count == 1)
        {
            Stretch stretch = _before[0];
            TableKernels.Mix(
                ref Unsafe.Add(ref _before.Value(stretch), -2 * TapKernel.Half), weights, _now.Add(stretch.First - TapKernel.Half, stretch.Length + (2 * TapKernel.Half)));
            _now.EndWith(stretch.Behind);
            Finish();
            return;
        }

        Move(_before, _own, -TapKernel.Half, TapKernel.Half);
        _moved.Clear();
        for ((int own, int moved) = (0, 0); NextUnion(ref own, ref moved) is var (first, end) && end > first;)
        {
            int length = (int)(end - first);
            Reserve(ref _far, length);
            _before.Read(first - TapKernel.Half, _far.AsSpan(0, length + (2 * TapKernel.Half)));
            TableKernels.Mix(ref _far[0], weights, _now.Add(first, length));
            _now.EndWith(_before.At(end));
        }

        Finish();
    }

    /// <summary>Adds another table, whose places are no nearer to each other.</summary>
    /// <param name="other">The table.</param>
    public void Add(DecisionTable other)
    {
        Begin();
        Move(_before, _own, 0, 0);
        _moved.Clear();
        for (int i = 0; i < other._now.Count; i++)
            _moved.Add((Index(other.Origin + ((other._now[i].First - 4) * other.Step)), Index(other.Origin + ((other._now[i].End + 4) * other.Step)) + 1));
        for ((int own, int moved) = (0, 0); NextUnion(ref own, ref moved) is var (first, end) && end > first;)
        {
            Span<double> values = _now.Add(first, (int)(end - first));
            _before.Read(first, values);
            for (int i = 0; i < values.Length; i++)
                values[i] += other.Interpolate(Origin + ((first + i) * Step));
            _now.EndWith(_before.At(end) + other.Interpolate(Origin + (end * Step)));
        }

        Finish();
    }

    /// <summary>The function at a place.</summary>
    /// <param name="place">The place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Interpolate(double place)
    {
        double index = (place - Origin) / Step;
        long whole = (long)Math.Floor(index);
        int which = _now.Find(whole + 4);
        if (which < 0)
            return 0;
        Stretch stretch = _now[which];
        return whole - 3 >= stretch.End
            ? stretch.Behind
            : TailAverage.Total(EightPoints.Weights(index - whole) * Vector512.LoadUnsafe(ref Unsafe.Add(ref _now.Value(stretch), (nint)(whole - 3 - stretch.First))));
    }

    /// <summary>The mean of the function over places, but for those behind it or before it.</summary>
    /// <param name="places">The places, and how likely each is.</param>
    [MethodImpl(Kernel.Compiled)]
    public double Mean(ReadOnlySpan<(double Place, double Chance)> places)
    {
        double certain = 0;
        if (_now.Count > 1)
        {
            foreach ((double place, double chance) in places)
                certain += chance * Interpolate(place);
            return certain;
        }

        Stretch stretch = _now[0];
        ref double value = ref _now.Value(stretch);
        double perStep = 1 / Step, first = First;
        Vector512<double> sum = default;
        foreach ((double place, double chance) in places)
        {
            double index = (place - first) * perStep;
            if (index < -4)
                continue;
            if (index >= stretch.Length + 3)
            {
                certain += chance * stretch.Behind;
                continue;
            }

            int whole = (int)(index + Stretches.Margin) - Stretches.Margin;
            sum += Vector512.Create(chance) * EightPoints.Weights(index - whole) * Vector512.LoadUnsafe(ref Unsafe.Add(ref value, whole - 3));
        }

        return certain + TailAverage.Total(sum);
    }

    /// <summary>Drops every second point as long as Lagrange's polynomial through eight others gives it back, and ends where it hardly changes.</summary>
    /// <param name="allowed">What interpolation may err by.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Coarsen(in AllowedError allowed)
    {
        Trim(allowed.Times(Nothing));
        while (Length > Stretches.Gap && IsSmooth(TableKernels.Few, allowed))
        {
            Step *= 2;
            Begin();
            _own.Clear();
            _moved.Clear();
            for (int i = 0; i < _before.Count; i++)
                _own.Add((_before[i].First >> 1, (_before[i].End + 1) >> 1));
            for ((int own, int moved) = (0, 0); NextUnion(ref own, ref moved) is var (first, end) && end > first;)
            {
                int length = (int)(end - first);
                Span<double> values = _now.Add(first, length);
                Reserve(ref _far, 2 * length);
                _before.Read(2 * first, _far.AsSpan(0, 2 * length));
                for (int k = 0; k < length; k++)
                    values[k] = _far[2 * k];
                _now.EndWith(_before[own - 1].Behind);
            }

            Finish();
            _suspect /= 2;
            Trim(allowed.Times(Nothing));
        }
    }

    /// <summary>Whether the polynomial through points to either side, of those that would be left, gives back what would be dropped.</summary>
    /// <param name="points">How many to either side: <see cref="TableKernels.Few"/> or <see cref="TableKernels.Many"/>.</param>
    /// <param name="allowed">What it may err by.</param>
    [MethodImpl(Kernel.Compiled)]
    public bool IsSmooth(int points, in AllowedError allowed)
    {
        _suspectStretch = Math.Min(_suspectStretch, _now.Count - 1);
        Stretch likely = _now[_suspectStretch];
        int at = Math.Clamp(_suspect, 0, likely.Length - 1);
        if (!IsGivenBack(likely, at, at + 1, points, allowed))
            return false;
        for (int i = 0; i < _now.Count; i++)
        {
            if (!IsGivenBack(_now[i], 0, _now[i].Length, points, allowed))
            {
                _suspectStretch = i;
                return false;
            }
        }

        return true;
    }

    [MethodImpl(Kernel.Compiled)]
    private bool IsGivenBack(in Stretch stretch, int from, int to, int points, in AllowedError allowed)
    {
        double growth = allowed.Tilt * Step, factor = 1;
        Vector512<double> most = Vector512.Create(allowed.AtOrigin);
        if (growth != 0)
        {
            factor = Elementary.Exp(TableKernels.Group * growth);
            most = Vector512.Create(allowed.At(Step * (stretch.First + from))) * TailAverage.Exp(Vector512.Create(growth) * Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7));
        }

        int off = TableKernels.NotGivenBack(ref Unsafe.Add(ref _now.Value(stretch), from), to - from, points, most, factor, allowed.Anywhere);
        if (off >= 0)
            _suspect = from + off;
        return off < 0;
    }

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

    private static void Move(Stretches stretches, List<(long First, long End)> moved, long first, long end)
    {
        moved.Clear();
        for (int i = 0; i < stretches.Count; i++)
            moved.Add((stretches[i].First + first, stretches[i].End + end));
    }

    /// <summary>What the next stretches of the one kind and the other cover together until there is a gap; nothing behind the last.</summary>
    [MethodImpl(Kernel.Compiled)]
    private (long First, long End) NextUnion(ref int own, ref int moved)
    {
        (long First, long End) union = default;
        for (bool any = false; own < _own.Count || moved < _moved.Count; any = true)
        {
            bool isOwn = moved == _moved.Count || (own < _own.Count && _own[own].First <= _moved[moved].First);
            (long first, long end) = isOwn ? _own[own] : _moved[moved];
            if (any && first > union.End + Stretches.Gap)
                break;
            union = any ? (union.First, Math.Max(union.End, end)) : (first, end);
            (own, moved) = isOwn ? (own + 1, moved) : (own, moved + 1);
        }

        return union;
    }

    private static void Reserve(ref double[] scratch, int length)
    {
        if (scratch.Length < length + (2 * Stretches.Margin))
            scratch = new double[2 * (length + (2 * Stretches.Margin))];
    }
}
