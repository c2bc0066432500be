namespace Mosaic.Emulator.Optics;

/// <summary>What has become of a lane since its threshold was set.</summary>
/// <param name="Power">Its LED's light, of ones and of zeros, over what it was, 0 … <see cref="MaxPower"/>.</param>
/// <param name="Noise">Its amplifier's noise power over what it was, 1 or more.</param>
public readonly record struct LaneChange(double Power, double Noise)
{
    /// <summary>The most that an LED's light can grow: sums of currents have headroom for twice of them.</summary>
    public const double MaxPower = 2;

    /// <summary>Nothing has happened.</summary>
    public static LaneChange None { get; } = new(1, 1);
}
