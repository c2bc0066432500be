using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>What a step of interpolation may err by at a place: a part that grows with it, and one that is the same anywhere.</summary>
/// <param name="AtOrigin">The former at a table's origin, but exp(<see cref="Exponent"/>).</param>
/// <param name="Tilt">λ: it is exp(λ·distance) as much elsewhere.</param>
/// <param name="Anywhere">The latter.</param>
internal readonly record struct AllowedError(double AtOrigin, double Tilt, double Anywhere)
{
    // Of e, less than which overflows.
    private const double LargestExponent = 700;

    /// <summary>Apart from the rest, since with rare errors neither it nor λ·distance is a power that a number could hold; their sum is.</summary>
    public double Exponent { get; init; }

    /// <summary>The growing part at a distance from the origin.</summary>
    /// <param name="distance">The distance.</param>
    public double At(double distance) => Tilt == 0 ? AtOrigin : AtOrigin * Elementary.Exp(Math.Clamp(Exponent + (Tilt * distance), -LargestExponent, LargestExponent));

    /// <summary>So many times as much.</summary>
    /// <param name="factor">How many.</param>
    public AllowedError Times(double factor) => this with { AtOrigin = AtOrigin * factor, Anywhere = Anywhere * factor };
}
