using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Numerics;

/// <summary>Sums and products as the rounded result and what the rounding lost (T. J. Dekker, D. E. Knuth).</summary>
internal static class ErrorFree
{
    /// <summary>a + b exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (double Sum, double Error) Add(double a, double b)
    {
        double sum = a + b;
        double other = sum - a;
        return (sum, a - (sum - other) + (b - other));
    }

    /// <summary>a·b, exact but for 2⁻¹⁰⁶ of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (double Product, double Error) Multiply(double a, double b)
    {
        double product = a * b;
        double aHigh = Truncate(a), bHigh = Truncate(b);
        double aLow = a - aHigh, bLow = b - bHigh;
        return (product, aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow);
    }

    /// <summary>The upper 26 significant bits of a number: its square is exact, and so is what is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Truncate(double x) =>
        BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(x) & ~0x7FFFFFFL);
}
