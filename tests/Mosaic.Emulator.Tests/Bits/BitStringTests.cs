using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bits;

[Trait("Isa", "true")]
public class BitStringTests
{
    private static readonly ulong[] Source = RandomWords(1, 24);

    [Fact]
    public void Copy_EqualsBitByBit_AtEveryPairOfOffsets()
    {
        for (int from = 0; from < 64; from++)
        {
            for (int to = 0; to < 64; to++)
                CheckCopy(from, to, 300 + from - to);
        }
    }

    [Fact]
    public void Copy_EqualsBitByBit_AtEveryLength()
    {
        for (int count = 0; count <= 300; count++)
        {
            ulong random = Philox.Block(2, (uint)count, 0, 0, 0).Low;
            for (int i = 0; i < 4; i++, random >>= 16)
                CheckCopy((int)(random & 255), (int)((random >> 8) & 255), count);
            CheckCopy(count, 64, count);
            CheckCopy(7, 7 + (8 * (count % 9)), count);
        }
    }

    [Fact]
    public void Copy_LongRows()
    {
        ulong[] source = RandomWords(3, 1300);
        foreach (int shift in new[] { 0, 1, 8, 31, 63 })
        {
            var actual = new ulong[1300];
            BitString.Copy(source, shift, actual, 5, 82_000);
            for (int bit = 0; bit < 82_000; bit++)
                Assert.Equal(Bit(source, bit + shift), Bit(actual, bit + 5));
        }
    }

    [Fact]
    public void Copy_WithinOneArray_BetweenWordsApart()
    {
        ulong[] words = RandomWords(4, 8), expected = [.. words];
        CopyBitByBit(words, 10, expected, 300, 150);
        BitString.Copy(words, 10, words, 300, 150);
        Assert.Equal(expected, words);
        Assert.Throws<ArgumentException>("destination", () => BitString.Copy(words, 10, words, 159, 150));
    }

    [Theory]
    [InlineData(-1, 0, 1, "sourceBit")]
    [InlineData(0, -1, 1, "destinationBit")]
    [InlineData(0, 0, -1, "count")]
    [InlineData(65, 0, 64, "sourceBit")]
    [InlineData(0, 129, 0, "destinationBit")]
    [InlineData(0, long.MaxValue, 1, "destinationBit")]
    [InlineData(1, 1, long.MaxValue, "sourceBit")]
    public void Copy_RefusesRangesOutsideTheSpans(long from, long to, long count, string name)
    {
        Assert.Throws<ArgumentOutOfRangeException>(name, () => BitString.Copy(new ulong[2], from, new ulong[2], to, count));
    }

    [Fact]
    public void ReadAndWrite_EqualBitByBit()
    {
        for (int bit = 0; bit < 200; bit++)
        {
            for (int count = 0; count <= 64; count++)
            {
                var three = Source[..3];
                ulong expected = 0;
                for (int i = 0; i < count; i++)
                    expected |= (bit + i < 192 && Bit(three, bit + i) ? 1UL : 0) << i;
                Assert.Equal(expected, BitString.ReadBits(three, bit, count));
                if (count == 64)
                    Assert.Equal(expected, BitString.Read64(three, bit));

                if (bit + count > 192)
                    continue;
                ulong[] written = [.. three], reference = [.. three], value = [Source[5]];
                BitString.WriteBits(written, bit, count, value[0]);
                CopyBitByBit(value, 0, reference, bit, count);
                Assert.Equal(reference, written);
            }
        }

        Assert.Equal(0UL, BitString.Read64(Source, long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>("bit", () => BitString.Read64(Source, -1));
        Assert.Throws<ArgumentOutOfRangeException>("count", () => BitString.ReadBits(Source, 0, 65));
        Assert.Throws<ArgumentOutOfRangeException>("bit", () => BitString.WriteBits(new ulong[1], 1, 64, 0));
    }

    [Fact]
    public void HammingDistance_CountsTheRangeOnly()
    {
        ulong[] other = RandomWords(6, 24);
        for (int count = 0, expected = 0; count <= 1000; count++)
        {
            Assert.Equal(expected, BitString.HammingDistance(Source, other, count));
            expected += Bit(Source, count) != Bit(other, count) ? 1 : 0;
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(64, 1)]
    [InlineData(65, 2)]
    [InlineData((long)int.MaxValue << 6, int.MaxValue)]
    public void WordCount_RoundsUp(long bits, int words) => Assert.Equal(words, BitString.WordCount(bits));

    private static void CheckCopy(int from, int to, int count)
    {
        ulong[] expected = RandomWords(5, 12), actual = [.. expected];
        CopyBitByBit(Source, from, expected, to, count);
        BitString.Copy(Source, from, actual, to, count);
        Assert.True(expected.AsSpan().SequenceEqual(actual), $"from {from} to {to} count {count}");
    }

    private static void CopyBitByBit(ulong[] source, int from, ulong[] destination, int to, int count)
    {
        for (int i = 0; i < count; i++)
        {
            ulong mask = 1UL << ((to + i) & 63);
            ref ulong word = ref destination[(to + i) >> 6];
            word = Bit(source, from + i) ? word | mask : word & ~mask;
        }
    }

    private static bool Bit(ulong[] words, int bit) => ((words[bit >> 6] >> (bit & 63)) & 1) != 0;

    private static ulong[] RandomWords(uint stream, int count)
    {
        var words = new ulong[count];
        Philox.Fill(words, 0x5EED, 0, stream, 0, 0);
        return words;
    }
}
