using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.Binary;
using Mosaic.Emulator.Fec.ReedSolomon;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

public class BchTests
{
    /// <summary>Every codeword has the roots α … α²ᵗ, whichever its generator.</summary>
    [Theory]
    [InlineData(127, 120, 0)]
    [InlineData(1023, 923, 0)]
    [InlineData(3240, 3072, 0x402B)]
    [InlineData(100, 58, 0)]
    public void Codewords_HaveTheRoots(int n, int k, int polynomial)
    {
        const int Words = 20;
        var parameters = new BchParameters(n, k, polynomial);
        var code = new BchCode(parameters, 1);
        var message = new ulong[BitString.WordCount((long)Words * k)];
        Philox.Fill(message, 61, 0, 0, 0, 0);
        var stream = new ulong[BitString.WordCount((long)Words * n)];
        code.Encode(message, stream, Words);
        for (int word = 0; word < Words; word++)
        {
            ushort[] bits = SymbolStream.Unpack(stream, word, n, 1, 1);
            for (int root = 1; root <= 2 * parameters.CorrectableBits; root++)
            {
                ushort value = 0, x = parameters.Field.Antilog(root);
                foreach (ushort bit in bits)
                    value = (ushort)(parameters.Field.Multiply(value, x) ^ bit);
                Assert.Equal(0, value);
            }

            Assert.Equal(SymbolStream.Unpack(message, word, k, 1, 1), bits[..k]);
        }
    }

    /// <summary>Every received word of small codes, against a search through all codewords: corrections, refusals and miscorrections.</summary>
    [Theory]
    [InlineData(7, 4)]
    [InlineData(15, 11)]
    [InlineData(15, 7)]
    [InlineData(15, 5)]
    [InlineData(15, 1)]
    [InlineData(13, 5)] // shortened
    [InlineData(12, 2)]
    [InlineData(11, 7)]
    public void EveryWord(int n, int k)
    {
        var parameters = new BchParameters(n, k);
        var reference = new BchReference(parameters);
        var code = new BchCode(parameters, 1);
        int[] codewords = [.. Enumerable.Range(0, 1 << k).Select(message => Codeword(reference, message, n, k))];
        int words = 1 << n;
        var received = new ulong[BitString.WordCount((long)n * words)];
        for (int word = 0; word < words; word++)
            BitString.WriteBits(received, (long)n * word, n, (ulong)word);
        var message = new ulong[BitString.WordCount((long)k * words)];
        var verdicts = new short[words];
        code.Decode(received, message, verdicts, words);
        var bits = new ushort[n];
        for (int word = 0; word < words; word++)
        {
            int near = Array.Find(codewords, codeword => BitOperations.PopCount((uint)(codeword ^ word)) <= parameters.CorrectableBits);
            bool found = near != 0 || BitOperations.PopCount((uint)word) <= parameters.CorrectableBits;
            (short verdict, int decoded) = found ? ((short)BitOperations.PopCount((uint)(near ^ word)), near) : (DecodeVerdict.Uncorrectable, word);
            Unpack(word, bits);
            short single = reference.Decode(bits);
            if (verdicts[word] != verdict || (int)BitString.ReadBits(message, (long)k * word, k) != (decoded & ((1 << k) - 1))
                || single != verdict || Pack(bits) != decoded)
            {
                Assert.Fail($"Word {word:X}: {verdicts[word]} and {single} instead of {verdict}.");
            }
        }
    }

    /// <summary>
    /// Of the patterns of three errors of BCH(15,7), those within two bits of one of the 18 codewords of weight 5 are
    /// miscorrected: three of its five bits, 18·10 = 180 of 455. The others are uncorrectable.
    /// </summary>
    [Fact]
    public void Miscorrections_OfThreeErrors()
    {
        var code = new BchCode(new BchParameters(15, 7), 1);
        int[] patterns = [.. Enumerable.Range(0, 1 << 15).Where(static word => BitOperations.PopCount((uint)word) == 3)];
        var received = new ulong[BitString.WordCount(15L * patterns.Length)];
        for (int i = 0; i < patterns.Length; i++)
            BitString.WriteBits(received, 15L * i, 15, (ulong)patterns[i]);
        var verdicts = new short[patterns.Length];
        code.Decode(received, new ulong[BitString.WordCount(7L * patterns.Length)], verdicts, patterns.Length);
        Assert.Equal((455, 180, 275), (patterns.Length, verdicts.Count(static v => v == 2), verdicts.Count(static v => v == DecodeVerdict.Uncorrectable)));
    }

    /// <summary>A BCH word is a word of the Reed–Solomon code with the same roots, whose decoder, held against libfec elsewhere, finds the same errors or some that are no bits.</summary>
    [Theory]
    [InlineData(127, 113)]
    [InlineData(120, 85)]
    [InlineData(1023, 923)]
    [InlineData(600, 540)]
    public void AgreesWithReedSolomon(int n, int k)
    {
        var parameters = new BchParameters(n, k);
        int t = parameters.CorrectableBits;
        var reference = new BchReference(parameters);
        var symbols = new ReedSolomonReference(new ReedSolomonParameters("same roots", parameters.Field.Bits, parameters.Field.Polynomial, n, n - (2 * t), 1));
        var random = new RandomSymbols(62);
        int refused = 0;
        for (int i = 0; i < 400; i++)
        {
            var word = new ushort[n];
            ushort[] sent = random.Word(k, 1);
            sent.CopyTo(word, 0);
            reference.Encode(sent, word.AsSpan(k));
            random.AddErrors(word, random.Below(t + 4), 1);
            ushort[] bits = [.. word], values = [.. word];
            short verdict = reference.Decode(bits), other = symbols.Decode(values);
            bool isBits = other >= 0 && !values.AsSpan().ContainsAnyExceptInRange((ushort)0, (ushort)1);
            Assert.Equal(isBits ? other : DecodeVerdict.Uncorrectable, verdict);
            Assert.Equal(isBits ? values : word, bits);
            refused += verdict < 0 ? 1 : 0;
        }

        Assert.InRange(refused, 20, 300);
    }

    private static int Codeword(BchReference reference, int message, int n, int k)
    {
        var bits = new ushort[n];
        Unpack(message, bits);
        bits.AsSpan(k).Clear();
        reference.Encode(bits.AsSpan(0, k), bits.AsSpan(k));
        return Pack(bits);
    }

    private static void Unpack(int word, ushort[] bits)
    {
        for (int i = 0; i < bits.Length; i++)
            bits[i] = (ushort)((word >> i) & 1);
    }

    private static int Pack(ushort[] bits)
    {
        int word = 0;
        for (int i = 0; i < bits.Length; i++)
            word |= bits[i] << i;
        return word;
    }
}
