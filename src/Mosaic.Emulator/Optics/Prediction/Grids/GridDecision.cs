using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics.Prediction.Grids;

/// <summary>
/// The mean of tails over the neighbours' taps on an <see cref="InterferenceGrid"/> as coarse as the tails allow: what the taps err by is told by the differences of the tails' sum.
/// </summary>
/// <param name="costOfTap">What tables take for each tap that differs from the others, in points of a grid: what would take more is left to them.</param>
internal sealed class GridDecision(double costOfTap = 1200)
{
    // Points that a ninth difference takes before a place, and behind it.
    private const int Before = 4, Behind = 5;

    // What a tap errs by, of the ninth derivative, half-way between the middle of nine points and the next: 193.8/9!. The derivative differs by less than some times within the points that its difference takes.
    private const double OfDifference = 193.8 / 362880, Doubt = 3;

    // A tail at a point takes as long as so many points of a grid.
    private const double CostOfTail = 5;

    // Points a deviation: for likely errors, and where a tail's slope is that of so many deviations. With twice as many the error falls 500 times, but not where a tail has a kink.
    private const double FewestSteps = 4, StepsOfTilt = 2.5, MostSteps = 32, Falls = 8;

    // What light is left out, of the ratio.
    private const double LeftOut = 1e-12;

    // The tails fall to nothing so many deviations wide, where no light comes.
    private const double Wide = 4;

    private readonly InterferenceGrid _grid = new();
    private readonly TailSum _sum = new();
    private double[] _values = [];
    private OwnTail[] _limited = [];

    /// <summary>Points of grids, and tails at points, so far.</summary>
    public long Work => _grid.Points + _sum.Work;

    /// <summary>The mean over tails and taps, and a bound on what the grid and what is left out change.</summary>
    /// <param name="tails">The tails.</param>
    /// <param name="share">What each counts.</param>
    /// <param name="taps">The taps, ascending.</param>
    /// <param name="tilt">The slope of ln of the tails where errors come from.</param>
    /// <param name="estimate">About the mean.</param>
    /// <param name="allowed">What the bound may be, of the mean, or of the estimate where that is larger.</param>
    /// <returns>null where other ways take less work, or the tails have kinks.</returns>
    public (double Mean, double Error)? Mean(ReadOnlySpan<OwnTail> tails, double share, ReadOnlySpan<double> taps, double tilt, double estimate, double allowed)
    {
        double finest = double.PositiveInfinity, reach = 0, before = double.PositiveInfinity, spent = 0, ofTables = costOfTap * TapCount.Averages(taps);
        foreach (OwnTail tail in tails)
            finest = Math.Min(finest, tail.Deviation);
        foreach (double tap in taps)
            reach += tap;
        for (double steps = Math.Max(FewestSteps, StepsOfTilt * tilt * finest); steps <= MostSteps; steps *= 2)
        {
            double step = finest / steps;
            _grid.Collect(taps, step);
            double cost = Cost(tails, taps, reach, LeftOut * estimate);
            // The first leaves time for another of twice the points.
            if (!(spent + (spent > 0 ? cost : 3 * cost) < ofTables))
                return null;
            spent += cost;
            _grid.Build(LeftOut * estimate);
            ReadOnlySpan<double> weights = _grid.Groups;
            int size = Before + weights.Length + Behind;
            if (_values.Length < size)
                _values = new double[2 * size];
            // Other ways need the tails as they are.
            if (_limited.Length < tails.Length)
                _limited = new OwnTail[2 * tails.Length];
            Span<OwnTail> limited = _limited.AsSpan(0, tails.Length);
            tails.CopyTo(limited);
            _sum.Limit(limited, share, reach, Wide * finest);
            _sum.Fill(limited, _grid.First - (Before * step), step, 0, _values.AsSpan(0, size));
            (double mean, double difference) = Means(weights, _values.AsSpan(0, size));
            double error = (Doubt * OfDifference * _grid.Kernels * difference) + (LeftOut * estimate);
            if (error < allowed * Math.Max(estimate, mean))
                return (mean, error);
            if (error * Falls > before)
                return null;
            before = error;
        }

        return null;
    }

    /// <summary>About what it takes, in points.</summary>
    private double Cost(ReadOnlySpan<OwnTail> tails, ReadOnlySpan<double> taps, double reach, double negligible)
    {
        // Light is off its mean by more than so many deviations with less than 2·exp(−½x²) (Hoeffding).
        double square = 0, deviations = Math.Sqrt(-2 * Elementary.Log(0.5 * negligible)), places = 0;
        foreach (double tap in taps)
            square += 0.25 * tap * tap;
        double far = Math.Min(0.5 * reach, deviations * Math.Sqrt(square)), low = (0.5 * reach) - far, high = (0.5 * reach) + far;
        foreach (OwnTail tail in tails)
            places += Math.Max(0, Math.Min(tail.End, high) - Math.Max(tail.Begin, low));
        return _grid.Cost(deviations) + (CostOfTail * places / _grid.Step);
    }

    /// <summary>The mean of values, and that of the size of their ninth differences.</summary>
    /// <param name="weights">The weights, in whole groups.</param>
    /// <param name="values">The values, four before the first weight and five behind the last.</param>
    [MethodImpl(Kernel.Compiled)]
    internal static (double Mean, double Difference) Means(ReadOnlySpan<double> weights, ReadOnlySpan<double> values)
    {
        ref double weight = ref MemoryMarshal.GetReference(weights), value = ref MemoryMarshal.GetReference(values[..(Before + weights.Length + Behind)]);
        Vector512<double> mean = default, difference = default;
        for (int i = 0; i < weights.Length; i += Vector512<double>.Count)
        {
            Vector512<double> w = Vector512.LoadUnsafe(ref weight, (nuint)i), own = Load(ref value, i + 4);
            mean += w * own;
            Vector512<double> ninth = Vector512.Create(126.0) * (Load(ref value, i + 5) - own);
            ninth -= Vector512.Create(84.0) * (Load(ref value, i + 6) - Load(ref value, i + 3));
            ninth += Vector512.Create(36.0) * (Load(ref value, i + 7) - Load(ref value, i + 2));
            ninth -= Vector512.Create(9.0) * (Load(ref value, i + 8) - Load(ref value, i + 1));
            ninth += Load(ref value, i + 9) - Load(ref value, i);
            difference += Vector512.Abs(w * ninth);
        }

        return (TailAverage.Total(mean), TailAverage.Total(difference));
    }

    /// <summary>The definition of <see cref="Means"/>: what the place of a weight adds to the sum of its group.</summary>
    internal static (double Mean, double Difference) MeansScalar(double weight, ReadOnlySpan<double> values)
    {
        double ninth = 126 * (values[5] - values[4]);
        ninth -= 84 * (values[6] - values[3]);
        ninth += 36 * (values[7] - values[2]);
        ninth -= 9 * (values[8] - values[1]);
        ninth += values[9] - values[0];
        return (weight * values[4], Math.Abs(weight * ninth));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ref double value, int index) => Vector512.LoadUnsafe(ref value, (nuint)index);
}
