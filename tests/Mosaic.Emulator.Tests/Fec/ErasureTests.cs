using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.ReedSolomon;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>Errors and erasures: corrected whenever 2e + f ≤ n − k, and never otherwise.</summary>
public class ErasureTests
{
    /// <summary>Every set of erased symbols and every received word of small codes, against a search through all codewords.</summary>
    [Theory]
    [InlineData(5, 1, 0)]
    [InlineData(5, 2, 3)] // an odd number of parity symbols
    [InlineData(4, 1, -2)]
    [InlineData(4, 2, 1)]
    [InlineData(3, 2, 1)] // erasures only
    public void EveryWordAndEveryErasure(int n, int k, int firstRoot)
    {
        var parameters = new ReedSolomonParameters("small", 3, 0xB, n, k, firstRoot);
        var reference = new ReedSolomonReference(parameters);
        var code = new ReedSolomonCode(parameters, 1);
        int words = 1 << (3 * n);
        int[] codewords = Codewords(reference, n, k);
        var received = new ulong[BitString.WordCount(3L * n * words)];
        for (int i = 0; i < words; i++)
            BitString.WriteBits(received, 3L * n * i, 3 * n, (ulong)i);
        var erasures = new ulong[BitString.WordCount((long)n * words)];
        var message = new ulong[BitString.WordCount(3L * k * words)];
        var verdicts = new short[words];
        var symbols = new ushort[n];
        for (int erased = 0; erased < 1 << n; erased++)
        {
            for (int i = 0; i < words; i++)
                BitString.WriteBits(erasures, (long)n * i, n, (ulong)erased);
            code.Decode(received, erasures, message, verdicts, words);

            int[] list = [.. Enumerable.Range(0, n).Where(i => ((erased >> i) & 1) != 0)];
            for (int i = 0; i < words; i++)
            {
                (short verdict, int decoded) = Search(codewords, i, erased, n, k);
                bool batch = verdicts[i] == verdict && BitString.ReadBits(message, 3L * k * i, 3 * k) == (ulong)(decoded & ((1 << (3 * k)) - 1));
                OctalWord.Unpack(i, symbols);
                bool single = i % 7 != 0 || (reference.Decode(symbols, list) == verdict && OctalWord.Pack(symbols) == decoded);
                if (!batch || !single)
                    Assert.Fail($"Word {i:X} with erasures {erased:X}: {verdicts[i]} instead of {verdict}.");
            }
        }
    }

    /// <summary>Up to the bound each word is the one sent, whatever the erased symbols hold; the batch equals the reference beyond it too.</summary>
    [Theory]
    [InlineData("kp4", 4, 300)]
    [InlineData("kr4", 3, 300)]
    [InlineData("rs-255-223", 1, 300)]
    public void LargeCodes(string name, int interleave, int words)
    {
        ReedSolomonParameters parameters = ReedSolomonVectors.Parameters(name);
        int n = parameters.CodewordSymbols, k = parameters.MessageSymbols, bits = parameters.Field.Bits;
        var random = new RandomSymbols(51);
        var reference = new ReedSolomonReference(parameters);
        List<ushort[]> received = [], decoded = [], marks = [];
        var verdicts = new short[words];
        for (int i = 0; i < words; i++)
        {
            ushort[] sent = Sent(reference, random, n, k, bits), word = [.. sent];
            (int[] erased, int errors) = Impair(word, random, parameters, i % 4 == 0 ? 2 : 0, bits);
            marks.Add([.. Enumerable.Range(0, n).Select(s => erased.Contains(s) ? (ushort)1 : (ushort)0)]);
            received.Add([.. word]);
            verdicts[i] = reference.Decode(word, erased);
            decoded.Add(word[..k]);
            if ((2 * errors) + erased.Length <= n - k)
            {
                Assert.Equal(sent, word);
                Assert.Equal(word.Zip(received[i]).Count(static pair => pair.First != pair.Second), verdicts[i]);
            }
        }

        var code = new ReedSolomonCode(parameters, interleave);
        ulong[] expected = SymbolStream.Pack(decoded, interleave, bits), actual = new ulong[expected.Length];
        var actualVerdicts = new short[words];
        code.Decode(SymbolStream.Pack(received, interleave, bits), SymbolStream.Pack(marks, interleave, 1), actual, actualVerdicts, words / interleave);
        Assert.Equal(verdicts, actualVerdicts);
        Assert.Equal(expected, actual);
        Assert.Contains(DecodeVerdict.Uncorrectable, verdicts);
    }

    [Fact]
    public void NoErasuresIsPlainDecoding_AndTooManyAreUncorrectable()
    {
        var code = new ReedSolomonCode(ReedSolomonParameters.Kr4, 2);
        var stream = new ulong[BitString.WordCount(code.GroupCodeBits)];
        var message = new ulong[BitString.WordCount(code.GroupMessageBits)];
        var verdicts = new short[2];
        var erasures = new ulong[BitString.WordCount(2 * 528)];
        BitString.WriteBits(stream, 13, 3, 7);
        code.Decode(stream, erasures, message, verdicts, 1);
        Assert.Equal([0, 1], verdicts);

        // Fifteen symbols of the first word, which is a codeword: one more than its parity.
        for (int i = 0; i < 15; i++)
            BitString.WriteBits(erasures, 2 * i, 1, 1);
        code.Decode(stream, erasures, message, verdicts, 1);
        Assert.Equal([-1, 1], verdicts);
        BitString.WriteBits(erasures, 0, 1, 0);
        code.Decode(stream, erasures, message, verdicts, 1);
        Assert.Equal([0, 1], verdicts);
    }

    [Fact]
    public void ArgumentsAreChecked()
    {
        var code = new ReedSolomonCode(ReedSolomonParameters.Kr4, 2);
        var exception = Assert.Throws<ArgumentException>("erasures", () => code.Decode(new ulong[330], new ulong[32], new ulong[322], new short[4], 2));
        Assert.Contains("33 words", exception.Message, StringComparison.Ordinal);
        var reference = new ReedSolomonReference(ReedSolomonParameters.Kr4);
        Assert.Throws<ArgumentException>("erasures", () => reference.Decode(new ushort[528], [528]));
        Assert.Throws<ArgumentException>("erasures", () => reference.Decode(new ushort[528], [-1]));
        Assert.Throws<ArgumentException>("erasures", () => reference.Decode(new ushort[528], [3, 3]));
    }

    /// <summary>A random codeword.</summary>
    internal static ushort[] Sent(ReedSolomonReference reference, RandomSymbols random, int n, int k, int bits)
    {
        var sent = new ushort[n];
        random.Word(k, bits).CopyTo(sent, 0);
        reference.Encode(sent.AsSpan(0, k), sent.AsSpan(k));
        return sent;
    }

    /// <summary>
    /// Erases 0 to n − k symbols, whose values become random, and changes as many others as the bound allows, and at times a
    /// few more.
    /// </summary>
    internal static (int[] Erased, int Errors) Impair(ushort[] word, RandomSymbols random, ReedSolomonParameters parameters, int beyond, int bits)
    {
        int parity = parameters.ParitySymbols, erasures = random.Below(parity + 1), errors = ((parity - erasures) / 2) + beyond;
        var hit = new List<int>();
        while (hit.Count < erasures + errors)
        {
            int symbol = random.Below(word.Length);
            if (hit.Contains(symbol))
                continue;
            word[symbol] ^= (ushort)(hit.Count < erasures ? random.Below(1 << bits) : 1 + random.Below((1 << bits) - 1));
            hit.Add(symbol);
        }

        return ([.. hit.Take(erasures)], errors);
    }

    private static int[] Codewords(ReedSolomonReference reference, int n, int k)
    {
        var codewords = new int[1 << (3 * k)];
        var symbols = new ushort[n];
        for (int message = 0; message < codewords.Length; message++)
        {
            OctalWord.Unpack(message, symbols);
            reference.Encode(symbols.AsSpan(0, k), symbols.AsSpan(k));
            codewords[message] = OctalWord.Pack(symbols);
        }

        return codewords;
    }

    /// <summary>The one codeword within the bound.</summary>
    private static (short Verdict, int Decoded) Search(int[] codewords, int word, int erased, int n, int k)
    {
        (short Verdict, int Decoded) found = (DecodeVerdict.Uncorrectable, word);
        int radius = n - k - System.Numerics.BitOperations.PopCount((uint)erased);
        foreach (int codeword in codewords)
        {
            short changed = 0, errors = 0;
            for (int i = 0; i < n; i++)
            {
                bool differs = (((codeword ^ word) >> (3 * i)) & 7) != 0;
                changed += differs ? (short)1 : (short)0;
                errors += differs && ((erased >> i) & 1) == 0 ? (short)1 : (short)0;
            }

            if (2 * errors > radius)
                continue;
            Assert.Equal(DecodeVerdict.Uncorrectable, found.Verdict);
            found = (changed, codeword);
        }

        return found;
    }
}
