using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Tests.Link;

/// <summary>What was published of the links that presets describe.</summary>
public class PresetTests
{
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

    [Fact]
    public void FiftyMetres_AreBelow1e6() => Assert.InRange(Predict("mosaic-50m").Ber, 1e-9, 1e-6);

    [Fact]
    public void LightBundle_IsBetterThan1e9() => Assert.InRange(Predict("avicena-lightbundle").Ber, 1e-14, 1e-9);

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

    private static LinkPrediction Predict(string preset, params (string Path, string Value)[] settings)
    {
        LinkConfiguration configuration = new LinkConfiguration().Set("preset", preset);
        foreach ((string path, string value) in settings)
        {
            configuration.Set(path, value);
        }

        return LinkPrediction.Of(new LinkDesign(configuration.Build()));
    }
}
