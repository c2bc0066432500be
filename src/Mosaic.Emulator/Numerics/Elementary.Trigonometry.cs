using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Numerics;

public static partial class Elementary
{
    /// <summary>The largest magnitude, 2²⁰, that <see cref="Sin"/>, <see cref="Cos"/> and <see cref="Tan"/> take.</summary>
    public const double LargestAngle = 1 << 20;

    // π/2 in four parts. The first three have 33 bits, so that their products with a quadrant below 2²⁰ are exact.
    private const double HalfPi1 = 1.5707963267341256;
    private const double HalfPi2 = 6.077100506303966e-11;
    private const double HalfPi3 = 2.0222662487111665e-21;
    private const double HalfPi4 = 8.4784276603689e-32;
    private const double HalfPi = 1.5707963267948966;
    private const double HalfPiLow = 6.123233995736766e-17;

    /// <summary>The sine; error below 1 ulp.</summary>
    /// <param name="x">Angle in radians, at most <see cref="LargestAngle"/> in magnitude.</param>
    /// <returns>NaN for ±∞ and NaN.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The angle is finite and larger than <see cref="LargestAngle"/>.</exception>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double Sin(double x)
    {
        if (x == 0)
        {
            return x; // The sign of zero.
        }

        int quadrant = ReduceAngle(x, out double r, out double low);
        double magnitude = (quadrant & 1) == 0 ? SinKernel(r, low) : CosKernel(r, low);
        return (quadrant & 2) == 0 ? magnitude : -magnitude;
    }

    /// <summary>The cosine; error below 1 ulp.</summary>
    /// <inheritdoc cref="Sin"/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double Cos(double x)
    {
        int quadrant = ReduceAngle(x, out double r, out double low);
        double magnitude = (quadrant & 1) == 0 ? CosKernel(r, low) : SinKernel(r, low);
        return ((quadrant + 1) & 2) == 0 ? magnitude : -magnitude;
    }

    /// <summary>The tangent, the quotient of sine and cosine; error below 2 ulp.</summary>
    /// <inheritdoc cref="Sin"/>
    public static double Tan(double x)
    {
        if (x == 0)
        {
            return x; // The sign of zero.
        }

        int quadrant = ReduceAngle(x, out double r, out double low);
        double sin = SinKernel(r, low), cos = CosKernel(r, low);
        return (quadrant & 1) == 0 ? sin / cos : -cos / sin;
    }

    /// <summary>The arcsine; error below 2 ulp.</summary>
    /// <param name="x">A sine, −1 … 1.</param>
    /// <returns>Angle in radians, −π/2 … π/2; NaN outside −1 … 1 and for NaN.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double Asin(double x)
    {
        double magnitude = Math.Abs(x);
        if (!(magnitude <= 1))
        {
            return double.NaN;
        }

        if (magnitude <= 0.5)
        {
            return x + x * AsinTail(x * x);
        }

        // asin x = π/2 − 2·asin √((1−x)/2), the root in two parts.
        double square = (1 - magnitude) / 2;
        double root = Math.Sqrt(square);
        double high = ErrorFree.Truncate(root);
        double low = root > 0 ? (square - high * high) / (root + high) : 0;
        double angle = HalfPi - (2 * high - (HalfPiLow - 2 * low - 2 * root * AsinTail(square)));
        return x < 0 ? -angle : angle;
    }

    /// <summary>asin(x)/x − 1 = Σ (2n)!/(4ⁿ·n!²·(2n+1))·x²ⁿ from n = 1, for x² ≤ 1/4 (the 25th term is below 2e-18).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double AsinTail(double square)
    {
        double sum = 0, weight = 1, power = 1;
        for (int n = 1; n <= 24; n++)
        {
            weight *= (2 * n - 1) / (2.0 * n);
            power *= square;
            sum += weight * power / (2 * n + 1);
        }

        return sum;
    }

    /// <summary>
    /// x = quadrant·π/2 + r + low with |r| ≤ π/4. The first difference is exact, and the others lose less than 2⁻¹¹⁰; the
    /// double up to 2²⁰ nearest to a multiple of π/2, 0x1.6c6cbc45dc8dep5, is 2⁻⁶⁰·⁵ away from it (continued fractions).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReduceAngle(double x, out double r, out double low)
    {
        if (!(Math.Abs(x) <= LargestAngle))
        {
            if (double.IsFinite(x))
            {
                throw new ArgumentOutOfRangeException(nameof(x), x, "The angle's magnitude is larger than 2^20.");
            }

            r = low = double.NaN;
            return 0;
        }

        double shifted = x * 0.6366197723675814 + RoundingShift;
        double n = shifted - RoundingShift;
        if (n == 0)
        {
            (r, low) = (x, 0);
            return 0;
        }

        (double s1, double e1) = ErrorFree.Add(x - n * HalfPi1, -(n * HalfPi2));
        (double s2, double e2) = ErrorFree.Add(s1, -(n * HalfPi3));
        (r, low) = ErrorFree.Add(s2, e1 + e2 - n * HalfPi4);
        return (int)n;
    }

    /// <summary>sin(r + low) = Σ (−1)ⁿ·r²ⁿ⁺¹/(2n+1)! to n = 8, plus low·cos r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SinKernel(double r, double low)
    {
        double z = r * r;
        double tail = -1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5040 + z * (1.0 / 362880 + z * (-1.0 / 39916800
            + z * (1.0 / 6227020800 + z * (-1.0 / 1307674368000 + z * (1.0 / 355687428096000)))))));
        return r + (r * z * tail + low * (1 - 0.5 * z));
    }

    /// <summary>cos(r + low) = Σ (−1)ⁿ·r²ⁿ/(2n)! to n = 8, minus low·sin r; the rounding error of 1 − r²/2 is put back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double CosKernel(double r, double low)
    {
        double z = r * r;
        double tail = 1.0 / 24 + z * (-1.0 / 720 + z * (1.0 / 40320 + z * (-1.0 / 3628800 + z * (1.0 / 479001600
            + z * (-1.0 / 87178291200 + z * (1.0 / 20922789888000))))));
        double half = 0.5 * z;
        double head = 1 - half;
        return head + (1 - head - half + (z * z * tail - r * low));
    }
}
