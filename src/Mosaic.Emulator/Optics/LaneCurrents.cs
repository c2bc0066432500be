namespace Mosaic.Emulator.Optics;

/// <summary>One lane's current in amperes: OffLevel, plus a tap of a path for every 1 that it meets.</summary>
/// <param name="Lane">The lane's channel.</param>
/// <param name="OffLevel">Current in A when every bit is 0, dark current included.</param>
/// <param name="Paths">The lane's own path first, then the others by falling strength.</param>
/// <param name="Taps">Changes of current in A when a tap's bit is 1, of all paths.</param>
/// <param name="Displacements">Change in A of each of the own path's taps over one standard deviation of the sampling instant; empty: none.</param>
/// <param name="Kept">Σ C·h of the taps in use.</param>
/// <param name="Dropped">Σ C·h of the taps that were left out.</param>
internal sealed record LaneCurrents(
    int Lane, double OffLevel, List<PathCurrents> Paths, List<double> Taps, double[] Displacements, double Kept, double Dropped)
{
    /// <summary>The largest current that any bits can make, in A.</summary>
    public double Largest { get; } = OffLevel + Strength(Paths);

    /// <summary>The smallest, in A.</summary>
    public double Lowest => OffLevel + Taps.Sum(tap => Math.Min(tap, 0));

    private static double Strength(List<PathCurrents> paths)
    {
        double sum = 0;
        foreach (PathCurrents path in paths)
            sum += path.Strength;
        return sum;
    }
}
