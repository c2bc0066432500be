using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// Where in the code stream the symbol is that a lane carries in a round, where symbols are dealt: <see cref="StripingMap.BitAt"/> with
/// products in place of quotients.
/// </summary>
internal sealed class SymbolPlaces
{
    private SymbolPlaces(LinkDesign design)
    {
        FrameLayout layout = design.Layout;
        (Lanes, SymbolBits, Interleave) = (layout.Lanes, layout.SymbolBits, layout.Interleave);
        (MessageSymbols, GroupMessage) = (design.Code.MessageSymbols, design.Code.GroupMessageBits);
        GroupParity = design.Code.GroupCodeBits - GroupMessage;
        NoGroup = design.Groups;
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

    /// <summary>What stands for the group of a symbol that there is not: the number behind the last group's.</summary>
    public int NoGroup { get; }

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

    /// <summary>As <see cref="At"/>, of many: what <see cref="WordErrors"/> takes.</summary>
    /// <param name="lane">Their lanes.</param>
    /// <param name="data">Their UI behind the marker.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TWords ErrorsAt<TWords>(TWords lane, TWords data)
        where TWords : struct, IWords<TWords>
    {
        TWords interleave = TWords.Create((ulong)Interleave);
        TWords round = BySymbol.Divide(data), slot = TWords.Multiply(round, TWords.Create((ulong)Lanes)) + lane, column = ByInterleave.Divide(slot);
        TWords turn = ByRotationColumns.Divide(column), first = TWords.Multiply(column, interleave);
        TWords codeword = slot - first + turn - TWords.Multiply(ByRotations.Divide(turn), TWords.Create((ulong)ByRotations.Divisor));
        codeword = TWords.Min(codeword, codeword - interleave);
        TWords offset = data - TWords.Multiply(round, TWords.Create((ulong)SymbolBits));
        return ((first + codeword) << WordErrors.SymbolAt) | (offset << WordErrors.OffsetAt) | (TWords.Multiply(ByColumns.Divide(column), interleave) + codeword);
    }

    /// <summary>Adds to looks which groups their symbols are of, and whether these are parity: <see cref="MarkOne"/> for many.</summary>
    /// <param name="windows">Their windows; whole steps of <see cref="LaneLooks.Step"/>.</param>
    /// <param name="at">Where each was looked through, in the lower half the UI; as many.</param>
    /// <param name="looks">The looks; as many.</param>
    public void Mark(ReadOnlySpan<ulong> windows, ReadOnlySpan<ulong> at, Span<ulong> looks)
    {
        if (Words8.IsSupported)
        {
            Mark<Words8>(windows, at, looks);
        }
        else
        {
            Mark<Words4>(windows, at, looks);
        }
    }

    /// <summary>As <see cref="Mark(ReadOnlySpan{ulong}, ReadOnlySpan{ulong}, Span{ulong})"/>, so many at a time.</summary>
    [MethodImpl(Kernel.Compiled)]
    internal void Mark<TWords>(ReadOnlySpan<ulong> windows, ReadOnlySpan<ulong> at, Span<ulong> looks)
        where TWords : struct, IWords<TWords>
    {
        ref ulong window = ref MemoryMarshal.GetReference(windows), place = ref MemoryMarshal.GetReference(at), look = ref MemoryMarshal.GetReference(looks);
        (Reciprocal bySymbol, Reciprocal byGroup) = (BySymbol, ByGroup);
        TWords symbolBits = TWords.Create((ulong)SymbolBits), lanes = TWords.Create((ulong)Lanes), slots = TWords.Create((ulong)byGroup.Divisor);
        TWords noSecond = TWords.Create((ulong)NoGroup << Look.SecondGroupAt), lastMessage = TWords.Create((ulong)(MessageSymbols * Interleave) - 1);
        for (nint i = 0; i < windows.Length; i += TWords.Count)
        {
            TWords through = TWords.Load(ref window, i), data = LaneLooks.Start(through, TWords.Load(ref place, i));
            TWords round = bySymbol.Divide(data), isTwo = TWords.IsLess(symbolBits - data + TWords.Multiply(round, symbolBits), Window.Taps(through));
            // Of what is not code numbers are any, but none is so large that it would not be a number.
            TWords slot = (TWords.Multiply(round, lanes) + (through & TWords.Create(Window.LaneMask))) & TWords.Create(int.MaxValue / 2), next = slot + lanes;
            TWords first = byGroup.Divide(slot), second = byGroup.Divide(next);
            TWords firstIsParity = TWords.IsLess(lastMessage, slot - TWords.Multiply(first, slots)) & TWords.Create(Look.FirstIsParity);
            TWords secondIsParity = TWords.IsLess(lastMessage, next - TWords.Multiply(second, slots)) & TWords.Create(Look.SecondIsParity);
            (TWords.Load(ref look, i) | firstIsParity | (first << Look.FirstGroupAt)
                | TWords.Select(isTwo, secondIsParity | (second << Look.SecondGroupAt), noSecond)).Store(ref look, i);
        }
    }

    /// <summary>The definition: what is added to one look.</summary>
    internal ulong MarkOne(ulong window, int ui)
    {
        int data = ui - Window.ShiftOf(window), taps = Window.TapsOf(window);
        SymbolPlace first = At(Window.LaneOf(window), data);
        bool isTwo = first.Offset + taps > SymbolBits;
        SymbolPlace second = isTwo ? At(Window.LaneOf(window), data - first.Offset + SymbolBits) : new(NoGroup, 0, 0, 0);
        return Look.Of(first.Symbol >= MessageSymbols, second.Symbol >= MessageSymbols, first.Group, second.Group);
    }
}

/// <summary>Where a code bit is.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Codeword">Its codeword within that.</param>
/// <param name="Symbol">Its symbol within that.</param>
/// <param name="Offset">The bit within that.</param>
internal readonly record struct SymbolPlace(int Group, int Codeword, int Symbol, int Offset);
