namespace Mosaic.Emulator.Bonding;

/// <summary>Makes a deskew with all ports hunting.</summary>
/// <param name="ports">Ports, as many as lanes.</param>
/// <param name="frameUi">UI from marker to marker.</param>
/// <param name="maxSkewUi">The largest skew that the buffers hold, in UI.</param>
public delegate IDeskew DeskewFactory(int ports, int frameUi, int maxSkewUi);

/// <summary>The deskew algorithms that have a name.</summary>
public static class DeskewCatalog
{
    private static readonly SortedDictionary<string, DeskewFactory> Listed = new(StringComparer.Ordinal)
    {
        ["correlate"] = (ports, frameUi, maxSkewUi) => new CorrelateDeskew(ports, frameUi, maxSkewUi),
        ["marker"] = (ports, frameUi, maxSkewUi) => new MarkerDeskew(ports, frameUi, maxSkewUi),
    };

    /// <summary>The names, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Names => Listed.Keys;

    /// <summary>How an algorithm is made.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">No algorithm has that name; the message lists those that exist.</exception>
    public static DeskewFactory Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Listed.GetValueOrDefault(name)
            ?? throw new ArgumentException($"There is no deskew '{name}'. Known: {string.Join(", ", Names)}.", nameof(name));
    }
}
