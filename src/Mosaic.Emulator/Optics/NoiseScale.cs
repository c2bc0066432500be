namespace Mosaic.Emulator.Optics;

/// <summary>A lane's margin in standard deviations, x(I) = (I − T)/σ(I), as a function of a real current.</summary>
/// <param name="lane">The lane.</param>
internal readonly struct NoiseScale(LaneDecisionModel lane)
{
    // Farther from the threshold than this many deviations, errors are certain or impossible to 1e-32.
    private const double Relevant = 12;
    private const int Samples = 64;

    /// <summary>x(I). A grid point just below the smallest current may make σ² small: it is kept above (A + D²)/4.</summary>
    /// <param name="current">The current.</param>
    /// <param name="jitter">D², what jitter adds to the variance.</param>
    public double Deviations(double current, double jitter = 0) => (current - lane.Threshold) / Math.Sqrt(Variance(current, jitter));

    /// <summary>
    /// The smallest 1/x′(I) among the currents near the threshold: the distance in current over which Q(x) can change
    /// by as much as over one deviation.
    /// </summary>
    /// <param name="jitter">D², what jitter adds to the variance: Q changes the more slowly.</param>
    public double SteepestDeviation(double jitter = 0)
    {
        double low = Math.Min(lane.OffLevel, lane.WorstOne - Math.Abs((double)lane.Cursor));
        double high = Math.Max(lane.WorstZero, lane.WorstZero + lane.Cursor);
        double steepest = Slope(Math.Clamp(lane.Threshold, low, high), jitter);
        for (int i = 0; i <= Samples; i++)
        {
            double current = low + (high - low) * i / Samples;
            if (Math.Abs(Deviations(current, jitter)) < Relevant)
                steepest = Math.Max(steepest, Slope(current, jitter));
        }

        return 1 / steepest;
    }

    /// <summary>x′(I) = (A + D² + ½B(I + T) + C·T·I)/σ³.</summary>
    private double Slope(double current, double jitter)
    {
        double variance = Variance(current, jitter), threshold = lane.Threshold;
        return (lane.NoiseA + jitter + 0.5 * lane.NoiseB * (current + threshold) + lane.NoiseC * threshold * current)
            / (variance * Math.Sqrt(variance));
    }

    private double Variance(double current, double jitter) =>
        Math.Max(lane.NoiseA + jitter + current * (lane.NoiseB + current * lane.NoiseC), 0.25 * (lane.NoiseA + jitter));
}
