using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// Exponential variates of mean 1 from random words: −ln((w + ½)·2⁻⁶⁴), all 64 bits in use, so that small values are as fine as
/// large ones. The logarithm is that of fdlibm (argument reduced to [√½, √2), below 1 ulp), with + − × ÷ only: the same bits on
/// any machine.
/// </summary>
internal static class Exponential
{
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;
    private const double L1 = 6.666666666666735130e-01, L2 = 3.999999999940941908e-01, L3 = 2.857142874366239149e-01;
    private const double L4 = 2.222219843214978396e-01, L5 = 1.818357216161805012e-01, L6 = 1.531383769920937332e-01;
    private const double L7 = 1.479819860511658591e-01;

    private const ulong One = 0x3FF0000000000000, SqrtHalf = 0x3FE6A09E667F3BCD, ExponentMask = 0xFFF0000000000000;
    private const ulong Integer = 0x4330000000000000; // the double 2⁵²
    private const double IntegerValue = 4503599627370496;
    private const double Ulp = 1.0 / 18446744073709551616.0; // 2⁻⁶⁴
    private const int ExponentBias = 128; // keeps the exponents of (0, 1) positive

    /// <summary>The definition: one variate.</summary>
    public static double FromWord(ulong word)
    {
        // (w + ½)·2⁻⁶⁴ as a double and what rounding took from it.
        double upper = BitConverter.UInt64BitsToDouble((word >> 12) | One) - 1;
        double lower = (BitConverter.UInt64BitsToDouble((word & 0xFFF) | Integer) - IntegerValue + 0.5) * Ulp;
        double x = upper + lower;
        double lost = lower - (x - upper);

        ulong bits = BitConverter.DoubleToUInt64Bits(x);
        ulong scaled = bits - SqrtHalf;
        double k = BitConverter.UInt64BitsToDouble(((scaled + ((ulong)ExponentBias << 52)) >> 52) | Integer) - (IntegerValue + ExponentBias);
        double f = BitConverter.UInt64BitsToDouble(bits - (scaled & ExponentMask)) - 1;
        double t = f / (2 + f), z = t * t, w = z * z, half = 0.5 * f * f;
        double even = w * MultiplyAdd(w, MultiplyAdd(w, L6, L4), L2), odd = z * MultiplyAdd(w, MultiplyAdd(w, MultiplyAdd(w, L7, L5), L3), L1);
        double log = MultiplyAdd(k, Ln2High, f - (half - MultiplyAdd(t, half + (odd + even), k * Ln2Low)));
        return -(log + lost);
    }

    /// <summary>Four variates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> FromWords(Vector256<ulong> words)
    {
        Vector256<double> upper = ((words >>> 12) | Vector256.Create(One)).AsDouble() - Vector256.Create(1.0);
        Vector256<double> lower = ((words & Vector256.Create(0xFFFUL)) | Vector256.Create(Integer)).AsDouble();
        lower = (lower - Vector256.Create(IntegerValue) + Vector256.Create(0.5)) * Vector256.Create(Ulp);
        Vector256<double> x = upper + lower;
        Vector256<double> lost = lower - (x - upper);

        Vector256<ulong> bits = x.AsUInt64(), scaled = bits - Vector256.Create(SqrtHalf);
        Vector256<double> k = (((scaled + Vector256.Create((ulong)ExponentBias << 52)) >>> 52) | Vector256.Create(Integer)).AsDouble()
            - Vector256.Create(IntegerValue + ExponentBias);
        Vector256<double> f = (bits - (scaled & Vector256.Create(ExponentMask))).AsDouble() - Vector256.Create(1.0);
        Vector256<double> t = f / (Vector256.Create(2.0) + f), z = t * t, w = z * z, half = Vector256.Create(0.5) * f * f;
        Vector256<double> even = w * MultiplyAdd(w, MultiplyAdd(w, Vector256.Create(L6), Vector256.Create(L4)), Vector256.Create(L2));
        Vector256<double> odd = MultiplyAdd(w, MultiplyAdd(w, MultiplyAdd(w, Vector256.Create(L7), Vector256.Create(L5)), Vector256.Create(L3)), Vector256.Create(L1));
        odd = z * odd;
        Vector256<double> low = MultiplyAdd(t, half + (odd + even), k * Vector256.Create(Ln2Low));
        Vector256<double> log = MultiplyAdd(k, Vector256.Create(Ln2High), f - (half - low));
        return -(log + lost);
    }

    private static double MultiplyAdd(double x, double y, double z) => (x * y) + z;

    private static Vector256<double> MultiplyAdd(Vector256<double> x, Vector256<double> y, Vector256<double> z) => (x * y) + z;
}
