using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Experiments;

public class NamedCurveTests
{
    private static SweepPlan Plan(string name, params (string Path, string Value)[] settings)
    {
        NamedCurve curve = NamedCurve.Find(name);
        LinkConfiguration configuration = new LinkConfiguration().Add(curve.Configuration, name);
        foreach ((string path, string value) in settings)
        {
            configuration.Set(path, value);
        }

        return new SweepPlan(configuration.Build(), curve.Axes);
    }

    [Fact]
    public void Names_AreThose_AndEachIsASweep()
    {
        Assert.Equal(["kp4-waterfall", "paper-mosaic"], NamedCurve.Names);
        Assert.All(NamedCurve.Names, name => Assert.All(Plan(name).Points, point => Assert.NotNull(new LinkDesign(point.Options))));
        Assert.Equal("--curve: there is no 'paper-mosaik'; did you mean 'paper-mosaic'?; curves are kp4-waterfall, paper-mosaic", Assert.Throws<ConfigurationException>(() => NamedCurve.Find("paper-mosaik")).Message);
    }

    /// <summary>What was published of the prototype, by the model's own rates of the curve's points.</summary>
    [Fact]
    public void PaperMosaic_GoesThroughThePublishedVerdicts()
    {
        var median = Plan("paper-mosaic").Points.ToDictionary(point => string.Join(' ', point.Values), point => LinkPrediction.Of(new LinkDesign(point.Options)).MedianLaneBer, StringComparer.Ordinal);
        Assert.True(median["2.0 10"] < 1e-12);
        Assert.InRange(median["2.0 20"], 1e-8, 2e-8);
        Assert.InRange(median["2.0 30"], 2e-4, 4e-4);
        Assert.True(median["1.6 30"] < 2e-4);
        Assert.True(median["1.3 20"] < 1e-12);
    }

    /// <summary>
    /// Lost codewords are what the binomial tail says of the model's bit error rate, at every point of a smaller size: counts beyond a
    /// tail of 1e-8 on either side, which chance reaches in 2e-7 of cases for all eleven points.
    /// </summary>
    [Fact]
    public void Kp4Waterfall_IsTheTextbooks()
    {
        BerCurve curve = Sweep.Run(Plan("kp4-waterfall", ("stop.payloadBits", "6e7"), ("trial.frames", "1"), ("array.rows", "5"), ("array.columns", "8"), ("bonding.dataLanes", "40"), ("bonding.frameBatches", "4")));
        int compared = 0;
        foreach (BerPoint point in curve.Points)
        {
            double symbol = -Elementary.ExpM1(10 * Elementary.Log1P(-LinkPrediction.Of(new LinkDesign(Plan("kp4-waterfall").Points[point.Point].Options)).Ber));
            double lost = PoissonBinomial.BinomialTail(544, symbol, 15);
            int errors = (int)point.CodewordErrors!.Value, codewords = (int)point.Codewords;
            Assert.True(errors == 0 || PoissonBinomial.BinomialTail(codewords, lost, errors - 1) > 1e-8, $"{errors} of {codewords} are too many for {lost}");
            Assert.True(1 - PoissonBinomial.BinomialTail(codewords, lost, errors) > 1e-8, $"{errors} of {codewords} are too few for {lost}");
            compared += lost * codewords > 100 ? 1 : 0;
        }

        Assert.True(compared >= 4);
    }
}
