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
    private const double SmallError = 3e-7;

    // With jitter, fewer steps a deviation are tried first: the mean of Q over a tap is then wrong by less than
    // 3·5.3e-4·42/steps⁹, 42 being the largest of Q's 9th derivative.
    private static readonly (double Steps, double ErrorOfTap)[] FewSteps = [(10, 6.7e-11), (20, 1.31e-13)];

    /// <summary>The error ratio of one lane.</summary>
    /// <param name="lane">The lane.</param>
    /// <returns>0 … 1; near ½ for a closed eye.</returns>
    public static double Predict(LaneDecisionModel lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        return Predict(lane, new Workspace());
    }

    /// <summary>The error ratios of several lanes, in their order.</summary>
    /// <param name="lanes">The lanes.</param>
    public static double[] Predict(IReadOnlyList<LaneDecisionModel> lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        var ratios = new double[lanes.Count];
        Parallel.For(0, ratios.Length, () => new Workspace(), (i, _, workspace) =>
        {
            ratios[i] = Predict(lanes[i], workspace);
            return workspace;
        }, _ => { });
        return ratios;
    }

    private static double Predict(LaneDecisionModel lane, Workspace workspace)
    {
        if (lane.ErrorBound == 0)
            return 0;

        var noise = new NoiseScale(lane);
        InterferenceGrid grid = workspace.Grid;
        grid.Collect(lane, noise.SteepestDeviation() / InterferenceGrid.StepsPerDeviation, neighboursOnly: lane.HasJitter);
        double? closed = grid.Cost() < LargeCost ? null
            : lane.HasJitter ? OnFewPoints(lane, noise, grid, workspace.Levels)
            : WithSmoothing(lane, noise, grid, workspace.Smoothed);
        return closed ?? OnGrid(lane, noise, grid, workspace.Levels);
    }

    /// <summary>The error ratio where it is not small, else null.</summary>
    internal static double? WithSmoothing(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid, SmoothedDecision smoothed) =>
        smoothed.Average(lane, noise, grid.First, grid.Taps) is { } average && average.Error < SmallError * average.Sum
            ? Math.Clamp(0.5 * average.Sum, 0, 1)
            : null;

    /// <summary>The same with jitter.</summary>
    internal static double? OnFewPoints(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid, GridLevels levels)
    {
        double step = grid.Step;
        foreach ((double steps, double error) in FewSteps)
        {
            grid.Collect(lane, step * InterferenceGrid.StepsPerDeviation / steps, neighboursOnly: true);
            double ratio = OnGrid(lane, noise, grid, levels);
            if (grid.Taps.Length * error < SmallError * ratio)
                return ratio;
        }

        grid.Collect(lane, step, neighboursOnly: true);
        return null;
    }

    /// <summary>The error ratio, whatever it is.</summary>
    internal static double OnGrid(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid, GridLevels levels)
    {
        grid.Build();
        levels.Start(grid, noise);
        double twice = lane.HasJitter ? OverOwnPatterns(lane, noise, levels) : levels.Wrong(noise, lane.Cursor, 0, true, 0) + levels.Wrong(noise, 0, 0, false, 0);
        return Math.Clamp(0.5 * twice, 0, 1);
    }

    /// <summary>The mean over the own bits around, of the probabilities of a 1 and of a 0 added up.</summary>
    private static double OverOwnPatterns(LaneDecisionModel lane, NoiseScale noise, GridLevels levels)
    {
        List<OwnPattern> patterns = OwnPattern.All(lane);
        patterns.Sort((a, b) => b.Bound.CompareTo(a.Bound));
        double sum = 0, negligible = 0; // of one pattern, even if all were like it
        foreach (OwnPattern pattern in patterns)
        {
            if (pattern.Bound < negligible)
                break;
            double offset = pattern.Current + (pattern.Bit ? lane.Cursor : 0), jitter = (double)pattern.Displacement * pattern.Displacement;
            sum += levels.Wrong(noise, offset, jitter, pattern.Bit, negligible);
            negligible = Math.Max(negligible, Negligible * sum / patterns.Count);
        }

        return 2 * sum / patterns.Count;
    }

    private sealed class Workspace
    {
        public InterferenceGrid Grid { get; } = new();

        public GridLevels Levels { get; } = new();

        public SmoothedDecision Smoothed { get; } = new();
    }
}
