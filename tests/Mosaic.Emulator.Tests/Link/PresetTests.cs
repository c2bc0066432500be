using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Measurement;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Link;

/// <summary>What was published of the links that presets describe.</summary>
public class PresetTests(ITestOutputHelper output)
{
    private const double FalseAlarm = 1e-6;

    /// <summary>Verdicts for the prototype: threshold 2e-4, "error-free" below 1e-12; of the median lane.</summary>
    [Theory]
    [InlineData("2.0", "10", 0, 1e-12)]
    [InlineData("2.0", "20", 1e-8, 2e-8)]
    [InlineData("2.0", "30", 2e-4, 4e-4)]
    [InlineData("1.6", "30", 0, 2e-4)]
    [InlineData("1.3", "20", 0, 1e-12)]
    public void Prototype_IsPredictedAsMeasured(string rate, string lengthM, double low, double high)
    {
        foreach (string seed in (string[])["1", "2", "3"])
        {
            Assert.InRange(Predict("mosaic-prototype", ("lane.bitRateGbps", rate), ("fiber.lengthM", lengthM), ("seed", seed)).MedianLaneBer, low, high);
        }
    }

    /// <summary>Those that counting reaches. Errors cluster little at these rates: the interval is wide against 2e-4.</summary>
    [Theory]
    [InlineData("2.0", 1e7, true)]
    [InlineData("1.6", 5e7, false)]
    public void Prototype_RunsAsMeasured_Over30Metres(string rate, double bits, bool aboveThreshold)
    {
        LinkOptions options = new LinkConfiguration()
            .Set("preset", "mosaic-prototype").Set("lane.bitRateGbps", rate).Set("fiber.lengthM", "30").Set("stop.payloadBits", $"{bits}").Build();
        LinkReport report = new LinkEmulator(options).Run();
        Assert.True(report.PreFec.BitErrors > 300);
        Assert.Equal(0, report.PostFec.PayloadBitErrors);
        Assert.InRange(report.PreFec.PredictedBer, 0.8 * report.PreFec.Ber!.Value, 1.25 * report.PreFec.Ber.Value);
        Assert.True(aboveThreshold ? report.PreFec.BerLow > 2e-4 : report.PreFec.BerHigh < 2e-4);
    }

    /// <summary>
    /// Those that engine <c>event</c> reaches. Errors are as many as predicted but for chance, 1e-6 for all links together; with 0.1 dB less light,
    /// which doubles them, they are not.
    /// </summary>
    [Theory]
    [InlineData("mosaic-prototype", "4e10", 1e-8, 2e-8)]
    [InlineData("mosaic-50m", "1e10", 0, 1e-6)]
    public void RareErrors_AreAsManyAsPredicted(string preset, string bits, double low, double high)
    {
        (string, string)[] settings = [("engine", "event"), ("lane.bitRateGbps", "2"), ("stop.payloadBits", bits)];
        var design = new LinkDesign(Options(preset, settings));
        LinkPrediction prediction = LinkPrediction.Of(design);
        LinkReport report = new LinkEmulator(design.Options).Run(), dimmer = new LinkEmulator(Options(preset, [.. settings, ("led.averagePowerDbm", "-10.2")])).Run();
        BinomialInterval counted = Interval(report), planted = Interval(dimmer);
        output.WriteLine($"{report.PreFec.BitErrors} errors, {report.PreFec.Ber:e3}, predicted {prediction.Ber:e3}; 0.1 dB less light: {dimmer.PreFec.BitErrors}");
        Assert.InRange(report.PreFec.BitErrors, 300, long.MaxValue);
        Assert.InRange(prediction.Ber, counted.Low, counted.High);
        Assert.InRange(report.PreFec.Ber!.Value, low, high);
        Assert.NotInRange(prediction.Ber, planted.Low, planted.High);

        // Bits that share data may go wrong together: the variance is at most N·P·(1 + 2s·25·p̄), see PredictionAgreementTests. Here that is little.
        BinomialInterval Interval(LinkReport run)
        {
            double more = design.Optics.Lanes.Max(lane => 2.0 * (lane.MaxShift - lane.MinShift) * 25 * lane.ErrorBound);
            Assert.InRange(more, 0, 0.1);
            return BinomialInterval.ClopperPearson((long)(run.PreFec.BitErrors / (1 + more)), (long)(run.PreFec.Bits / (1 + more)), 1 - (FalseAlarm / 2));
        }
    }

    /// <summary>Published: below 1e-6. It is 1.1e-7.</summary>
    [Fact]
    public void FiftyMetres_AreBelow1e6() => Assert.InRange(Predict("mosaic-50m").Ber, 0.9e-7, 1.4e-7);

    /// <summary>Published: better than 1e-9. It is 1.5e-11.</summary>
    [Fact]
    public void LightBundle_IsBetterThan1e9() => Assert.InRange(Predict("avicena-lightbundle").Ber, 1.2e-11, 1.8e-11);

    [Theory]
    [InlineData("mosaic-prototype", 25)]
    [InlineData("mosaic-50m", 400)]
    [InlineData("avicena-lightbundle", 256)]
    [InlineData("ideal", 400)]
    [InlineData("mosaic-800g-spared", 410)]
    public void EveryPreset_Runs(string preset, int lanes)
    {
        LinkOptions options = new LinkConfiguration().Set("preset", preset).Set("bonding.frameBatches", "1").Set("stop.payloadBits", "2e6").Build();
        LinkReport report = new LinkEmulator(options).Run();
        Assert.True(report.Deskew.Locked);
        Assert.Equal(0, report.PostFec.PayloadBitErrors);
        Assert.Equal(lanes, report.PreFec.LaneBer.Count(ber => ber is not null));
    }

    private static LinkPrediction Predict(string preset, params (string Path, string Value)[] settings) => LinkPrediction.Of(new LinkDesign(Options(preset, settings)));

    private static LinkOptions Options(string preset, params (string Path, string Value)[] settings)
    {
        LinkConfiguration configuration = new LinkConfiguration().Set("preset", preset);
        foreach ((string path, string value) in settings)
        {
            configuration.Set(path, value);
        }

        return configuration.Build();
    }
}
