using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>How many taps there are for what averages over them one after the other, or over their sums.</summary>
internal static class TapCount
{
    // A tap like the one before takes this part of what others take.
    private const double Alike = 0.35, LargeNumber = 1e15;

    // Of a deviation of a table, of a tap and of a place in a table, in nanoseconds: the latter two as SmoothedDecision has them. Once there are so many sums (of their ln) that count, tables are no longer as fine as the noise.
    private const double TimeOfDeviation = 2.5, TimeOfTap = 100, TimeOfPlace = 6, ManySums = 23;

    // So many deviations is a table wide before any tap.
    private const double Tail = 15;

    /// <summary>The taps and one more; of those that are alike each but the first is a part of one.</summary>
    /// <param name="taps">The taps, ascending.</param>
    public static double Averages(ReadOnlySpan<double> taps)
    {
        double averages = 1;
        for (int i = 0; i < taps.Length; i++)
            averages += i > 0 && taps[i] == taps[i - 1] ? Alike : 1;
        return averages;
    }

    /// <summary>
    /// About what averaging by tables takes, in nanoseconds, where they stay as fine as the noise: for averages over the smaller taps, and for the sums of the larger that fall where a table
    /// is not constant.
    /// </summary>
    /// <param name="taps">The taps, ascending.</param>
    /// <param name="deviation">Of the noise.</param>
    /// <param name="tilt">λ of the saddle point, or 0.</param>
    [MethodImpl(Kernel.Compiled)]
    public static double TimeOfTables(ReadOnlySpan<double> taps, double deviation, double tilt)
    {
        double averages = 0, width = Tail * deviation, made = 0, sums = 1, squares = 0;
        int used = 0, alike = 0;
        for (; used < taps.Length && made < ManySums; used++)
        {
            averages += Average(width, taps[used], deviation);
            (width, made) = (width + taps[used], taps[used] > deviation ? made + Elementary.Log(1 + Elementary.Exp(-Math.Min(tilt * taps[used], ManySums))) : made);
        }

        double least = averages;
        for (int i = taps.Length - 1; i >= 0 && sums < LargeNumber; i--)
        {
            alike = i + 1 < taps.Length && taps[i] == taps[i + 1] ? alike + 1 : 1;
            (sums, squares) = (sums * (alike + 1) / alike, squares + (taps[i] * taps[i]));
            if (i >= used)
                continue;
            width -= taps[i];
            averages -= Average(width, taps[i], deviation);
            least = Math.Min(least, averages + (Places(sums, squares, width) * TimeOfPlace));
        }

        return least;
    }

    /// <summary>About how many sums of taps fall where a table is not constant.</summary>
    /// <param name="sums">How many there are.</param>
    /// <param name="squares">The sum of the taps' squares.</param>
    /// <param name="width">How wide the table is.</param>
    public static double Places(double sums, double squares, double width) => Math.Min(1, width / (1.5 * Math.Sqrt(squares))) * sums;

    /// <summary>The time of an average over a tap of a table as wide as the taps before.</summary>
    private static double Average(double width, double tap, double deviation) => TimeOfTap + (TimeOfDeviation * (width + (0.5 * tap)) / deviation);
}
