using System.Globalization;
using System.Text.Json;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Probes;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Optics.Prediction;
using Mosaic.Emulator.Tests.Channel;

namespace Mosaic.Emulator.Tests.Link;

public class ProbeTests
{
    private static LinkReport Run(params (string Path, string Value)[] settings) => new LinkEmulator(
        LinkEmulatorTests.Small([("probe.lanes", "\"2,3 0,0\""), ("probe.samplesPerUi", "8"), ("stop.payloadBits", "2e6"), .. settings]).Build()).Run();

    [Fact]
    public void Counts_AreThoseOfEveryBitOfEveryFrame()
    {
        LinkReport report = Run();
        Assert.Equal([(2, 3), (0, 0)], report.Probes!.Select(probe => (probe.Row, probe.Column)));
        foreach (ProbeReport probe in report.Probes!)
        {
            // One frame is sent behind the last one that is counted.
            Assert.Equal(report.LinkFrames + 1, probe.Frames);
            long bits = probe.Zeros.Sum() + probe.Ones.Sum();
            Assert.Equal(0, bits % (probe.Frames * 64));
            Assert.All(probe.Eye, column => Assert.Equal(bits, column.Sum()));
            Assert.Equal(8, probe.Eye.Length);
        }
    }

    [Fact]
    public void Bathtubs_FitThePrediction()
    {
        foreach (string offset in new[] { "0", "0.25" })
        {
            foreach (ProbeReport probe in Run(("receiver.samplingOffsetUi", offset), ("receiver.jitterPs", "20"), ("stop.payloadBits", "6e6")).Probes!)
            {
                double bits = probe.Zeros.Sum() + probe.Ones.Sum();
                int tests = 4 * (probe.InstantsUi.Length + probe.ThresholdsUa.Length);
                Assert.All(probe.PhaseBathtub.Zip(probe.PhaseBathtubPredicted), pair => AssertFits(pair.First, pair.Second));
                Assert.All(probe.ThresholdBathtub.Zip(probe.ThresholdBathtubPredicted), pair => AssertFits(pair.First, pair.Second!.Value));
                Assert.Contains(probe.PhaseBathtubPredicted, p => p > 0.01);

                // Planted fault: the curves are those of the next instant, or of a threshold eight levels on.
                Assert.Contains(probe.PhaseBathtub.Zip(probe.PhaseBathtubPredicted[1..]), pair => !Fits(pair.First, pair.Second));
                Assert.Contains(probe.ThresholdBathtub.Zip(probe.ThresholdBathtubPredicted[8..]), pair => !Fits(pair.First, pair.Second!.Value));

                // Wrong bits of one lane in a run are not independent, since neighbours in time share the bits around; those 16 UI
                // apart are. A sum over 16 such classes deviates by 16 times what one of them may.
                bool Fits(double counted, double predicted) =>
                    Math.Abs(counted - predicted) * bits / 16 <= ConditionalTest.Limit(bits / 16 * predicted * (1 - predicted), 16 * tests);

                void AssertFits(double counted, double predicted) => Assert.True(Fits(counted, predicted), $"{counted}, not {predicted}");
            }
        }
    }

    [Fact]
    public void Instants_AreReceiversThatSampleThere()
    {
        ProbeReport probe = Run().Probes![0];
        LinkOptions options = LinkEmulatorTests.Small().Build();
        double atBest = BerPredictor.Predict(new LinkDesign(options).Optics.Lanes[19]);
        Assert.Equal(atBest, probe.PhaseBathtubPredicted[4], 1e-12);
        Assert.Equal(-0.5, probe.InstantsUi[0]);
        Assert.Equal(0, probe.InstantsUi[4]);
        // With the threshold of the best instant: with one of its own a receiver there would do no worse.
        LinkOptions late = LinkEmulatorTests.Small(("receiver.samplingOffsetUi", "0.25")).Build();
        Assert.InRange(BerPredictor.Predict(new LinkDesign(late).Optics.Lanes[19]), atBest, probe.PhaseBathtubPredicted[6]);
    }

    [Fact]
    public void TheArray_IsThatOfTheDeviceSeed()
    {
        (string, string) array = ("deviceSeed", "5");
        double atBest = BerPredictor.Predict(new LinkDesign(LinkEmulatorTests.Small(array).Build()).Optics.Lanes[19]);
        Assert.Equal(1, Run(array).Probes![0].PhaseBathtubPredicted[4] / atBest, 1e-9);
    }

    [Theory]
    [InlineData("bit-true")]
    [InlineData("waveform")]
    public void Probes_DependNeitherOnThreadsNorOnTheEngine_AndChangeNothing(string engine)
    {
        LinkReport one = Run(("threads", "1"), ("engine", JsonSerializer.Serialize(engine))), three = Run(("threads", "3"));
        Assert.Equal(JsonSerializer.Serialize(one.Probes), JsonSerializer.Serialize(three.Probes));
        Assert.Equal(one.Fingerprint, Run(("engine", JsonSerializer.Serialize(engine)), ("probe.lanes", "null")).Fingerprint);
    }

    /// <summary>The first frame ends the run, while several workers have others on their way, in which a lane is lost: what those show is not of the result.</summary>
    [Fact]
    public void FramesBehindTheEnd_ShowNowhere()
    {
        (string, string)[] settings = [("stop.bitErrors", "1"), ("faults", "[{\"kind\":\"dead\",\"lane\":9,\"atFrame\":1}]"), ("arrival.skewUi", "0")];
        string Seen(string threads)
        {
            LinkReport report = Run([.. settings, ("threads", threads)]);
            Assert.Equal((1, StopReason.BitErrors), (report.LinkFrames, report.StopReason));
            return JsonSerializer.Serialize((object[])[report.Probes!, report.Deskew]);
        }

        string one = Seen("1");
        Assert.All(Enumerable.Range(0, 6), _ => Assert.Equal(one, Seen("8")));
    }

    [Fact]
    public void Csv_HasEveryNumberOnce()
    {
        LinkReport report = Run();
        using var writer = new StringWriter();
        ProbeWriter.WriteCsv(report.Probes!, writer);
        string[][] rows = [.. writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(','))];
        Assert.Equal(["row", "column", "curve", "instant_ui", "current_ua", "value", "predicted"], rows[0]);
        Assert.All(rows, row => Assert.Equal(7, row.Length));
        Assert.Equal(1 + (2 * ((8 * 128) + (2 * 128) + 8 + 127)), rows.Length);
        ProbeReport probe = report.Probes![0];
        double sum = rows.Where(row => row is ["2", "3", "eye", ..]).Sum(row => double.Parse(row[5], CultureInfo.InvariantCulture));
        Assert.Equal(probe.Eye.Sum(column => column.Sum()), sum);
    }

    /// <summary>Half a UI early the equaliser asks lane 15 for 5.4 pA/√Hz, and lane 19 for less than 5 at any instant: the one is of no matter to a probe of the other.</summary>
    [Fact]
    public void LaneThatIsNotLookedAt_IsNoReasonToRefuse()
    {
        static LinkDesign Probed(string lane) => new(LinkEmulatorTests.Small(
            ("fiber.lengthM", "26"), ("receiver.equalizer", "14"), ("led.averagePowerDbm", "10"), ("receiver.noisePaPerSqrtHz", "5"), ("probe.lanes", JsonSerializer.Serialize(lane))).Build());
        Assert.Equal([19], Probed("2,3").Probes.Select(probe => probe.Lane));
        ConfigurationException refusal = Assert.Throws<ConfigurationException>(() => Probed("2,3 1,7"));
        Assert.StartsWith("probe.lanes: -0.5 UI after the best instant, where a probe looks too, the link is none: receiver.noisePaPerSqrtHz: 5 is not allowed where an equaliser of 14 dB takes the current of lane 15 down to ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5,0", "there is no lane at row 5, column 0")]
    [InlineData("0,8", "there is no lane at row 0, column 8")]
    [InlineData("0;0", "places row,column in the array")]
    public void Refusals(string lanes, string message)
    {
        ConfigurationException refusal = Assert.Throws<ConfigurationException>(() =>
            new LinkDesign(LinkEmulatorTests.Small(("probe.lanes", JsonSerializer.Serialize(lanes))).Build()));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
