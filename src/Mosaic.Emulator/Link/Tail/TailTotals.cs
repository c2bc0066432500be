using System.Globalization;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// What engine <c>tail</c> computed, a value for each cluster of groups of codewords: the mean of what they have. All sums are exact: parts add up to the same bits in any order,
/// on any number of threads and in any number of shards.
/// </summary>
/// <param name="bits">By group of codewords: the error probabilities of its bits, added up.</param>
/// <param name="codewords">By group: the probabilities that a codeword is lost, added up over its codewords.</param>
/// <param name="groups">By group: the probability that any of its codewords is lost.</param>
public sealed class TailTotals(ClusteredMean bits, ClusteredMean codewords, ClusteredMean groups) : IEquatable<TailTotals>
{
    /// <summary>Of nothing yet.</summary>
    public TailTotals()
        : this(new ClusteredMean(), new ClusteredMean(), new ClusteredMean())
    {
    }

    /// <summary>By group: the error probabilities of its bits, added up.</summary>
    public ClusteredMean Bits => bits;

    /// <summary>By group: the probabilities that a codeword is lost, added up over its codewords.</summary>
    public ClusteredMean Codewords => codewords;

    /// <summary>By group: the probability that any of its codewords is lost.</summary>
    public ClusteredMean Groups => groups;

    /// <summary>Adds others.</summary>
    /// <param name="other">The others.</param>
    public void Add(TailTotals other)
    {
        ArgumentNullException.ThrowIfNull(other);
        bits.Add(other.Bits);
        codewords.Add(other.Codewords);
        groups.Add(other.Groups);
    }

    /// <summary>Starts anew.</summary>
    public void Clear()
    {
        bits.Clear();
        codewords.Clear();
        groups.Clear();
    }

    /// <summary>Whether all sums are the same to the last bit.</summary>
    /// <param name="other">The others.</param>
    public bool Equals(TailTotals? other) => other is not null && Text().SequenceEqual(other.Text(), StringComparer.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TailTotals);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(bits.Sum, codewords.Sum, groups.Sum);

    /// <summary>The number of clusters and the six sums as text, of values and of squares in turn.</summary>
    internal IEnumerable<string> Text() =>
        new[] { bits, codewords, groups }.SelectMany(mean => new[] { mean.Exact.ToString(), mean.ExactSquares.ToString() })
            .Prepend(bits.Count.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads what <see cref="Text"/> wrote; null where it is none.</summary>
    /// <param name="text">The number and the sums.</param>
    internal static TailTotals? Parse(ReadOnlySpan<string> text)
    {
        if (!long.TryParse(text[0], NumberStyles.None, CultureInfo.InvariantCulture, out long clusters))
            return null;
        var means = new ClusteredMean[3];
        for (int i = 0; i < means.Length; i++)
        {
            if (Numerics.ExactSum.Parse(text[(2 * i) + 1]) is not { } sum || Numerics.ExactSum.Parse(text[(2 * i) + 2]) is not { } squares)
                return null;
            means[i] = new ClusteredMean(clusters, sum, squares);
        }

        return new TailTotals(means[0], means[1], means[2]);
    }
}
