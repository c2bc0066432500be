namespace Mosaic.Emulator.Optics;

/// <summary>How many taps there are for what averages over them one after the other, or over their sums.</summary>
internal static class TapCount
{
    // A tap like the one before takes this part of what others take.
    private const double Alike = 0.35, LargeNumber = 1e15;

    /// <summary>The taps and one more, of those that are alike each but the first as a part of one; and the sums that they make, at most, or a large number.</summary>
    /// <param name="taps">The taps, ascending.</param>
    public static (double Averages, double Sums) Of(ReadOnlySpan<double> taps)
    {
        double averages = 1, sums = 1;
        for (int from = 0, to; from < taps.Length; from = to)
        {
            for (to = from + 1; to < taps.Length && taps[to] == taps[from]; to++)
            {
            }

            (averages, sums) = (averages + 1 + (Alike * (to - from - 1)), Math.Min(sums * (to - from + 1), LargeNumber));
        }

        return (averages, sums);
    }
}
