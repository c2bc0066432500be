using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec.BitSliced;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

[Trait("Isa", "true")]
public class BitSlicedTests
{
    [Theory]
    [InlineData(1, 1, 4)]
    [InlineData(4, 7, 4)]
    [InlineData(5, 3, 12)]
    [InlineData(6, 8, 4)]
    [InlineData(12, 31, 8)]
    [InlineData(19, 40, 4)]
    [InlineData(20, 151, 40)]
    public void Fold_EqualsRowByRowAndTopByTop(int tops, int rows, int stride)
    {
        Fold(tops, rows, stride, PlaneVector.Words);
        Fold(tops, rows, stride, PlaneVector512.Words);
    }

    private static void Fold(int tops, int rows, int stride, int width)
    {
        stride = int.Max(stride, width);
        bool Entry(int row, int top) => (Philox.Block(1, (uint)row, (uint)top, 0, 0).Low & 1) != 0;
        Memory<ulong> work = AlignedWords.Allocate(FoldMatrix.WorkWords);
        RandomWords(2, work.Length).CopyTo(work);
        ulong[] planes = RandomWords(3, (tops + rows) * stride), expected = [.. planes];
        for (int row = 0; row < rows; row++)
        {
            for (int top = 0; top < tops; top++)
            {
                for (int word = 0; word < width && Entry(row, top); word++)
                    expected[((tops + row) * stride) + word] ^= planes[(top * stride) + word];
            }
        }

        var matrix = new FoldMatrix(tops, rows, Entry, width);
        matrix.Fold(planes, 0, tops * stride, stride, work.Span);
        Assert.Equal(expected, planes);
        Assert.Equal((tops, rows), (matrix.Tops, matrix.Rows));
    }

    [Theory]
    [InlineData(10, 4, 64)]
    [InlineData(10, 4, 5)]
    [InlineData(10, 1, 200)]
    [InlineData(3, 2, 100)]
    [InlineData(7, 3, 256)]
    [InlineData(12, 5, 129)]
    [InlineData(8, 8, 33)]
    [InlineData(8, 40, 2)]
    [InlineData(1, 1, 200)]
    [InlineData(1, 1, 3)]
    [InlineData(1, 4, 64)]
    [InlineData(1, 3, 70)]
    public void LoadAndStore_EqualBitByBit(int symbolBits, int interleave, int groups)
    {
        // Streams of 75 symbols a codeword, of which 70 are read, from the third group on, to symbols 2 … of the planes.
        const int StreamSymbols = 75, Symbols = 70, FirstGroup = 3, FirstSymbol = 2;
        int groupBits = StreamSymbols * interleave * symbolBits;
        ulong[] stream = RandomWords(4, BitString.WordCount((long)(FirstGroup + groups) * groupBits));
        var planes = new BitPlanes(symbolBits, interleave, FirstSymbol + Symbols);
        planes.Load(stream, FirstGroup, groups, groupBits, FirstSymbol, Symbols);

        int slabs = (groups + BitPlanes.SlabGroups - 1) / BitPlanes.SlabGroups;
        for (int slab = 0; slab < slabs; slab++)
        {
            var rows = new ulong[BitPlanes.SlabGroups * planes.RowWords(Symbols)];
            planes.Store(rows, slab, FirstSymbol, Symbols);
            for (int row = 0; row < BitPlanes.SlabGroups; row++)
            {
                int group = (slab * BitPlanes.SlabGroups) + row;
                for (int bit = 0; bit < Symbols * interleave * symbolBits; bit++)
                {
                    int position = bit / symbolBits % interleave, lane = (slab * interleave) + position;
                    int plane = ((FirstSymbol + (bit / symbolBits / interleave)) * symbolBits) + (bit % symbolBits);
                    ulong word = planes.Block(lane / BitPlanes.PlaneWords)[(plane * BitPlanes.PlaneWords) + (lane % BitPlanes.PlaneWords)];
                    ulong expected = group < groups ? BitString.ReadBits(stream, ((long)(FirstGroup + group) * groupBits) + bit, 1) : 0;
                    ulong stored = BitString.ReadBits(rows, (row * 64L * planes.RowWords(Symbols)) + bit, 1);
                    if (((word >> row) & 1) != expected || stored != expected)
                        Assert.Fail($"Group {group} bit {bit}");
                }
            }
        }

        for (int block = 0; block < planes.Blocks; block++)
            Assert.False(planes.Block(block)[..(FirstSymbol * symbolBits * BitPlanes.PlaneWords)].ContainsAnyExcept(0UL));
    }

    private static ulong[] RandomWords(uint stream, int count)
    {
        var words = new ulong[count];
        Philox.Fill(words, 0x5EED, 0, stream, 0, 0);
        return words;
    }
}
