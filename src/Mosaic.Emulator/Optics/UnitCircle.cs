using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// Sine and cosine of eight angles at once, both within 5e-16, for waves: x less the nearest multiple of π, and Taylor's polynomials.
/// </summary>
internal static class UnitCircle
{
    /// <summary>The largest magnitude of an angle.</summary>
    public const double LargestAngle = 1 << 20;

    // π in two parts of 33 bits, so that products with a whole number below 2²⁰ are exact, and what is left.
    private const double PerPi = 0.3183098861837907, Pi1 = 3.1415926534682512, Pi2 = 1.2154201012607932e-10, Pi3 = 4.044532497591901e-21;
    private const double RoundingShift = 6755399441055744; // 1.5·2⁵²

    // (−1)ⁿ/(2n+1)! and (−1)ⁿ/(2n)!
    private const double S1 = -1.0 / 6, S2 = 1.0 / 120, S3 = -1.0 / 5040, S4 = 1.0 / 362880, S5 = -1.0 / 39916800;
    private const double S6 = 1.0 / 6227020800, S7 = -1.0 / 1307674368000, S8 = 1.0 / 355687428096000, S9 = -1.0 / 121645100408832000;
    private const double S10 = 1.0 / 51090942171709440000.0;
    private const double C1 = -1.0 / 2, C2 = 1.0 / 24, C3 = -1.0 / 720, C4 = 1.0 / 40320, C5 = -1.0 / 3628800, C6 = 1.0 / 479001600;
    private const double C7 = -1.0 / 87178291200, C8 = 1.0 / 20922789888000, C9 = -1.0 / 6402373705728000, C10 = 1.0 / 2432902008176640000;
    private const double C11 = -1.0 / 1124000727777607680000.0;

    /// <summary>The cosines, and the sines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Cos(Vector512<double> x, out Vector512<double> sine)
    {
        Vector512<double> shifted = (x * Vector512.Create(PerPi)) + Vector512.Create(RoundingShift), n = shifted - Vector512.Create(RoundingShift);
        Vector512<double> sign = (shifted.AsInt64() << 63).AsDouble(); // of an odd multiple
        Vector512<double> r = x - (n * Vector512.Create(Pi1)) - (n * Vector512.Create(Pi2)) - (n * Vector512.Create(Pi3));
        Vector512<double> z = r * r, z2 = z * z, z4 = z2 * z2;
        Vector512<double> odd = Four(S1, S2, S3, S4, z, z2) + (z4 * (Four(S5, S6, S7, S8, z, z2) + (z4 * Line(S9, z, S10))));
        Vector512<double> even = Four(C1, C2, C3, C4, z, z2) + (z4 * (Four(C5, C6, C7, C8, z, z2) + (z4 * (Line(C9, z, C10) + (z2 * Vector512.Create(C11))))));
        sine = (r + (r * (z * odd))) ^ sign;
        return (Vector512.Create(1.0) + (z * even)) ^ sign;
    }

    /// <summary>The definition of <see cref="Cos(Vector512{double}, out Vector512{double})"/>.</summary>
    public static double Cos(double x, out double sine)
    {
        double shifted = (x * PerPi) + RoundingShift, n = shifted - RoundingShift;
        double r = x - (n * Pi1) - (n * Pi2) - (n * Pi3), z = r * r, z2 = z * z, z4 = z2 * z2;
        double odd = S1 + (z * S2) + (z2 * (S3 + (z * S4))) + (z4 * (S5 + (z * S6) + (z2 * (S7 + (z * S8))) + (z4 * (S9 + (z * S10)))));
        double even = C1 + (z * C2) + (z2 * (C3 + (z * C4))) + (z4 * (C5 + (z * C6) + (z2 * (C7 + (z * C8))) + (z4 * (C9 + (z * C10) + (z2 * C11)))));
        double sin = r + (r * (z * odd)), cos = 1 + (z * even);
        bool negative = (BitConverter.DoubleToInt64Bits(shifted) & 1) != 0;
        sine = negative ? -sin : sin;
        return negative ? -cos : cos;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Four(double a, double b, double c, double d, Vector512<double> z, Vector512<double> z2) =>
        Line(a, z, b) + (z2 * Line(c, z, d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Line(double constant, Vector512<double> x, double slope) => Vector512.Create(constant) + (x * Vector512.Create(slope));
}
