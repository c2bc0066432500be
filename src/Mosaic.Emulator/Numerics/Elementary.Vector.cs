using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Numerics;

/// <summary>Four at a time, each operation one of the definition's.</summary>
public static partial class Elementary
{
    private const int Powers = 32;

    // Makes exponents positive, since vectors shift without a sign.
    private const long ExponentShift = 4096;

    /// <summary>2^(j/32), and behind the 32 of them what their rounding lost: the table of the vector form of <see cref="ExpFraction(double, double, out long)"/>.</summary>
    internal static readonly double[] PowersOfTwo = [.. PowersHigh, .. PowersLow];

    /// <summary>Four values of <see cref="ExpFraction(double, double, out long)"/>, bit for bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<double> ExpFraction(Vector256<double> high, Vector256<double> low, ref double powers, out Vector256<long> exponent)
    {
        Vector256<double> rounding = Vector256.Create(RoundingShift), shifted = (high * Vector256.Create(46.16624130844683)) + rounding;
        Vector256<long> n = shifted.AsInt64() - Vector256.Create(RoundingShiftBits - (ExponentShift * Powers));
        exponent = (n >>> 5) - Vector256.Create(ExponentShift);
        Vector256<double> steps = shifted - rounding;
        Vector256<double> r = high - (steps * Vector256.Create(Ln2Over32High)) - ((steps * Vector256.Create(Ln2Over32Low)) - low);
        Vector256<double> r2 = r * r;
        Vector256<double> growth = Vector256.Create(1.0 / 24) + (r * Vector256.Create(1.0 / 120)) + (r2 * Vector256.Create(1.0 / 720));
        growth = r + (r2 * (Vector256.Create(1.0 / 2) + (r * Vector256.Create(1.0 / 6)) + (r2 * growth)));
        Vector256<long> index = n & Vector256.Create(Powers - 1L);
        nint i0 = (nint)index[0], i1 = (nint)index[1], i2 = (nint)index[2], i3 = (nint)index[3];
        Vector256<double> power = Vector256.Create(At(ref powers, i0), At(ref powers, i1), At(ref powers, i2), At(ref powers, i3));
        ref double rest = ref At(ref powers, Powers);
        Vector256<double> powerLow = Vector256.Create(At(ref rest, i0), At(ref rest, i1), At(ref rest, i2), At(ref rest, i3));
        return power + (powerLow + (power * growth));
    }

    /// <summary>Four values of <see cref="Scale(double, long)"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<double> Scale(Vector256<double> fraction, Vector256<long> exponent)
    {
        Vector256<long> half = ((exponent + Vector256.Create(ExponentShift)) >>> 1) - Vector256.Create(ExponentShift / 2);
        return fraction * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> PowerOfTwo(Vector256<long> exponent) => ((exponent + Vector256.Create(1023L)) << 52).AsDouble();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref double At(ref double first, nint index) => ref Unsafe.Add(ref first, index);
}
