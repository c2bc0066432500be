namespace Mosaic.Emulator.Channel;

/// <summary>What all patterns of the bits that a path sees add up to.</summary>
internal static class PatternSums
{
    /// <summary>Finds the sums. Bit i of a pattern is the bit seen by tap taps−1−i, as words hold them.</summary>
    /// <param name="perTap">What each tap adds where its bit is 1; none: nothing does.</param>
    /// <param name="offset">What is added anyway.</param>
    /// <param name="sums">Receives them, by pattern; zeros before.</param>
    public static void Fill(ReadOnlySpan<long> perTap, long offset, Span<long> sums)
    {
        sums[0] = offset;
        for (int bit = 0; bit < perTap.Length; bit++)
        {
            long tap = perTap[perTap.Length - 1 - bit];
            Span<long> without = sums[..(1 << bit)], with = sums.Slice(1 << bit, 1 << bit);
            for (int pattern = 0; pattern < without.Length; pattern++)
            {
                with[pattern] = without[pattern] + tap;
            }
        }
    }
}
