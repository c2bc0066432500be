namespace Mosaic.Emulator.Bonding;

/// <summary>
/// How one frame lies on the lanes: a marker, then rounds of one symbol per lane, filled up with padding to whole rounds
/// and to whole 64-UI words.
/// </summary>
public sealed class FrameLayout
{
    /// <summary>Lays out a frame.</summary>
    /// <param name="lanes">Lanes, 1 … 4,096.</param>
    /// <param name="symbolBits">Bits of a symbol, 1 … 16.</param>
    /// <param name="interleave">Codewords that alternate symbol by symbol in the code stream; 1 or more.</param>
    /// <param name="symbols">Code symbols in a frame; a multiple of the interleave.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public FrameLayout(int lanes, int symbolBits, int interleave, long symbols)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lanes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lanes, AlignmentMarker.MaxLanes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(symbolBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(symbolBits, 16);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(interleave);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(symbols);
        ArgumentOutOfRangeException.ThrowIfNotEqual(symbols % interleave, 0, nameof(symbols));
        Lanes = lanes;
        SymbolBits = symbolBits;
        Interleave = interleave;
        Symbols = symbols;
        Rounds = checked((int)((symbols + lanes - 1) / lanes));
        DataUi = checked(((Rounds * symbolBits) + 63) / 64 * 64);
        FrameUi = AlignmentMarker.LengthUi + DataUi;
    }

    /// <summary>Lanes.</summary>
    public int Lanes { get; }

    /// <summary>Bits of a symbol.</summary>
    public int SymbolBits { get; }

    /// <summary>Codewords that alternate in the code stream.</summary>
    public int Interleave { get; }

    /// <summary>Code symbols in a frame, padding not counted.</summary>
    public long Symbols { get; }

    /// <summary>Rounds of one symbol per lane, the last one perhaps not full.</summary>
    public int Rounds { get; }

    /// <summary>UI behind the marker, padding included; a multiple of 64.</summary>
    public int DataUi { get; }

    /// <summary>UI of the whole frame; a multiple of 64.</summary>
    public int FrameUi { get; }

    /// <summary>Words of a row: the whole frame.</summary>
    public int FrameWords => FrameUi / 64;
}
