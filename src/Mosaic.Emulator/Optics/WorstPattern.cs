namespace Mosaic.Emulator.Optics;

/// <summary>The bits, a lane's own and its neighbours', that bring a lane nearest to an error, or farthest into one.</summary>
internal static class WorstPattern
{
    /// <summary>Its margin in deviations, (I − T)/σ for a 1 and (T − I)/σ for a 0: Q of the worst pattern. Not above 0: the eye is closed.</summary>
    /// <param name="lane">The lane.</param>
    public static double Margin(LaneDecisionModel lane)
    {
        // The margin grows with the current.
        if (!lane.HasJitter)
            return Math.Min(lane.Margin(lane.WorstOne, 0, 1), lane.Margin(lane.WorstZero, 0, 0));

        // Each pattern of own bits has its noise, whatever the neighbours do.
        double dimmest = lane.OffLevel - lane.Threshold, brightest = dimmest, worst = double.PositiveInfinity;
        foreach (LeakagePath path in lane.Paths)
        {
            foreach (long coefficient in path.Source == lane.Lane ? [] : path.Coefficients)
                (dimmest, brightest) = (dimmest + Math.Min(coefficient, 0), brightest + Math.Max(coefficient, 0));
        }

        var own = new OwnTaps();
        var patterns = new List<(bool Bit, double Current, double Jitter)>();
        own.Collect(lane);
        own.Patterns(0, patterns);
        foreach ((bool bit, double current, double jitter) in patterns)
        {
            double excess = current + (bit ? dimmest : brightest), level = excess + lane.Threshold;
            double deviation = Math.Sqrt(lane.NoiseA + (level * (lane.NoiseB + (level * lane.NoiseC))) + jitter);
            worst = Math.Min(worst, (bit ? excess : -excess) / deviation);
        }

        return worst;
    }
}
