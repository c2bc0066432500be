using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Tests.Measurement;

public class TwoSampleTestTests
{
    // Twice the smaller tail of binom.test of R: binom.test(2, 9, 0.5) and binom.test(1, 12, 0.3), alternative "less".
    [Theory]
    [InlineData(7, 1000, 2, 1000, 0.1796875)]
    [InlineData(11, 7000, 1, 3000, 0.1700501)]
    [InlineData(0, 10, 0, 20, 1)]
    [InlineData(5, 1_000_000, 5, 1_000_000, 1)]
    public void AgreesWithPublishedTails(long k1, long n1, long k2, long n2, double expected) =>
        Assert.Equal(expected, TwoSampleTest.PValue(k1, n1, k2, n2), 5e-8);

    [Fact]
    public void PValue_IsTheSumOfTheTail()
    {
        foreach ((int k1, long n1, int k2, long n2) in ((int, long, int, long)[])[(3, 1000, 12, 900), (20, 5000, 4, 9000), (0, 100, 6, 100), (9, 100, 0, 300), (1, 50, 1, 70)])
        {
            int sum = k1 + k2;
            double share = n2 / (double)(n1 + n2);
            double atMost = Enumerable.Range(0, k2 + 1).Sum(k => Probability(sum, k, share)), atLeast = Enumerable.Range(k2, sum - k2 + 1).Sum(k => Probability(sum, k, share));
            Assert.Equal(Math.Min(1, 2 * Math.Min(atMost, atLeast)), TwoSampleTest.PValue(k1, n1, k2, n2), 1e-12);
            // Which is first does not matter; where successes are the rule, failures count.
            Assert.Equal(TwoSampleTest.PValue(k2, n2, k1, n1), TwoSampleTest.PValue(k1, n1, k2, n2), 1e-12);
            Assert.Equal(TwoSampleTest.PValue(n1 - k1, n1, n2 - k2, n2), TwoSampleTest.PValue(k1, n1, k2, n2), 1e-12);
        }
    }

    /// <summary>Summed over all second counts there can be.</summary>
    [Theory]
    [InlineData(5, 1000, 1000, 3.0, 0.01)]
    [InlineData(40, 1000, 500, 1.5, 0.05)]
    [InlineData(40, 1000, 500, 0.4, 0.05)]
    [InlineData(0, 1000, 1000, 2.0, 0.05)]
    [InlineData(40, 1000, 500, 1.0, 0.001)]
    public void Power_IsTheSumOfWhatIsSeen(int k1, int n1, int n2, double factor, double level)
    {
        double p = factor * k1 / n1;
        double seen = Enumerable.Range(0, n2 + 1).Where(k2 => TwoSampleTest.PValue(k1, n1, k2, n2) <= level).Sum(k2 => Probability(n2, k2, p));
        Assert.Equal(seen, TwoSampleTest.Power(k1, n1, n2, factor, level), 1e-10);
    }

    [Fact]
    public void RatioInterval_HoldsTheRatio_AndNoEvidenceIsNoBound()
    {
        (double low, double high) = TwoSampleTest.RatioInterval(100, 1_000_000, 130, 1_000_000);
        Assert.InRange(low, 0.98, 1.02);
        Assert.InRange(high, 1.65, 1.75);
        Assert.Equal((0, double.PositiveInfinity), TwoSampleTest.RatioInterval(0, 100, 0, 100));
        Assert.Equal(double.PositiveInfinity, TwoSampleTest.RatioInterval(0, 100, 5, 100).High);
        Assert.Equal(0, TwoSampleTest.RatioInterval(5, 100, 0, 100).Low);
    }

    [Fact]
    public void ArgumentsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("k", () => TwoSampleTest.PValue(2, 1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("n", () => TwoSampleTest.PValue(0, -1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => TwoSampleTest.Power(1, 2, 3, 0, 0.1));
    }

    private static double Probability(int n, int k, double p)
    {
        double logarithm = 0;
        for (int i = 1; i <= k; i++)
        {
            logarithm += Emulator.Numerics.Elementary.Log((n - k + i) / (double)i);
        }

        return p <= 0 ? k == 0 ? 1 : 0 : Emulator.Numerics.Elementary.Exp(logarithm + (k * Emulator.Numerics.Elementary.Log(p)) + ((n - k) * Emulator.Numerics.Elementary.Log1P(-p)));
    }
}
