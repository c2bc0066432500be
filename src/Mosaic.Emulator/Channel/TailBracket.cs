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

    // More than Q's own error, 2e-15.
    private const double Headroom = 1e-13;

    private static readonly double[] Table =
        [.. Enumerable.Range(0, (Largest * StepsPerDeviation) + 2).Select(i => Gaussian.Q((double)i / StepsPerDeviation))];

    /// <summary>level &lt; Q(x).</summary>
    public static bool IsBelowQ(double level, double x)
    {
        if (x is >= 0 and < Largest)
        {
            int i = (int)(x * StepsPerDeviation);
            if (level >= Table[i] * (1 + Headroom))
            {
                return false;
            }

            if (level < Table[i + 1] * (1 - Headroom))
            {
                return true;
            }
        }

        return level < Gaussian.Q(x);
    }
}
