namespace Mosaic.Emulator.Bonding.Arrivals;

/// <summary>Where a deskew has found a port's lane.</summary>
/// <param name="Lane">Number of the lane, or −1 while the port is not aligned.</param>
/// <param name="FirstFrame">Position in the port's stream at which frame 0 starts, or would have started.</param>
public readonly record struct PortAlignment(int Lane, long FirstFrame)
{
    /// <summary>A port that is not aligned.</summary>
    public static PortAlignment None { get; } = new(-1, 0);
}
