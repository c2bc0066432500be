using Mosaic.Emulator.Bonding;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// Where in the code stream the symbol is that a lane carries in a round, from tables: the map repeats after a few rounds. Where symbols are dealt.
/// </summary>
internal sealed class SymbolPlaces
{
    private readonly Round[] _rounds;
    private readonly int[] _offsets;
    private readonly int[] _columns;

    private SymbolPlaces(LinkDesign design)
    {
        FrameLayout layout = design.Layout;
        StripingMap map = design.Striping.Map;
        int columnBits = (int)map.ColumnBits, lanes = layout.Lanes, interleave = layout.Interleave;
        int period = map.Rotations * (map.ColumnsPerRotation * interleave / lanes);
        long periodBits = (long)period * lanes * layout.SymbolBits;
        _offsets = new int[period * lanes];
        for (int i = 0; i < _offsets.Length; i++)
        {
            _offsets[i] = (int)map.BitAt((long)i * layout.SymbolBits);
        }

        // Windows may reach a round further than there are any.
        _rounds = new Round[layout.Rounds + 2];
        for (int round = 0; round < _rounds.Length; round++)
        {
            long slot = (long)round * lanes, column = slot / interleave * columnBits;
            int group = (int)(column / design.Code.GroupCodeBits);
            long start = (long)group * design.Code.GroupCodeBits;
            _rounds[round] = new Round(
                round % period * lanes, (int)((round / period * periodBits) - start), (int)(column - start), (int)(slot % interleave), group);
        }

        _columns = [.. Enumerable.Range(0, lanes + interleave).Select(i => i / interleave * columnBits)];
        (SymbolBits, ColumnBits) = (layout.SymbolBits, columnBits);
        Reciprocal = (uint)((1L << 32) / layout.SymbolBits) + 1;
    }

    /// <summary>Bits of a symbol.</summary>
    public int SymbolBits { get; }

    /// <summary>Bits of a column of the code stream: a symbol of each codeword.</summary>
    public int ColumnBits { get; }

    /// <summary>Times a UI, over 2³², is its round.</summary>
    public ulong Reciprocal { get; }

    /// <summary>By round: where it starts.</summary>
    public Round[] Rounds => _rounds;

    /// <summary>By <see cref="Round.Row"/> + lane: a symbol's first bit, from <see cref="Round.Base"/> on.</summary>
    public int[] Offsets => _offsets;

    /// <summary>By <see cref="Round.Rest"/> + lane: the first bit of the symbol's column, from <see cref="Round.Column"/> on.</summary>
    public int[] Columns => _columns;

    /// <summary>The places of a link; null where it does not deal symbols, or has so long frames that a place takes more than 32 bits.</summary>
    public static SymbolPlaces? Of(LinkDesign design) =>
        design.Layout.Unit == StripingUnit.Symbol && design.Layout.DataUi < 1 << 27 && design.Layout.Bits < 1L << 37 ? new SymbolPlaces(design) : null;

    /// <summary>A round.</summary>
    /// <param name="Row">Its row in the table of offsets.</param>
    /// <param name="Base">Added to an offset: the symbol's place from the start of the group on.</param>
    /// <param name="Column">The place of the column of its first symbol in the group.</param>
    /// <param name="Rest">How many symbols of that column are in the round before.</param>
    /// <param name="Group">The group of its first symbol.</param>
    internal readonly record struct Round(int Row, int Base, int Column, int Rest, int Group);
}
