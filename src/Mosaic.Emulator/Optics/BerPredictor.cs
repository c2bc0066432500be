using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The bit error ratio of a lane averaged over all patterns of independent, uniform bits. Nothing is sampled: the
/// distribution of all that is not the bit decided on is built up on a grid, and Q(margin/σ) averaged over it. With jitter the
/// noise depends on the lane's own bits; then their patterns are taken one by one, and the neighbours' bits from the grid.
/// </summary>
/// <remarks>
/// The relative error is below 1e-6 for ratios of at least 1e-12 (the argument is in the folder's README) and grows
/// slowly below.
/// </remarks>
public static class BerPredictor
{
    // Patterns that cannot add more than this share of the result, all together, are left out.
    private const double Negligible = 1e-8;

    // From so many grid points on, a closed eye is looked for first; what it says must be as good as this.
    private const double LargeCost = 1e5;
    private const double SmallError = 1e-7;

    /// <summary>The error ratio of one lane.</summary>
    /// <param name="lane">The lane.</param>
    /// <returns>0 … 1; near ½ for a closed eye.</returns>
    public static double Predict(LaneDecisionModel lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        return Predict(lane, new InterferenceGrid(), new SmoothedDecision());
    }

    /// <summary>The error ratios of several lanes, in their order.</summary>
    /// <param name="lanes">The lanes.</param>
    public static double[] Predict(IReadOnlyList<LaneDecisionModel> lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        var ratios = new double[lanes.Count];
        Parallel.For(0, ratios.Length, () => (Grid: new InterferenceGrid(), Smoothed: new SmoothedDecision()), (i, _, workspace) =>
        {
            ratios[i] = Predict(lanes[i], workspace.Grid, workspace.Smoothed);
            return workspace;
        }, _ => { });
        return ratios;
    }

    private static double Predict(LaneDecisionModel lane, InterferenceGrid grid, SmoothedDecision smoothed)
    {
        if (lane.ErrorBound == 0)
            return 0;

        var noise = new NoiseScale(lane);
        grid.Collect(lane, noise.SteepestDeviation() / InterferenceGrid.StepsPerDeviation, neighboursOnly: lane.HasJitter);
        return (lane.HasJitter || grid.Cost() < LargeCost ? null : WithSmoothing(lane, noise, grid, smoothed)) ?? OnGrid(lane, noise, grid);
    }

    /// <summary>The error ratio where it is not small, else null.</summary>
    internal static double? WithSmoothing(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid, SmoothedDecision smoothed) =>
        smoothed.Average(lane, noise, grid.First, grid.Taps) is { } average && average.Error < SmallError * average.Sum
            ? Math.Clamp(0.5 * average.Sum, 0, 1)
            : null;

    /// <summary>The error ratio, whatever it is.</summary>
    internal static double OnGrid(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid)
    {
        grid.Build();
        double twice = lane.HasJitter ? OverOwnPatterns(lane, noise, grid) : Wrong(lane, noise, grid, 0, 0, true) + Wrong(lane, noise, grid, 0, 0, false);
        return Math.Clamp(0.5 * twice, 0, 1);
    }

    /// <summary>The mean over the grid of the probability that a bit is wrong.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="noise">Its noise.</param>
    /// <param name="grid">The currents that are averaged over.</param>
    /// <param name="offset">What is added to them, without the bit's own.</param>
    /// <param name="displacement">D at this bit.</param>
    /// <param name="bit">The bit.</param>
    private static double Wrong(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid, double offset, double displacement, bool bit)
    {
        double sum = 0, first = grid.First + offset + (bit ? lane.Cursor : 0), jitter = displacement * displacement, sign = bit ? 1 : -1;
        for (int i = 0; i < grid.Weights.Length; i++)
            sum += grid.Weights[i] * Gaussian.Q(sign * noise.Deviations(first + i * grid.Step, jitter));
        return sum;
    }

    /// <summary>The mean over the own bits around, of the probabilities of a 1 and of a 0 added up.</summary>
    private static double OverOwnPatterns(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid)
    {
        List<OwnPattern> patterns = OwnPattern.All(lane);
        patterns.Sort((a, b) => b.Bound.CompareTo(a.Bound));
        double sum = 0, least = 0;
        foreach (OwnPattern pattern in patterns)
        {
            if (pattern.Bound * patterns.Count < least)
                break;
            sum += Wrong(lane, noise, grid, pattern.Current, pattern.Displacement, pattern.Bit);
            least = Math.Max(least, Negligible * sum);
        }

        return 2 * sum / patterns.Count;
    }
}
