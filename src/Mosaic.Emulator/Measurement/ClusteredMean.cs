using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Measurement;

/// <summary>
/// The mean of non-negative values that were computed, not counted, one a cluster of what hangs together. Sums are exact, so
/// several of these add up to the same bits in any order.
/// </summary>
public sealed class ClusteredMean
{
    /// <summary>Below this many clusters that weigh, an interval says little.</summary>
    public const double FewClusters = 30;

    // The 97.5 % quantile of the normal distribution.
    internal const double Quantile = 1.9599639845400543;

    private readonly ExactSum _sum, _squares;

    /// <summary>A mean of nothing yet.</summary>
    public ClusteredMean()
        : this(0, new ExactSum(), new ExactSum())
    {
    }

    /// <summary>A mean that others have begun.</summary>
    /// <param name="count">Clusters, 0 or more.</param>
    /// <param name="sum">The sum of their values; it is added to.</param>
    /// <param name="squares">That of the values' squares; it is added to.</param>
    public ClusteredMean(long count, ExactSum sum, ExactSum squares)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(sum);
        ArgumentNullException.ThrowIfNull(squares);
        (Count, _sum, _squares) = (count, sum, squares);
    }

    /// <summary>Clusters.</summary>
    public long Count { get; private set; }

    /// <summary>The sum of all values.</summary>
    public double Sum => _sum.Value;

    /// <summary>The mean; null without clusters.</summary>
    public double? Mean => Count == 0 ? null : _sum.Value / Count;

    /// <summary>
    /// (Σx)²/Σx²: as many clusters with equal values would give a mean as uncertain. Null without clusters, or where values are
    /// so small (below 1e-154) that their squares are not numbers.
    /// </summary>
    public double? EffectiveSample => _squares.Value is var squares and > double.Epsilon * (1L << 53) ? _sum.Value / squares * _sum.Value : null;

    /// <summary>All bits of the sum.</summary>
    public ExactSum Exact => _sum;

    /// <summary>All bits of the sum of squares.</summary>
    public ExactSum ExactSquares => _squares;

    /// <summary>
    /// The variance of the mean over its square, so that as many events as its inverse would be counted as surely. Null for fewer
    /// than two clusters, a mean of 0, or where squares are no numbers.
    /// </summary>
    public double? RelativeVariance => Count >= 2 && EffectiveSample is { } sample ? Math.Max(0, (Count / sample) - 1) / (Count - 1) : null;

    /// <summary>Width of the <see cref="Interval"/> over the mean, if there were so many times as many clusters like these; null as <see cref="RelativeVariance"/>.</summary>
    /// <param name="times">How many times as many.</param>
    public double? RelativeWidth(double times = 1) => RelativeVariance is { } variance ? 2 * Quantile * Math.Sqrt(variance / times) : null;

    /// <summary>Adds a cluster.</summary>
    /// <param name="value">0 or more, and finite.</param>
    public void Add(double value)
    {
        _sum.Add(value);
        _squares.Add(value * value);
        Count++;
    }

    /// <summary>Adds the clusters of another.</summary>
    /// <param name="other">The other.</param>
    public void Add(ClusteredMean other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _sum.Add(other._sum);
        _squares.Add(other._squares);
        Count += other.Count;
    }

    /// <summary>Mean and interval of what a cluster has so many of.</summary>
    /// <param name="members">How many, above 0.</param>
    public (double? Mean, double? Low, double? High) Of(double members)
    {
        (double? low, double? high) = Interval();
        return (Mean / members, low / members, high / members);
    }

    /// <summary>Starts anew.</summary>
    public void Clear()
    {
        _sum.Clear();
        _squares.Clear();
        Count = 0;
    }

    /// <summary>
    /// The 95 % interval of the mean of the distribution that the clusters are drawn from, by the central limit theorem: right for
    /// many clusters that weigh (<see cref="EffectiveSample"/>). Nulls for fewer than two clusters, or where squares are no numbers.
    /// </summary>
    public (double? Low, double? High) Interval()
    {
        if (Count < 2 || (EffectiveSample is null && _sum.Value > 0))
            return (null, null);
        double n = Count, sum = _sum.Value, mean = sum / n;
        double half = Quantile * Math.Sqrt(Math.Max(0, _squares.Value - (sum / n * sum)) / (n - 1) / n);
        return (Math.Max(0, mean - half), mean + half);
    }
}
