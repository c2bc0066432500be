namespace Mosaic.Emulator.Bonding;

/// <summary>
/// How one frame lies on the lanes: a marker, then rounds of one unit per lane, filled up with padding to whole rounds
/// and to whole 64-UI words; and, where lanes are to be watched by them, the parities of the lane.
/// </summary>
public sealed class FrameLayout
{
    /// <summary>Lays out a frame.</summary>
    /// <param name="lanes">Lanes, 1 … 4,096.</param>
    /// <param name="symbolBits">Bits of a symbol, 1 … 16.</param>
    /// <param name="interleave">Codewords that alternate symbol by symbol in the code stream; 1 or more.</param>
    /// <param name="symbols">Code symbols in a frame; a multiple of the interleave.</param>
    /// <param name="unit">What is dealt to the lanes in turn.</param>
    /// <param name="codewordSymbols">Symbols of a codeword, 1 or more; of use for whole codewords, of which there must then be whole groups.</param>
    /// <param name="parity">Whether the frame ends with the parities of each lane.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public FrameLayout(
        int lanes, int symbolBits, int interleave, long symbols, StripingUnit unit = StripingUnit.Symbol, int codewordSymbols = 1, bool parity = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lanes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lanes, AlignmentMarker.MaxLanes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(symbolBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(symbolBits, 16);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(interleave);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(symbols);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(codewordSymbols);
        Lanes = lanes;
        SymbolBits = symbolBits;
        Interleave = interleave;
        Symbols = symbols;
        Unit = unit;
        ElementSymbols = unit == StripingUnit.Codeword ? codewordSymbols : 1;
        ArgumentOutOfRangeException.ThrowIfNotEqual(symbols % ((long)interleave * ElementSymbols), 0, nameof(symbols));
        UnitBits = unit == StripingUnit.Bit ? 1 : checked(symbolBits * ElementSymbols);
        Rounds = checked((int)((Units + lanes - 1) / lanes));
        DataUi = checked(((Rounds * UnitBits) + 63) / 64 * 64);
        ParityUi = parity ? LaneParity.LengthUi : 0;
        FrameUi = checked(AlignmentMarker.LengthUi + DataUi + ParityUi);
    }

    /// <summary>Lanes.</summary>
    public int Lanes { get; }

    /// <summary>Bits of a symbol.</summary>
    public int SymbolBits { get; }

    /// <summary>Codewords that alternate in the code stream.</summary>
    public int Interleave { get; }

    /// <summary>Code symbols in a frame, padding not counted.</summary>
    public long Symbols { get; }

    /// <summary>What is dealt to the lanes in turn.</summary>
    public StripingUnit Unit { get; }

    /// <summary>Bits of a unit.</summary>
    public int UnitBits { get; }

    /// <summary>Symbols of one codeword that stay together: all of them where codewords are dealt, else one.</summary>
    public int ElementSymbols { get; }

    /// <summary>Code bits in a frame, padding not counted.</summary>
    public long Bits => Symbols * SymbolBits;

    /// <summary>Units in a frame.</summary>
    public long Units => Bits / UnitBits;

    /// <summary>Rounds of one unit per lane, the last one perhaps not full.</summary>
    public int Rounds { get; }

    /// <summary>UI behind the marker, padding included and parities not; a multiple of 64.</summary>
    public int DataUi { get; }

    /// <summary>UI of parities behind those: 64 or 0.</summary>
    public int ParityUi { get; }

    /// <summary>Words of a row behind the marker: data and parities.</summary>
    public int BodyWords => (DataUi + ParityUi) / 64;

    /// <summary>UI of the whole frame; a multiple of 64.</summary>
    public int FrameUi { get; }

    /// <summary>Words of a row: the whole frame.</summary>
    public int FrameWords => FrameUi / 64;

    /// <summary>Code bits of a lane; what follows them in its row is padding.</summary>
    /// <param name="lane">Lane.</param>
    public int LaneBits(int lane) => (int)((Units - lane + Lanes - 1) / Lanes) * UnitBits;
}
