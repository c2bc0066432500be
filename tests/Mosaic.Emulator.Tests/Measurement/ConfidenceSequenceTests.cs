using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Measurement;

public class ConfidenceSequenceTests
{
    /// <summary>With no success the evidence against p is −n·ln(1−p) − ln((b+n)/b), b = 1/s − 1.</summary>
    [Theory]
    [InlineData(1000, 1e-3)]
    [InlineData(1_000_000, 1e-4)]
    [InlineData(10_000_000_000, 1e-9)]
    public void NoSuccess_HasAClosedForm(long trials, double scale)
    {
        BinomialInterval interval = ConfidenceSequence.Interval(0, trials, scale);
        double b = 1 / scale - 1;
        double exact = Elementary.ExpM1(-(Elementary.Log(20) + Elementary.Log((b + trials) / b)) / trials);
        Assert.Equal(0, interval.Low);
        Assert.Equal(-exact, interval.High, -exact * 1e-9);
    }

    /// <summary>The martingale for whole b, from products: B(1+k, b+n−k)/B(1, b) / (p^k·(1−p)^(n−k)).</summary>
    [Theory]
    [InlineData(0, 12, 0.25)]
    [InlineData(3, 12, 0.25)]
    [InlineData(12, 12, 0.25)]
    [InlineData(7, 60, 0.1)]
    [InlineData(30, 40, 0.5)]
    public void Limits_AreWhereTheMartingaleIsTwenty(int successes, int trials, double scale)
    {
        double Martingale(double p)
        {
            // ∏ of the posterior mean's factors, one trial after the other: successes first.
            double b = 1 / scale - 1, value = 1;
            for (int i = 0; i < trials; i++)
            {
                bool success = i < successes;
                double predicted = success ? (1 + i) / (1 + b + i) : (b + i - successes) / (1 + b + i);
                value *= predicted / (success ? p : 1 - p);
            }

            return value;
        }

        BinomialInterval interval = ConfidenceSequence.Interval(successes, trials, scale);
        Assert.Equal(successes == 0, interval.Low == 0);
        Assert.Equal(successes == trials, interval.High == 1);
        if (successes > 0)
        {
            Assert.Equal(20, Martingale(interval.Low), 1e-8);
        }

        if (successes < trials)
        {
            Assert.Equal(20, Martingale(interval.High), 1e-8);
        }

        foreach (double p in new[] { 0.01, 0.1, 0.25, 0.5 })
        {
            Assert.Equal(ConfidenceSequence.Interval(successes, trials, p) is var at && (p < at.Low || p > at.High), ConfidenceSequence.Excludes(successes, trials, p));
        }
    }

    /// <summary>Wherever one stops, it is wider than an interval for one look, and not by much.</summary>
    [Theory]
    [InlineData(100, 1_000_000, 1e-4)]
    [InlineData(100_000, 1_000_000_000_000, 1e-7)]
    [InlineData(10, 50_000_000_000_000, 2e-13)]
    public void LookingOften_CostsLittle(long successes, long trials, double scale)
    {
        BinomialInterval once = BinomialInterval.ClopperPearson(successes, trials), often = ConfidenceSequence.Interval(successes, trials, scale);
        Assert.True(often.Low < once.Low && often.High > once.High);
        Assert.InRange((often.High - often.Low) / (once.High - once.Low), 1.1, 2.6);
    }

    [Fact]
    public void NoTrials_SayNothing()
    {
        Assert.Equal(new BinomialInterval(0, 1), ConfidenceSequence.Interval(0, 0, 1e-4));
        Assert.False(ConfidenceSequence.Excludes(0, 0, 1e-4));
    }

    [Fact]
    public void ArgumentsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("trials", () => ConfidenceSequence.Interval(0, -1, 1e-4));
        Assert.Throws<ArgumentOutOfRangeException>("successes", () => ConfidenceSequence.Interval(2, 1, 1e-4));
        Assert.Throws<ArgumentOutOfRangeException>("probability", () => ConfidenceSequence.Excludes(0, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("confidence", () => ConfidenceSequence.Excludes(0, 1, 0.1, 1));
    }

    /// <summary>One success at a rate far above the scale s: the martingale is s/p, for p and s far below 1/n.</summary>
    [Theory]
    [InlineData(1_392_640, 1e-15)]
    [InlineData(2, 1e-9)]
    public void FarBelowTheRate_TheLowerEndIsATwentiethOfTheScale(int trials, double scale) =>
        Assert.Equal(1, ConfidenceSequence.Interval(1, trials, scale).Low / (scale / 20), 0.01);
}
