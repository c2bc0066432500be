using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>
/// Between rounds of symbols and lane rows, by blocks of 8 lanes. Rounds must begin with a byte: where they do not, they are taken
/// apart first, and put together afterwards.
/// </summary>
internal sealed class FieldRounds : IRoundTranspose
{
    // Words of a block's lane, and of a line beside them, that are asked for before they are written.
    private const int WordsAhead = 128;

    private const int LineWords = 8;

    private readonly FrameLayout _layout;
    private readonly FieldTransposeAvx2 _transpose;
    private readonly int _unitWords;
    private readonly int _roundBits;
    private readonly bool _readPacked;
    private readonly bool _writePacked;
    private readonly int _strideWords;
    private readonly Memory<ulong> _rounds;
    private readonly LinkBlock _block;

    public FieldRounds(FrameLayout layout, int mostUnits)
    {
        _layout = layout;
        // With columns of 2, 4 or 8 symbols and whole columns in a round, the rotation is by one more in every round.
        Rotates = layout.Interleave is 2 or 4 or 8 && layout.Lanes % layout.Interleave == 0;
        _transpose = new FieldTransposeAvx2(layout.UnitBits, Rotates ? layout.Interleave : 1);
        _unitWords = layout.UnitBits * UnitRounds / 64;
        _roundBits = layout.Lanes * layout.UnitBits;
        // Rounds at such distances share a few sets of L1: what is written there would be driven out in parts, what is read costs less than a copy.
        _readPacked = _roundBits % 8 == 0;
        _writePacked = _readPacked && _roundBits % 4096 != 0;
        // Room for what the last block writes past its fields; an odd number of lines, as for rows.
        _strideWords = (((_roundBits + 128 + 511) / 512) | 1) * LineWords;
        _rounds = AlignedWords.Allocate(_writePacked ? 0 : LineWords + (mostUnits * UnitRounds * _strideWords) + IRoundTranspose.SlackWords);
        _block = new LinkBlock(FieldTransposeAvx2.Lanes, (mostUnits * _unitWords) + IRoundTranspose.SlackWords);
    }

    /// <inheritdoc/>
    public int UnitRounds => FieldTransposeAvx2.Rounds;

    /// <inheritdoc/>
    public bool Rotates { get; }

    private int BlockBytes => FieldTransposeAvx2.Lanes * _layout.UnitBits / 8;

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public void ToRows(ref ulong stream, int firstRound, int units, LinkBlock rows, int word)
    {
        if (!_readPacked)
        {
            RoundFunnel.Apart(ref stream, _roundBits, (_roundBits + 63) / 64, units * UnitRounds, ref _rounds.Span[LineWords], _strideWords);
            stream = ref _rounds.Span[LineWords];
        }

        nint stride = _readPacked ? _roundBits / 8 : _strideWords * sizeof(ulong);
        ref byte rounds = ref Unsafe.As<ulong, byte>(ref stream);
        // Rows are asked for while those before them are worked on: some hundred lines, whatever their number.
        int ahead = Math.Max(1, WordsAhead / ((units * _unitWords) + LineWords)) * FieldTransposeAvx2.Lanes;
        for (int lane = 0; lane < _layout.Lanes; lane += FieldTransposeAvx2.Lanes, rounds = ref Unsafe.Add(ref rounds, BlockBytes))
        {
            bool whole = lane + FieldTransposeAvx2.Lanes <= _layout.Lanes;
            LinkBlock to = whole ? rows : _block;
            if (lane + ahead + FieldTransposeAvx2.Lanes <= _layout.Lanes)
            {
                CacheLines.PrefetchRows(
                    ref Unsafe.As<ulong, byte>(ref rows.Row(lane + ahead)[word]), (nint)rows.Stride * sizeof(ulong), FieldTransposeAvx2.Lanes, (nint)units * _unitWords * sizeof(ulong));
            }

            _transpose.ToRows(ref rounds, stride, units, ref to.Row(whole ? lane : 0)[whole ? word : 0], to.Stride);
            for (int i = lane; !whole && i < _layout.Lanes; i++)
            {
                _block.Row(i - lane)[..(units * _unitWords)].CopyTo(rows.Row(i)[word..]);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(Kernel.Compiled)]
    public void FromRows(LinkBlock rows, int word, int firstRound, int units, Span<ulong> stream)
    {
        ref byte target = ref Unsafe.As<ulong, byte>(ref _writePacked ? ref MemoryMarshal.GetReference(stream) : ref _rounds.Span[LineWords]);
        nint stride = _writePacked ? _roundBits / 8 : _strideWords * sizeof(ulong);
        int room = _writePacked ? _roundBits / 8 : _strideWords * sizeof(ulong) * 2;
        for (int lane = 0; lane < _layout.Lanes; lane += FieldTransposeAvx2.Lanes)
        {
            bool whole = lane + FieldTransposeAvx2.Lanes <= _layout.Lanes;
            for (int i = lane; !whole && i < _layout.Lanes; i++)
            {
                rows.Row(i).Slice(word, units * _unitWords).CopyTo(_block.Row(i - lane));
            }

            LinkBlock from = whole ? rows : _block;
            ref ulong first = ref from.Row(whole ? lane : 0)[whole ? word : 0];
            if (_layout.UnitBits == GatherSsse3.UnitBits)
            {
                GatherAvx2.Gather(ref Unsafe.As<ulong, byte>(ref first), (nint)from.Stride * sizeof(ulong), units * UnitRounds / GatherSsse3.Block, ref target, stride, Rotates ? _layout.Interleave : 1, room);
            }
            else
            {
                _transpose.FromRows(ref first, from.Stride, units, ref target, stride, room);
            }

            target = ref Unsafe.Add(ref target, BlockBytes);
            room -= BlockBytes;
        }

        if (!_writePacked)
        {
            RoundFunnel.Together(ref _rounds.Span[LineWords], _strideWords, _roundBits, units * UnitRounds, stream);
        }
    }
}
