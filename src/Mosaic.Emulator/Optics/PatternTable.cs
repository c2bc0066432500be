using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The mean of many tails over a grid of currents: their sum is worked out at few points, filled up by Lagrange's polynomial through sixteen of them, and
/// averaged once. Where noise grows as fast as the current, tails have no end, and this is what there is to do.
/// </summary>
internal sealed class PatternTable
{
    // Points on either side that only others look at: eight each time that points are filled in, the first time as far away as all later ones together.
    private const int Pad = 2 * TableKernels.Many;

    // Of the grid of light: at least as many points in the steepest deviation as elsewhere.
    private const double StepsPerDeviation = 40;

    // Tails are worked out at a point in so many powers of two, the fewest points first: mostly they are nowhere as steep as they might be at most. By sixteen
    // points interpolation errs by 2⁻¹⁶ of what it errs by through every second, which is looked at; half of that exponent is not made use of, since with so few points it may be less.
    private const double HalfAsMany = 1 << 8;
    private const int MostRefinements = 5, FewestRefinements = 2;

    private double[] _values = [], _next = [];

    /// <summary>Points worked out so far.</summary>
    public long Work { get; private set; }

    /// <summary>The mean.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="tails">Its tails.</param>
    /// <param name="share">What each counts.</param>
    /// <param name="grid">Where to build the grid of neighbours' light.</param>
    /// <param name="allowed">What interpolation may err by.</param>
    /// <returns>null where it errs by more.</returns>
    [MethodImpl(Kernel.Compiled)]
    public double? Mean(LaneDecisionModel lane, ReadOnlySpan<OwnTail> tails, double share, InterferenceGrid grid, double allowed)
    {
        double finest = double.PositiveInfinity;
        foreach (OwnTail tail in tails)
            finest = Math.Min(finest, tail.Deviation);
        grid.Collect(lane, finest / StepsPerDeviation, neighboursOnly: true);
        double lowest = grid.First;
        grid.Build();
        ReadOnlySpan<double> weights = grid.Weights;
        for (int refinements = MostRefinements; refinements >= FewestRefinements; refinements--)
        {
            double step = grid.Step * (1 << refinements);
            int points = (weights.Length >> refinements) + 2, length = points + (2 * Pad);
            Fill(tails, share, grid.First - lowest - (Pad * step), step, (length + TailAverage.Group - 1) / TailAverage.Group * TailAverage.Group);
            if (TableKernels.NotGivenBack(ref _values[Pad], points, TableKernels.Many, Vector512.Create(allowed * HalfAsMany), 1, 0) >= 0)
                continue;
            for (int i = 0; i < refinements; i++)
                length = Refine(length);
            double sum = 0;
            for (int i = 0; i < weights.Length; i++)
                sum += weights[i] * _values[Pad + i];
            return sum;
        }

        return null;
    }

    private void Fill(ReadOnlySpan<OwnTail> tails, double share, double first, double step, int length)
    {
        Reserve(ref _values, length);
        Span<double> values = _values.AsSpan(0, length);
        values.Clear();
        foreach (OwnTail tail in tails)
            TailAverage.Add(values, first + tail.Offset, step, tail.Noise, share);
        Work += (long)length * tails.Length;
    }

    /// <summary>Fills in a point between each and the next; what is behind half the pads is not needed any more.</summary>
    private int Refine(int length)
    {
        const int skipped = Pad / 2;
        int kept = length - (2 * skipped);
        Reserve(ref _next, 3 * length);
        Span<double> halfWay = _next.AsSpan(2 * length, kept);
        TableKernels.HalfWay(ref _values[skipped], halfWay);
        for (int i = 0; i < kept; i++)
            (_next[2 * i], _next[(2 * i) + 1]) = (_values[skipped + i], halfWay[i]);
        (_values, _next) = (_next, _values);
        Work += kept;
        return 2 * kept;
    }

    private static void Reserve(ref double[] values, int length)
    {
        const int groups = 4 * TableKernels.Group;
        if (values.Length < length + groups)
            values = new double[2 * (length + groups)];
    }
}
