using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// Standard normal numbers by G. E. P. Box and M. E. Muller ("A note on the generation of random normal deviates", 1958): with
/// R²/2 exponential and θ uniform, R·cos θ and R·sin θ are two independent ones. One word gives R, with all its 64 bits, another θ:
/// its two lowest bits the quadrant, its upper 52 the angle within.
/// </summary>
/// <remarks>
/// P(R &gt; r) is right to 2⁻⁶⁴·exp(r²/2), 2e-9 at r = 7 and 8e-6 at r = 8; the largest R is 9.5. So a tail P(z &gt; x) is right to some
/// 1e-8 for x up to 7. Sine and cosine are polynomials within ±π/4 (fdlibm's coefficients, below 1 ulp), with + − × only: the same
/// bits on any machine.
/// </remarks>
internal static class NormalPairs
{
    private const double HalfPi = 1.5707963267948966;
    private const double S1 = -1.66666666666666324348e-01, S2 = 8.33333333332248946124e-03, S3 = -1.98412698298579493134e-04;
    private const double S4 = 2.75573137070700676789e-06, S5 = -2.50507602534068634195e-08, S6 = 1.58969099521155010221e-10;
    private const double C1 = 4.16666666666666019037e-02, C2 = -1.38888888888741095749e-03, C3 = 2.48015872894767294178e-05;
    private const double C4 = -2.75573143513906633035e-07, C5 = 2.08757232129817482790e-09, C6 = -1.13596475577881948265e-11;

    private const ulong One = 0x3FF0000000000000, Sign = 0x8000000000000000;
    private const double Middle = 1.5, HalfStep = 1.0 / (1L << 53); // the angles lie symmetrically about 0

    /// <summary>The definition: R²/2, cos θ and sin θ. The numbers are √(2·R²/2)·cos θ and √(2·R²/2)·sin θ.</summary>
    /// <param name="radius">The word of R.</param>
    /// <param name="angle">The word of θ.</param>
    public static (double HalfSquare, double Cosine, double Sine) FromWords(ulong radius, ulong angle)
    {
        double t = HalfPi * (BitConverter.UInt64BitsToDouble((angle >> 12) | One) - Middle + HalfStep), z = t * t;
        double w = z * z;
        double sine = MultiplyAdd(w, MultiplyAdd(w, MultiplyAdd(z, S6, S5), MultiplyAdd(z, S4, S3)), MultiplyAdd(z, S2, S1));
        sine = MultiplyAdd(t * z, sine, t);
        double cosine = MultiplyAdd(w, MultiplyAdd(w, MultiplyAdd(z, C6, C5), MultiplyAdd(z, C4, C3)), MultiplyAdd(z, C2, C1));
        cosine = 1 - MultiplyAdd(-w, cosine, 0.5 * z);
        if ((angle & 1) != 0)
            (sine, cosine) = (cosine, -sine);
        if ((angle & 2) != 0)
            (sine, cosine) = (-sine, -cosine);
        return (Exponential.FromWord(radius), cosine, sine);
    }

    /// <summary>Four pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<double> HalfSquare, Vector256<double> Cosine, Vector256<double> Sine) FromWords(
        Vector256<ulong> radius, Vector256<ulong> angle)
    {
        Vector256<double> t = ((angle >>> 12) | Vector256.Create(One)).AsDouble() - Vector256.Create(Middle) + Vector256.Create(HalfStep);
        t = Vector256.Create(HalfPi) * t;
        Vector256<double> z = t * t, w = z * z;
        Vector256<double> sine = MultiplyAdd(w, MultiplyAdd(z, S6, S5), MultiplyAdd(z, S4, S3));
        sine = MultiplyAdd(t * z, MultiplyAdd(w, sine, MultiplyAdd(z, S2, S1)), t);
        Vector256<double> cosine = MultiplyAdd(w, MultiplyAdd(z, C6, C5), MultiplyAdd(z, C4, C3));
        cosine = MultiplyAdd(w, cosine, MultiplyAdd(z, C2, C1));
        cosine = Vector256.Create(1.0) - MultiplyAdd(-w, cosine, Vector256.Create(0.5) * z);

        // A quarter turn swaps the two and negates the new cosine; half a turn negates both.
        Vector256<ulong> quarter = Vector256<ulong>.Zero - (angle & Vector256.Create(1UL));
        Vector256<ulong> half = (angle << 62) & Vector256.Create(Sign), turned = half ^ (quarter & Vector256.Create(Sign));
        Vector256<double> x = Vector256.ConditionalSelect(quarter.AsDouble(), sine, cosine);
        Vector256<double> y = Vector256.ConditionalSelect(quarter.AsDouble(), cosine, sine);
        return (Exponential.FromWords(radius), (x.AsUInt64() ^ turned).AsDouble(), (y.AsUInt64() ^ half).AsDouble());
    }

    private static double MultiplyAdd(double x, double y, double z) => (x * y) + z;

    private static Vector256<double> MultiplyAdd(Vector256<double> x, Vector256<double> y, Vector256<double> z) => (x * y) + z;

    private static Vector256<double> MultiplyAdd(Vector256<double> x, double y, double z) =>
        (x * Vector256.Create(y)) + Vector256.Create(z);
}
