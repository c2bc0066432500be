using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec.BitSliced;

/// <summary>
/// Bit planes of a batch of codewords: one plane is one bit of one symbol of all codewords. Lane word w = slab·c + position
/// holds bit by bit the 64 groups of a slab, at one position of the interleave; <see cref="PlaneWords"/> lane words make
/// the planes of a block, and a block's planes follow each other symbol by symbol, bit by bit, so that a kernel walks one
/// block with vectors. A batch is as many slabs as fill whole blocks of four lane words.
/// </summary>
internal sealed class BitPlanes
{
    /// <summary>Groups of a slab.</summary>
    public const int SlabGroups = BitTranspose.Size;

    // The matrices of one step: 256 bits of each of the 64 groups of a slab.
    private const int StepBits = 4 * BitTranspose.Size;

    private readonly int _symbolBits;
    private readonly int _interleave;
    private readonly int[] _laneOffsets;
    private readonly Memory<ulong> _planes;
    private readonly Memory<ulong> _matrices = AlignedWords.Allocate(StepBits * SlabGroups / 64);

    /// <summary>Makes planes of zeros.</summary>
    /// <param name="symbolBits">Bits of a symbol.</param>
    /// <param name="interleave">Codewords of a group.</param>
    /// <param name="symbols">Symbols of a codeword.</param>
    public BitPlanes(int symbolBits, int interleave, int symbols)
    {
        _symbolBits = symbolBits;
        _interleave = interleave;
        int lanes = SlabsOfBatch(interleave) * interleave;
        Blocks = (lanes + PlaneWords - 1) / PlaneWords;
        BlockWords = checked(symbols * symbolBits * PlaneWords);
        _planes = AlignedWords.Allocate(checked(Blocks * BlockWords));
        _laneOffsets = new int[lanes];
        for (int lane = 0; lane < lanes; lane++)
            _laneOffsets[lane] = (lane / PlaneWords * BlockWords) + (lane % PlaneWords);
    }

    /// <summary>Words of a plane of one block: four, or a vector where vectors are longer.</summary>
    public static int PlaneWords { get; } = int.Max(4, Vector<ulong>.Count);

    /// <summary>The number of blocks.</summary>
    public int Blocks { get; }

    /// <summary>Words of a block.</summary>
    public int BlockWords { get; }

    /// <summary>The number of slabs in a batch: the fewest that fill whole blocks of four lane words.</summary>
    public static int SlabsOfBatch(int interleave) => (interleave & 3) switch { 0 => 1, 2 => 2, _ => 4 };

    /// <summary>The planes of one block.</summary>
    public Span<ulong> Block(int block) => _planes.Span.Slice(block * BlockWords, BlockWords);

    /// <summary>Reads the symbols of a slab from a stream; groups that are not there read as zeros.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="firstBit">Where the first group of the slab starts.</param>
    /// <param name="groups">Groups that are there, 0 to 64.</param>
    /// <param name="groupBits">Bits from one group to the next.</param>
    /// <param name="slab">The slab's number.</param>
    /// <param name="symbol">The symbol of the planes that takes the first symbol read.</param>
    /// <param name="symbols">Symbols of each codeword to read.</param>
    public void Load(ReadOnlySpan<ulong> stream, long firstBit, int groups, int groupBits, int slab, int symbol, int symbols)
    {
        int bits = symbols * _interleave * _symbolBits;
        Span<ulong> matrices = _matrices.Span;
        for (int bit = 0; bit < bits; bit += StepBits)
        {
            ReadRows(stream, firstBit + bit, groups, groupBits, matrices);
            BitTranspose.TransposeFour(matrices);
            MovePlanes(slab, symbol, bit, int.Min(StepBits, bits - bit), toPlanes: true);
        }
    }

    /// <summary>Words of a row that <see cref="Store"/> writes for so many symbols of each codeword of a group.</summary>
    public int RowWords(int symbols) => ((symbols * _interleave * _symbolBits) + StepBits - 1) / StepBits * (StepBits / 64);

    /// <summary>Writes the symbols of a slab as packed rows, one a group, <see cref="RowWords"/> apart.</summary>
    /// <param name="rows">64 rows; their bits past the symbols are undefined.</param>
    /// <param name="slab">The slab's number.</param>
    /// <param name="symbol">The first symbol of each codeword.</param>
    /// <param name="symbols">Symbols of each codeword to write.</param>
    public void Store(Span<ulong> rows, int slab, int symbol, int symbols)
    {
        int bits = symbols * _interleave * _symbolBits, rowWords = RowWords(symbols);
        Span<ulong> matrices = _matrices.Span;
        for (int bit = 0; bit < bits; bit += StepBits)
        {
            MovePlanes(slab, symbol, bit, int.Min(StepBits, bits - bit), toPlanes: false);
            BitTranspose.TransposeFour(matrices);
            for (int row = 0; row < SlabGroups; row++)
                matrices.Slice(row * 4, 4).CopyTo(rows[((row * rowWords) + (bit / 64))..]);
        }
    }

    /// <summary>Row r of the four matrices is 256 bits of group r.</summary>
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

    /// <summary>
    /// Moves bit columns between transposed matrices and planes: bits <paramref name="bit"/> … of a group's symbols, where
    /// bit b of them is word 4·(b mod 64) + ⌊b/64⌋ of the matrices.
    /// </summary>
    private void MovePlanes(int slab, int firstSymbol, int bit, int count, bool toPlanes)
    {
        ReadOnlySpan<int> lanes = _laneOffsets.AsSpan(slab * _interleave, _interleave);
        Span<ulong> planes = _planes.Span, matrices = _matrices.Span;
        int symbolBit = bit % _symbolBits, position = bit / _symbolBits % _interleave;
        int symbol = firstSymbol + (bit / _symbolBits / _interleave);
        for (int done = 0; done < count;)
        {
            // A run ends with its symbol or with its column of 64 bits.
            int run = int.Min(int.Min(_symbolBits - symbolBit, 64 - (done & 63)), count - done);
            int matrix = ((done & 63) * 4) + (done >> 6);
            int plane = lanes[position] + (((symbol * _symbolBits) + symbolBit) * PlaneWords);
            if (toPlanes)
            {
                for (int i = 0; i < run; i++)
                    planes[plane + (i * PlaneWords)] = matrices[matrix + (i * 4)];
            }
            else
            {
                for (int i = 0; i < run; i++)
                    matrices[matrix + (i * 4)] = planes[plane + (i * PlaneWords)];
            }

            done += run;
            symbolBit += run;
            if (symbolBit == _symbolBits)
            {
                symbolBit = 0;
                position++;
                if (position == _interleave)
                {
                    position = 0;
                    symbol++;
                }
            }
        }
    }
}
