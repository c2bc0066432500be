using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// A function that rises from 0, on an equidistant grid that gets coarser as it gets smoother. Only the stretches where it changes are kept:
/// with hardly any noise, it is one step after the other with nothing between.
/// </summary>
internal sealed class DecisionTable
{
    // Of stretches that come nearer than this, one is made.
    private const int Gap = 2 * Margin;

    // Zeros, or what the function is there, around each stretch, so that interpolation need not ask where it is.
    private const int Margin = 16;

    // What changes by less than this part of what an interpolation may err by is taken for constant.
    private const double Nothing = 1e-3;

    private List<Stretch> _stretches = [], _others = [];
    private double[] _values = [], _spare = [], _near = [], _far = [];
    private int _used, _suspect, _suspectStretch, _trimmed;

    /// <summary>The place of index 0.</summary>
    public double Origin { get; private set; }

    /// <summary>The distance of places.</summary>
    public double Step { get; private set; }

    /// <summary>Points of all stretches.</summary>
    public int Length { get; private set; }

    /// <summary>The first place where it is not 0.</summary>
    public double First => Origin + (_stretches[0].First * Step);

    /// <summary>Behind this it changes no more.</summary>
    public double Last => Origin + (_stretches[^1].End * Step);

    /// <summary>What it is there.</summary>
    public double Highest => _stretches[^1].Behind;

    /// <summary>Points computed so far.</summary>
    public long Work { get; private set; }

    /// <summary>The sum of tails, each times a share.</summary>
    /// <param name="tails">The tails.</param>
    /// <param name="step">The distance of places.</param>
    /// <param name="share">The share.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Start(ReadOnlySpan<OwnTail> tails, double step, double share)
    {
        (Origin, Step, _suspect, _suspectStretch, _trimmed) = (-tails[0].Offset, step, 0, 0, 0);
        Begin();
        double behind = 0;
        // By where they begin.
        for (int from = 0; from < tails.Length;)
        {
            int to = from;
            long first = Index(tails[from].Begin), end = first;
            for (; to < tails.Length && (to == from || Index(tails[to].Begin) <= end + Gap + TailAverage.Group); to++)
                end = Math.Max(end, Index(tails[to].End) + 2);
            int length = (int)(end - first) + TailAverage.Group;
            Span<double> values = Add(first, length);
            values.Clear();
            Reserve(ref _near, length + 1);
            Span<double> certain = _near.AsSpan(0, length + 1);
            certain.Clear();
            foreach (OwnTail tail in tails[from..to])
            {
                int start = (int)(Index(tail.Begin) - first), points = (int)(Index(tail.End) + 2 - first) - start;
                points = (points + TailAverage.Group - 1) / TailAverage.Group * TailAverage.Group;
                TailAverage.Add(values.Slice(start, points), Origin + ((first + start) * Step) + tail.Offset, Step, tail.Noise, share);
                certain[start + points] += share;
            }

            double above = behind;
            for (int i = 0; i < length; i++)
            {
                above += certain[i];
                values[i] += above;
            }

            behind += share * (to - from);
            Behind(behind);
            from = to;
        }

        Finish();
    }

    /// <summary>½f(y) + ½f(y − tap).</summary>
    [MethodImpl(Kernel.Compiled)]
    public void Average(double tap)
    {
        double steps = tap / Step;
        long whole = (long)Math.Ceiling(steps);
        Vector512<double> weights = EightPoints.Weights(whole - steps) * Vector512.Create(0.5);
        Begin();
        for (int own = 0, moved = 0; own < _others.Count || moved < _others.Count;)
        {
            long first = long.MaxValue, end = long.MinValue;
            while (true)
            {
                long nextOwn = own < _others.Count ? _others[own].First : long.MaxValue, nextMoved = moved < _others.Count ? _others[moved].First + whole - 4 : long.MaxValue;
                if (first != long.MaxValue && Math.Min(nextOwn, nextMoved) > end + Gap)
                    break;
                if (nextOwn == long.MaxValue && nextMoved == long.MaxValue)
                    break;
                first = Math.Min(first, Math.Min(nextOwn, nextMoved));
                end = Math.Max(end, nextOwn <= nextMoved ? _others[own++].End : _others[moved++].End + whole + 3);
            }

            int length = (int)(end - first);
            Span<double> values = Add(first, length);
            Reserve(ref _near, length);
            Reserve(ref _far, length + Margin);
            Read(first, _near.AsSpan(0, length));
            Read(first - whole - 3, _far.AsSpan(0, length + 7));
            Mix(_near, _far, weights, values);
            Behind((0.5 * At(end)) + (0.5 * At(end - whole)));
        }

        Finish();
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
        for (int i = 0; i < _others.Count;)
        {
            long first = _others[i].First - TapKernel.Half, end;
            do
                end = _others[i++].End + TapKernel.Half;
            while (i < _others.Count && _others[i].First - TapKernel.Half <= end + Gap);
            int length = (int)(end - first);
            Span<double> values = Add(first, length);
            Reserve(ref _far, length + (2 * Margin));
            Read(first - TapKernel.Half, _far.AsSpan(0, length + (2 * TapKernel.Half)));
            Mix(_far, weights, values);
            Behind(At(end));
        }

        Finish();
    }

    /// <summary>Adds another table, whose places are no nearer to each other.</summary>
    public void Add(DecisionTable other)
    {
        Begin();
        int mine = 0, its = 0;
        while (mine < _others.Count || its < other._stretches.Count)
        {
            long first = long.MaxValue, end = long.MinValue;
            while (true)
            {
                long nextMine = mine < _others.Count ? _others[mine].First : long.MaxValue;
                long nextIts = its < other._stretches.Count ? Index(other.Origin + ((other._stretches[its].First - 4) * other.Step)) : long.MaxValue;
                if (Math.Min(nextMine, nextIts) > (first == long.MaxValue ? long.MaxValue - 1 : end + Gap))
                    break;
                first = Math.Min(first, Math.Min(nextMine, nextIts));
                end = Math.Max(end, nextMine <= nextIts ? _others[mine++].End : Index(other.Origin + ((other._stretches[its++].End + 4) * other.Step)) + 1);
            }

            Span<double> values = Add(first, (int)(end - first));
            Read(first, values);
            for (int i = 0; i < values.Length; i++)
                values[i] += other.Interpolate(Origin + ((first + i) * Step));
            Behind(At(end) + other.Interpolate(Origin + (end * Step)));
        }

        Finish();
    }

    /// <summary>The function at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Interpolate(double place)
    {
        double index = (place - Origin) / Step;
        long whole = (long)Math.Floor(index);
        int which = Find(_stretches, whole + 4);
        if (which < 0)
            return 0;
        Stretch stretch = _stretches[which];
        return whole - 3 >= stretch.End
            ? stretch.Behind
            : TailAverage.Total(EightPoints.Weights(index - whole) * Vector512.LoadUnsafe(ref _values[stretch.At + (int)(whole - 3 - stretch.First)]));
    }

    /// <summary>Drops every second point as long as Lagrange's polynomial through eight others gives it back, and ends where it hardly changes.</summary>
    /// <param name="allowed">What interpolation may err by at the origin.</param>
    /// <param name="tilt">It may be exp(tilt·distance) as much elsewhere.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Coarsen(double allowed, double tilt)
    {
        Trim(allowed * Nothing, tilt);
        while (Length > 2 * Margin && IsSmooth(allowed, tilt))
        {
            Step *= 2;
            Begin();
            for (int i = 0; i < _others.Count;)
            {
                long first = _others[i].First >> 1, end;
                do
                    end = (_others[i++].End + 1) >> 1;
                while (i < _others.Count && (_others[i].First >> 1) <= end + Gap);
                int length = (int)(end - first);
                Span<double> values = Add(first, length);
                Reserve(ref _far, 2 * length);
                Read(2 * first, _far.AsSpan(0, 2 * length));
                for (int k = 0; k < length; k++)
                    values[k] = _far[2 * k];
                Behind(_others[i - 1].Behind);
            }

            Finish();
            _suspect /= 2;
            Trim(allowed * Nothing, tilt);
        }
    }

    /// <summary>The mean of the function over places, but for those behind it or before it.</summary>
    [MethodImpl(Kernel.Compiled)]
    public double Mean(ReadOnlySpan<(double Place, double Chance)> places)
    {
        double certain = 0;
        if (_stretches.Count > 1)
        {
            foreach ((double place, double chance) in places)
                certain += chance * Interpolate(place);
            return certain;
        }

        Stretch stretch = _stretches[0];
        ref double value = ref _values[stretch.At];
        double perStep = 1 / Step, first = First;
        int length = (int)(stretch.End - stretch.First);
        Vector512<double> sum = default;
        foreach ((double place, double chance) in places)
        {
            double index = (place - first) * perStep;
            if (index < -4)
                continue;
            if (index >= length + 3)
            {
                certain += chance * stretch.Behind;
                continue;
            }

            int whole = (int)(index + Margin) - Margin;
            sum += Vector512.Create(chance) * EightPoints.Weights(index - whole) * Vector512.LoadUnsafe(ref Unsafe.Add(ref value, whole - 3));
        }

        return certain + TailAverage.Total(sum);
    }

    [MethodImpl(Kernel.Compiled)]
    private void Trim(double nothing, double tilt)
    {
        if (Length < _trimmed + (_trimmed >> 2))
            return;
        int length = 0;
        double before = 0;
        for (int i = 0; i < _stretches.Count; i++)
        {
            Stretch stretch = _stretches[i];
            double here = tilt == 0 ? nothing : nothing * Elementary.Exp(Math.Clamp(tilt * stretch.First * Step, -700, 700));
            while (stretch.End - stretch.First > 1 && _values[stretch.At] - before <= here)
                stretch = stretch with { First = stretch.First + 1, At = stretch.At + 1 };
            while (stretch.End - stretch.First > 1 && stretch.Behind - _values[stretch.At + (int)(stretch.End - 1 - stretch.First)] <= here)
                stretch = stretch with { End = stretch.End - 1 };
            before = stretch.Behind;
            length += (int)(stretch.End - stretch.First);
            _stretches[i] = stretch;
        }

        _trimmed = Length = length;
    }

    [MethodImpl(Kernel.Compiled)]
    public bool IsSmooth(double allowed, double tilt)
    {
        _suspectStretch = Math.Min(_suspectStretch, _stretches.Count - 1);
        Stretch likely = _stretches[_suspectStretch];
        int at = (int)Math.Clamp(_suspect, 0, likely.End - likely.First - 1);
        if (!IsGivenBack(likely, at, at + 1, allowed, tilt))
            return false;
        for (int i = 0; i < _stretches.Count; i++)
        {
            if (!IsGivenBack(_stretches[i], 0, (int)(_stretches[i].End - _stretches[i].First), allowed, tilt))
            {
                _suspectStretch = i;
                return false;
            }
        }

        return true;
    }

    [MethodImpl(Kernel.Compiled)]
    private bool IsGivenBack(in Stretch stretch, int from, int to, double allowed, double tilt)
    {
        ref double values = ref _values[stretch.At];
        double growth = tilt * Step;
        Vector512<double> most = Vector512.Create(allowed), factor = Vector512.Create(1.0);
        if (tilt != 0)
        {
            factor = Vector512.Create(Elementary.Exp(8 * growth));
            most *= Vector512.Create(Elementary.Exp(Math.Clamp(growth * (stretch.First + from), -700, 700))) * TailAverage.Exp(Vector512.Create(growth) * Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7));
        }

        for (int i = from; i < to; i += 8)
        {
            ref double value = ref Unsafe.Add(ref values, i);
            Vector512<double> near = Load(ref value, -1) + Load(ref value, 1), next = Load(ref value, -3) + Load(ref value, 3);
            Vector512<double> far = Load(ref value, -5) + Load(ref value, 5), last = Load(ref value, -7) + Load(ref value, 7);
            Vector512<double> given = ((Vector512.Create(1225.0 / 2048) * near) - (Vector512.Create(245.0 / 2048) * next))
                + ((Vector512.Create(49.0 / 2048) * far) - (Vector512.Create(5.0 / 2048) * last));
            if (Vector512.GreaterThanAny(Vector512.Abs(given - Load(ref value, 0)), most))
            {
                _suspect = i;
                return false;
            }

            most *= factor;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ref double value, int away) => Vector512.LoadUnsafe(ref Unsafe.Add(ref value, away));

    /// <summary>values[i] = ½·near[i] + Σ weights[k]·far[i + k], in whole groups.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void Mix(double[] near, double[] far, Vector512<double> weights, Span<double> values)
    {
        ref double own = ref MemoryMarshal.GetArrayDataReference(near), other = ref MemoryMarshal.GetArrayDataReference(far), target = ref MemoryMarshal.GetReference(values);
        Vector512<double> w0 = Vector512.Create(weights[0]), w1 = Vector512.Create(weights[1]), w2 = Vector512.Create(weights[2]), w3 = Vector512.Create(weights[3]);
        Vector512<double> w4 = Vector512.Create(weights[4]), w5 = Vector512.Create(weights[5]), w6 = Vector512.Create(weights[6]), w7 = Vector512.Create(weights[7]), half = Vector512.Create(0.5);
        for (int i = 0; i < values.Length; i += 8)
        {
            ref double at = ref Unsafe.Add(ref other, i);
            Vector512<double> low = (w0 * Load(ref at, 0)) + (w1 * Load(ref at, 1)) + ((w2 * Load(ref at, 2)) + (w3 * Load(ref at, 3)));
            Vector512<double> high = (w4 * Load(ref at, 4)) + (w5 * Load(ref at, 5)) + ((w6 * Load(ref at, 6)) + (w7 * Load(ref at, 7)));
            ((half * Vector512.LoadUnsafe(ref own, (nuint)i)) + (low + high)).StoreUnsafe(ref target, (nuint)i);
        }
    }

    /// <summary>values[i] = Σ weights[k]·far[i + k], in whole groups.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void Mix(double[] far, ReadOnlySpan<double> weights, Span<double> values)
    {
        ref double other = ref MemoryMarshal.GetArrayDataReference(far), target = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i < values.Length; i += 8)
        {
            Vector512<double> sum = default;
            for (int k = 0; k < weights.Length; k++)
                sum += Vector512.Create(weights[k]) * Vector512.LoadUnsafe(ref other, (nuint)(i + k));
            sum.StoreUnsafe(ref target, (nuint)i);
        }
    }

    private long Index(double place) => (long)Math.Floor((place - Origin) / Step);

    /// <summary>From here on what was becomes the others, and new stretches are added.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Begin()
    {
        (_stretches, _others, _values, _spare, _used) = (_others, _stretches, _spare, _values, 0);
        _stretches.Clear();
    }

    [MethodImpl(Kernel.Compiled)]
    private Span<double> Add(long first, int length)
    {
        int at = _used + Margin;
        _used = at + length + Margin;
        if (_values.Length < _used)
            Array.Resize(ref _values, 2 * _used);
        _values.AsSpan(at - Margin, Margin).Fill(_stretches.Count == 0 ? 0 : _stretches[^1].Behind);
        _stretches.Add(new Stretch(first, first + length, at, 0));
        return _values.AsSpan(at, length);
    }

    [MethodImpl(Kernel.Compiled)]
    private void Behind(double value)
    {
        Stretch last = _stretches[^1];
        _values.AsSpan(_used - Margin, Margin).Fill(value);
        _stretches[^1] = last with { Behind = value };
    }

    [MethodImpl(Kernel.Compiled)]
    private void Finish()
    {
        Length = 0;
        foreach (Stretch stretch in _stretches)
            Length += (int)(stretch.End - stretch.First);
        Work += Length;
    }

    /// <summary>The last stretch that begins at an index or before.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static int Find(List<Stretch> stretches, long index)
    {
        int low = 0, high = stretches.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = stretches[middle].First <= index ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }

    /// <summary>What the others were at an index.</summary>
    [MethodImpl(Kernel.Compiled)]
    private double At(long index)
    {
        int which = Find(_others, index);
        if (which < 0)
            return 0;
        Stretch stretch = _others[which];
        return index < stretch.End ? _spare[stretch.At + (int)(index - stretch.First)] : stretch.Behind;
    }

    /// <summary>What the others were from an index on.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Read(long from, Span<double> values)
    {
        int which = Find(_others, from), done = 0;
        while (done < values.Length)
        {
            long at = from + done, next = which + 1 < _others.Count ? _others[which + 1].First : long.MaxValue;
            int count;
            if (which >= 0 && at < _others[which].End)
            {
                count = (int)Math.Min(_others[which].End - at, values.Length - done);
                _spare.AsSpan(_others[which].At + (int)(at - _others[which].First), count).CopyTo(values[done..]);
            }
            else
            {
                count = (int)Math.Min(next - at, values.Length - done);
                values.Slice(done, count).Fill(which < 0 ? 0 : _others[which].Behind);
            }

            done += count;
            if (from + done >= next)
                which++;
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private static void Reserve(ref double[] scratch, int length)
    {
        if (scratch.Length < length + (2 * Margin))
            scratch = new double[2 * (length + (2 * Margin))];
    }

    /// <summary>A stretch of points.</summary>
    /// <param name="First">Index of its first.</param>
    /// <param name="End">Index behind its last.</param>
    /// <param name="At">Where the first is kept.</param>
    /// <param name="Behind">What the function is behind it.</param>
    private readonly record struct Stretch(long First, long End, int At, double Behind);
}
