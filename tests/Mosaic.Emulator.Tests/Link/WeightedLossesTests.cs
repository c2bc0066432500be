using System.Globalization;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.ReedSolomon;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Tests.Channel;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Link;

/// <summary>Engine <c>tail</c> where only decoding can say what is lost.</summary>
public class WeightedLossesTests(ITestOutputHelper output)
{
    private const double FalseAlarm = 1e-6;

    // Of a normal estimate: half the interval is 1.96 standard errors.
    private const double HalfInterval = 1.9599639845400543;

    private static TailReport Tail(OwnAlgorithms? own, params (string, string)[] settings) => new TailEmulator(Link(own, "tail", settings).Build(), own: own).Run();

    /// <summary>Lanes with errors by the hundred are not to be taken for failed.</summary>
    private static Emulator.Link.Configuration.LinkConfiguration Link(OwnAlgorithms? own, string engine, (string, string)[] settings) => LinkEmulatorTests.Small(
        [("array.rows", "6"), ("repair.failBer", "0.4"), ("repair.clearBer", "0.3"), ("engine", engine), .. own is null ? Array.Empty<(string, string)>() : [("fec.code", own.Codes.Keys.Single())], .. settings]);

    /// <summary>
    /// Where errors can be counted, counts agree with what is estimated, words across the lanes, dead lanes and inner codes of any kind
    /// included. Codewords of a group fail together: c times the variance of as many independent ones is no less than theirs.
    /// </summary>
    [Theory]
    [InlineData("32.5", "bonding.laneSecded=true fec.code=kr4")]
    [InlineData("33", "bonding.laneSecded=true fec.code=kr4 bonding.striping=bit bonding.dataLanes=37")]
    [InlineData("27", "bonding.laneSecded=true fec.code=none bonding.striping=codeword")]
    [InlineData("33", "bonding.laneSecded=true fec.code=rs-255-239 array.deadChannels=[7]")]
    [InlineData("36", "bonding.laneSecded=true fec.code=rs-255-239+hamming-72-64")]
    [InlineData("31.5", "fec.code=kr4+hamming-128-120")]
    [InlineData("27", "fec.code=rs-31-29-0x25-0+bch-127-120 fec.interleave=1")]
    [InlineData("35", "fec.code=rs-63-57-0x43-1+rs-15-11-0x13-0")]
    public void CountsOfTheBitTrueEngine_AgreeWithTheEstimate(string lengthM, string link)
    {
        (string, string)[] settings = [.. link.Split(' ').Select(setting => (setting.Split('=')[0], setting.Split('=')[1]))];
        string counts = StudySize.Times(60_000_000).ToString(CultureInfo.InvariantCulture), draws = StudySize.Times(2_600_000).ToString(CultureInfo.InvariantCulture);
        LinkReport counted = new LinkEmulator(Link(null, "bit-true", [.. settings, ("fiber.lengthM", lengthM), ("stop.payloadBits", counts)]).Build()).Run();
        TailReport estimate = Tail(null, [.. settings, ("fiber.lengthM", lengthM), ("stop.payloadBits", draws)]);
        TailReport other = Tail(null, [.. settings, ("fiber.lengthM", (double.Parse(lengthM, CultureInfo.InvariantCulture) + 1.4).ToString(CultureInfo.InvariantCulture)), ("stop.payloadBits", draws)]);
        long lost = counted.PostFec.Uncorrectable + counted.PostFec.Miscorrected;
        output.WriteLine($"{lost} of {counted.PostFec.Codewords} lost, {counted.PostFec.CodewordErrorRatio:e3}; estimate {estimate.PostFec.CodewordErrorRatio:e3} + {estimate.PostFec.CodewordErrorHigh - estimate.PostFec.CodewordErrorRatio:e1}, sample {estimate.Tail.EffectiveSample:0}, weight {estimate.Tail.MeanWeight}; twin {other.PostFec.CodewordErrorRatio:e3}");
        Assert.True(lost > 100, $"{lost} codewords lost");
        Assert.False(estimate.Tail.FewGroupsWeigh);
        Assert.True(Fits(estimate));
        Assert.False(Fits(other));
        Assert.Equal(1, counted.PreFec.Ber!.Value / estimate.PreFec.Ber!.Value, 0.02);
        Assert.Equal(counted.PreFec.Bits / counted.LinkFrames, estimate.PreFec.Bits / estimate.LinkFrames);
        foreach ((double? ber, double? mean) in counted.PreFec.LaneBer.Zip(estimate.PreFec.LaneBer))
            Assert.Equal(ber is null, mean is null);

        bool Fits(TailReport report)
        {
            double mean = report.PostFec.CodewordErrorRatio!.Value, error = (report.PostFec.CodewordErrorHigh!.Value - mean) / HalfInterval;
            double n = counted.PostFec.Codewords, variance = (counted.Config.Fec.Interleave * n * mean * (1 - Math.Min(mean, 1))) + (n * n * error * error);
            return Math.Abs(lost - (n * mean)) <= Gaussian.QInverse(FalseAlarm / 2) * Math.Sqrt(variance);
        }
    }

    /// <summary>
    /// Far below anything that can be counted: a code that keeps to itself that a count decides is estimated, the same code under its own name
    /// computed, on the same data. Between them is chance alone, and weights have the mean 1 but for chance.
    /// </summary>
    [Theory]
    [InlineData("25.5", 1, 1e-9, 1e-6)]
    [InlineData("22.5", 0, 1e-17, 1e-12)]
    [InlineData("22", 3, 1e-18, 1e-13)]
    public void DrawnAndComputedLosses_AgreeInTheTail(string lengthM, int admitted, double least, double most)
    {
        var own = new OwnAlgorithms
        {
            Codes = new Dictionary<string, BlockCodeFactory>(StringComparer.Ordinal) { ["plugin:shy"] = c => new ShyCode(new ReedSolomonCode(ReedSolomonParameters.Kr4, c), admitted) },
        };
        (string, string)[] settings = [("fiber.lengthM", lengthM), ("stop.payloadBits", StudySize.Times(2_600_000).ToString(CultureInfo.InvariantCulture))];
        TailReport drawn = Tail(own, settings), computed = Tail(null, [("fec.code", "kr4"), .. settings]);
        double exact = computed.PostFec.CodewordErrorRatio!.Value, mean = drawn.PostFec.CodewordErrorRatio!.Value, groups = computed.PostFec.FrameLossRatio!.Value;
        output.WriteLine($"{mean:e3} ± {drawn.PostFec.CodewordErrorHigh - mean:e1} drawn, {exact:e3} computed; sample {drawn.Tail.EffectiveSample:0}, weight {drawn.Tail.MeanWeightLow} … {drawn.Tail.MeanWeightHigh}");
        Assert.InRange(exact, least, most);
        double limit = Gaussian.QInverse(FalseAlarm / 2) / HalfInterval;
        Assert.InRange(exact, mean - (limit * (drawn.PostFec.CodewordErrorHigh!.Value - mean)), mean + (limit * (drawn.PostFec.CodewordErrorHigh.Value - mean)));
        Assert.InRange(groups / drawn.PostFec.FrameLossRatio!.Value, 0.999 * exact / mean, 1.001 * exact / mean);
        Assert.InRange(1, drawn.Tail.MeanWeight!.Value - (limit * (drawn.Tail.MeanWeightHigh!.Value - drawn.Tail.MeanWeight.Value)), drawn.Tail.MeanWeight.Value + (limit * (drawn.Tail.MeanWeightHigh.Value - drawn.Tail.MeanWeight.Value)));
        Assert.Equal((computed.PreFec.Bits, 0, null), (drawn.PreFec.Bits, computed.Tail.WeightedDraws, computed.Tail.MeanWeight));
        Assert.Equal(1, computed.PreFec.Ber!.Value / drawn.PreFec.Ber!.Value, 1e-12);
        Assert.Equal(drawn.PostFec.Codewords * WeightedLosses.Draws, drawn.Tail.WeightedDraws);
        Assert.True(drawn.Tail.EffectiveSample > 30);
    }

    [Trait("Isa", "true")]
    [Theory]
    [InlineData("bonding.laneSecded", "true", "07d84dcff6656ebb")]
    [InlineData("fec.code", "rs-15-11-0x13-0+hamming-8-4", "08dd25316d6ff82c")]
    public void Results_DoNotDependOnThreads(string path, string value, string fingerprint)
    {
        TailReport Run(string threads) => Tail(null, ("threads", threads), ("array.rows", "2"), ("bonding.dataLanes", "8"), ("fec.code", "rs-15-11-0x13-0"), ("fiber.lengthM", "27"), ("stop.payloadBits", "1"), (path, value));
        TailReport one = Run("1"), three = Run("3");
        Assert.Equal((one.Fingerprint, one.PostFec.CodewordErrorRatio, one.Tail.MeanWeight), (three.Fingerprint, three.PostFec.CodewordErrorRatio, three.Tail.MeanWeight));
        Assert.Equal(fingerprint, one.Fingerprint);
    }
}
