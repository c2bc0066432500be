using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Tests.Channel;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Experiments;

public class BerBaselineTests(ITestOutputHelper output)
{
    private static readonly SweepAxis Lengths = SweepAxis.Parse("fiber.lengthM=24,27,30");

    private static LinkOptions Link(params (string, string)[] settings) => SmallSweep.Over([], [("trial.frames", "2"), ("stop.bitErrors", "null"), ("stop.payloadBits", "8e6"), .. settings]).Options;

    /// <summary>
    /// On a link that has not changed, baseline redrawn too, alarms are no more than stated, whichever rule ended the baseline's
    /// points: of n comparisons at 5 %, more than the limit come with a probability of 1e-6. MOSAIC_STUDY=100 makes a thousand of each.
    /// </summary>
    [Theory]
    [InlineData("payloadBits", "8e6")]
    [InlineData("bitErrors", "100")]
    [InlineData("relativeInterval", "0.3")]
    public void Unchanged_RaisesNoMoreAlarmsThanStated(string rule, string value)
    {
        const double FalseAlarm = 0.05;
        int repetitions = StudySize.Times(10), alarms = 0;
        for (int i = 0; i < repetitions; i++)
        {
            LinkOptions link = Link(("stop.payloadBits", "3e7"), ($"stop.{rule}", value), ("seed", $"{1000 + i}"), ("threads", "2"));
            var baseline = new BerBaseline(BerCurve.Measure(link, Lengths));
            alarms += baseline.Compare(baseline.Remeasure((ulong)(500_000 + i)), FalseAlarm).Agrees ? 0 : 1;
        }

        int limit = 0;
        while (PoissonBinomial.BinomialTail(repetitions, FalseAlarm, limit) > 1e-6)
        {
            limit++;
        }

        output.WriteLine($"{alarms} alarms in {repetitions} comparisons");
        Assert.True(alarms <= limit, $"{alarms} alarms in {repetitions} comparisons at {FalseAlarm}");
    }

    /// <summary>A tenth of a decibel less light is found, and where; twice as many bits see smaller changes.</summary>
    [Fact]
    public void LessLight_IsFound()
    {
        var baseline = new BerBaseline(BerCurve.Measure(Link(("stop.payloadBits", "4e7")), Lengths));
        BerCurve dimmer = baseline.Remeasure(77, options => options with { Led = options.Led with { AveragePowerDbm = options.Led.AveragePowerDbm - 0.1 } });
        BerComparison comparison = baseline.Compare(dimmer, 1e-6);
        Assert.False(comparison.Agrees);
        Assert.Contains("fiber.lengthM=30: bits", comparison.ToString(), StringComparison.Ordinal);
        BerDifference last = comparison.Differences[4];
        Assert.True(last.HasMoved && last.Ratio > 1.1 && last.RatioLow < last.Ratio && last.Ratio < last.RatioHigh);
        Assert.True(comparison.Differences[0].SeenChange > last.SeenChange);
        Assert.Equal(77UL, comparison.Seed);
        Assert.Equal(1UL, dimmer.Config.DeviceSeed);
    }

    /// <summary>The change that is said to be found with 90 % is, in about as many of a hundred tries.</summary>
    [Fact]
    public void Power_IsWhatIsSaid()
    {
        var baseline = new BerBaseline(BerCurve.Measure(Link(("stop.payloadBits", "3e7")), SweepAxis.Over("fiber.lengthM", 28)));
        BerPoint point = baseline.Curve.Points[0];
        BerDifference difference = baseline.Compare(baseline.Curve, 0.01).Differences[0];
        double rate = point.Ber!.Value * (1 + difference.SeenChange!.Value);
        int seen = 0, tries = StudySize.Times(200);
        for (int i = 0; i < tries; i++)
        {
            var errors = (long)Math.Round((rate * point.Bits) + (Gaussian.QInverse(RandomAddress.ToOpenUnit(Philox.Block(3, (uint)i, 0, 0, 0).Low)) * Math.Sqrt(rate * point.Bits)));
            BerCurve now = baseline.Curve with { Points = [point with { BitErrors = errors }] };
            seen += baseline.Compare(now, 0.01).Differences[0].HasMoved ? 1 : 0;
        }

        // Five standard deviations of a binomial around 0.9.
        Assert.InRange(seen / (double)tries, 0.9 - (1.5 / Math.Sqrt(tries)), 0.9 + (1.5 / Math.Sqrt(tries)));
    }

    [Fact]
    public void Holm_IsTheStepDownProcedure()
    {
        // 0.01·4, 0.02·3, max(0.06, 0.03·2), max(0.06, 0.04).
        Assert.Equal([0.06, 0.04, 0.06, 0.06], BerBaseline.Holm([0.03, 0.01, 0.02, 0.04]).Select(p => Math.Round(p, 12)));
        Assert.Equal([1.0, 1.0], BerBaseline.Holm([0.9, 0.8]));
    }

    [Fact]
    public void LinkThatDoesNotComeUpAnyMore_IsFound()
    {
        var baseline = new BerBaseline(BerCurve.Measure(Link(), Lengths));
        BerComparison comparison = baseline.Compare(baseline.Remeasure(5, options => options with { Deskew = options.Deskew with { MaxSkewUi = 10 } }));
        Assert.Equal([0, 1, 2], comparison.LostLock);
        Assert.StartsWith("point 0: the link came up then, not now", comparison.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void OtherPointsOrArrays_AreRefused()
    {
        LinkOptions link = Link();
        var baseline = new BerBaseline(BerCurve.Measure(link, Lengths));
        string Refused(BerCurve curve) => Assert.Throws<ConfigurationException>(() => baseline.Compare(curve)).Message;
        Assert.Equal("the curve is not of the baseline's points: fiber.lengthM=27 then, fiber.lengthM=28 now", Refused(BerCurve.Measure(link, SweepAxis.Parse("fiber.lengthM=24,28,30"))));
        Assert.StartsWith("deviceSeed: the curve is of another array (2) than the baseline (1)", Refused(BerCurve.Measure(link with { Seed = 2 }, Lengths)), StringComparison.Ordinal);
        Assert.True(baseline.Compare(BerCurve.Measure(link with { Seed = 2, DeviceSeed = 1 }, Lengths), 1e-6).Agrees);
        Assert.StartsWith("--false-alarm: 0 is not allowed", Assert.Throws<ConfigurationException>(() => baseline.Compare(baseline.Curve, 0)).Message, StringComparison.Ordinal);
        Assert.StartsWith("--change: 0 is not allowed", Assert.Throws<ConfigurationException>(() => baseline.Compare(baseline.Curve, 0.1, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FreshSeeds_Differ() => Assert.NotEqual(BerBaseline.FreshSeed(), BerBaseline.FreshSeed());
}
