using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.ObjectPool;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding.Transposes;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding;

/// <summary>Code stream to lane rows and back. Any number of threads may use one; nothing is allocated once each has been here.</summary>
public sealed class Striping
{
    private readonly FrameLayout _layout;
    private readonly ObjectPool<RoundStriping>? _rounds;
    private readonly ObjectPool<CodewordStriping>? _codewords;

    /// <summary>Makes the striping of a layout.</summary>
    /// <param name="layout">The frame's layout.</param>
    public Striping(FrameLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        _layout = layout;
        Map = new StripingMap(layout);
        if (layout.Unit == StripingUnit.Codeword)
        {
            _codewords = new DefaultObjectPool<CodewordStriping>(new MadePolicy<CodewordStriping>(() => new CodewordStriping(Map)), int.MaxValue);
        }
        else if (RoundStriping.CanRun(layout))
        {
            _rounds = new DefaultObjectPool<RoundStriping>(new MadePolicy<RoundStriping>(() => new RoundStriping(Map)), int.MaxValue);
        }
    }

    /// <summary>Which bit goes where.</summary>
    public StripingMap Map { get; }

    /// <summary>Code stream to lane rows: everything behind the markers but the padding.</summary>
    /// <param name="code">The frame's code stream.</param>
    /// <param name="rows">Rows of at least the frame's length.</param>
    public void Stripe(ReadOnlySpan<ulong> code, LinkBlock rows) => Stripe(code, 0, _layout.Bits, rows, 0);

    /// <summary>Whether the code stream can be dealt piece by piece, while it comes into being.</summary>
    public bool StripesInPieces => _rounds is not null && _layout.Lanes > 1;

    /// <summary>Bits that may be ready and not dealt yet, where <see cref="StripesInPieces"/>: less than this.</summary>
    public long WaitingBits
    {
        get
        {
            RoundStriping rounds = _rounds!.Get();
            long bits = rounds.WaitingBits + Map.ColumnBits + 64;
            _rounds.Return(rounds);
            return bits;
        }
    }

    /// <summary>The first word of the code stream that is still looked at when so many bits are done.</summary>
    public int FirstWaitingWord(long doneBits) => (int)(doneBits / Map.ColumnBits * Map.ColumnBits / 64);

    /// <summary>
    /// The same piece by piece, while the code stream comes into being: what can be dealt of it is dealt, behind what was before. Not
    /// where it does not go <see cref="StripesInPieces">in pieces</see>: all is dealt once all is ready.
    /// </summary>
    /// <param name="code">Part of the frame's code stream.</param>
    /// <param name="codeWord">Index of the part's first word in the stream, not behind <see cref="FirstWaitingWord"/>.</param>
    /// <param name="readyBits">Bits that are there, from the first of the frame.</param>
    /// <param name="rows">Rows of at least the frame's length.</param>
    /// <param name="doneBits">What the call before returned for this frame; 0 at first.</param>
    /// <returns>Bits done now: all of them once all are ready.</returns>
    [MethodImpl(Kernel.Compiled)]
    public long Stripe(ReadOnlySpan<ulong> code, int codeWord, long readyBits, LinkBlock rows, long doneBits)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (_rounds?.Get() is { } rounds)
        {
            doneBits = rounds.Stripe(code, codeWord, readyBits, rows, doneBits);
            _rounds.Return(rounds);
            return doneBits;
        }

        if (readyBits < _layout.Bits)
        {
            return 0;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(codeWord, 0);
        if (_codewords?.Get() is { } codewords)
        {
            codewords.Stripe(code, rows);
            _codewords.Return(codewords);
        }
        else
        {
            StripingDefinition.Stripe(Map, code, 0, rows, 0);
        }

        return _layout.Bits;
    }

    /// <summary>The end of a frame alone: the same bits as <see cref="Stripe(ReadOnlySpan{ulong}, LinkBlock)"/>, into rows that hold only that.</summary>
    /// <param name="code">Part of the frame's code stream, from <see cref="FirstBit"/> or earlier to its end.</param>
    /// <param name="firstBit">Position of the part's first bit in the frame's code stream; a multiple of 64.</param>
    /// <param name="rows">Receives the bits.</param>
    /// <param name="rowsStartUi">UI of the frame at which the rows start; a multiple of 64.</param>
    public void StripeEnd(ReadOnlySpan<ulong> code, long firstBit, LinkBlock rows, int rowsStartUi)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (_rounds?.Get() is { } rounds)
        {
            rounds.StripeEnd(code, firstBit, rows, rowsStartUi);
            _rounds.Return(rounds);
        }
        else
        {
            StripingDefinition.Stripe(Map, code, firstBit, rows, rowsStartUi);
        }
    }

    /// <summary>The first code bit that <see cref="StripeEnd"/> needs.</summary>
    /// <param name="rowsStartUi">UI of the frame at which its rows start.</param>
    public long FirstBit(int rowsStartUi)
    {
        int ui = Math.Max(0, rowsStartUi - AlignmentMarker.LengthUi);
        return Map.FirstBitFrom(_layout.Unit == StripingUnit.Codeword ? ui / _layout.UnitBits : RoundStriping.FirstRound(_layout, ui));
    }

    /// <summary>Lane rows, markers already taken off, to code stream.</summary>
    /// <param name="rows">Rows that start behind the marker.</param>
    /// <param name="code">Receives the frame's code stream.</param>
    public void Gather(LinkBlock rows, Span<ulong> code)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (GathersInPieces)
        {
            Gather(rows, 0, code, 0, _layout.Bits, 0);
        }
        else if (_rounds?.Get() is { } rounds)
        {
            rounds.Gather(rows, code);
            _rounds.Return(rounds);
        }
        else if (_codewords?.Get() is { } codewords)
        {
            codewords.Gather(rows, code);
            _codewords.Return(codewords);
        }
        else
        {
            StripingDefinition.Gather(Map, rows, 0, code);
        }
    }

    /// <summary>Whether the code stream can be gathered piece by piece, into less room than that of a frame.</summary>
    public bool GathersInPieces => GatherSsse3.CanRun(_layout);

    /// <summary>Bits that a piece may bring beyond those wanted.</summary>
    public long PieceSlackBits => 2 * PairBits;

    /// <summary>Two blocks of rounds: what goes at once.</summary>
    private long PairBits => (long)PairUi * _layout.Lanes;

    /// <summary>
    /// The same piece by piece, where <see cref="GathersInPieces"/>: goes on behind what was before, to as many bits as are wanted or
    /// more by less than <see cref="PieceSlackBits"/>.
    /// </summary>
    /// <param name="rows">Rows, with <see cref="PieceUi"/> at least.</param>
    /// <param name="rowsStartUi">The UI behind the marker at which they start, a multiple of 64.</param>
    /// <param name="code">Part of the frame's code stream; receives the piece in its place.</param>
    /// <param name="codeWord">Index of the part's first word in the stream, not behind the bits done before.</param>
    /// <param name="wantedBits">Bits wanted, from the first of the frame.</param>
    /// <param name="doneBits">What the call before returned for this frame; 0 at first.</param>
    /// <returns>Bits done now.</returns>
    /// <exception cref="InvalidOperationException">This striping goes as a whole only.</exception>
    [MethodImpl(Kernel.Compiled)]
    public long Gather(LinkBlock rows, int rowsStartUi, Span<ulong> code, int codeWord, long wantedBits, long doneBits)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (!GathersInPieces)
        {
            throw new InvalidOperationException("This striping is gathered as a whole only.");
        }

        if (doneBits >= wantedBits)
        {
            return doneBits;
        }

        // Blocks of rounds are whole bytes.
        Span<byte> stream = MemoryMarshal.AsBytes(code)[(int)((doneBits / 8) - (codeWord * 8L))..];
        int first = (int)(doneBits / PairBits) * 2, end = EndPair(wantedBits) * 2;
        if (GatherAvx2.CanRun(_layout))
        {
            GatherAvx2.Gather(_layout, rows, rowsStartUi, stream, first, end);
        }
        else
        {
            GatherSsse3.Gather(_layout, rows, rowsStartUi, stream, first, end);
        }

        if (end / 2 * PairBits < wantedBits)
        {
            GatherEnd(rows, rowsStartUi, code, codeWord, end / 2 * PairBits);
        }

        return PieceEnd(wantedBits);
    }

    /// <summary>The rounds at the end of a frame that fill no pair of blocks.</summary>
    private void GatherEnd(LinkBlock rows, int rowsStartUi, Span<ulong> code, int codeWord, long firstBit)
    {
        if (_rounds?.Get() is { } rounds)
        {
            rounds.GatherEnd(rows, rowsStartUi, code, codeWord, firstBit);
            _rounds.Return(rounds);
        }
        else
        {
            StripingDefinition.Gather(Map, rows, rowsStartUi, code, codeWord * 64L, (int)(firstBit / _layout.Lanes));
        }
    }

    /// <summary>Bits that are done after a piece.</summary>
    /// <param name="wantedBits">Bits wanted of it, from the first of the frame.</param>
    public long PieceEnd(long wantedBits) => EndPair(wantedBits) * PairBits is var bits && bits >= wantedBits ? bits : _layout.Bits;

    /// <summary>What a piece needs of the rows: UI behind the marker, whole words.</summary>
    /// <param name="wantedBits">Bits wanted, from the first of the frame; more than are done.</param>
    /// <param name="doneBits">Bits done before.</param>
    public (int Start, int End) PieceUi(long wantedBits, long doneBits)
    {
        // Kernels load 16 bytes for 10.
        int start = (int)(doneBits / PairBits) * PairUi, end = (EndPair(wantedBits) * PairUi) + 48;
        return (start / 64 * 64, PieceEnd(wantedBits) == _layout.Bits ? _layout.DataUi : Math.Min(_layout.DataUi, (end + 63) / 64 * 64));
    }

    private int PairUi => 2 * GatherSsse3.Block * _layout.UnitBits;

    private int EndPair(long wantedBits) => (int)Math.Min(GatherSsse3.WholeBlocks(_layout) / 2, (wantedBits + PairBits - 1) / PairBits);

    /// <summary>Log-likelihoods of lane rows, markers already taken off, to those of the code stream.</summary>
    /// <param name="rows">Rows that start behind the marker.</param>
    /// <param name="code">Receives one for each bit of the frame's code stream.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is not enough room.</exception>
    public void Gather(SoftBlock rows, Span<sbyte> code)
    {
        ArgumentNullException.ThrowIfNull(rows);
        SoftGather.Gather(Map, rows, code);
    }

    /// <summary>Fills what is behind each lane's last unit with random bits, to the end of the frame's data.</summary>
    /// <param name="rows">Rows that end where the frame ends.</param>
    /// <param name="rowsStartUi">UI of the frame at which the rows start.</param>
    /// <param name="padding">The address of the padding; its lane is set here.</param>
    public void Pad(LinkBlock rows, int rowsStartUi, RandomAddress padding)
    {
        ArgumentNullException.ThrowIfNull(rows);
        for (int lane = 0; lane < _layout.Lanes; lane++)
        {
            // 64 UI at a time, two from a block, whatever part of them the rows hold.
            int start = AlignmentMarker.LengthUi + _layout.LaneBits(lane);
            int skipped = Math.Max(0, rowsStartUi - start) / 128;
            (ulong low, ulong high) = (0, 0);
            for (int word = 2 * skipped, ui = start + (128 * skipped); ui < AlignmentMarker.LengthUi + _layout.DataUi; word++, ui += 64, low = high)
            {
                if ((word & 1) == 0)
                {
                    (low, high) = (padding with { Lane = lane + 1 }).Block((uint)word / 2);
                }

                int before = Math.Clamp(rowsStartUi - ui, 0, 64);
                int bits = Math.Min(64, AlignmentMarker.LengthUi + _layout.DataUi - ui) - before;
                if (bits > 0)
                {
                    BitString.WriteBits(rows.Row(lane), ui + before - rowsStartUi, bits, low >> before);
                }
            }
        }
    }
}
