using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// Elementary functions with the same bits on every machine: only + − × ÷ √ and integer operations decide a result
/// (the C runtime's functions, and fused multiplication and addition, do not). Each is a Taylor series after the
/// argument has been reduced with constants kept in two parts; ulp is the unit in the last place of the result.
/// </summary>
public static partial class Elementary
{
    // ln 2 in two parts. The upper one has 42 bits, so that its product with any exponent is exact.
    private const double Ln2High = 0.6931471805598903;
    private const double Ln2Low = 5.497923018708371e-14;

    private const double Ln10 = 2.302585092994046;
    private const double Ln10Low = -2.1707562233822494e-16;

    // log10(e) and log10(2) in two parts, the upper ones of 26 and 42 bits.
    private const double Log10EHigh = 0.434294480830431;
    private const double Log10ELow = 1.0728208431540585e-09;
    private const double Log10Of2High = 0.30102999566383914;
    private const double Log10Of2Low = 1.42050232272661e-13;

    // Adding 1.5·2⁵² rounds to the nearest integer and leaves it in the lowest bits.
    private const double RoundingShift = 6755399441055744.0;
    private const long RoundingShiftBits = 0x4338000000000000;

    private const long OneBits = 0x3FF0000000000000;
    private const long InfinityBits = 0x7FF0000000000000;
    private const long SmallestNormalBits = 0x0010000000000000;
    private const long FractionMask = 0x000FFFFFFFFFFFFF;
    private const long SqrtHalfBits = 0x3FE6A09E667F3BCD;

    /// <summary>The natural logarithm; error below 1 ulp.</summary>
    /// <param name="x">Any double.</param>
    /// <returns>−∞ for ±0, +∞ for +∞, NaN for negative numbers and NaN. Subnormal numbers are numbers like any other.</returns>
    public static double Log(double x)
    {
        double f = SplitExponent(x, out double k);
        return double.IsFinite(f) ? Log(f, 0, k) : f;
    }

    /// <summary>ln(1 + x) without loss for small <paramref name="x"/>; error below 1 ulp.</summary>
    /// <param name="x">Any double.</param>
    /// <returns>x for ±0, −∞ for −1, +∞ for +∞, NaN below −1 and for NaN.</returns>
    public static double Log1P(double x)
    {
        if (x == 0)
        {
            return x;
        }

        if (Math.Abs(x) < 0.25)
        {
            return Log(x, 0, 0);
        }

        // The rounding error of 1 + x is found exactly and put back: ln(u + e) = ln u + e/u.
        double u = 1 + x;
        double f = SplitExponent(u, out double k);
        if (!double.IsFinite(f))
        {
            return f;
        }

        double error = x < 1 ? x - (u - 1) : 1 - (u - x);
        return Log(f, error / u, k);
    }

    /// <summary>The decimal logarithm; error below 1 ulp, and exact at the powers of ten that are doubles.</summary>
    /// <param name="x">Any double.</param>
    /// <returns>Edge values as for <see cref="Log(double)"/>.</returns>
    public static double Log10(double x)
    {
        double f = SplitExponent(x, out double k);
        if (!double.IsFinite(f))
        {
            return f;
        }

        // ln(1+f) = high + low, high of 26 bits, so that high·Log10EHigh is exact.
        double halfSquare = 0.5 * f * f;
        double high = Truncate(f - halfSquare);
        double low = f - high - halfSquare + LogTail(f, halfSquare);
        double exponentPart = k * Log10Of2High;
        double fractionPart = high * Log10EHigh;
        double sum = exponentPart + fractionPart;
        double sumError = exponentPart - sum + fractionPart;
        return sum + (sumError + (k * Log10Of2Low + (low + high) * Log10ELow + low * Log10EHigh));
    }

    /// <summary>The exponential function; error below 1 ulp (in the subnormal range, of the subnormal result).</summary>
    /// <param name="x">Any double.</param>
    /// <returns>+∞ above 709.78, 0 below −745.13, NaN for NaN.</returns>
    public static double Exp(double x)
    {
        if (!(Math.Abs(x) < 746))
        {
            return double.IsNaN(x) ? x : x > 0 ? double.PositiveInfinity : 0;
        }

        double fraction = ExpFraction(x, 0, out long exponent);
        return Scale(fraction, exponent);
    }

    /// <summary>10 to the power of <paramref name="x"/>; error below 1 ulp, correctly rounded for integers from −22 to 22.</summary>
    /// <param name="x">Any double.</param>
    /// <returns>+∞ above 308.25, 0 below −323.3, NaN for NaN.</returns>
    public static double Pow10(double x)
    {
        if (!(Math.Abs(x) < 324))
        {
            return double.IsNaN(x) ? x : x > 0 ? double.PositiveInfinity : 0;
        }

        if (Math.Abs(x) <= 22 && x == (int)x)
        {
            double power = 1;
            for (int i = 0; i < Math.Abs((int)x); i++)
            {
                power *= 10;
            }

            return x < 0 ? 1 / power : power;
        }

        // x·ln 10 in two parts; 26-bit halves make the partial products exact.
        double xHigh = Truncate(x), lnHigh = Truncate(Ln10);
        double product = x * Ln10;
        double error = xHigh * lnHigh - product + xHigh * (Ln10 - lnHigh) + (x - xHigh) * lnHigh
            + (x - xHigh) * (Ln10 - lnHigh);
        double fraction = ExpFraction(product, error + x * Ln10Low, out long exponent);
        return Scale(fraction, exponent);
    }

    /// <summary>
    /// e^(high+low)/2^exponent, a number in [0.7, 1.42] with an error below 0.9 ulp, for |high| up to 1400 and
    /// |low| up to 2⁻¹⁰.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double ExpFraction(double high, double low, out long exponent)
    {
        double shifted = high * 1.4426950408889634 + RoundingShift;
        exponent = BitConverter.DoubleToInt64Bits(shifted) - RoundingShiftBits;
        double k = shifted - RoundingShift;
        double a = high - k * Ln2High;
        double b = k * Ln2Low - low;
        double r = a - b;
        double error = a - r - b;

        // Σ rⁿ/n! to n = 13 (|r| < 0.348: what is left is below 5e-18), summed in pairs for short dependency chains.
        double r2 = r * r, r4 = r2 * r2;
        double p0 = 1.0 / 2 + r * (1.0 / 6) + r2 * (1.0 / 24 + r * (1.0 / 120));
        double p1 = 1.0 / 720 + r * (1.0 / 5040) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
        double p2 = 1.0 / 3628800 + r * (1.0 / 39916800) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800));
        return 1 + (r + (r2 * (p0 + r4 * (p1 + r4 * p2)) + error));
    }

    /// <summary>fraction·2^exponent for |exponent| up to 2044, rounded once; overflows to ∞ and underflows to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Scale(double fraction, long exponent)
    {
        long half = exponent >> 1;
        return fraction * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>The upper 26 significant bits of a number: its square is exact, and so is what is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Truncate(double x) =>
        BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x) & ~0x7FFFFFFL);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double PowerOfTwo(long exponent) => BitConverter.Int64BitsToDouble((exponent + 1023) << 52);

    /// <summary>x = 2^k·(1+f) with 1+f in [√½, √2); not finite where the logarithm is not, and then that logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SplitExponent(double x, out double k)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        long bias = 1023;
        if ((ulong)(bits - SmallestNormalBits) >= InfinityBits - SmallestNormalBits)
        {
            if (!(x > 0 && x < double.PositiveInfinity))
            {
                k = 0;
                return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
            }

            bits = BitConverter.DoubleToInt64Bits(x * (1L << 54));
            bias += 54;
        }

        bits += OneBits - SqrtHalfBits;
        k = (bits >> 52) - bias;
        return BitConverter.Int64BitsToDouble((bits & FractionMask) + SqrtHalfBits) - 1;
    }

    /// <summary>ln(2^k·(1+f)) + correction for 1+f in [√½, √2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Log(double f, double correction, double k)
    {
        double halfSquare = 0.5 * f * f;
        return k * Ln2High - (halfSquare - (LogTail(f, halfSquare) + (k * Ln2Low + correction)) - f);
    }

    /// <summary>
    /// ln(1+f) − f + f²/2. With s = f/(2+f), ln(1+f) = 2·artanh s = 2s + s·R, R = Σ 2s²ⁿ/(2n+1), and 2s = f − s·f,
    /// s·f = f²/2 − s·f²/2 (K. C. Ng's arrangement): so the tail is s·(f²/2 + R).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double LogTail(double f, double halfSquare)
    {
        double s = f / (2 + f);

        // |s| < 0.1716: what is left after n = 10 is below 1e-18 of the logarithm.
        double z = s * s, z2 = z * z, z4 = z2 * z2;
        double p0 = 2.0 / 3 + z * (2.0 / 5) + z2 * (2.0 / 7 + z * (2.0 / 9));
        double p1 = 2.0 / 11 + z * (2.0 / 13) + z2 * (2.0 / 15 + z * (2.0 / 17));
        double p2 = 2.0 / 19 + z * (2.0 / 21);
        return s * (halfSquare + z * (p0 + z4 * (p1 + z4 * p2)));
    }
}
