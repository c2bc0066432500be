using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;
using Mosaic.Emulator.Optics.Prediction.Grids;

namespace Mosaic.Emulator.Tests.Optics.Prediction;

/// <summary>The finest grid of a lane, with its taps collected: the neighbours' where there is jitter, and else all.</summary>
internal static class FinestGrid
{
    public static (InterferenceGrid Grid, NoiseScale Noise) Collect(LaneDecisionModel lane)
    {
        var grid = new InterferenceGrid();
        return (grid, Collect(lane, grid));
    }

    public static NoiseScale Collect(LaneDecisionModel lane, InterferenceGrid grid)
    {
        var noise = new NoiseScale(lane);
        grid.Collect(lane, noise.SteepestDeviation() / InterferenceGrid.StepsPerDeviation, neighboursOnly: lane.HasJitter);
        return noise;
    }

    /// <summary>A prediction takes no more than so much work, and is what the finest grid gives.</summary>
    /// <returns>The work of the finest grid.</returns>
    public static long IsPredicted(LaneDecisionModel lane, long mostWork, double within)
    {
        var workspace = new BerPredictor.Workspace();
        double ratio = BerPredictor.Predict(lane, workspace);
        Assert.InRange(workspace.Work, 1, mostWork);

        var plain = new BerPredictor.Workspace();
        NoiseScale noise = Collect(lane, plain.Grid);
        Assert.Equal(1, ratio / BerPredictor.OnGrid(lane, noise, plain.Grid, plain.Levels), within);
        return plain.Work;
    }
}
