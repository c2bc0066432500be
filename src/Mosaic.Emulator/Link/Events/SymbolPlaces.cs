using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// Where in the code stream the symbol is that a lane carries in a round, where symbols are dealt: <see cref="StripingMap.BitAt"/> with
/// products in place of quotients. <see cref="SymbolLooks"/> does the same eight at a time.
/// </summary>
internal sealed class SymbolPlaces
{
    private SymbolPlaces(LinkDesign design)
    {
        FrameLayout layout = design.Layout;
        (Lanes, SymbolBits, Interleave) = (layout.Lanes, layout.SymbolBits, layout.Interleave);
        (MessageSymbols, GroupMessage) = (design.Code.MessageSymbols, design.Code.GroupMessageBits);
        GroupParity = design.Code.GroupCodeBits - GroupMessage;
        (BySymbol, ByInterleave) = (new Reciprocal(SymbolBits), new Reciprocal(Interleave));
        (ByRotationColumns, ByRotations) = (new Reciprocal(design.Striping.Map.ColumnsPerRotation), new Reciprocal(design.Striping.Map.Rotations));
        (ByColumns, ByGroup) = (new Reciprocal(design.Code.CodewordSymbols), new Reciprocal(design.Code.CodewordSymbols * Interleave));
    }

    /// <summary>Lanes that carry symbols.</summary>
    public int Lanes { get; }

    /// <summary>Bits of a symbol.</summary>
    public int SymbolBits { get; }

    /// <summary>Codewords of a group.</summary>
    public int Interleave { get; }

    /// <summary>Symbols of a codeword that are its message.</summary>
    public int MessageSymbols { get; }

    /// <summary>Bits of a group's messages.</summary>
    public int GroupMessage { get; }

    /// <summary>Bits of its parity.</summary>
    public int GroupParity { get; }

    /// <summary>UI by symbol bits: a round.</summary>
    public Reciprocal BySymbol { get; }

    /// <summary>Symbols by codewords of a group: a column.</summary>
    public Reciprocal ByInterleave { get; }

    /// <summary>Columns by those that are rotated alike.</summary>
    public Reciprocal ByRotationColumns { get; }

    /// <summary>By the number of rotations.</summary>
    public Reciprocal ByRotations { get; }

    /// <summary>Columns by symbols of a codeword: a group.</summary>
    public Reciprocal ByColumns { get; }

    /// <summary>Symbols by those of a group, in slot order as in the code stream.</summary>
    public Reciprocal ByGroup { get; }

    /// <summary>
    /// The places of a link; null where it does not deal symbols, where a path may see more than two of them, or where the frame is so long that numbers
    /// would not fit.
    /// </summary>
    public static SymbolPlaces? Of(LinkDesign design) =>
        design.Layout.Unit == StripingUnit.Symbol && design.Layout.SymbolBits >= LeakagePath.MaxTaps && design.Layout.Units < 1L << 30 && design.Groups < 1 << 24
            ? new SymbolPlaces(design) : null;

    /// <summary>Where a code bit is.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="data">Its UI behind the marker.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SymbolPlace At(int lane, int data)
    {
        int round = BySymbol.Divide(data), slot = (round * Lanes) + lane, column = ByInterleave.Divide(slot), turn = ByRotationColumns.Divide(column);
        int codeword = slot - (column * Interleave) + turn - (ByRotations.Divide(turn) * ByRotations.Divisor);
        codeword -= codeword >= Interleave ? Interleave : 0;
        int group = ByColumns.Divide(column);
        return new SymbolPlace(group, codeword, column - (group * ByColumns.Divisor), data - (round * SymbolBits));
    }
}

/// <summary>Where a code bit is.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Codeword">Its codeword within that.</param>
/// <param name="Symbol">Its symbol within that.</param>
/// <param name="Offset">The bit within that.</param>
internal readonly record struct SymbolPlace(int Group, int Codeword, int Symbol, int Offset);
