using System.Numerics;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

public class PoissonBinomialTests
{
    // Codeword error ratios of RS(544,514) published for random bit errors, 10 bits a symbol.
    [Theory]
    [InlineData(1e-4, 1.360e-18)]
    [InlineData(2.4e-4, 8.152e-13)]
    [InlineData(1e-3, 1.530e-4)]
    public void Kp4_PublishedCodewordErrorRatios(double ber, double published)
    {
        double symbol = 1 - Math.Pow(1 - ber, 10);
        Assert.Equal(published, PoissonBinomial.BinomialTail(544, symbol, 15), 0.0005 * published);
        Assert.Equal(published, PoissonBinomial.Tail(Equal(544, symbol), 15), 0.0005 * published);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(20, 14)]
    [InlineData(255, 8)]
    [InlineData(544, 15)]
    [InlineData(544, 500)]
    public void EqualProbabilities_AgreeWithTheIncompleteBetaFunction(int n, int t)
    {
        foreach (double p in new[] { 1e-20, 1e-6, 0.001, 0.03, 0.5, 0.99, 1 })
        {
            double expected = PoissonBinomial.BinomialTail(n, p, t);
            if (expected is 0 or > 1e-300)
            {
                Assert.Equal(expected, PoissonBinomial.Tail(Equal(n, p), t), 1e-12 * expected + 1e-310);
            }
        }
    }

    [Fact]
    public void UnequalProbabilities_AgreeWithEnumerationInRationalNumbers()
    {
        // Multiples of 2⁻²⁰, so that every product is exact: the sum over all 2¹² outcomes is an integer times 2⁻²⁴⁰.
        int[] numerators = [1, 3, 17, 250, 4096, 65537, 524288, 700000, 999999, 1048575, 12345, 99];
        double[] probabilities = [.. numerators.Select(m => m / 1048576.0)];
        for (int t = 0; t <= numerators.Length; t++)
        {
            BigInteger sum = 0;
            for (uint outcome = 0; outcome < 1u << numerators.Length; outcome++)
            {
                if (BitOperations.PopCount(outcome) > t)
                {
                    BigInteger product = 1;
                    for (int i = 0; i < numerators.Length; i++)
                    {
                        product *= (outcome >> i & 1) == 1 ? numerators[i] : 1048576 - numerators[i];
                    }

                    sum += product;
                }
            }

            double expected = (double)sum * Math.ScaleB(1, -240);
            Assert.Equal(expected, PoissonBinomial.Tail(probabilities, t), 1e-14 * expected);
        }
    }

    /// <summary>All but certain: what is added up is 1 but for rounding.</summary>
    [Fact]
    public void TailsAreNeverAboveOne()
    {
        var tails = new List<double>();
        foreach (int t in new[] { 0, 3, 15, 40 })
        {
            for (double p = 0.2; p < 1; p += 0.0137)
                tails.Add(PoissonBinomial.Tail(Equal(544, p), t));
        }

        Assert.All(tails, tail => Assert.InRange(tail, 1 - 1e-12, 1));
    }

    [Fact]
    public void FarTailsKeepTheirRelativeAccuracy()
    {
        // C(20,15)·p¹⁵·(1 − 15·5/16·p + …), p = 1e-20.
        Assert.Equal(1, PoissonBinomial.Tail(Equal(20, 1e-20), 14) / 15504e-300, 1e-13);
        Assert.Equal(1, PoissonBinomial.BinomialTail(20, 1e-20, 14) / 15504e-300, 1e-12);
    }

    [Fact]
    public void CertainAndImpossible()
    {
        Assert.Equal(0, PoissonBinomial.Tail([], 0));
        Assert.Equal(0, PoissonBinomial.Tail([1, 1, 1], 3));
        Assert.Equal(1, PoissonBinomial.Tail([1, 1, 1], 2));
        Assert.Equal(0, PoissonBinomial.Tail([0, 0, 0], 0));
        Assert.Equal(0, PoissonBinomial.BinomialTail(3, 1, 3));
        Assert.Equal(1, PoissonBinomial.BinomialTail(3, 1, 2));
        Assert.Equal(0, PoissonBinomial.BinomialTail(3, 0, 0));
        Assert.Equal(0.125, PoissonBinomial.Tail(Equal(600, 0.5).AsSpan(0, 3), 2));
        Assert.Equal(1, PoissonBinomial.Tail(Equal(1200, 1), 600), 1e-15);
    }

    [Fact]
    public void ArgumentsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PoissonBinomial.Tail([0.5], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => PoissonBinomial.Tail([0.5, 1.5], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => PoissonBinomial.Tail([0.5, double.NaN], 0));
        Assert.Throws<ArgumentOutOfRangeException>("n", () => PoissonBinomial.BinomialTail(-1, 0.5, 0));
        Assert.Throws<ArgumentOutOfRangeException>("t", () => PoissonBinomial.BinomialTail(1, 0.5, -1));
        Assert.Throws<ArgumentOutOfRangeException>("p", () => PoissonBinomial.BinomialTail(1, double.NaN, 1));
    }

    [Fact]
    [Trait("Isa", "true")]
    public void BitsAreTheSameEverywhere()
    {
        double[] probabilities = new double[100];
        Assert.Equal("ab0d737559dce0c9", BitPattern.Of(
            p =>
            {
                for (int i = 0; i < probabilities.Length; i++)
                {
                    probabilities[i] = p * (i + 1) / probabilities.Length;
                }

                return PoissonBinomial.Tail(probabilities, 15);
            },
            0, 1, 50));
    }

    private static double[] Equal(int n, double p)
    {
        var probabilities = new double[n];
        Array.Fill(probabilities, p);
        return probabilities;
    }
}
