using System.Globalization;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>A share of a sweep: of each point, every n-th trial.</summary>
/// <param name="Index">Which share, 0 … Count−1: trials Index, Index + Count, ….</param>
/// <param name="Count">Into how many the sweep is shared out, 1 … 100,000.</param>
public readonly record struct Shard(int Index, int Count)
{
    /// <summary>The most shards.</summary>
    public const int LargestCount = 100_000;

    /// <summary>The whole sweep.</summary>
    public static Shard Whole => new(0, 1);

    /// <summary>Whether it is the whole sweep.</summary>
    public bool IsWhole => Count == 1;

    /// <summary>Reads <c>i/n</c>.</summary>
    /// <param name="text">The shard.</param>
    /// <exception cref="ConfigurationException">It is none.</exception>
    public static Shard Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && count is >= 1 and <= LargestCount && index < count
            ? new Shard(index, count)
            : throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"--shard: '{text}' is not allowed; it is i/n with n from 1 to {LargestCount} and i from 0 to n-1, as in 0/7"));
    }

    /// <summary>The shard as <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
