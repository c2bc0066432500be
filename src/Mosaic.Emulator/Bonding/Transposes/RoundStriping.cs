using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>
/// Striping of symbols and bits with kernels, a tile of rounds at a time: put into slot order, unless the transpose rotates, and
/// transposed; gathering is the same backwards. Holds the scratch memory of one worker.
/// </summary>
internal sealed class RoundStriping
{
    // A tile stays in L2 with the lines of the rows that it fills, and a lane's part of it is several whole lines. Two of these at least:
    // of many lanes a tile is too much for L2 in any case, and a row that is come back to for each has its lines moved twice.
    private const int TileBytes = 96 << 10;
    private const int LeastUnits = 2;
    private const int MostUnits = 8;

    private readonly FrameLayout _layout;
    private readonly ColumnRotation? _rotation; // none where slots are in the order of the code stream, or become so on the way
    private readonly IRoundTranspose _transpose;
    private readonly int _unitWords;
    private readonly int _tileUnits;
    private readonly long _roundBits;
    private readonly Memory<ulong> _slots;
    private readonly LinkBlock _part;

    public RoundStriping(StripingMap map)
    {
        Debug.Assert(CanRun(map.Layout), "Asked for where there is no kernel.");
        _layout = map.Layout;
        _roundBits = (long)_layout.Lanes * _layout.UnitBits;
        bool bits = _layout.UnitBits == 1;
        long unitBits = (bits ? BitRounds.Rounds : FieldTransposeAvx2.Rounds) * _roundBits;
        _tileUnits = (int)Math.Clamp(TileBytes * 8 / unitBits, bits ? 1 : LeastUnits, MostUnits);
        _transpose = bits ? new BitRounds(map) : new FieldRounds(_layout, _tileUnits);
        _rotation = _transpose.Rotates || map.Rotations == 1 ? null : new ColumnRotation(map);
        _unitWords = _transpose.UnitRounds * _layout.UnitBits / 64;
        long tileBits = _tileUnits * unitBits;
        _slots = AlignedWords.Allocate(BitString.WordCount(tileBits + (_rotation?.RunBits ?? 0)) + IRoundTranspose.SlackWords);
        _part = new LinkBlock(_layout.Lanes, _unitWords + IRoundTranspose.SlackWords);
    }

    /// <summary>Whether there is a kernel: units of 1 … 16 bits.</summary>
    public static bool CanRun(FrameLayout layout) =>
        layout.Unit != StripingUnit.Codeword && (layout.UnitBits == 1 || FieldTransposeAvx2.IsSupported);

    [MemberNotNullWhen(false, nameof(_rotation))]
    private bool InOrder => _rotation is null;

    private int Units => ((_layout.Rounds - 1) / _transpose.UnitRounds) + 1;

    /// <summary>Bits that may be ready and not done: a tile, and what a rotation waits for.</summary>
    public long WaitingBits => (_tileUnits * _transpose.UnitRounds * _roundBits) + (_rotation?.RunBits ?? 0);

    /// <summary>
    /// Code stream, from a word on, to rows that start with the marker: goes on behind the bits done before, as far as whole tiles of bits are
    /// ready, and returns how many bits are done now.
    /// </summary>
    [MethodImpl(Kernel.Compiled)]
    public long Stripe(ReadOnlySpan<ulong> code, long codeWord, long readyBits, LinkBlock rows, long doneBits)
    {
        long unitBits = _transpose.UnitRounds * _roundBits;
        int unit = (int)(doneBits / unitBits);
        if (_layout.Lanes > 1)
        {
            // The last unit may be short, and kernels write and read past it.
            for (int units; unit < Units - 1; unit += units)
            {
                units = Math.Min(_tileUnits, Units - 1 - unit);
                long end = (unit + units) * unitBits;
                if ((InOrder ? end : Math.Min(_layout.Bits, ((end - 1) / _rotation.RunBits * _rotation.RunBits) + _rotation.RunBits)) > readyBits)
                {
                    return unit * unitBits;
                }

                ToRows(code, codeWord, unit, units, rows, AlignmentMarker.Words + (unit * _unitWords));
            }
        }

        if (readyBits < _layout.Bits)
        {
            return unit * unitBits;
        }

        if (_layout.Lanes == 1)
        {
            BitString.Copy(code, 0, rows.Row(0), AlignmentMarker.LengthUi, _layout.Bits);
        }
        else
        {
            StripeEnd(code, codeWord * 64, Units - 1, rows, 0);
        }

        return _layout.Bits;
    }

    /// <summary>The same for part of the rounds, into rows that start at any UI of the frame.</summary>
    public void StripeEnd(ReadOnlySpan<ulong> code, long firstBit, LinkBlock rows, int rowsStartUi) =>
        StripeEnd(code, firstBit, Math.Max(0, rowsStartUi - AlignmentMarker.LengthUi) / (_unitWords * 64), rows, rowsStartUi);

    /// <summary>The round at which a unit of work starts that holds a UI behind the marker.</summary>
    public static int FirstRound(FrameLayout layout, int ui)
    {
        int rounds = layout.UnitBits == 1 ? BitRounds.Rounds : FieldTransposeAvx2.Rounds;
        return ui / layout.UnitBits / rounds * rounds;
    }

    /// <summary>Rows that start behind the marker to code stream.</summary>
    [MethodImpl(Kernel.Compiled)]
    public void Gather(LinkBlock rows, Span<ulong> code)
    {
        if (_layout.Lanes == 1)
        {
            BitString.Copy(rows.Row(0), 0, code, 0, _layout.Bits);
            return;
        }

        long pending = 0, held = 0;
        for (int unit = 0, units; unit < Units; unit += units)
        {
            bool last = unit == Units - 1;
            units = last ? 1 : Math.Min(_tileUnits, Units - 1 - unit);
            if (last)
            {
                TakePart(rows, 0, unit);
            }

            LinkBlock from = last ? _part : rows;
            int word = last ? 0 : unit * _unitWords;
            long first = unit * _transpose.UnitRounds * _roundBits;
            long end = Math.Min(_layout.Bits, first + (units * _transpose.UnitRounds * _roundBits));
            if (InOrder && !last)
            {
                FromRows(from, word, unit, units, code[(int)(first / 64)..]);
            }
            else if (InOrder)
            {
                FromRows(from, word, unit, units, _slots.Span);
                BitString.Copy(_slots.Span, 0, code, first, end - first);
            }
            else
            {
                FromRows(from, word, unit, units, _slots.Span[(int)((first - held) / 64)..]);
                long ready = last ? end : end / _rotation.RunBits * _rotation.RunBits;
                _rotation.Apply(_slots.Span, held / 64, code, 0, pending, ready, toSlots: false);
                pending = ready;
                // What is left of a run waits for the next tile, at the start.
                long start = pending / 64 * 64;
                _slots.Span[(int)((start - held) / 64)..(int)((end - held + 63) / 64)].CopyTo(_slots.Span);
                held = start;
            }
        }
    }

    private void StripeEnd(ReadOnlySpan<ulong> code, long firstBit, int firstUnit, LinkBlock rows, int rowsStartUi)
    {
        for (int unit = firstUnit; unit < Units; unit++)
        {
            ToRows(code, firstBit / 64, unit, 1, _part, 0);
            int startUi = unit * _unitWords * 64, skip = Math.Max(0, rowsStartUi - AlignmentMarker.LengthUi - startUi);
            (int bits, int lastBits, int longer) = PartBits(startUi + skip);
            for (int lane = 0; lane < _layout.Lanes; lane++)
            {
                CopyBits(_part.Row(lane), skip, rows.Row(lane), AlignmentMarker.LengthUi + startUi + skip - rowsStartUi, Math.Min(lane < longer ? bits : lastBits, (_unitWords * 64) - skip));
            }
        }
    }

    /// <summary>The end of a frame alone, where slots are in the order of the code stream.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="rowsStartUi">The UI behind the marker at which they start.</param>
    /// <param name="code">Receives the bits.</param>
    /// <param name="codeWord">The word of the code stream with which it starts.</param>
    /// <param name="firstBit">The first bit that is wanted; those before it stay as they are.</param>
    public void GatherEnd(LinkBlock rows, int rowsStartUi, Span<ulong> code, long codeWord, long firstBit)
    {
        Debug.Assert(InOrder, "Asked for where the code stream is in another order.");
        long unitBits = _transpose.UnitRounds * _roundBits;
        for (int unit = (int)(firstBit / unitBits); unit < Units; unit++)
        {
            TakePart(rows, rowsStartUi, unit);
            FromRows(_part, 0, unit, 1, _slots.Span);
            long start = unit * unitBits, from = Math.Max(firstBit, start);
            BitString.Copy(_slots.Span, from - start, code, from - (codeWord * 64), Math.Min(_layout.Bits, start + unitBits) - from);
        }
    }

    private void TakePart(LinkBlock rows, int rowsStartUi, int unit)
    {
        int startUi = unit * _unitWords * 64, skip = Math.Max(0, rowsStartUi - startUi);
        (int bits, int lastBits, int longer) = PartBits(startUi + skip);
        for (int lane = 0; lane < _layout.Lanes; lane++)
        {
            CopyBits(rows.Row(lane), startUi + skip - rowsStartUi, _part.Row(lane), skip, Math.Min(lane < longer ? bits : lastBits, (_unitWords * 64) - skip));
        }
    }

    /// <summary>Bits of the first lanes from a UI behind the marker on, those of the others, and how many the first are: the last round may not reach all.</summary>
    private (int Bits, int LastBits, int Longer) PartBits(int ui) =>
        (_layout.LaneBits(0) - ui, _layout.LaneBits(_layout.Lanes - 1) - ui, (int)(((_layout.Units - 1) % _layout.Lanes) + 1));

    /// <summary>A lane's part: mostly whole words and some bits.</summary>
    private static void CopyBits(ReadOnlySpan<ulong> from, int fromBit, Span<ulong> to, int toBit, int bits)
    {
        if (bits <= 0)
        {
            return;
        }

        if (((fromBit | toBit) & 63) != 0)
        {
            BitString.Copy(from, fromBit, to, toBit, bits);
            return;
        }

        int words = bits / 64, rest = bits % 64;
        from = from.Slice(fromBit / 64, words + ((rest + 63) / 64));
        to = to.Slice(toBit / 64, from.Length);
        from[..words].CopyTo(to);
        if (rest > 0)
        {
            ulong mask = ulong.MaxValue >> (64 - rest);
            to[words] = (to[words] & ~mask) | (from[words] & mask);
        }
    }

    private void ToRows(ReadOnlySpan<ulong> code, long codeWord, int unit, int units, LinkBlock rows, int word)
    {
        long first = unit * _transpose.UnitRounds * _roundBits, bits = units * _transpose.UnitRounds * _roundBits;
        long end = Math.Min(_layout.Bits, first + bits);
        ReadOnlySpan<ulong> slots = code[(int)((first / 64) - codeWord)..];
        if (!InOrder)
        {
            _rotation.Apply(code, codeWord, _slots.Span, first / 64, first, end, toSlots: true);
            slots = _slots.Span;
        }
        else if ((bits / 64) + IRoundTranspose.SlackWords > slots.Length)
        {
            BitString.Copy(slots, 0, _slots.Span, 0, end - first);
            slots = _slots.Span;
        }

        _transpose.ToRows(ref MemoryMarshal.GetReference(slots), unit * _transpose.UnitRounds, units, rows, word);
    }

    private void FromRows(LinkBlock rows, int word, int unit, int units, Span<ulong> stream) =>
        _transpose.FromRows(rows, word, unit * _transpose.UnitRounds, units, stream[..(int)(units * _transpose.UnitRounds * _roundBits / 64)]);
}
