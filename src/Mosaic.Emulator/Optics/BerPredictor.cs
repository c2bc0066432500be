using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The bit error ratio of a lane averaged over all patterns of independent, uniform bits. Nothing is sampled: the
/// distribution of all that is not the lane's own bit is built up on a grid, and Q(margin/σ) averaged over it.
/// </summary>
/// <remarks>
/// The relative error is below 1e-6 for ratios of at least 1e-12 (the argument is in the folder's README) and grows
/// slowly below.
/// </remarks>
public static class BerPredictor
{
    /// <summary>The error ratio of one lane.</summary>
    /// <param name="lane">The lane.</param>
    /// <returns>0 … 1; near ½ for a closed eye.</returns>
    public static double Predict(LaneDecisionModel lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        return Predict(lane, new InterferenceGrid());
    }

    /// <summary>The error ratios of several lanes, in their order.</summary>
    /// <param name="lanes">The lanes.</param>
    public static double[] Predict(IReadOnlyList<LaneDecisionModel> lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        var grid = new InterferenceGrid();
        var ratios = new double[lanes.Count];
        for (int i = 0; i < ratios.Length; i++)
            ratios[i] = Predict(lanes[i], grid);
        return ratios;
    }

    private static double Predict(LaneDecisionModel lane, InterferenceGrid grid)
    {
        if (lane.ErrorBound == 0)
            return 0;

        var noise = new NoiseScale(lane);
        grid.Build(lane, noise.SteepestDeviation() / InterferenceGrid.StepsPerDeviation);
        double sum = 0;
        for (int i = 0; i < grid.Weights.Length; i++)
        {
            double current = grid.First + i * grid.Step;
            double wrong = Gaussian.Q(noise.Deviations(current + lane.Cursor)) + Gaussian.Q(-noise.Deviations(current));
            sum += grid.Weights[i] * wrong;
        }

        return Math.Clamp(0.5 * sum, 0, 1);
    }
}
