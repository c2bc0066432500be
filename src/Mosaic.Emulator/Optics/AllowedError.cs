using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>What a step of interpolation may err by at a place: a part that grows with it, and one that is the same anywhere.</summary>
/// <param name="AtOrigin">The former at a table's origin.</param>
/// <param name="Tilt">λ: it is exp(λ·distance) as much elsewhere.</param>
/// <param name="Anywhere">The latter.</param>
internal readonly record struct AllowedError(double AtOrigin, double Tilt, double Anywhere)
{
    // Of e, less than which overflows.
    private const double LargestExponent = 700;

    /// <summary>The growing part at a distance from the origin.</summary>
    /// <param name="distance">The distance.</param>
    public double At(double distance) => Tilt == 0 ? AtOrigin : AtOrigin * Elementary.Exp(Math.Clamp(Tilt * distance, -LargestExponent, LargestExponent));

    /// <summary>So many times as much.</summary>
    /// <param name="factor">How many.</param>
    public AllowedError Times(double factor) => new(AtOrigin * factor, Tilt, Anywhere * factor);
}
