using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// The normal distribution's tail and the error functions, with the same bits on every machine and with their relative
/// accuracy kept far out in the tail (the square in the exponent is split, so that it loses nothing).
/// </summary>
public static partial class Gaussian
{
    private const double SqrtHalf = 0.7071067811865476;
    private const double Sqrt2 = 1.4142135623730951;
    private const double Sqrt2Pi = 2.5066282746310007;
    private const double TwoOverSqrtPi = 1.1283791670955126;

    // Beyond these the results are 0 (or 1, 2, ∞).
    private const double LargestZ = 39;
    private const double LargestX = 27.5;

    private const double Centre = 5;

    // The tail's polynomial, see TailRatio: even and odd powers of t.
    private const double E0 = 0.769193049750063, E1 = 0.4953056159699805, E2 = 0.16502036617019517, E3 = 0.02079506680323404, E4 = -0.0007978694277475297, E5 = -5.937558833377767e-05;
    private const double E6 = 1.6680852719925394e-05, E7 = -2.7688787836720915e-06, E8 = 4.3347664285137567e-07, E9 = -6.741689051823604e-08, E10 = 9.275082241537343e-09, E11 = -7.854458583247658e-10;
    private const double O0 = -0.665382502890057, O1 = -0.3135331566712814, O2 = -0.06911863870707162, O3 = -0.002993376758978478, O4 = 0.0005448989683735629, O5 = -4.9762327924579515e-05;
    private const double O6 = 3.979361513829216e-06, O7 = -3.335427141231054e-07, O8 = 3.8571448567257587e-08, O9 = -6.940847374044867e-09, O10 = 1.2713759260278231e-09, O11 = -1.331210743010702e-10;

    /// <summary>
    /// The probability that a standard normal variable exceeds <paramref name="z"/>: Q(z) = ½·erfc(z/√2).
    /// Relative error below 2e-15; below 2⁻¹⁰²² (z above 37.5) half a unit of the subnormal result comes on top.
    /// </summary>
    /// <param name="z">Any double.</param>
    /// <returns>1 for −∞, 0 for +∞ (and above 38.6), NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double Q(double z)
    {
        double magnitude = Math.Abs(z);
        if (!(magnitude < LargestZ))
        {
            return double.IsNaN(z) ? z : z < 0 ? 1 : 0;
        }

        double fraction = ExpOfSquare(magnitude, -0.5, out long exponent);
        double tail = Elementary.Scale(fraction * TailRatio(magnitude), exponent);
        return z < 0 ? 1 - tail : tail;
    }

    /// <summary>
    /// The z whose tail probability is <paramref name="p"/>: the inverse of <see cref="Q"/>. Relative error below 2e-15
    /// for p of at least 2⁻¹⁰²² (near p = 1/2 too).
    /// </summary>
    /// <param name="p">Probability, 0 … 1.</param>
    /// <returns>+∞ for 0, −∞ for 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not a probability.</exception>
    public static double QInverse(double p)
    {
        if (!(p >= 0 && p <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "Not a probability.");
        }

        if (p > 0.5)
        {
            return -QInverse(1 - p); // The difference is exact.
        }

        if (p == 0)
        {
            return double.PositiveInfinity;
        }

        // Start: the tangent at 1/2, or Abramowitz and Stegun 26.2.23 (error 4.5e-4). Three steps of Halley's method,
        // each of which cubes the error, with the residual Q(z) − p taken from 1/2 where that is nearer.
        bool central = p > 0.25;
        double z = (0.5 - p) * Sqrt2Pi;
        if (!central)
        {
            double t = Math.Sqrt(-2 * Elementary.Log(p));
            z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        }

        for (int step = 0; step < 3; step++)
        {
            double residual = central ? 0.5 - p - 0.5 * Erf(z * SqrtHalf) : Q(z) - p;
            double newton = residual / Pdf(z);
            z += newton / (1 - 0.5 * z * newton);
        }

        return z;
    }

    /// <summary>The standard normal density exp(−z²/2)/√(2π). Relative error below 1e-15 where it is at least 2⁻¹⁰²².</summary>
    /// <param name="z">Any double.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double Pdf(double z)
    {
        double magnitude = Math.Abs(z);
        if (!(magnitude < LargestZ))
        {
            return double.IsNaN(z) ? z : 0;
        }

        double fraction = ExpOfSquare(magnitude, -0.5, out long exponent);
        return Elementary.Scale(fraction / Sqrt2Pi, exponent);
    }

    /// <summary>The error function 2/√π·∫₀ˣ exp(−t²)dt. Relative error below 1e-15 everywhere.</summary>
    /// <param name="x">Any double.</param>
    /// <returns>±1 for ±∞, NaN for NaN.</returns>
    public static double Erf(double x)
    {
        double magnitude = Math.Abs(x);
        if (!(magnitude <= 1))
        {
            return x < 0 ? Erfc(magnitude) - 1 : 1 - Erfc(magnitude);
        }

        // Maclaurin: Σ (−x²)ⁿ/(n!·(2n+1)); the 20th term is below 1e-20.
        double square = x * x, power = 1, tail = 0;
        for (int n = 1; n < 20; n++)
        {
            power *= -square / n;
            tail += power / (2 * n + 1);
        }

        return TwoOverSqrtPi * (x + x * tail);
    }

    /// <summary>The complementary error function 1 − erf(x). Relative error below 2e-15 where it is at least 2⁻¹⁰²².</summary>
    /// <param name="x">Any double.</param>
    /// <returns>2 for −∞, 0 for +∞ (and above 27.3), NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double Erfc(double x)
    {
        double magnitude = Math.Abs(x);
        if (!(magnitude < LargestX))
        {
            return double.IsNaN(x) ? x : x < 0 ? 2 : 0;
        }

        double fraction = ExpOfSquare(magnitude, -1, out long exponent);
        double tail = Elementary.Scale(fraction * (2 * TailRatio(Sqrt2 * magnitude)), exponent);
        return x < 0 ? 2 - tail : tail;
    }

    /// <summary>The scaled complementary error function exp(x²)·erfc(x). Relative error below 2e-15.</summary>
    /// <param name="x">Any double.</param>
    /// <returns>+∞ below −26.6, 0 for +∞, NaN for NaN.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double ErfcX(double x)
    {
        if (x >= 0)
        {
            return x < 1e9 ? 2 * TailRatio(Sqrt2 * x) : 0.5 * TwoOverSqrtPi / x;
        }

        if (!(x > -LargestX))
        {
            return double.IsNaN(x) ? x : double.PositiveInfinity;
        }

        double fraction = ExpOfSquare(x, 1, out long exponent);
        return 2 * Elementary.Scale(fraction, exponent) - 2 * TailRatio(-Sqrt2 * x);
    }

    /// <summary>exp(factor·x²)/2^exponent for a factor that is a power of two; the square is taken exactly, in two parts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double ExpOfSquare(double x, double factor, out long exponent)
    {
        double high = ErrorFree.Truncate(x);
        return Elementary.ExpFraction(factor * (high * high), factor * ((x - high) * (x + high)), out exponent);
    }

    /// <summary>
    /// Q(z)·exp(z²/2) for z ≥ 0: a polynomial in t = (z−5)/(z+5), which maps 0 … ∞ to −1 … 1, over z + 5. It is the
    /// Chebyshev series of (z+5)·½·erfcx(z/√2) cut after degree 23 (relative error 1e-16), converted to powers at 50
    /// digits, and evaluated as E(t²) + t·O(t²) with the even and the odd half side by side.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double TailRatio(double z)
    {
        double reciprocal = 1 / (z + Centre);
        double t = (z - Centre) * reciprocal;
        Vector128<double> t2 = Vector128.Create(t * t), t4 = t2 * t2, t8 = t4 * t4;
        Vector128<double> p0 = Vector128.Create(E0, O0) + t2 * Vector128.Create(E1, O1) + t4 * (Vector128.Create(E2, O2) + t2 * Vector128.Create(E3, O3));
        Vector128<double> p1 = Vector128.Create(E4, O4) + t2 * Vector128.Create(E5, O5) + t4 * (Vector128.Create(E6, O6) + t2 * Vector128.Create(E7, O7));
        Vector128<double> p2 = Vector128.Create(E8, O8) + t2 * Vector128.Create(E9, O9) + t4 * (Vector128.Create(E10, O10) + t2 * Vector128.Create(E11, O11));
        Vector128<double> halves = p0 + t8 * (p1 + t8 * p2);
        return (halves[0] + t * halves[1]) * reciprocal;
    }
}
