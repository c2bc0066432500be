using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec.BitSliced;

/// <summary>
/// Bit planes of a batch of codewords: one plane is one bit of one symbol of all codewords. Its lane word w = slab·c +
/// position holds, bit by bit, the 64 groups of a slab at one position of the interleave. <see cref="PlaneWords"/> lane
/// words make a block, and a block's planes follow each other symbol by symbol, bit by bit, so that a kernel walks one
/// block with vectors. A batch is as many slabs as fill whole blocks of four lane words.
/// <para>From a stream, 64×64 transposes give columns (bit b of a slab's 64 groups, in stream order); four columns of four
/// lanes at a time are then turned into planes. A piece of the stream short enough for the cache goes through both.</para>
/// </summary>
internal sealed class BitPlanes
{
    /// <summary>Groups of a slab.</summary>
    public const int SlabGroups = BitTranspose.Size;

    // Four matrices are transposed at once, so a step takes 256 bits of every group.
    private const int StepBits = 4 * BitTranspose.Size;
    private const int PieceWords = 2048;

    private readonly int _symbolBits;
    private readonly int _interleave;
    private readonly int _symbolColumns;
    private readonly int _pieceSymbols;
    private readonly int _slabColumns;
    private readonly int _laneWords;
    private readonly Memory<ulong> _planes;
    private readonly Memory<ulong> _columns;
    private readonly Memory<ulong> _matrices = AlignedWords.Allocate(4 * BitTranspose.Size);

    /// <summary>Makes planes of zeros.</summary>
    /// <param name="symbolBits">Bits of a symbol.</param>
    /// <param name="interleave">Codewords of a group.</param>
    /// <param name="symbols">Symbols of a codeword.</param>
    public BitPlanes(int symbolBits, int interleave, int symbols)
    {
        _symbolBits = symbolBits;
        _interleave = interleave;
        _symbolColumns = checked(interleave * symbolBits);
        _laneWords = SlabsAtOnce(interleave) * interleave;
        _pieceSymbols = ChoosePiece(_symbolColumns, PieceWords / SlabsAtOnce(interleave));
        _slabColumns = checked(((_pieceSymbols * _symbolColumns) + StepBits - 1) / StepBits * StepBits);
        // Vectors of four may reach past the last column and the last plane.
        _columns = AlignedWords.Allocate(checked(SlabsAtOnce(interleave) * _slabColumns) + 4);
        Blocks = (_laneWords + PlaneWords - 1) / PlaneWords;
        BlockWords = checked(symbols * symbolBits * PlaneWords);
        _planes = AlignedWords.Allocate(checked(Blocks * BlockWords));
    }

    /// <summary>Words of a plane of one block: four, or a vector where vectors are longer.</summary>
    public static int PlaneWords => int.Max(4, FoldMatrix.Width);

    /// <summary>The number of blocks.</summary>
    public int Blocks { get; }

    /// <summary>Words of a block.</summary>
    public int BlockWords { get; }

    /// <summary>The number of slabs in the planes: the fewest that fill whole blocks.</summary>
    public static int SlabsAtOnce(int interleave) => PlaneWords / int.Min(PlaneWords, interleave & -interleave);

    /// <summary>The number of slabs in a batch: the fewest that fill whole blocks of four lane words, whatever the machine's have.</summary>
    public static int SlabsOfBatch(int interleave) => (interleave & 3) switch { 0 => 1, 2 => 2, _ => 4 };

    /// <summary>The planes of one block.</summary>
    public Span<ulong> Block(int block) => _planes.Span.Slice(block * BlockWords, BlockWords);

    /// <summary>Reads symbols of a batch from a stream. Groups that are missing from the last slab read as zeros; slabs that are missing keep what they had.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="firstGroup">The first group to read.</param>
    /// <param name="groups">Groups to read, at most a batch.</param>
    /// <param name="groupBits">Bits from one group to the next.</param>
    /// <param name="symbol">The symbol of the planes that takes each codeword's first.</param>
    /// <param name="symbols">Symbols of each codeword to read, from the first.</param>
    public void Load(ReadOnlySpan<ulong> stream, int firstGroup, int groups, int groupBits, int symbol, int symbols)
    {
        Span<ulong> columns = _columns.Span, matrices = _matrices.Span;
        for (int done = 0; done < symbols; done += _pieceSymbols)
        {
            int piece = int.Min(_pieceSymbols, symbols - done);
            for (int slab = 0; slab * SlabGroups < groups; slab++)
            {
                int group = slab * SlabGroups;
                long bit = ((long)(firstGroup + group) * groupBits) + ((long)done * _symbolColumns);
                for (int column = 0; column < piece * _symbolColumns; column += StepBits)
                {
                    ReadRows(stream, bit + column, groups - group, groupBits, matrices);
                    BitTranspose.TransposeFour(matrices);
                    MatricesToColumns(matrices, columns.Slice((slab * _slabColumns) + column, StepBits));
                }
            }

            for (int lane = 0; lane < _laneWords; lane += 4)
                ColumnsToPlanes(lane, symbol + done, piece);
        }
    }

    /// <summary>Words of a row that <see cref="Store"/> writes for so many symbols of each codeword of a group.</summary>
    public int RowWords(int symbols) => ((symbols * _symbolColumns) + StepBits - 1) / StepBits * (StepBits / 64);

    /// <summary>Writes symbols of a slab as packed rows, one a group, <see cref="RowWords"/> apart.</summary>
    /// <param name="rows">64 rows; their bits past the symbols are undefined.</param>
    /// <param name="slab">The slab's number.</param>
    /// <param name="symbol">The first symbol of each codeword.</param>
    /// <param name="symbols">Symbols of each codeword to write.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Store(Span<ulong> rows, int slab, int symbol, int symbols)
    {
        Span<ulong> matrices = _matrices.Span, planes = _planes.Span;
        int rowWords = RowWords(symbols), position = 0, bit = 0;
        for (int step = 0; step < rowWords; step += 4)
        {
            // Column by column: few symbols are ever stored, and all of them are read.
            for (int column = 0; column < StepBits && symbols > 0; column++)
            {
                int lane = (slab * _interleave) + position, plane = (symbol * _symbolBits) + bit;
                int from = (lane / PlaneWords * BlockWords) + (plane * PlaneWords) + (lane % PlaneWords);
                matrices[((column & 63) * 4) + (column >> 6)] = planes[from];
                if (++bit < _symbolBits)
                    continue;

                bit = 0;
                if (++position < _interleave)
                    continue;

                position = 0;
                symbol++;
                symbols--;
            }

            BitTranspose.TransposeFour(matrices);
            for (int row = 0; row < SlabGroups; row++)
                matrices.Slice(row * 4, 4).CopyTo(rows[((row * rowWords) + step)..]);
        }
    }

    /// <summary>
    /// The symbols of a piece: as nearly as possible whole steps of the transposes, within the given number of columns, and
    /// a multiple of eight, since pieces that start on a byte are read without shifts.
    /// </summary>
    private static int ChoosePiece(int symbolColumns, int columns)
    {
        int best = 8, bestSteps = ((8 * symbolColumns) + StepBits - 1) / StepBits;
        for (int symbols = 16; symbols * symbolColumns <= columns; symbols += 8)
        {
            int steps = ((symbols * symbolColumns) + StepBits - 1) / StepBits;
            if ((long)symbols * bestSteps >= (long)best * steps)
                (best, bestSteps) = (symbols, steps);
        }

        return best;
    }

    /// <summary>Row r of the four matrices is 256 bits of group r, from <paramref name="bit"/> on.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void ReadRows(ReadOnlySpan<ulong> stream, long bit, int groups, int groupBits, Span<ulong> matrices)
    {
        long bytes = (long)stream.Length * sizeof(ulong);
        ref ulong target = ref MemoryMarshal.GetReference(matrices);
        for (int row = 0; row < SlabGroups; row++, bit += groupBits)
        {
            Vector256<ulong> bits = Vector256<ulong>.Zero;
            if (row < groups)
            {
                // From the byte that holds the first bit: most streams need no shift then.
                long first = bit >> 3;
                int shift = (int)(bit & 7);
                if (first + 40 <= bytes)
                {
                    ref ulong source = ref Unsafe.AddByteOffset(ref MemoryMarshal.GetReference(stream), (nint)first);
                    bits = Vector256.LoadUnsafe(ref source);
                    if (shift != 0)
                        bits = (bits >>> shift) | (Vector256.LoadUnsafe(ref source, 1) << (64 - shift));
                }
                else
                {
                    bits = Vector256.Create(
                        BitString.Read64(stream, bit), BitString.Read64(stream, bit + 64),
                        BitString.Read64(stream, bit + 128), BitString.Read64(stream, bit + 192));
                }
            }

            bits.StoreUnsafe(ref target, (nuint)(row * 4));
        }
    }

    /// <summary>Word 4·b + i of the transposed matrices is column 64·i + b.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void MatricesToColumns(ReadOnlySpan<ulong> matrices, Span<ulong> columns)
    {
        Debug.Assert(matrices.Length == StepBits && columns.Length == StepBits, "One step.");
        ref ulong source = ref MemoryMarshal.GetReference(matrices), target = ref MemoryMarshal.GetReference(columns);
        for (nuint b = 0; b < 64; b += 4)
        {
            Vector256<ulong> row0 = Vector256.LoadUnsafe(ref source, 4 * b), row1 = Vector256.LoadUnsafe(ref source, (4 * b) + 4);
            Vector256<ulong> row2 = Vector256.LoadUnsafe(ref source, (4 * b) + 8), row3 = Vector256.LoadUnsafe(ref source, (4 * b) + 12);
            BitTranspose.TransposeWords(ref row0, ref row1, ref row2, ref row3);
            row0.StoreUnsafe(ref target, b);
            row1.StoreUnsafe(ref target, b + 64);
            row2.StoreUnsafe(ref target, b + 128);
            row3.StoreUnsafe(ref target, b + 192);
        }
    }

    /// <summary>Columns of four lanes into their planes: a lane's symbols are c·m columns apart.</summary>
    private void ColumnsToPlanes(int lane, int symbol, int symbols)
    {
        if (_symbolBits == 1 && _interleave == 1)
            ColumnsOfBitsToPlanes(lane, symbol, symbols);
        else
            ColumnsOfSymbolsToPlanes(lane, symbol, symbols);
    }

    /// <summary>The same for symbols of one bit and no interleave: the lanes are four slabs, and four of their columns are four planes.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void ColumnsOfBitsToPlanes(int lane, int symbol, int symbols)
    {
        ref ulong columns = ref MemoryMarshal.GetReference(_columns.Span);
        ref ulong lane0 = ref Unsafe.Add(ref columns, FirstColumn(lane)), lane1 = ref Unsafe.Add(ref columns, FirstColumn(lane + 1));
        ref ulong lane2 = ref Unsafe.Add(ref columns, FirstColumn(lane + 2)), lane3 = ref Unsafe.Add(ref columns, FirstColumn(lane + 3));
        Debug.Assert((symbol + symbols) * PlaneWords <= BlockWords, "The symbols are inside the block.");
        ref ulong planes = ref Unsafe.Add(
            ref MemoryMarshal.GetReference(Block(lane / PlaneWords)), (symbol * PlaneWords) + (lane % PlaneWords));
        nuint stride = (nuint)PlaneWords, column = 0, end = (nuint)symbols;
        for (; column + 4 <= end; column += 4, planes = ref Unsafe.Add(ref planes, 4 * stride))
        {
            Vector256<ulong> row0 = Vector256.LoadUnsafe(ref lane0, column), row1 = Vector256.LoadUnsafe(ref lane1, column);
            Vector256<ulong> row2 = Vector256.LoadUnsafe(ref lane2, column), row3 = Vector256.LoadUnsafe(ref lane3, column);
            BitTranspose.TransposeWords(ref row0, ref row1, ref row2, ref row3);
            row0.StoreUnsafe(ref planes);
            row1.StoreUnsafe(ref planes, stride);
            row2.StoreUnsafe(ref planes, 2 * stride);
            row3.StoreUnsafe(ref planes, 3 * stride);
        }

        for (; column < end; column++, planes = ref Unsafe.Add(ref planes, stride))
        {
            planes = Unsafe.Add(ref lane0, column);
            Unsafe.Add(ref planes, 1) = Unsafe.Add(ref lane1, column);
            Unsafe.Add(ref planes, 2) = Unsafe.Add(ref lane2, column);
            Unsafe.Add(ref planes, 3) = Unsafe.Add(ref lane3, column);
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private void ColumnsOfSymbolsToPlanes(int lane, int symbol, int symbols)
    {
        ref ulong columns = ref MemoryMarshal.GetReference(_columns.Span);
        ref ulong lane0 = ref Unsafe.Add(ref columns, FirstColumn(lane)), lane1 = ref Unsafe.Add(ref columns, FirstColumn(lane + 1));
        ref ulong lane2 = ref Unsafe.Add(ref columns, FirstColumn(lane + 2)), lane3 = ref Unsafe.Add(ref columns, FirstColumn(lane + 3));
        int plane = symbol * _symbolBits * PlaneWords;
        Debug.Assert(plane + (symbols * _symbolBits * PlaneWords) <= BlockWords, "The symbols are inside the block.");
        ref ulong planes = ref Unsafe.Add(
            ref MemoryMarshal.GetReference(Block(lane / PlaneWords)), plane + (lane % PlaneWords));
        for (nuint column = 0, end = (nuint)(symbols * _symbolColumns); column < end; column += (nuint)_symbolColumns)
        {
            for (int bit = 0; bit < _symbolBits; bit += 4)
            {
                nuint at = column + (nuint)bit;
                Vector256<ulong> row0 = Vector256.LoadUnsafe(ref lane0, at), row1 = Vector256.LoadUnsafe(ref lane1, at);
                Vector256<ulong> row2 = Vector256.LoadUnsafe(ref lane2, at), row3 = Vector256.LoadUnsafe(ref lane3, at);
                BitTranspose.TransposeWords(ref row0, ref row1, ref row2, ref row3);
                // Rows past the symbol's last bit belong to the next position and are dropped.
                row0.StoreUnsafe(ref planes);
                if (bit + 1 < _symbolBits)
                    row1.StoreUnsafe(ref planes, (nuint)PlaneWords);
                if (bit + 2 < _symbolBits)
                    row2.StoreUnsafe(ref planes, 2 * (nuint)PlaneWords);
                if (bit + 3 < _symbolBits)
                    row3.StoreUnsafe(ref planes, 3 * (nuint)PlaneWords);
                planes = ref Unsafe.Add(ref planes, int.Min(4, _symbolBits - bit) * PlaneWords);
            }
        }
    }

    private int FirstColumn(int lane) => (lane / _interleave * _slabColumns) + (lane % _interleave * _symbolBits);
}
