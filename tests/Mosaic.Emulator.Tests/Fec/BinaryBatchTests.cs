using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.Binary;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>Batches of BCH and Hamming words equal their definitions word by word, for any length, interleave and number of groups.</summary>
public class BinaryBatchTests
{
    [Theory]
    [InlineData("bch-127-120", 1)]
    [InlineData("bch-127-120", 4)]
    [InlineData("bch-255-231", 3)]
    [InlineData("hamming-128-120", 1)]
    [InlineData("hamming-72-64", 2)]
    [InlineData("hamming-72-64", 5)]
    public void EveryNumberOfGroups(string name, int interleave)
    {
        var words = Words(name, interleave, 130, seed: 71);
        for (int groups = 0; groups <= 130; groups++)
            words.Check(groups);
    }

    [Theory]
    [InlineData("bch-7-4", 9)]
    [InlineData("bch-15-5", 6)]
    [InlineData("bch-31-6", 8)]
    [InlineData("bch-50-26", 1)]
    [InlineData("bch-127-29", 2)]
    [InlineData("bch-500-410", 4)]
    [InlineData("bch-1023-923", 4)]
    [InlineData("bch-2040-1930", 3)]
    [InlineData("bch-3860-3824", 1)]
    [InlineData("bch-5000-4870", 1)]
    [InlineData("bch-3240-3072-0x402b", 1)]
    [InlineData("hamming-4-1", 7)]
    [InlineData("hamming-8-4", 17)]
    [InlineData("hamming-410-400", 4)]
    [InlineData("hamming-4098-4084", 1)]
    public void EveryCode(string name, int interleave)
    {
        var words = Words(name, interleave, 70, seed: 72);
        words.Check(70);
        words.Check(1);
    }

    [Fact]
    public void SeveralBatchesInACall()
    {
        var words = Words("bch-63-51", 1, 600, seed: 73);
        words.Check(600);
        words.Check(511);
    }

    [Trait("Isa", "true")]
    [Theory]
    [InlineData("bch-127-120", 4, 66)]
    [InlineData("bch-1023-923", 1, 66)]
    [InlineData("bch-63-45", 3, 129)]
    [InlineData("hamming-128-120", 1, 66)]
    public void OtherInstructionSets(string name, int interleave, int groups) => Words(name, interleave, groups, seed: 74).Check(groups);

    [Fact]
    public void ManyThreadsCallOneInstance()
    {
        var words = Words("bch-1023-923", 4, 64, seed: 75);
        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => words.Check(64));
    }

    [Theory]
    [InlineData("bch-1023-923")]
    [InlineData("hamming-128-120")]
    public void NothingIsAllocatedAfterTheFirstCall(string name) => Words(name, 4, 65, seed: 76).CheckThatNothingIsAllocated();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void Appending_EqualsWritingBitByBit(int length)
    {
        var source = new ulong[10];
        Philox.Fill(source, 77, 0, 0, 0, 0);
        for (int start = 0; start < 130; start += 13)
        {
            for (int second = 0; second < 70; second += 3)
            {
                ulong[] expected = new ulong[8], actual = new ulong[8];
                var appender = new BitAppender(actual, 1);
                appender.Append(source, start, length);
                appender.Append(source, 5, second);
                appender.Flush();
                for (int i = 0; i < length + second; i++)
                    BitString.WriteBits(expected, 64 + i, 1, BitString.ReadBits(source, i < length ? start + i : 5 + i - length, 1));
                Assert.Equal(expected, actual);
            }
        }
    }

    /// <summary>Words of a code, and its definition.</summary>
    private static CodedWords Words(string name, int interleave, int groups, ulong seed)
    {
        IBlockCode code = CodeCatalog.Create(name, interleave);
        (Func<ushort[], ushort[]> encode, Func<ushort[], short> decode) = Definition(code);
        return new CodedWords(code, encode, decode, groups, seed);
    }

    private static (Func<ushort[], ushort[]> Encode, Func<ushort[], short> Decode) Definition(IBlockCode code)
    {
        int k = code.MessageSymbols, n = code.CodewordSymbols;
        if (code is HammingCode)
        {
            var columns = new SecdedColumns(k);
            int Syndrome(ushort[] bits) => Enumerable.Range(0, bits.Length).Aggregate(0, (sum, bit) => sum ^ (bits[bit] * columns.Columns[bit]));
            return (
                message =>
                {
                    int checks = Syndrome(message);
                    return [.. message, .. Enumerable.Range(0, n - k).Select(check => (ushort)((checks >> check) & 1))];
                },
                word =>
                {
                    int syndrome = Syndrome(word), bit = columns.BitOf(syndrome);
                    if (bit >= 0)
                        word[bit] ^= 1;
                    return (short)(syndrome == 0 ? 0 : bit < 0 ? DecodeVerdict.Uncorrectable : 1);
                }
            );
        }

        int[] numbers = [.. code.Name.Split('-').Skip(3).Select(static hex => Convert.ToInt32(hex, 16))];
        var reference = new BchReference(new BchParameters(n, k, numbers.FirstOrDefault()));
        return (
            message =>
            {
                var word = new ushort[n];
                message.CopyTo(word, 0);
                reference.Encode(message, word.AsSpan(k));
                return word;
            },
            word => reference.Decode(word));
    }
}
