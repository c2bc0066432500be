using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.Binary;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

public class HammingTests
{
    /// <summary>Every codeword fulfils every check: the columns of its ones add up to zero.</summary>
    [Theory]
    [InlineData(8, 4)]
    [InlineData(72, 64)]
    [InlineData(128, 120)]
    [InlineData(410, 400)]
    [InlineData(5014, 5000)]
    public void Codewords_FulfilTheChecks(int n, int k)
    {
        const int Words = 50;
        var code = new HammingCode(n, k, 1);
        var message = new ulong[BitString.WordCount((long)Words * k)];
        Philox.Fill(message, 63, 0, 0, 0, 0);
        var stream = new ulong[BitString.WordCount((long)Words * n)];
        code.Encode(message, stream, Words);
        var columns = new SecdedColumns(k);
        for (int word = 0; word < Words; word++)
        {
            ushort[] bits = SymbolStream.Unpack(stream, word, n, 1, 1);
            Assert.Equal(0, Enumerable.Range(0, n).Aggregate(0, (sum, bit) => sum ^ (bits[bit] * columns.Columns[bit])));
            Assert.Equal(SymbolStream.Unpack(message, word, k, 1, 1), bits[..k]);
        }
    }

    /// <summary>Every single error is corrected, and every double error detected, its message left as received.</summary>
    [Theory]
    [InlineData(8, 4, 3)]
    [InlineData(13, 8, 1)]
    [InlineData(72, 64, 4)]
    [InlineData(128, 120, 2)]
    public void EverySingleAndDoubleError(int n, int k, int interleave)
    {
        var code = new HammingCode(n, k, interleave);
        (int, int)[] patterns = [.. from a in Enumerable.Range(0, n) from b in Enumerable.Range(a, n - a) select (a, b)];
        int groups = (patterns.Length + interleave - 1) / interleave;
        var message = new ulong[BitString.WordCount((long)groups * code.GroupMessageBits)];
        Philox.Fill(message, 64, 0, 0, 0, 0);
        BlockCodeArguments.ClearPast(message, (long)groups * code.GroupMessageBits);
        var received = new ulong[BitString.WordCount((long)groups * code.GroupCodeBits)];
        code.Encode(message, received, groups);
        ulong[] expected = [.. message];
        for (int i = 0; i < patterns.Length; i++)
        {
            (int a, int b) = patterns[i];
            foreach (int bit in a == b ? [a] : (int[])[a, b])
            {
                Flip(received, i, bit, n, interleave);
                if (a != b && bit < k)
                    Flip(expected, i, bit, k, interleave);
            }
        }

        var decoded = new ulong[message.Length];
        var verdicts = new short[groups * interleave];
        code.Decode(received, decoded, verdicts, groups);
        Assert.Equal(expected, decoded);
        for (int i = 0; i < verdicts.Length; i++)
            Assert.Equal(i >= patterns.Length ? 0 : patterns[i].Item1 == patterns[i].Item2 ? 1 : DecodeVerdict.Uncorrectable, verdicts[i]);
    }

    /// <summary>
    /// Every received word of small codes against a search through all codewords. In (8,4) each of the 56 patterns of three errors is a bit
    /// away from one of 14 codewords of weight 4; of the shortened (13,8) some are away from none.
    /// </summary>
    [Theory]
    [InlineData(8, 4, 56)]
    [InlineData(13, 8, null)]
    public void EveryWord(int n, int k, int? tripleMiscorrections)
    {
        var code = new HammingCode(n, k, 1);
        var columns = new SecdedColumns(k);
        int words = 1 << n;
        var received = new ulong[BitString.WordCount((long)n * words)];
        for (int word = 0; word < words; word++)
            BitString.WriteBits(received, (long)n * word, n, (ulong)word);
        var message = new ulong[BitString.WordCount((long)k * words)];
        var verdicts = new short[words];
        code.Decode(received, message, verdicts, words);
        int[] codewords = [.. Enumerable.Range(0, words).Where(word => Syndrome(columns, word) == 0)];
        Assert.Equal(1 << k, codewords.Length);
        for (int word = 0; word < words; word++)
        {
            int[] near = [.. codewords.Where(codeword => BitOperations.PopCount((uint)(codeword ^ word)) <= 1)];
            int decoded = near.Length == 0 ? word : Assert.Single(near);
            Assert.Equal(near.Length == 0 ? DecodeVerdict.Uncorrectable : BitOperations.PopCount((uint)(decoded ^ word)), verdicts[word]);
            Assert.Equal((ulong)(decoded & ((1 << k) - 1)), BitString.ReadBits(message, (long)k * word, k));
        }

        int triples = Enumerable.Range(0, words).Count(word => BitOperations.PopCount((uint)word) == 3 && verdicts[word] == 1);
        int weightFour = codewords.Count(static codeword => BitOperations.PopCount((uint)codeword) == 4);
        Assert.Equal(tripleMiscorrections ?? 4 * weightFour, triples);
    }

    private static int Syndrome(SecdedColumns columns, int word)
    {
        int syndrome = 0;
        for (int bit = 0; bit < columns.Length; bit++)
            syndrome ^= ((word >> bit) & 1) * columns.Columns[bit];
        return syndrome;
    }

    private static void Flip(ulong[] stream, int word, int bit, int symbols, int interleave)
    {
        long at = ((((long)(word / interleave) * symbols) + bit) * interleave) + (word % interleave);
        stream[at >> 6] ^= 1UL << (int)(at & 63);
    }
}
