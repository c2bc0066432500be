namespace Mosaic.Emulator.Optics;

/// <summary>A lane's margin in standard deviations, x(I) = (I − T)/σ(I), as a function of a real current.</summary>
/// <param name="lane">The lane.</param>
internal readonly struct NoiseScale(LaneDecisionModel lane)
{
    // Farther from the threshold than this many deviations, errors are certain or impossible to 1e-32.
    private const double Relevant = 12;
    private const int Samples = 64;

    /// <summary>x(I). A grid point just below the smallest current may make σ² small: it is kept above A/4.</summary>
    /// <param name="current">The current.</param>
    /// <param name="jitter">D², what jitter adds to the variance.</param>
    public double Deviations(double current, double jitter = 0) => (current - lane.Threshold) / Math.Sqrt(Variance(current) + jitter);

    /// <summary>
    /// The smallest 1/x′(I) among the currents near the threshold: the distance in current over which Q(x) can change
    /// by as much as over one deviation; with jitter, it changes more slowly.
    /// </summary>
    public double SteepestDeviation()
    {
        double low = Math.Min(lane.OffLevel, lane.WorstOne - Math.Abs((double)lane.Cursor));
        double high = Math.Max(lane.WorstZero, lane.WorstZero + lane.Cursor);
        double steepest = Slope(Math.Clamp(lane.Threshold, low, high));
        for (int i = 0; i <= Samples; i++)
        {
            double current = low + (high - low) * i / Samples;
            if (Math.Abs(Deviations(current)) < Relevant)
                steepest = Math.Max(steepest, Slope(current));
        }

        return 1 / steepest;
    }

    /// <summary>x′(I) = (A + ½B(I + T) + C·T·I)/σ³.</summary>
    private double Slope(double current)
    {
        double variance = Variance(current), threshold = lane.Threshold;
        return (lane.NoiseA + 0.5 * lane.NoiseB * (current + threshold) + lane.NoiseC * threshold * current)
            / (variance * Math.Sqrt(variance));
    }

    private double Variance(double current) =>
        Math.Max(lane.NoiseA + current * (lane.NoiseB + current * lane.NoiseC), 0.25 * lane.NoiseA);
}
