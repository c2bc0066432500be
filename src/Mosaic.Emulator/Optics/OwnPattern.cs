namespace Mosaic.Emulator.Optics;

/// <summary>One pattern of the lane's own bits around the one that is decided on.</summary>
/// <param name="Bit">The bit decided on.</param>
/// <param name="Current">What the other bits add to the current.</param>
/// <param name="Displacement">D, what all of them add up to.</param>
/// <param name="Bound">The error probability with the neighbours at their worst.</param>
internal readonly record struct OwnPattern(bool Bit, double Current, double Displacement, double Bound)
{
    // Patterns whose errors are rarer than this part of the likeliest hardly count.
    private const double Matters = 1e-10;

    /// <summary>About how many of a lane's matter.</summary>
    /// <param name="lane">The lane.</param>
    public static int CountOfThoseThatMatter(LaneDecisionModel lane)
    {
        List<OwnPattern> patterns = All(lane);
        double largest = 0;
        int count = 0;
        foreach (OwnPattern pattern in patterns)
            largest = Math.Max(largest, pattern.Bound);
        foreach (OwnPattern pattern in patterns)
            count += pattern.Bound >= Matters * largest ? 1 : 0;
        return count;
    }

    /// <summary>All patterns of a lane.</summary>
    /// <param name="lane">The lane.</param>
    public static List<OwnPattern> All(LaneDecisionModel lane)
    {
        var taps = new List<(long Coefficient, long Displacement)>();
        long cursorShift = 0, lowest = lane.OffLevel, highest = lane.OffLevel;
        foreach (LeakagePath path in lane.Paths)
        {
            for (int tap = 0; tap < path.Coefficients.Length; tap++)
            {
                long displacement = path.Displacements.Length > 0 ? path.Displacements[tap] : 0, coefficient = path.Coefficients[tap];
                if (path.Source != lane.Lane)
                    (lowest, highest) = (lowest + Math.Min(coefficient, 0), highest + Math.Max(coefficient, 0));
                else if (path.FirstShift + tap == 0)
                    cursorShift = displacement;
                else
                    taps.Add((coefficient, displacement));
            }
        }

        var patterns = new List<OwnPattern>(2 << taps.Count);
        for (int bits = 0; bits < 1 << taps.Count; bits++)
        {
            long current = 0, shift = 0;
            for (int tap = 0; tap < taps.Count; tap++)
            {
                if ((bits >> tap & 1) != 0)
                    (current, shift) = (current + taps[tap].Coefficient, shift + taps[tap].Displacement);
            }

            long one = shift + cursorShift;
            patterns.Add(new OwnPattern(true, current, one, lane.Bound(lowest + current + lane.Cursor, one, one, true)));
            patterns.Add(new OwnPattern(false, current, shift, lane.Bound(highest + current, shift, shift, false)));
        }

        return patterns;
    }
}
