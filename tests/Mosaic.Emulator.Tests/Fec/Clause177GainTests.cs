using System.Numerics;
using Mosaic.Emulator.Fec.Clause177;
using Mosaic.Emulator.Tests.Channel;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>
/// What the Clause 177 code gains over a Gaussian channel, bits sent as ±1 with noise of deviation σ: a codeword at distance d is
/// likelier than the one sent with probability Q(√d/σ). With the A_d codewords of weight d that bounds from above
/// the words that are decoded wrongly, by Σ A_d·Q(√d/σ), and their wrong bits, by Σ d·A_d·Q(√d/σ); and since the sixty codewords
/// that flip one pair each look at different samples, at least 1 − (1 − Q(√2/σ))⁶⁰ of the words are.
/// </summary>
public class Clause177GainTests(ITestOutputHelper output)
{
    // Of one test, both sides together.
    private const double FalseAlarm = 1e-6;

    private static readonly double[] Weights = MakeWeights();

    [Fact]
    public void WeightsAreThoseOfTheCode()
    {
        // 2^120 codewords; 60 pairs; a codeword of weight 4 is two pairs, or four positions with one bit each.
        Assert.Equal(Math.Pow(2, 120), Weights.Sum(), 1e-9 * Math.Pow(2, 120));
        Assert.Equal((1, 0, 60, 0), (Weights[0], Weights[1], Weights[2], Weights[3]));
        byte[] columns = [.. Clause177Words.Table, 0x80, 0x40, 0x20, 0x10, 8, 4, 2, 1];
        double four = 60 * 59 / 2;
        for (int a = 0; a < 68; a++)
        {
            for (int b = 0; b < a; b++)
            {
                for (int c = 0; c < b; c++)
                {
                    int d = Array.IndexOf(columns, (byte)(columns[a] ^ columns[b] ^ columns[c]));
                    four += d >= 0 && d < c ? Math.Pow(2, new[] { a, b, c, d }.Count(position => position < 60)) : 0;
                }
            }
        }

        Assert.Equal(four, Weights[4]);
    }

    /// <summary>At the σ for which the bound promises an error rate of 1e-3 behind the code: it is kept, and what is lost to the likeliest codeword is small.</summary>
    [Fact]
    public void GainIsWhatTheoryPromises()
    {
        int words = StudySize.Times(60_000);
        double sigma = Sigma(static s => BitBound(s) / 128, 1e-3), uncoded = Sigma(static s => Q(1 / s), 1e-3);
        double gain = 20 * Math.Log10(sigma / uncoded) + (10 * Math.Log10(120.0 / 128));
        bool[][] sent = Clause177Words.Random(words, 31);
        sbyte[] soft = Clause177Words.Receive(sent, sigma, 32);
        (long wrongWords, long wrongBits) = Decode(soft, sent);
        output.WriteLine($"theory: 1e-3 behind the code at {-10 * Math.Log10(2 * sigma * sigma * 120 / 128):0.00} dB, {gain:0.00} dB less than without; counted {wrongBits / (128.0 * words):e2}");
        Assert.InRange(gain, 1.3, 1.4);
        Assert.True(Fits(wrongWords, wrongBits, words, sigma), $"{wrongWords} words, {wrongBits} bits of {words} words");

        // Planted faults: signs without magnitudes, and noise that is stronger by half a decibel.
        var signs = Array.ConvertAll(soft, static value => (sbyte)(value < 0 ? -1 : 1));
        (long wordsBySigns, long bitsBySigns) = Decode(signs, sent);
        Assert.False(Fits(wordsBySigns, bitsBySigns, words, sigma));
        (long noisyWords, long noisyBits) = Decode(Clause177Words.Receive(sent, sigma * Math.Pow(10, 0.5 / 20), 32), sent);
        Assert.False(Fits(noisyWords, noisyBits, words, sigma));

        // Against the likeliest codeword, on part of the same samples: a tenth at most.
        const int Compared = 4000;
        long likeliest = 0;
        for (int word = 0; word < Compared; word++)
            likeliest += Differences(SyndromeTrellis.Decode(soft.AsSpan(128 * word, 128)), sent[word]);
        long ours = Decode(soft.AsSpan(0, 128 * Compared), sent).Bits;
        output.WriteLine($"of {128 * Compared} bits {ours} wrong, {likeliest} by the likeliest codeword");
        Assert.InRange(ours, likeliest, 1.1 * likeliest);
    }

    /// <summary>From open to nearly closed eyes, words are lost as often as the bounds on both sides allow.</summary>
    [Theory]
    [InlineData(0.33, 100_000)]
    [InlineData(0.34, 60_000)]
    [InlineData(0.36, 30_000)]
    public void WordsAreLostBetweenTheBounds(double sigma, int words)
    {
        words = StudySize.Times(words);
        bool[][] sent = Clause177Words.Random(words, 33);
        (long wrongWords, long wrongBits) = Decode(Clause177Words.Receive(sent, sigma, 34), sent);
        output.WriteLine($"{wrongWords} of {words} words, bounds {words * LowerBound(sigma):0} … {words * WordBound(sigma):0}");
        Assert.True(wrongWords > 20 && Fits(wrongWords, wrongBits, words, sigma), $"{wrongWords} words, {wrongBits} bits of {words} words");
    }

    /// <summary>Words by exact binomial tails, bits by Bernstein's inequality: a word's square has the mean Σ d²·A_d·Q at most.</summary>
    private static bool Fits(long wrongWords, long wrongBits, int words, double sigma)
    {
        double third = FalseAlarm / 3, l = -Math.Log(third), square = 0;
        for (int d = 1; d <= 128; d++)
            square += (double)d * d * Weights[d] * Q(Math.Sqrt(d) / sigma);
        double limit = (words * BitBound(sigma)) + (l * 128 / 3) + Math.Sqrt(Math.Pow(l * 128 / 3, 2) + (2 * l * words * square));
        double upper = WordBound(sigma), lower = LowerBound(sigma);
        return (upper >= 1 || wrongWords <= words * upper || BinomialTest.Upper(words, upper, wrongWords) > third)
            && (wrongWords >= words * lower || BinomialTest.Upper(words, 1 - lower, words - wrongWords) > third)
            && wrongBits <= limit;
    }

    private static double WordBound(double sigma) => Enumerable.Range(1, 128).Sum(d => Weights[d] * Q(Math.Sqrt(d) / sigma));

    private static double BitBound(double sigma) => Enumerable.Range(1, 128).Sum(d => d * Weights[d] * Q(Math.Sqrt(d) / sigma));

    private static double LowerBound(double sigma) => 1 - Math.Pow(1 - Q(Math.Sqrt(2) / sigma), 60);

    private static double Q(double x) => Emulator.Numerics.Gaussian.Q(x);

    /// <summary>The noise at which a rate is reached.</summary>
    private static double Sigma(Func<double, double> rate, double target)
    {
        double low = 0.1, high = 1;
        for (int i = 0; i < 60; i++)
            (low, high) = rate((low + high) / 2) < target ? ((low + high) / 2, high) : (low, (low + high) / 2);
        return low;
    }

    private static (long Words, long Bits) Decode(ReadOnlySpan<sbyte> soft, bool[][] sent)
    {
        int words = soft.Length / 128;
        var message = new ulong[(words * 120 + 63) / 64];
        var verdicts = new short[words];
        new Clause177Code(1).Decode(soft, message, verdicts, words);
        (long wrongWords, long wrongBits) = (0, 0);
        for (int word = 0; word < words; word++)
        {
            bool[] bits = Clause177Words.Bits(message, 120L * word, 120);
            int wrong = Differences(bits, sent[word].AsSpan(0, 120));
            // The codeword found may differ in its parity too; where the message is right it cannot.
            wrong += wrong > 0 ? Differences(Clause177Words.Parity(bits), sent[word].AsSpan(120)) : 0;
            wrongWords += wrong > 0 ? 1 : 0;
            wrongBits += wrong;
        }

        return (wrongWords, wrongBits);
    }

    private static int Differences(ReadOnlySpan<bool> left, ReadOnlySpan<bool> right)
    {
        int count = 0;
        for (int i = 0; i < left.Length; i++)
            count += left[i] != right[i] ? 1 : 0;
        return count;
    }

    /// <summary>A_d from the 256 codewords of the dual code by MacWilliams' identity.</summary>
    private static double[] MakeWeights()
    {
        var dual = new int[129];
        for (int combination = 0; combination < 256; combination++)
        {
            int weight = 0;
            for (int bit = 0; bit < 128; bit++)
            {
                int column = bit < 120 ? Clause177Words.Table[bit / 2] : 0x80 >> (bit - 120);
                weight += BitOperations.PopCount((uint)(column & combination)) & 1;
            }

            dual[weight]++;
        }

        // Σ_j B_j (1−z)^j (1+z)^(128−j) / 256.
        var sums = new BigInteger[129];
        for (int j = 0; j <= 128; j++)
        {
            if (dual[j] == 0)
                continue;

            BigInteger[] polynomial = [dual[j]];
            for (int factor = 0; factor < 128; factor++)
            {
                var next = new BigInteger[polynomial.Length + 1];
                for (int i = 0; i < polynomial.Length; i++)
                {
                    next[i] += polynomial[i];
                    next[i + 1] += factor < j ? -polynomial[i] : polynomial[i];
                }

                polynomial = next;
            }

            for (int d = 0; d <= 128; d++)
                sums[d] += polynomial[d];
        }

        return Array.ConvertAll(sums, static sum => (double)(sum / 256));
    }
}
