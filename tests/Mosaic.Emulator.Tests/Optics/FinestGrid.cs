using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

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
}
