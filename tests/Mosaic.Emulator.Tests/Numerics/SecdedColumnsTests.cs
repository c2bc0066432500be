using System.Numerics;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

public class SecdedColumnsTests
{
    [Theory]
    [InlineData(1, 3)] // repeated thrice and more
    [InlineData(4, 4)] // the (8,4) code
    [InlineData(5, 5)]
    [InlineData(64, 8)] // memories: (72,64)
    [InlineData(120, 8)] // (128,120), full
    [InlineData(121, 9)]
    [InlineData(400, 10)] // a 20 x 20 array and ten check lanes
    [InlineData(4083, 13)]
    [InlineData(32_000, 16)]
    public void ColumnsAreDifferentAndOfOddWeight(int dataBits, int checkBits)
    {
        var matrix = new SecdedColumns(dataBits);
        Assert.Equal(checkBits, matrix.CheckBits);
        Assert.Equal(dataBits + checkBits, matrix.Length);
        Assert.Equal(matrix.Length, matrix.Columns.ToArray().Distinct().Count());
        Assert.All(matrix.Columns.ToArray(), column => Assert.Equal(1, BitOperations.PopCount(column) & 1));
    }

    [Fact]
    public void SyndromesFindTheirBit()
    {
        var matrix = new SecdedColumns(400);
        int found = 0;
        for (int syndrome = 0; syndrome < 1 << matrix.CheckBits; syndrome++)
        {
            int bit = matrix.BitOf(syndrome);
            found += bit >= 0 ? 1 : 0;
            Assert.True(bit < 0 || matrix.Columns[bit] == syndrome);
        }

        Assert.Equal(410, found);
        Assert.Equal(1 << 9, matrix.Columns[^1]);
    }

    [Fact]
    public void EightFourIsHamming()
    {
        // Positions 3, 5, 6, 7 of Hamming's (7,4), and an overall parity bit.
        Assert.Equal([0b1011, 0b1101, 0b1110, 0b0111, 1, 2, 4, 8], new SecdedColumns(4).Columns.ToArray().Select(c => (int)c));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32_001)]
    public void OutOfRange(int dataBits) => Assert.Throws<ArgumentOutOfRangeException>(() => new SecdedColumns(dataBits));
}
