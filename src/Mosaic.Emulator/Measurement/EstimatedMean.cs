namespace Mosaic.Emulator.Measurement;

/// <summary>A mean that was computed from a sample of clusters, with what is known of its error.</summary>
/// <param name="Value">The mean, 0 or more.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Sample">Clusters that weigh: <see cref="ClusteredMean.EffectiveSample"/>.</param>
public readonly record struct EstimatedMean(double Value, double Error, double Sample)
{
    /// <summary>From the upper end of the <see cref="ClusteredMean.Interval"/>, which nothing cuts off.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="high">That end.</param>
    /// <param name="sample">Clusters that weigh.</param>
    public static EstimatedMean FromInterval(double mean, double high, double sample) => new(mean, (high - mean) / ClusteredMean.Quantile, sample);
}
