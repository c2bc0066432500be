namespace Mosaic.Emulator.Optics;

/// <summary>One lane's current in amperes: OffLevel, plus a tap of a path for every 1 that it meets.</summary>
/// <param name="Lane">The lane's channel.</param>
/// <param name="OffLevel">Current in A when every bit is 0, dark current included.</param>
/// <param name="Paths">The lane's own path first, then the others by falling strength.</param>
/// <param name="Kept">Σ C·h of the taps in use.</param>
/// <param name="Dropped">Σ C·h of the taps that were left out.</param>
internal sealed record LaneCurrents(int Lane, double OffLevel, IReadOnlyList<PathCurrents> Paths, double Kept, double Dropped)
{
    /// <summary>The largest current that any bits can make, in A.</summary>
    public double Largest => OffLevel + Paths.Sum(path => path.Strength);

    /// <summary>The smallest, in A.</summary>
    public double Lowest => OffLevel + Paths.Sum(path => path.Taps.Sum(tap => Math.Min(tap, 0)));
}
