using System.Runtime.CompilerServices;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// Bounds on Q(x) from a table: Q falls, so between two neighbours it lies between their values. Most comparisons with Q are
/// decided by them.
/// </summary>
internal static class TailBracket
{
    private const int StepsPerDeviation = 64;
    private const int Largest = 38;

    // More than Q's own error, 2e-15, and what that of its argument makes of it.
    private const double Headroom = 1e-11;

    /// <summary>Q at multiples of the step. Handed in, since a kernel compiled by itself has to look for a static every time.</summary>
    public static readonly double[] Table =
        [.. Enumerable.Range(0, (Largest * StepsPerDeviation) + 2).Select(i => Gaussian.Q((double)i / StepsPerDeviation))];

    /// <summary>A number above Q(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Above(double[] table, double x) =>
        x is >= 0 and < Largest ? table[(int)(x * StepsPerDeviation)] * (1 + Headroom) : 2;

    /// <summary>A number below Q(x), or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Below(double[] table, double x) =>
        x is >= 0 and < Largest ? table[(int)(x * StepsPerDeviation) + 1] * (1 - Headroom) : 0;
}
