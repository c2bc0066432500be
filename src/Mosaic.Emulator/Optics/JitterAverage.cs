using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The error ratio of a closed eye with jitter: what neighbours make of the decision is worked out for a few D², and what lies between
/// them is Lagrange's polynomial through them. Behind neighbours whose light is strong, D hardly matters, and few do.
/// </summary>
/// <remarks>
/// Nodes are Chebyshev's, at the ends too, so that each set holds the one before. The polynomial of half the degree is compared
/// with it, pattern by pattern: what they differ by bounds the error, which falls much faster than it.
/// </remarks>
/// <param name="lane">The lane.</param>
/// <param name="noise">Its noise.</param>
/// <param name="grid">With the neighbours' taps.</param>
internal readonly struct JitterAverage(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid)
{
    private const int MostIntervals = 8;

    private readonly List<OwnPattern> _patterns = OwnPattern.All(lane);

    // Of the bit's own tap alone.
    private const int FewPatterns = 2;

    // Of a polynomial that is thrown away for one of twice its degree.
    private const double Negligible = 1e-7;

    /// <summary>The error ratio if the neighbours' light were normally distributed.</summary>
    public double Estimate()
    {
        double mean = grid.First - noise.Threshold, square = 0, sum = 0;
        foreach (double tap in grid.Taps)
            (mean, square) = (mean + (0.5 * tap), square + (0.25 * tap * tap));
        foreach (OwnPattern pattern in _patterns)
        {
            double excess = mean + pattern.Current + (pattern.Bit ? lane.Cursor : 0);
            double x = excess / Math.Sqrt(square + noise.WithJitter(Square(pattern)).At(excess));
            sum += TailAverage.Q(pattern.Bit ? x : -x);
        }

        return sum / _patterns.Count;
    }

    /// <summary>The error ratios of a 1 and of a 0 added up, and a bound on the error; null where it takes too many D².</summary>
    public (double Sum, double Error)? Mean(SmoothedDecision smoothed)
    {
        double largest = _patterns.Max(Square);
        if (_patterns.Count <= FewPatterns)
            return OneByOne(smoothed);

        var values = new double[MostIntervals + 1][]; // by D² and pattern, at the places of MostIntervals
        double error = 0;
        double[]? before = null;
        for (int intervals = 1; intervals <= MostIntervals; intervals *= 2)
        {
            int stride = MostIntervals / intervals;
            for (int i = 0; i <= MostIntervals; i += stride)
            {
                if (values[i] is not null)
                    continue;
                if (Ratios(smoothed, _patterns, largest * Node(i)) is not { } ratios)
                    return null;
                values[i] = ratios.Values;
                error = Math.Max(error, ratios.Error);
            }

            double sum = 0, difference = 0;
            var now = new double[_patterns.Count];
            for (int p = 0; p < now.Length; p++)
            {
                now[p] = Interpolate(values, p, stride, Square(_patterns[p]) / largest);
                sum += now[p];
                difference += before is null ? 1 : Math.Abs(now[p] - before[p]);
            }

            if (difference <= Math.Max(error * _patterns.Count, Negligible * sum))
                return (2 * sum / _patterns.Count, 2 * (error + (difference / _patterns.Count)));
            before = now;
        }

        return null;
    }

    private static double Square(OwnPattern pattern) => (double)pattern.Displacement * pattern.Displacement;

    private (double Sum, double Error)? OneByOne(SmoothedDecision smoothed)
    {
        double sum = 0, error = 0;
        foreach (OwnPattern pattern in _patterns)
        {
            if (Ratios(smoothed, [pattern], Square(pattern)) is not { } ratio)
                return null;
            (sum, error) = (sum + ratio.Values[0], error + ratio.Error);
        }

        return (2 * sum / _patterns.Count, 2 * error / _patterns.Count);
    }

    /// <summary>The place of a node of the finest set, 0 … 1.</summary>
    private static double Node(int i) => 0.5 * (1 - Elementary.Cos(3.141592653589793 * i / MostIntervals));

    private (double[] Values, double Error)? Ratios(SmoothedDecision smoothed, List<OwnPattern> patterns, double jitter)
    {
        NoiseParabola variance = noise.WithJitter(jitter);
        if (smoothed.Smooth(lane.Threshold, variance, noise.SteepestDeviation(variance), grid.Taps) is not { } error)
            return null;
        var ratios = new double[patterns.Count];
        for (int p = 0; p < ratios.Length; p++)
        {
            double current = grid.First + patterns[p].Current;
            ratios[p] = patterns[p].Bit ? smoothed.At(current + lane.Cursor) : 1 - smoothed.At(current);
        }

        return (ratios, error);
    }

    /// <summary>The barycentric form: weights ±1, and half of that at both ends.</summary>
    private static double Interpolate(double[][] values, int pattern, int stride, double place)
    {
        double above = 0, below = 0, sign = 1;
        for (int i = 0; i <= MostIntervals; i += stride, sign = -sign)
        {
            double distance = place - Node(i);
            if (distance == 0)
                return values[i][pattern];
            double weight = sign * (i is 0 or MostIntervals ? 0.5 : 1) / distance;
            (above, below) = (above + (weight * values[i][pattern]), below + weight);
        }

        return above / below;
    }
}
