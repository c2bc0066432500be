using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>
/// Striping of whole codewords: each group of the code stream, whose codewords alternate symbol by symbol, is taken apart,
/// and each codeword copied to its lane. Taking apart is a transpose too, of a round per symbol and a row per codeword.
/// Holds the scratch memory of one worker.
/// </summary>
internal sealed class CodewordStriping
{
    private const int SlackWords = 8;

    private readonly StripingMap _map;
    private readonly FrameLayout _layout;
    private readonly FieldTransposeAvx2? _transpose;
    private readonly bool _areQuads;
    private readonly int _units;
    private readonly Memory<ulong> _group;
    private readonly LinkBlock _codewords;

    public CodewordStriping(StripingMap map)
    {
        _map = map;
        _layout = map.Layout;
        int symbolBits = _layout.SymbolBits, rounds = FieldTransposeAvx2.Rounds;
        _areQuads = SymbolQuadsAvx2.IsSupported && _layout.Interleave == SymbolQuadsAvx2.Codewords && symbolBits == SymbolQuadsAvx2.SymbolBits && _layout.UnitBits % (8 * SymbolQuadsAvx2.Step) == 0;
        bool byBytes = _layout.Interleave > 1 && symbolBits > 1 && _layout.Interleave * symbolBits % 8 == 0;
        _transpose = byBytes && FieldTransposeAvx2.IsSupported ? new FieldTransposeAvx2(symbolBits) : null;
        _units = (_layout.ElementSymbols + rounds - 1) / rounds;
        // Whole units of rounds, and whole blocks of codewords.
        _group = AlignedWords.Allocate(BitString.WordCount((long)_units * rounds * _layout.Interleave * symbolBits) + SlackWords);
        _codewords = new LinkBlock((_layout.Interleave + 7) / 8 * 8, (_units * symbolBits) + SlackWords);
    }

    private int Groups => (int)(_layout.Units / _layout.Interleave);

    /// <summary>Code stream to rows that start with the marker.</summary>
    public void Stripe(ReadOnlySpan<ulong> code, LinkBlock rows)
    {
        for (int group = 0; group < Groups && _areQuads; group++)
        {
            SymbolQuadsAvx2.ToCodewords(
                Bytes(code, group * _map.ColumnBits, _map.ColumnBits), Codeword(rows, group, 0, AlignmentMarker.LengthUi), Codeword(rows, group, 1, AlignmentMarker.LengthUi),
                Codeword(rows, group, 2, AlignmentMarker.LengthUi), Codeword(rows, group, 3, AlignmentMarker.LengthUi));
        }

        if (_areQuads)
        {
            return;
        }

        for (int group = 0; group < Groups; group++)
        {
            BitString.Copy(code, group * _map.ColumnBits, _group.Span, 0, _map.ColumnBits);
            TakeApart();
            for (int codeword = 0; codeword < _layout.Interleave; codeword++)
            {
                (int lane, int ui) = PlaceOf(group, codeword);
                BitString.Copy(_codewords.Row(codeword), 0, rows.Row(lane), AlignmentMarker.LengthUi + ui, _layout.UnitBits);
            }
        }
    }

    /// <summary>Rows that start behind the marker to code stream.</summary>
    public void Gather(LinkBlock rows, Span<ulong> code)
    {
        for (int group = 0; group < Groups && _areQuads; group++)
        {
            SymbolQuadsAvx2.ToStream(
                Codeword(rows, group, 0, 0), Codeword(rows, group, 1, 0), Codeword(rows, group, 2, 0), Codeword(rows, group, 3, 0),
                Bytes(code, group * _map.ColumnBits, _map.ColumnBits));
        }

        if (_areQuads)
        {
            return;
        }

        for (int group = 0; group < Groups; group++)
        {
            for (int codeword = 0; codeword < _layout.Interleave; codeword++)
            {
                (int lane, int ui) = PlaceOf(group, codeword);
                BitString.Copy(rows.Row(lane), ui, _codewords.Row(codeword), 0, _layout.UnitBits);
            }

            PutTogether();
            BitString.Copy(_group.Span, 0, code, group * _map.ColumnBits, _map.ColumnBits);
        }
    }

    private (int Lane, int Ui) PlaceOf(int group, int codeword) =>
        _map.PlaceOf((group * _map.ColumnBits) + (codeword * _layout.SymbolBits));

    /// <summary>A codeword in its row, where both are whole bytes.</summary>
    private Span<byte> Codeword(LinkBlock rows, int group, int codeword, int startUi)
    {
        (int lane, int ui) = PlaceOf(group, codeword);
        return Bytes(rows.Row(lane), startUi + ui, _layout.UnitBits);
    }

    private static Span<byte> Bytes(Span<ulong> words, long bit, long bits) => MemoryMarshal.AsBytes(words).Slice((int)(bit / 8), (int)(bits / 8));

    private static ReadOnlySpan<byte> Bytes(ReadOnlySpan<ulong> words, long bit, long bits) => MemoryMarshal.AsBytes(words).Slice((int)(bit / 8), (int)(bits / 8));

    private void TakeApart()
    {
        int bits = _layout.SymbolBits, interleave = _layout.Interleave;
        ref byte group = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(_group.Span));
        for (int codeword = 0; codeword < interleave && _transpose is not null; codeword += FieldTransposeAvx2.Lanes)
        {
            ref byte first = ref Unsafe.Add(ref group, codeword * bits / 8);
            _transpose.ToRows(ref first, interleave * bits / 8, _units, ref _codewords.Row(codeword)[0], _codewords.Stride);
        }

        for (int codeword = 0; codeword < interleave && _transpose is null; codeword++)
        {
            TakeEvery(ref group, codeword * bits, interleave * bits, bits, _layout.ElementSymbols, ref _codewords.Row(codeword)[0]);
        }
    }

    private void PutTogether()
    {
        int bits = _layout.SymbolBits, interleave = _layout.Interleave;
        ref byte group = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(_group.Span));
        for (int codeword = 0; codeword < interleave && _transpose is not null; codeword += FieldTransposeAvx2.Lanes)
        {
            ref byte first = ref Unsafe.Add(ref group, codeword * bits / 8);
            // With one block, what is written past a round is put right by the next one.
            int room = interleave <= FieldTransposeAvx2.Lanes ? SlackWords * sizeof(ulong) : (interleave - codeword) * bits / 8;
            _transpose.FromRows(ref _codewords.Row(codeword)[0], _codewords.Stride, _units, ref first, interleave * bits / 8, room);
        }

        if (_transpose is null)
        {
            ref byte rows = ref Unsafe.As<ulong, byte>(ref _codewords.Row(0)[0]);
            Alternate(ref rows, _codewords.Stride * sizeof(ulong), interleave, bits, _layout.ElementSymbols, ref MemoryMarshal.GetReference(_group.Span));
        }
    }

    /// <summary>Symbols at equal distances, one after the other.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void TakeEvery(ref byte stream, long bit, int step, int bits, int count, ref ulong to)
    {
        ulong filled = 0, mask = (1UL << bits) - 1;
        int position = 0;
        for (int i = 0; i < count; i++, bit += step)
        {
            ulong symbol = (Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref stream, (nint)(bit >> 3))) >> (int)(bit & 7)) & mask;
            filled |= symbol << position;
            position += bits;
            if (position >= 64)
            {
                to = filled;
                to = ref Unsafe.Add(ref to, 1);
                position -= 64;
                filled = symbol >> (bits - position);
            }
        }

        to = filled;
    }

    /// <summary>One symbol of each row in turn.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void Alternate(ref byte rows, nint stride, int interleave, int bits, int count, ref ulong to)
    {
        ulong filled = 0, mask = (1UL << bits) - 1;
        int position = 0;
        for (long bit = 0; bit < (long)count * bits; bit += bits)
        {
            ref byte from = ref Unsafe.Add(ref rows, (nint)(bit >> 3));
            for (int row = 0; row < interleave; row++, from = ref Unsafe.Add(ref from, stride))
            {
                ulong symbol = (Unsafe.ReadUnaligned<ulong>(ref from) >> (int)(bit & 7)) & mask;
                filled |= symbol << position;
                position += bits;
                if (position >= 64)
                {
                    to = filled;
                    to = ref Unsafe.Add(ref to, 1);
                    position -= 64;
                    filled = symbol >> (bits - position);
                }
            }
        }

        to = filled;
    }
}
