namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>One pattern of the lane's own bits around the one that is decided on.</summary>
/// <param name="Bit">The bit decided on.</param>
/// <param name="Current">What the other bits add to the current.</param>
/// <param name="Displacement">D, what all of them add up to.</param>
/// <param name="Worst">The current with the neighbours at their worst.</param>
/// <param name="Bound">The error probability there.</param>
internal readonly record struct OwnPattern(bool Bit, double Current, double Displacement, long Worst, double Bound)
{
    // Patterns whose errors are rarer than this part of the likeliest hardly count.
    private const double Matters = 1e-10;

    /// <summary>About how many matter.</summary>
    /// <param name="patterns">All of a lane, as they come from <see cref="All"/>.</param>
    public static int CountOfThoseThatMatter(List<OwnPattern> patterns)
    {
        int count = 0;
        while (count < patterns.Count && patterns[count].Bound >= Matters * patterns[0].Bound)
            count++;
        return count;
    }

    /// <summary>All patterns of a lane, the likeliest errors first.</summary>
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

            Add(true, current, shift + cursorShift, lowest + current + lane.Cursor);
            Add(false, current, shift, highest + current);
        }

        patterns.Sort((a, b) => b.Bound.CompareTo(a.Bound));
        return patterns;

        void Add(bool bit, long current, long displacement, long worst) =>
            patterns.Add(new OwnPattern(bit, current, displacement, worst, lane.Bound(worst, displacement, displacement, bit)));
    }
}
