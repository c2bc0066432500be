using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// Compares a number with Q(x), mostly without computing it: Q falls, so between two neighbours of a table it lies between their
/// values. Only what falls between these looks at Q itself.
/// </summary>
internal static class TailBracket
{
    private const int StepsPerDeviation = 64;
    private const int Largest = 38;

    // More than Q's own error, 2e-15, and what that of its argument makes of it.
    private const double Headroom = 1e-11;

    private static readonly double[] Table =
        [.. Enumerable.Range(0, (Largest * StepsPerDeviation) + 2).Select(i => Gaussian.Q((double)i / StepsPerDeviation))];

    /// <summary>A number above Q(x).</summary>
    public static double Above(double x) => x is >= 0 and < Largest ? Table[(int)(x * StepsPerDeviation)] * (1 + Headroom) : 2;

    /// <summary>A number below Q(x), or 0.</summary>
    public static double Below(double x) => x is >= 0 and < Largest ? Table[(int)(x * StepsPerDeviation) + 1] * (1 - Headroom) : 0;

    /// <summary>level &lt; Q(x).</summary>
    public static bool IsBelowQ(double level, double x) =>
        level < Above(x) && (level < Below(x) || level < Gaussian.Q(x));
}
