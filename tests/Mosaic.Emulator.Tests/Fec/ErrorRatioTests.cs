using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.ReedSolomon;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>
/// How often words fail. Over a binary symmetric channel a bounded-distance decoder fails when more than t symbols are
/// wrong, each with probability 1 − (1 − p)^m; of random words it takes the share that the balls around codewords fill.
/// </summary>
public class ErrorRatioTests
{
    // https://github.com/aff3ct/error_rate_references, RS(127,111) over a BSC.
    [Theory]
    [InlineData(0.01, 0.475)]
    [InlineData(0.005, 0.0320)]
    [InlineData(0.0025, 4.11e-4)]
    public void PublishedRatiosAreTheBinomialTail(double p, double published) =>
        Assert.InRange(published / Tail(CodeCatalog.Create("rs-127-111-0x89-1", 1), p, 8), 0.93, 1.07);

    [Theory]
    [InlineData("kp4", 2.5e-3, 2_000)]
    [InlineData("kp4", 1.5e-3, 6_000)]
    [InlineData("kr4", 1.1e-3, 2_000)]
    [InlineData("rs-255-239", 3.5e-3, 4_000)]
    [InlineData("rs-255-223", 8e-3, 4_000)]
    [InlineData("rs-127-111-0x89-1", 0.01, 4_000)]
    [InlineData("rs-127-111-0x89-1", 0.005, 10_000)]
    [InlineData("rs-127-111-0x89-1", 0.0025, 20_000)]
    [InlineData("bch-127-120", 0.01, 20_000)]
    [InlineData("bch-127-120", 0.001, 200_000)]
    [InlineData("bch-1023-923", 0.008, 10_000)]
    [InlineData("bch-1023-923", 0.006, 20_000)]
    [InlineData("hamming-128-120", 0.01, 20_000)]
    [InlineData("hamming-128-120", 0.001, 200_000)]
    [InlineData("hamming-72-64", 0.003, 100_000)]
    public void OverABinarySymmetricChannel(string name, double p, int words)
    {
        IBlockCode code = CodeCatalog.Create(name, 1);
        var message = new ulong[BitString.WordCount((long)words * code.GroupMessageBits)];
        Philox.Fill(message, 41, 0, 0, 0, 0);
        var stream = new ulong[BitString.WordCount((long)words * code.GroupCodeBits)];
        code.Encode(message, stream, words);
        Flip(stream, (long)words * code.GroupCodeBits, p);
        var decoded = new ulong[message.Length];
        var verdicts = new short[words];
        code.Decode(stream, decoded, verdicts, words);

        long failed = 0, failedWithOneLess = 0;
        for (int word = 0; word < words; word++)
        {
            bool right = verdicts[word] >= 0 && Equal(message, decoded, (long)word * code.GroupMessageBits, code.GroupMessageBits);
            failed += right ? 0 : 1;
            failedWithOneLess += right && verdicts[word] < code.CorrectableSymbols ? 0 : 1;
        }

        double tail = Tail(code, p, code.CorrectableSymbols);
        Assert.True(BinomialTest.Fits(failed, words, tail), $"{failed} of {words} failed, {words * tail} expected.");
        // What a decoder to t − 1 would have given is told apart.
        Assert.False(BinomialTest.Fits(failedWithOneLess, words, tail), $"{failedWithOneLess} of {words}, {words * tail} expected.");
    }

    /// <summary>
    /// The share of random words that decode is Σ_{i≤t} C(n,i)·(q−1)^i / q^(n−k). The syndromes of a random word are
    /// random themselves, so the words need not be made.
    /// </summary>
    [Theory]
    [InlineData("kr4", 1.83e-6, 1.0 / 5040)] // 1/t! counts corrections of symbols that were never sent
    [InlineData("rs-255-239", 2.1e-5, 2.7e-9)] // one error less corrected
    public void OfRandomWords(string name, double share, double wrongShare)
    {
        const int Words = 1_000_000;
        ReedSolomonParameters parameters = ReedSolomonVectors.Parameters(name);
        Assert.InRange(SphereShare(parameters) / share, 0.98, 1.02);
        var decoder = new SyndromeDecoder(parameters, new LocatorRoots(parameters));
        var random = new Random(42);
        long decodable = 0;
        for (int word = 0; word < Words; word++)
        {
            foreach (ref ushort syndrome in decoder.Syndromes)
                syndrome = (ushort)random.Next(parameters.Field.Order + 1);
            decodable += decoder.Solve() >= 0 ? 1 : 0;
        }

        Assert.True(BinomialTest.Fits(decodable, Words, SphereShare(parameters)), $"{decodable} of {Words}");
        Assert.False(BinomialTest.Fits((long)(Words * wrongShare), Words, SphereShare(parameters)));
    }

    /// <summary>The same count, not sampled: all words of a shortened code.</summary>
    [Fact]
    public void OfAllWords()
    {
        var parameters = new ReedSolomonParameters("small", 4, 0x13, 5, 1, 0);
        const int Words = 1 << 20;
        var received = new ulong[BitString.WordCount(20L * Words)];
        for (int word = 0; word < Words; word++)
            BitString.WriteBits(received, 20L * word, 20, (ulong)word);
        var verdicts = new short[Words];
        new ReedSolomonCode(parameters, 1).Decode(received, new ulong[BitString.WordCount(4L * Words)], verdicts, Words);
        Assert.Equal(16, verdicts.Count(static verdict => verdict == 0));
        Assert.Equal(16 * 5 * 15, verdicts.Count(static verdict => verdict == 1));
        Assert.Equal(16 * 10 * 15 * 15, verdicts.Count(static verdict => verdict == 2));
        Assert.Equal(SphereShare(parameters), verdicts.Count(static verdict => verdict >= 0) / (double)Words, 12);
    }

    private static double Tail(IBlockCode code, double p, int correctable) =>
        BinomialTest.Upper(code.CodewordSymbols, 1 - Math.Pow(1 - p, code.SymbolBits), correctable + 1);

    private static double SphereShare(ReedSolomonParameters parameters)
    {
        double words = 1, sum = 1;
        for (int i = 1; i <= parameters.CorrectableSymbols; i++)
        {
            words *= (double)parameters.Field.Order * (parameters.CodewordSymbols - i + 1) / i;
            sum += words;
        }

        return sum / Math.Pow(2, parameters.Field.Bits * parameters.ParitySymbols);
    }

    /// <summary>Flips every bit with probability p, by the gaps between flips.</summary>
    private static void Flip(ulong[] stream, long bits, double p)
    {
        var random = new Random(43);
        double scale = 1 / Math.Log(1 - p);
        for (long bit = Gap(); bit < bits; bit += 1 + Gap())
            stream[bit >> 6] ^= 1UL << (int)(bit & 63);

        long Gap() => (long)(Math.Log(1 - random.NextDouble()) * scale);
    }

    private static bool Equal(ulong[] left, ulong[] right, long bit, int count)
    {
        for (int done = 0; done < count; done += 64)
        {
            int part = int.Min(64, count - done);
            if (BitString.ReadBits(left, bit + done, part) != BitString.ReadBits(right, bit + done, part))
                return false;
        }

        return true;
    }
}
