using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// Elementary functions with the same bits on every machine: only + − × ÷ √ and integer operations decide a result
/// (the C runtime's functions, and fused multiplication and addition, do not). Each is a Taylor series after the
/// argument has been reduced with constants kept in several parts; ulp is the unit in the last place of the result.
/// </summary>
public static partial class Elementary
{
    // ln 2 in two parts. The upper one has 42 bits, so that its product with any exponent is exact.
    private const double Ln2High = 0.6931471805598903;
    private const double Ln2Low = 5.497923018708371e-14;

    // (ln 2)/32 likewise, the upper part of 36 bits.
    private const double Ln2Over32High = 0.021660849392446835;
    private const double Ln2Over32Low = 5.145609244655338e-14;

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

    // 2^(j/32), rounded, and what the rounding lost (computed with 60 digits).
    private static ReadOnlySpan<double> PowersHigh =>
    [
        1.0, 1.0218971486541166, 1.0442737824274138, 1.0671404006768237,
        1.0905077326652577, 1.1143867425958924, 1.1387886347566916, 1.1637248587775775,
        1.189207115002721, 1.215247359980469, 1.241857812073484, 1.2690509571917332,
        1.2968395546510096, 1.3252366431597413, 1.3542555469368927, 1.383909881963832,
        1.4142135623730951, 1.4451808069770467, 1.4768261459394993, 1.5091644275934228,
        1.5422108254079407, 1.5759808451078865, 1.6104903319492543, 1.645755478153965,
        1.681792830507429, 1.718619298122478, 1.7562521603732995, 1.7947090750031072,
        1.8340080864093424, 1.8741676341103, 1.9152065613971474, 1.9571441241754002,
    ];

    private static ReadOnlySpan<double> PowersLow =>
    [
        0.0, 5.109225028973444e-17, 8.551889705537965e-17, -7.899853966841582e-17,
        -3.046782079812471e-17, 1.0410278456845571e-16, 8.912812676025408e-17, 3.8292048369240935e-17,
        3.982015231465646e-17, -7.712630692681488e-17, 4.658027591836937e-17, 2.667932131342186e-18,
        2.5382502794888315e-17, -2.8587312100388614e-17, 7.70094837980299e-17, -6.770511658794786e-17,
        -9.667293313452913e-17, -3.0237581349939873e-17, -3.483994556892796e-17, -1.016455327754295e-16,
        7.949834809697621e-17, -1.0136916471278304e-17, 2.4707192569797888e-17, -1.0125679913674773e-16,
        8.199010020581497e-17, -1.851380418263111e-17, 2.960140695448873e-17, 1.8227458427912087e-17,
        3.283107224245627e-17, -6.122763413004143e-17, -1.0619946056195963e-16, 8.960767791036668e-17,
    ];

    /// <summary>The natural logarithm; error below 1 ulp.</summary>
    /// <param name="x">Any double.</param>
    /// <returns>−∞ for ±0, +∞ for +∞, NaN for negative numbers and NaN. Subnormal numbers are numbers like any other.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
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
        double high = ErrorFree.Truncate(f - halfSquare);
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
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
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

        (double product, double error) = ErrorFree.Multiply(x, Ln10);
        double fraction = ExpFraction(product, error + x * Ln10Low, out long exponent);
        return Scale(fraction, exponent);
    }

    /// <summary>
    /// e^(high+low)/2^exponent, a number in [0.98, 2) with an error below 0.55 ulp, for |high| up to 1400 and |low| up to
    /// 2⁻¹⁰: with n the nearest integer to high·32/ln 2, the power 2^(n/32) from two tables times the Taylor series of e^r.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double ExpFraction(double high, double low, out long exponent)
    {
        double shifted = high * 46.16624130844683 + RoundingShift;
        long n = BitConverter.DoubleToInt64Bits(shifted) - RoundingShiftBits;
        exponent = n >> 5;
        double steps = shifted - RoundingShift;
        double r = high - steps * Ln2Over32High - (steps * Ln2Over32Low - low);

        // Σ rⁿ/n! from n = 1 to 6; |r| < 0.012, what is left is below 1e-17.
        double r2 = r * r;
        double growth = r + r2 * (1.0 / 2 + r * (1.0 / 6) + r2 * (1.0 / 24 + r * (1.0 / 120) + r2 * (1.0 / 720)));
        int index = (int)n & 31;
        double power = PowersHigh[index];
        return power + (PowersLow[index] + power * growth);
    }

    /// <summary>fraction·2^exponent for |exponent| up to 2044, rounded once; overflows to ∞ and underflows to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Scale(double fraction, long exponent)
    {
        long half = exponent >> 1;
        return fraction * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

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
