using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding;

/// <summary>
/// Striping of symbols and bits with kernels, a tile of rounds at a time: put into slot order, laid out so that every round
/// starts at a byte, and transposed; gathering is the same backwards. The first two steps are left out where the stream is
/// so already. Holds the scratch memory of one worker.
/// </summary>
internal sealed class RoundStriping
{
    // A tile stays in L2 with the lines of the rows that it fills, and a lane's part of it is several whole lines.
    private const int TileBytes = 96 << 10;
    private const int MostUnits = 8;

    // Words of a block's lane, and of a line beside them, that are asked for before they are written.
    private const int WordsAhead = 128;

    // What kernels may touch behind the rounds, in words.
    private const int SlackWords = 8;

    private readonly FrameLayout _layout;
    private readonly ColumnRotation _rotation;
    private readonly bool _inOrder;
    private readonly IRoundTranspose _transpose;
    private readonly int _unitWords;
    private readonly int _tileUnits;
    private readonly bool _packed;
    private readonly long _roundBits;
    private readonly int _strideWords;
    private readonly Memory<ulong> _slots;
    private readonly Memory<ulong> _rounds;
    private readonly LinkBlock _block;
    private readonly LinkBlock _part;

    public RoundStriping(StripingMap map)
    {
        Debug.Assert(CanRun(map.Layout), "Asked for where there is no kernel.");
        _layout = map.Layout;
        _rotation = new ColumnRotation(map);
        // With columns of 2, 4 or 8 symbols and whole columns in a round, the rotation is by one more in every round.
        bool rotates = _layout.UnitBits > 1 && _layout.Interleave is 2 or 4 or 8 && _layout.Lanes % _layout.Interleave == 0;
        _inOrder = rotates || map.Rotations == 1;
        _transpose = _layout.UnitBits == 1 ? new BitRounds() : new FieldTransposeAvx2(_layout.UnitBits, rotates ? _layout.Interleave : 1);
        _unitWords = _transpose.UnitRounds * _layout.UnitBits / 64;
        _roundBits = (long)_layout.Lanes * _layout.UnitBits;
        _packed = _roundBits % 8 == 0 && _roundBits % 4096 != 0;
        // Room for what the last block writes past its fields; an odd number of lines, as for rows.
        _strideWords = (int)(((_roundBits + 128 + 511) / 512) | 1) * 8;
        _tileUnits = (int)Math.Clamp(TileBytes * 8L / (_transpose.UnitRounds * _roundBits), 1, MostUnits);
        long tileBits = _tileUnits * _transpose.UnitRounds * _roundBits;
        _slots = AlignedWords.Allocate(BitString.WordCount(tileBits + (_inOrder ? 0 : _rotation.RunBits)) + SlackWords);
        _rounds = AlignedWords.Allocate(_packed ? 0 : (_tileUnits * _transpose.UnitRounds * _strideWords) + SlackWords);
        _block = new LinkBlock(_transpose.BlockLanes, (_tileUnits * _unitWords) + SlackWords);
        _part = new LinkBlock(_layout.Lanes, _unitWords + SlackWords);
    }

    /// <summary>Whether there is a kernel: units of 1 … 16 bits.</summary>
    public static bool CanRun(FrameLayout layout) =>
        layout.Unit != StripingUnit.Codeword && (layout.UnitBits == 1 || FieldTransposeAvx2.IsSupported);

    private int Units => ((_layout.Rounds - 1) / _transpose.UnitRounds) + 1;

    private nint Stride => _packed ? (nint)(_roundBits / 8) : _strideWords * sizeof(ulong);

    private int BlockBytes => _transpose.BlockLanes * _layout.UnitBits / 8;

    /// <summary>Bits that may be ready and not done: a tile, and what a rotation waits for.</summary>
    public long WaitingBits => (_tileUnits * _transpose.UnitRounds * _roundBits) + (_inOrder ? 0 : _rotation.RunBits);

    /// <summary>
    /// Code stream, from a word on, to rows that start with the marker: goes on behind the bits done before, as far as whole tiles of bits are
    /// ready, and returns how many bits are done now.
    /// </summary>
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
                if ((_inOrder ? end : Math.Min(_layout.Bits, ((end - 1) / _rotation.RunBits * _rotation.RunBits) + _rotation.RunBits)) > readyBits)
                {
                    return unit * unitBits;
                }

                ToRows(ref Rounds(code, codeWord, unit, units), units, rows, AlignmentMarker.Words + (unit * _unitWords));
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
            if (_inOrder && !last)
            {
                FromRows(from, word, units, code[(int)(first / 64)..]);
            }
            else if (_inOrder)
            {
                FromRows(from, word, units, _slots.Span);
                BitString.Copy(_slots.Span, 0, code, first, end - first);
            }
            else
            {
                FromRows(from, word, units, _slots.Span[(int)((first - held) / 64)..]);
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
            ToRows(ref Rounds(code, firstBit / 64, unit, 1), 1, _part, 0);
            int startUi = unit * _unitWords * 64, skip = Math.Max(0, rowsStartUi - AlignmentMarker.LengthUi - startUi);
            for (int lane = 0; lane < _layout.Lanes; lane++)
            {
                int bits = Math.Min(_unitWords * 64, _layout.LaneBits(lane) - startUi) - skip;
                if (bits > 0)
                {
                    BitString.Copy(_part.Row(lane), skip, rows.Row(lane), AlignmentMarker.LengthUi + startUi + skip - rowsStartUi, bits);
                }
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
        Debug.Assert(_inOrder, "Asked for where the code stream is in another order.");
        long unitBits = _transpose.UnitRounds * _roundBits;
        for (int unit = (int)(firstBit / unitBits); unit < Units; unit++)
        {
            TakePart(rows, rowsStartUi, unit);
            FromRows(_part, 0, 1, _slots.Span);
            long start = unit * unitBits, from = Math.Max(firstBit, start);
            BitString.Copy(_slots.Span, from - start, code, from - (codeWord * 64), Math.Min(_layout.Bits, start + unitBits) - from);
        }
    }

    private void TakePart(LinkBlock rows, int rowsStartUi, int unit)
    {
        int startUi = unit * _unitWords * 64, skip = Math.Max(0, rowsStartUi - startUi);
        for (int lane = 0; lane < _layout.Lanes; lane++)
        {
            int bits = Math.Min(_unitWords * 64, _layout.LaneBits(lane) - startUi) - skip;
            if (bits > 0)
            {
                BitString.Copy(rows.Row(lane), startUi + skip - rowsStartUi, _part.Row(lane), skip, bits);
            }
        }
    }

    /// <summary>Rounds in slot order, each at a byte, with slack behind them.</summary>
    private ref byte Rounds(ReadOnlySpan<ulong> code, long codeWord, int unit, int units)
    {
        long first = unit * _transpose.UnitRounds * _roundBits;
        long end = Math.Min(_layout.Bits, first + (units * _transpose.UnitRounds * _roundBits));
        ReadOnlySpan<ulong> slots = code[(int)((first / 64) - codeWord)..];
        if (!_inOrder)
        {
            _rotation.Apply(code, codeWord, _slots.Span, first / 64, first, end, toSlots: true);
            slots = _slots.Span;
        }
        else if (_packed && ((end - first) / 64) + SlackWords > slots.Length)
        {
            BitString.Copy(slots, 0, _slots.Span, 0, end - first);
            slots = _slots.Span;
        }

        if (_packed)
        {
            return ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(slots));
        }

        Span<ulong> rounds = _rounds.Span;
        int at = 0;
        for (long bit = 0; bit < end - first; bit += _roundBits, at += _strideWords)
        {
            BitString.Copy(slots, bit, rounds[at..], 0, Math.Min(_roundBits, end - first - bit));
        }

        return ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(rounds));
    }

    private void ToRows(ref byte rounds, int units, LinkBlock rows, int word)
    {
        // Rows are asked for while those before them are worked on: some hundred lines, whatever their number.
        int ahead = Math.Max(1, WordsAhead / ((units * _unitWords) + SlackWords)) * _transpose.BlockLanes;
        for (int lane = 0; lane < _layout.Lanes; lane += _transpose.BlockLanes, rounds = ref Unsafe.Add(ref rounds, BlockBytes))
        {
            bool whole = lane + _transpose.BlockLanes <= _layout.Lanes;
            LinkBlock to = whole ? rows : _block;
            if (lane + ahead + _transpose.BlockLanes <= _layout.Lanes)
            {
                CacheLines.PrefetchRows(
                    ref Unsafe.As<ulong, byte>(ref rows.Row(lane + ahead)[word]), (nint)rows.Stride * sizeof(ulong), _transpose.BlockLanes, (nint)units * _unitWords * sizeof(ulong));
            }

            _transpose.ToRows(ref rounds, Stride, units, ref to.Row(whole ? lane : 0)[whole ? word : 0], to.Stride);
            for (int i = lane; !whole && i < _layout.Lanes; i++)
            {
                _block.Row(i - lane)[..(units * _unitWords)].CopyTo(rows.Row(i)[word..]);
            }
        }
    }

    /// <summary>Rows to rounds one after the other, at the start of a stream that has room for all of them.</summary>
    private void FromRows(LinkBlock rows, int word, int units, Span<ulong> stream)
    {
        Span<ulong> rounds = _packed ? stream : _rounds.Span;
        ref byte target = ref Unsafe.As<ulong, byte>(ref MemoryMarshal.GetReference(rounds));
        int room = _packed ? (int)(_roundBits / 8) : _strideWords * sizeof(ulong) * 2;
        for (int lane = 0; lane < _layout.Lanes; lane += _transpose.BlockLanes)
        {
            bool whole = lane + _transpose.BlockLanes <= _layout.Lanes;
            for (int i = lane; !whole && i < _layout.Lanes; i++)
            {
                rows.Row(i).Slice(word, units * _unitWords).CopyTo(_block.Row(i - lane));
            }

            LinkBlock from = whole ? rows : _block;
            _transpose.FromRows(ref from.Row(whole ? lane : 0)[whole ? word : 0], from.Stride, units, ref target, Stride, room);
            target = ref Unsafe.Add(ref target, BlockBytes);
            room -= BlockBytes;
        }

        for (int round = 0; !_packed && round < units * _transpose.UnitRounds; round++)
        {
            BitString.Copy(rounds, round * _strideWords * 64L, stream, round * _roundBits, _roundBits);
        }
    }
}
