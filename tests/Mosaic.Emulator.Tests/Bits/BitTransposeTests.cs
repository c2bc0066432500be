using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bits;

[Trait("Isa", "true")]
public class BitTransposeTests
{
    [Fact]
    public void Transpose_EqualsBitByBit()
    {
        ulong[] rows = RandomWords(64), expected = TransposeBitByBit(rows);
        BitTranspose.Transpose(rows);
        Assert.Equal(expected, rows);
    }

    [Fact]
    public void TransposeFour_EqualsFourTransposes()
    {
        ulong[] rows = RandomWords(256), actual = [.. rows];
        BitTranspose.TransposeFour(actual);
        for (int matrix = 0; matrix < 4; matrix++)
        {
            var one = new ulong[64];
            for (int row = 0; row < 64; row++)
                one[row] = rows[(4 * row) + matrix];
            BitTranspose.Transpose(one);
            for (int row = 0; row < 64; row++)
                Assert.Equal(one[row], actual[(4 * row) + matrix]);
        }
    }

    [Fact]
    public void OtherSizesAreRefused()
    {
        Assert.Throws<ArgumentException>("rows", () => BitTranspose.Transpose(new ulong[63]));
        Assert.Throws<ArgumentException>("rows", () => BitTranspose.TransposeFour(new ulong[257]));
    }

    private static ulong[] TransposeBitByBit(ulong[] rows)
    {
        var columns = new ulong[64];
        for (int row = 0; row < 64; row++)
        {
            for (int column = 0; column < 64; column++)
                columns[column] |= ((rows[row] >> column) & 1) << row;
        }

        return columns;
    }

    private static ulong[] RandomWords(int count)
    {
        var words = new ulong[count];
        Philox.Fill(words, 0x5EED, 0, 7, 0, 0);
        return words;
    }
}
