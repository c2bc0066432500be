namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>The bits, a lane's own and its neighbours', that bring a lane nearest to an error, or farthest into one.</summary>
internal static class WorstPattern
{
    /// <summary>Its margin in deviations, (I − T)/σ for a 1 and (T − I)/σ for a 0: Q of the worst pattern. Not above 0: the eye is closed.</summary>
    /// <param name="lane">The lane.</param>
    public static double Margin(LaneDecisionModel lane) =>
        // The margin grows with the current; with jitter each pattern of own bits has its noise, whatever the neighbours do.
        lane.HasJitter
            ? OwnPattern.All(lane).Min(pattern => lane.Margin(pattern.Worst, (long)pattern.Displacement, pattern.Bit ? 1 : 0))
            : Math.Min(lane.Margin(lane.WorstOne, 0, 1), lane.Margin(lane.WorstZero, 0, 0));
}
