using Mosaic.Emulator.Bonding.LaneCode;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>Makes a deskew with all ports hunting.</summary>
/// <param name="ports">Ports, as many as lanes.</param>
/// <param name="frameUi">UI from marker to marker.</param>
/// <param name="maxSkewUi">The largest skew that the buffers hold, in UI.</param>
public delegate IDeskew DeskewFactory(int ports, int frameUi, int maxSkewUi);

/// <summary>The deskew algorithms that have a name.</summary>
public static class DeskewCatalog
{
    /// <summary>The one that needs words across the lanes.</summary>
    public const string LaneCode = "lane-code";

    /// <summary>The names, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Names { get; } = ["correlate", LaneCode, "marker"];

    /// <summary>How an algorithm is made.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="words">The words across the lanes; null where there are none.</param>
    /// <exception cref="ArgumentException">No algorithm has that name, and the message lists those that exist; or it needs words, and there are none.</exception>
    public static DeskewFactory Find(string name, LaneSecded? words = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            "correlate" => (ports, frameUi, maxSkewUi) => new CorrelateDeskew(ports, frameUi, maxSkewUi),
            "marker" => (ports, frameUi, maxSkewUi) => new MarkerDeskew(ports, frameUi, maxSkewUi),
            LaneCode when words is not null => (ports, frameUi, maxSkewUi) => new LaneCodeDeskew(ports, frameUi, maxSkewUi, words.Columns.Columns),
            LaneCode => throw new ArgumentException($"{LaneCode} needs words across the lanes.", nameof(words)),
            _ => throw new ArgumentException($"There is no deskew '{name}'. Known: {string.Join(", ", Names)}.", nameof(name)),
        };
    }
}
