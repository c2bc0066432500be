using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Fec;

namespace Mosaic.Emulator.Link;

/// <summary>
/// Algorithms of one's own by the names under which <c>fec.code</c> and <c>deskew.algorithm</c> ask for them, beside those of the
/// catalogs. Each name begins with <c>plugin:</c>.
/// </summary>
public sealed class OwnAlgorithms
{
    /// <summary>Codes.</summary>
    public IReadOnlyDictionary<string, BlockCodeFactory> Codes { get; init; } = new Dictionary<string, BlockCodeFactory>(StringComparer.Ordinal);

    /// <summary>Deskews.</summary>
    public IReadOnlyDictionary<string, DeskewFactory> Deskews { get; init; } = new Dictionary<string, DeskewFactory>(StringComparer.Ordinal);
}
