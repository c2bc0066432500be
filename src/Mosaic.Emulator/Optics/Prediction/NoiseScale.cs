namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>A lane's margin in standard deviations, x(I) = (I − T)/σ(I), as a function of a real current.</summary>
/// <param name="lane">The lane.</param>
internal readonly struct NoiseScale(LaneDecisionModel lane)
{
    // Farther from the threshold than this many deviations, errors are certain or impossible to 1e-32.
    private const double Relevant = 12;
    private const int Samples = 64;

    /// <summary>T.</summary>
    public double Threshold => lane.Threshold;

    /// <summary>The smallest current.</summary>
    public double Lowest => lane.Lowest;

    /// <summary>x(I). Bits make no current where σ² is below A/2; grid points below the smallest may have less, and there it is kept above A/4.</summary>
    /// <param name="current">The current.</param>
    /// <remarks>
    /// The light of a kernel reaches at most four steps below the smallest current. Steps are 1/32x′ at most and x′ ≥ ½(T − I)·(dσ²/dI)/σ³, so over four of them σ²,
    /// which is convex, falls by no more than a part of 1/4|x|: half a deviation and more from the threshold it stays above A/4. Where several kernels reach farther, all at their
    /// ends, weights are nothing: below 1e-29 in all wherever less than A/4 was met.
    /// </remarks>
    public double Deviations(double current) => (current - lane.Threshold) / Math.Sqrt(Variance(current));

    /// <summary>
    /// The smallest 1/x′(I) among the currents near the threshold: the distance in current over which Q(x) can change
    /// by as much as over one deviation.
    /// </summary>
    public double SteepestDeviation()
    {
        double low = lane.Lowest, high = lane.Highest;
        double steepest = Slope(Math.Clamp(lane.Threshold, low, high));
        for (int i = 0; i <= Samples; i++)
        {
            double current = low + (high - low) * i / Samples;
            if (Math.Abs(Deviations(current)) < Relevant)
                steepest = Math.Max(steepest, Slope(current));
        }

        return 1 / steepest;
    }

    /// <summary>The variance with jitter, about the threshold.</summary>
    /// <param name="jitter">D², what jitter adds to the variance.</param>
    public NoiseParabola WithJitter(double jitter)
    {
        double threshold = lane.Threshold;
        return new NoiseParabola(
            lane.NoiseA + jitter + (threshold * (lane.NoiseB + (threshold * lane.NoiseC))),
            lane.NoiseB + (2 * threshold * lane.NoiseC),
            lane.NoiseC,
            0.25 * (lane.NoiseA + jitter));
    }

    /// <summary>
    /// No more than the <see cref="SteepestDeviation()"/> with jitter. x′ = g/σ³ with g/σ² = 1 + ½(T − I)(B + 2C·I)/σ², which is
    /// no more than 1 above the threshold; below it, nothing grows beyond its value at the lowest current that matters.
    /// </summary>
    /// <param name="noise">The variance with jitter.</param>
    public double SteepestDeviation(in NoiseParabola noise)
    {
        double lowest = Math.Max(Lowest - lane.Threshold, noise.Place(-Relevant));
        // The parabola is at its lowest at −B/2C, which is no current that light can make.
        double vertex = noise.Quadratic > 0 ? -0.5 * noise.Linear / noise.Quadratic : double.NegativeInfinity;
        double variance = noise.At(Math.Max(lowest, vertex));
        double excess = 0.5 * Math.Max(0, -lowest) * Math.Max(0, noise.Linear) / variance;
        return Math.Sqrt(variance) / (1 + excess);
    }

    /// <summary>x′(I) = (A + ½B(I + T) + C·T·I)/σ³.</summary>
    private double Slope(double current)
    {
        double variance = Variance(current), threshold = lane.Threshold;
        return (lane.NoiseA + 0.5 * lane.NoiseB * (current + threshold) + lane.NoiseC * threshold * current) / (variance * Math.Sqrt(variance));
    }

    private double Variance(double current) =>
        Math.Max(lane.NoiseA + current * (lane.NoiseB + current * lane.NoiseC), 0.25 * lane.NoiseA);
}
