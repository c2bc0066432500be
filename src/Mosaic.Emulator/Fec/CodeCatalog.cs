using Mosaic.Emulator.Fec.ReedSolomon;

namespace Mosaic.Emulator.Fec;

/// <summary>The codes that have a name.</summary>
public static class CodeCatalog
{
    private static readonly SortedDictionary<string, Func<int, IBlockCode>> Factories = new(StringComparer.Ordinal)
    {
        ["kp4"] = static interleave => new ReedSolomonCode(ReedSolomonParameters.Kp4, interleave),
        ["kr4"] = static interleave => new ReedSolomonCode(ReedSolomonParameters.Kr4, interleave),
    };

    /// <summary>The names, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Names => Factories.Keys;

    /// <summary>Makes a code.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="interleave">Codewords of a group, 1 or more.</param>
    /// <exception cref="ArgumentException">No code has that name; the message lists those that exist.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interleave is below 1.</exception>
    public static IBlockCode Create(string name, int interleave)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Factories.TryGetValue(name, out Func<int, IBlockCode>? factory)
            ? factory(interleave)
            : throw new ArgumentException($"There is no code '{name}'. Known codes: {string.Join(", ", Names)}.", nameof(name));
    }
}
