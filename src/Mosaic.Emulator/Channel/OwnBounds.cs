using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>Bounds on p from the bits of a lane's first own path alone, all others being at their worst.</summary>
internal static class OwnBounds
{
    /// <summary>The bound for each pattern, in a table that does not move.</summary>
    /// <param name="model">The lane.</param>
    /// <param name="currents">By pattern: the current of that path, with all that flows anyway.</param>
    /// <param name="displacements">By pattern: what it adds to D.</param>
    /// <param name="others">The least and the most that all other paths add to the current.</param>
    /// <param name="shifts">The least and the most that these add to D.</param>
    public static double[] Of(
        LaneDecisionModel model, ReadOnlySpan<long> currents, ReadOnlySpan<long> displacements, (long Lowest, long Highest) others, (long Lowest, long Highest) shifts)
    {
        LeakagePath own = model.Paths[0];
        // The pattern's bit of the cursor, where this path has the cursor.
        int cursor = own.LastShift;
        bool known = cursor >= 0 && own.FirstShift <= 0;
        double[] bounds = GC.AllocateArray<double>(currents.Length, pinned: true);
        for (int pattern = 0; pattern < bounds.Length; pattern++)
        {
            bool one = known && (pattern >> cursor & 1) != 0;
            (long least, long most) = (displacements[pattern] + shifts.Lowest, displacements[pattern] + shifts.Highest);
            double asOne = known && !one ? 0 : model.Bound(currents[pattern] + others.Lowest, least, most, true);
            double asZero = known && one ? 0 : model.Bound(currents[pattern] + others.Highest, least, most, false);
            bounds[pattern] = Math.Max(asOne, asZero);
        }

        return bounds;
    }
}
