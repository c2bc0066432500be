using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics.Prediction.Grids;
using Mosaic.Emulator.Optics.Prediction.Spectra;

namespace Mosaic.Emulator.Optics.Prediction;

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

    // From so many grid points on, smoothing takes less time, with jitter from so many; and no more points than this, in any case.
    private const double SomeCost = 2e4, SomeOfPatterns = 1e5, MostWork = 1e8;

    // A tail at a point takes as long as so many points of a grid.
    private const double CostOfTail = 3;

    // How far out an error is certain or impossible is worked out anew when it has changed by this.
    private const double MuchMore = 1.3;

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

    internal static double Predict(LaneDecisionModel lane, Workspace workspace)
    {
        if (lane.ErrorBound == 0)
            return 0;

        var noise = new NoiseScale(lane);
        InterferenceGrid grid = workspace.Grid;
        grid.Collect(lane, noise.SteepestDeviation() / InterferenceGrid.StepsPerDeviation, neighboursOnly: lane.HasJitter);
        SmoothedAverage smoothed = workspace.Smoothed;
        List<OwnPattern>? patterns = lane.HasJitter ? OwnPattern.All(lane) : null;
        double all = grid.Cost() + (patterns is null ? 0 : CostOfTail * OwnPattern.CountOfThoseThatMatter(patterns) * grid.Length());
        if (all > (patterns is null ? SomeCost : SomeOfPatterns))
        {
            if (smoothed.Mean(lane, noise, grid, (long)Math.Min(all, MostWork)) is { } found)
                return Math.Clamp(found.Ratio, 0, 1);
            grid.Collect(lane, noise.SteepestDeviation() / InterferenceGrid.StepsPerDeviation, neighboursOnly: lane.HasJitter);
        }

        return OnGrid(lane, noise, grid, workspace.Levels, patterns);
    }

    /// <summary>The error ratio, whatever it is.</summary>
    internal static double OnGrid(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid, GridLevels levels) =>
        OnGrid(lane, noise, grid, levels, lane.HasJitter ? OwnPattern.All(lane) : null);

    private static double OnGrid(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid, GridLevels levels, List<OwnPattern>? patterns)
    {
        grid.Build();
        levels.Start(grid, noise);
        double twice = patterns is null
            ? levels.Wrong(noise, lane.Cursor, 0, true, double.PositiveInfinity) + levels.Wrong(noise, 0, 0, false, double.PositiveInfinity)
            : OverOwnPatterns(lane, noise, levels, patterns);
        return Math.Clamp(0.5 * twice, 0, 1);
    }

    /// <summary>The mean over the own bits around, of the probabilities of a 1 and of a 0 added up.</summary>
    private static double OverOwnPatterns(LaneDecisionModel lane, NoiseScale noise, GridLevels levels, List<OwnPattern> patterns)
    {
        double sum = 0, negligible = 0, inUse = 0, never = double.PositiveInfinity; // of one pattern, even if all were like it
        foreach (OwnPattern pattern in patterns)
        {
            if (pattern.Bound < negligible)
                break;
            double offset = pattern.Current + (pattern.Bit ? lane.Cursor : 0), jitter = (double)pattern.Displacement * pattern.Displacement;
            if (negligible > MuchMore * inUse)
                (inUse, never) = (negligible, Gaussian.QInverse(negligible));
            sum += levels.Wrong(noise, offset, jitter, pattern.Bit, never);
            negligible = Math.Max(negligible, Negligible * sum / patterns.Count);
        }

        return 2 * sum / patterns.Count;
    }

    /// <summary>What one thread works with.</summary>
    internal sealed class Workspace
    {
        /// <summary>How much was computed: points, tails at points, and sums of taps, each some nanoseconds at most.</summary>
        public long Work => Grid.Points + Levels.Evaluations + Smoothed.Work;

        public InterferenceGrid Grid { get; } = new();

        public GridLevels Levels { get; } = new();

        public SmoothedAverage Smoothed { get; } = new(new SpectralAverage(), new GridDecision());
    }
}
