using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Measurement;

public class BinomialIntervalTests
{
    // Limits as binom.test of R prints them.
    [Theory]
    [InlineData(5, 100, 0.95, 0.01643188, 0.11283491)]
    [InlineData(10, 20, 0.95, 0.2719578, 0.7280422)]
    [InlineData(1, 10, 0.95, 0.002528579, 0.445016117)]
    [InlineData(0, 10, 0.95, 0, 0.3084971)]
    [InlineData(10, 10, 0.95, 0.6915029, 1)]
    public void AgreesWithPublishedLimits(long successes, long trials, double confidence, double low, double high)
    {
        var interval = BinomialInterval.ClopperPearson(successes, trials, confidence);
        Assert.Equal(low, interval.Low, 6e-8);
        Assert.Equal(high, interval.High, 6e-8);
    }

    [Theory]
    [InlineData(1, 2, 0.5)]
    [InlineData(3, 1000, 0.95)]
    [InlineData(40, 10_000_000_000_000, 0.95)]
    [InlineData(123_456_789, 10_000_000_000_000, 0.99)]
    [InlineData(5_000_000_000_000, 10_000_000_000_000, 0.999999)]
    public void LimitsLeaveTheStatedTails(long successes, long trials, double confidence)
    {
        var interval = BinomialInterval.ClopperPearson(successes, trials, confidence);
        double tail = (1 - confidence) / 2;

        // Where trials are many, one step of the limit among the doubles moves its tail by this share.
        double grain = 4e-16 * Math.Sqrt(trials) * 10;
        Assert.Equal(tail, Beta.RegularizedIncompleteBeta(successes, trials - successes + 1.0, interval.Low), tail * (1e-11 + grain));
        Assert.Equal(tail, Beta.RegularizedIncompleteBetaComplement(successes + 1.0, trials - successes, interval.High), tail * (1e-11 + grain));
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(1000L)]
    [InlineData(10_000_000_000_000L)]
    public void NoneAndAll_HaveClosedForms(long trials)
    {
        // (1−p)ⁿ = 0.025, so p = 1 − e^(ln 0.025/n).
        double log = Elementary.Log(0.025) / trials;
        double exact = log > -1e-6 ? -log * (1 + log / 2) : 1 - Elementary.Exp(log);
        var none = BinomialInterval.ClopperPearson(0, trials);
        Assert.Equal(0, none.Low);
        Assert.Equal(exact, none.High, exact * 1e-11);
        var all = BinomialInterval.ClopperPearson(trials, trials);
        Assert.Equal(1, all.High);
        Assert.Equal(1 - none.High, all.Low, 2e-16);
    }

    [Fact]
    public void NoTrials_SayNothing() =>
        Assert.Equal(new BinomialInterval(0, 1), BinomialInterval.ClopperPearson(0, 0));

    [Fact]
    public void MoreConfidence_WidensTheInterval_AndMoreTrialsNarrowIt()
    {
        var interval = BinomialInterval.ClopperPearson(7, 1000);
        var wider = BinomialInterval.ClopperPearson(7, 1000, 0.99);
        var narrower = BinomialInterval.ClopperPearson(70, 10000);
        Assert.True(wider.Low < interval.Low && interval.Low < narrower.Low && narrower.Low < 0.007);
        Assert.True(wider.High > interval.High && interval.High > narrower.High && narrower.High > 0.007);
    }

    [Fact]
    public void ArgumentsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("trials", () => BinomialInterval.ClopperPearson(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>("trials", () => BinomialInterval.ClopperPearson(0, long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>("successes", () => BinomialInterval.ClopperPearson(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>("successes", () => BinomialInterval.ClopperPearson(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>("confidence", () => BinomialInterval.ClopperPearson(1, 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>("confidence", () => BinomialInterval.ClopperPearson(1, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>("confidence", () => BinomialInterval.ClopperPearson(1, 2, double.NaN));
    }
}
