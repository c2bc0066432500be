using System.Globalization;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Tests.Channel;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Link;

public class TailTests(ITestOutputHelper output)
{
    /// <summary>False alarms of one comparison of counts with sums of probabilities.</summary>
    private const double FalseAlarm = 1e-6;

    /// <summary>Lanes alike, errors from the amplifier alone: KP4 as published for random errors.</summary>
    [Theory]
    [InlineData(1e-4, 1.360e-18, 5.62e-18)]
    [InlineData(2.4e-4, 8.152e-13, 3.37e-12)]
    [InlineData(2.92e-4, 1.448e-11, null)]
    [InlineData(3.2e-4, 5.445e-11, 2.25e-10)]
    public void Kp4OverLikeLanes_IsTheAnalyticValue(double ber, double codewords, double? frames)
    {
        LinkConfiguration Ideal(double noise) => new LinkConfiguration()
            .Add("""{ "preset": "ideal", "array": { "rows": 2, "columns": 4 }, "bonding": { "dataLanes": 8, "frameBatches": 1 }, "engine": "tail" }""", "test")
            .Set("receiver.noisePaPerSqrtHz", noise.ToString("R", CultureInfo.InvariantCulture)).Set("stop.payloadBits", "1");
        double low = 5, high = 100;
        for (int i = 0; i < 40; i++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = LinkPrediction.Of(new LinkDesign(Ideal(middle).Build())).Ber < ber ? (middle, high) : (low, middle);
        }

        TailReport report = new TailEmulator(Ideal(high).Build()).Run();
        Assert.Equal(1, report.PreFec.Ber!.Value / ber, 1e-3);
        Assert.Equal(1, report.PostFec.CodewordErrorRatio!.Value / codewords, 0.05);
        if (frames is { } loss)
            Assert.Equal(1, report.PostFec.FrameLossRatio!.Value / loss, 0.05);
    }

    /// <summary>
    /// Crosstalk, intersymbol interference, spread and skew, where errors can be counted: given the same sent bits, the number of
    /// lost codewords is a sum of independent events of the probabilities that were computed; and so is that of wrong bits. With a
    /// variance below its mean and hundreds expected it is normal at the limit used.
    /// </summary>
    [Theory]
    [InlineData("symbol", "28.6", "")]
    [InlineData("bit", "28.6", "")]
    [InlineData("codeword", "28.3", "")]
    [InlineData("symbol", "28", """[{ "kind": "dead", "lane": 3 }, { "kind": "weak", "lane": 11, "db": 1 }]""")]
    [InlineData("symbol", "28", """[{ "kind": "stuck-one", "lane": 5 }, { "kind": "burst", "ui": 100, "atFrame": 1 }]""")]
    public void CountsOfTheBitTrueEngine_AgreeWithTheSums(string striping, string lengthM, string faults)
    {
        LinkConfiguration Link(string engine, string length) => LinkEmulatorTests.Small(
            ("engine", engine), ("fec.code", faults.Length > 0 ? "rs-255-239" : "kr4"), ("bonding.striping", striping), ("fiber.lengthM", length),
            ("faults", faults.Length > 0 ? faults : "[]"), ("stop.payloadBits", StudySize.Times(faults.Length > 0 ? 8_000_000 : 20_000_000).ToString(CultureInfo.InvariantCulture)));
        // Planted fault: a link a little longer, less visible beside the errors of a lane that is lost.
        double longer = faults.Length > 0 ? 1 : 0.25;
        LinkReport counted = new LinkEmulator(Link("bit-true", lengthM).Build()).Run();
        TailReport computed = new TailEmulator(Link("tail", lengthM).Build()).Run();
        TailReport other = new TailEmulator(Link("tail", (double.Parse(lengthM, CultureInfo.InvariantCulture) + longer).ToString(CultureInfo.InvariantCulture)).Build()).Run();
        output.WriteLine($"{counted.PostFec.CodewordErrorRatio:e3} counted, {computed.PostFec.CodewordErrorRatio:e3} computed; {counted.PreFec.Ber:e3}, {computed.PreFec.Ber:e3}");
        Assert.Equal((counted.LinkFrames, counted.PreFec.Bits, counted.PostFec.Codewords), (computed.LinkFrames, computed.PreFec.Bits, computed.PostFec.Codewords));
        long lost = counted.PostFec.Uncorrectable + counted.PostFec.Miscorrected;
        Assert.True(lost > 100, $"{lost} codewords lost");
        Assert.True(Fits(lost, computed.PostFec.CodewordErrorRatio, computed.PostFec.Codewords));
        Assert.True(Fits(counted.PreFec.BitErrors, computed.PreFec.Ber, computed.PreFec.Bits));
        Assert.False(Fits(lost, other.PostFec.CodewordErrorRatio, computed.PostFec.Codewords) && Fits(counted.PreFec.BitErrors, other.PreFec.Ber, computed.PreFec.Bits));
    }

    [Fact]
    public void RareLosses_AreFarFromTheIndependentValueAndSure()
    {
        TailReport report = new TailEmulator(LinkEmulatorTests.Small(
            ("engine", "tail"), ("fiber.lengthM", "24"), ("bonding.striping", "symbol"), ("stop.payloadBits", "1e7")).Build()).Run();
        Assert.InRange(report.PostFec.CodewordErrorRatio!.Value, 1e-30, 1e-9);
        Assert.True(report.Tail.EffectiveSample > 100);
        Assert.False(report.Tail.FewGroupsWeigh);
        Assert.InRange(report.PostFec.CodewordErrorRatio.Value, report.PostFec.CodewordErrorLow!.Value, report.PostFec.CodewordErrorHigh!.Value);
    }

    /// <summary>
    /// With 3 % of the light in each nearest neighbour, intersymbol interference and spread: 1e-12 and 1e-16 to 5 %, where what is left to chance
    /// is the data alone; another seed says the same, a link a quarter of a metre longer does not. On 400 lanes this takes a second.
    /// </summary>
    [Theory]
    [InlineData("27.4", 3e-13, 1e-11)]
    [InlineData("26.3", 1e-17, 1e-15)]
    public void HeavyCrosstalk_IsKnownTo5Percent(string lengthM, double least, double most)
    {
        TailReport Run(string seed, double longer) => new TailEmulator(LinkEmulatorTests.Small(
            ("engine", "tail"), ("optics.crosstalk", "kernel"), ("optics.nearestDb", "-15.23"), ("optics.diagonalDb", "null"), ("seed", seed), ("deviceSeed", "1"),
            ("fiber.lengthM", (double.Parse(lengthM, CultureInfo.InvariantCulture) + longer).ToString(CultureInfo.InvariantCulture)), ("stop.payloadBits", "null"), ("stop.relativeInterval", "0.1")).Build()).Run();
        TailPostFec one = Run("1", 0).PostFec, two = Run("2", 0).PostFec, other = Run("3", 0.25).PostFec;
        output.WriteLine($"{one.CodewordErrorRatio:e3} of {one.Codewords}, {two.CodewordErrorRatio:e3}; {other.CodewordErrorRatio:e3}");
        Assert.InRange(one.CodewordErrorRatio!.Value, least, most);
        Assert.InRange(one.CodewordErrorHigh!.Value - one.CodewordErrorLow!.Value, 0, 0.1 * one.CodewordErrorRatio.Value);
        bool Agree(TailPostFec a, TailPostFec b) => Math.Abs(a.CodewordErrorRatio!.Value - b.CodewordErrorRatio!.Value)
            <= Gaussian.QInverse(FalseAlarm / 2) / 1.96 * Math.Sqrt(Math.Pow(a.CodewordErrorHigh!.Value - a.CodewordErrorRatio.Value, 2) + Math.Pow(b.CodewordErrorHigh!.Value - b.CodewordErrorRatio.Value, 2));
        Assert.True(Agree(one, two));
        Assert.False(Agree(one, other));
    }

    [Trait("Isa", "true")]
    [Fact]
    public void Results_DoNotDependOnThreads()
    {
        TailReport Run(string threads) => new TailEmulator(LinkEmulatorTests.Small(
            ("engine", "tail"), ("threads", threads), ("fec.code", "rs-15-11-0x13-0"), ("stop.payloadBits", "3e6")).Build()).Run();
        TailReport one = Run("1");
        Assert.True(one.LinkFrames > 2);
        foreach (TailReport report in new[] { Run("2"), Run("3") })
            Assert.Equal((one.Fingerprint, one.LinkFrames, one.PostFec.CodewordErrorRatio), (report.Fingerprint, report.LinkFrames, report.PostFec.CodewordErrorRatio));
        Assert.Equal("eef62acbab88a227", one.Fingerprint);
    }

    [Fact]
    public void RelativeInterval_IsThatOfTheCodewordErrorRatio()
    {
        TailReport report = new TailEmulator(LinkEmulatorTests.Small(
            ("engine", "tail"), ("fiber.lengthM", "26"), ("stop.payloadBits", "null"), ("stop.relativeInterval", "0.3")).Build()).Run();
        TailPostFec post = report.PostFec;
        Assert.Equal(StopReason.RelativeInterval, report.StopReason);
        Assert.True(post.CodewordErrorHigh - post.CodewordErrorLow <= 0.3 * post.CodewordErrorRatio);
        Assert.True(report.GoalReached);
    }

    [Theory]
    [InlineData("bonding.laneParity", "true", "faults: engine tail repairs nothing")]
    [InlineData("fec.code", "clause177", "fec.code")]
    [InlineData("faults", """[{ "kind": "slip", "lane": 1, "ui": 1 }]""", "faults: engine tail takes lock as given")]
    [InlineData("traffic.pattern", "file", "traffic.pattern: engine tail")]
    [InlineData("probe.lanes", "1,1", "probe.lanes: engine tail")]
    [InlineData("capture.frame", "1", "capture: engine tail")]
    [InlineData("stop.bitErrors", "10", "stop.bitErrors, stop.codewordErrors, stop.targetBer: engine tail counts no errors")]
    [InlineData("stop.targetBer", "1e-3", "stop.bitErrors, stop.codewordErrors, stop.targetBer: engine tail counts no errors")]
    [InlineData("array.deadChannels", "[3]", "array.deadChannels, array.deadFraction: there are more dead channels than spares")]
    [InlineData("stop.payloadBits", "null", "stop: no rule is set")]
    [InlineData("engine", "bit-true", "engine: bit-true counts errors")]
    public void WhatTheEngineCannotDo_IsRefusedByName(string path, string value, string why)
    {
        string faults = path.StartsWith("bonding", StringComparison.Ordinal) ? """[{ "kind": "weak", "lane": 1, "db": 1 }]""" : "[]";
        LinkOptions options = LinkEmulatorTests.Small(("engine", "tail"), ("array.rows", "6"), ("faults", faults), (path, value)).Build();
        Assert.Contains(why, Assert.Throws<ConfigurationException>(() => new TailEmulator(options)).Message, StringComparison.Ordinal);
    }

    /// <summary>A link whose lanes would not stay as they are is refused, with the setting that would leave them so; where nothing is done about them it is not.</summary>
    [Theory]
    [InlineData("bonding.laneSecded=true fiber.lengthM=29", "repair.failBer: channels ")]
    [InlineData("bonding.laneSecded=true fiber.lengthM=29 repair.mode=none", "repair.failBer: channels ")]
    [InlineData("bonding.laneSecded=true fiber.lengthM=29 repair.failBer=0.4", null)]
    [InlineData("bonding.laneSecded=true fiber.lengthM=24", null)]
    [InlineData("bonding.laneSecded=true fiber.lengthM=24 array.deadChannels=[3]", null)]
    [InlineData("bonding.spareLanes=2 fiber.lengthM=33 repair.testBer=0.3", null)] // markers do not show 1e-2
    [InlineData("bonding.spareLanes=2 bonding.laneParity=true fiber.lengthM=33 repair.testBer=0.3", "repair.failBer: channels ")]
    [InlineData("bonding.spareLanes=2 bonding.laneParity=true fiber.lengthM=33 repair.testBer=0.3 repair.mode=none", null)]
    [InlineData("bonding.spareLanes=2 fiber.lengthM=36", "repair.testBer: channels ")]
    [InlineData("bonding.laneParity=true fiber.lengthM=33", null)]
    public void LanesThatWouldBeRepaired_AreRefused(string settings, string? why)
    {
        LinkOptions options = LinkEmulatorTests.Small(
            [("engine", "tail"), ("array.rows", "6"), .. settings.Split(' ').Select(setting => (setting.Split('=')[0], setting.Split('=')[1]))]).Build();
        Exception? refusal = Record.Exception(() => new TailEmulator(options));
        if (why is null)
            Assert.Null(refusal);
        else
            Assert.Contains(why, Assert.IsType<ConfigurationException>(refusal).Message, StringComparison.Ordinal);
    }

    /// <summary>They are those that the bit-true engine finds, but for lanes at the limit.</summary>
    [Fact]
    public void LanesThatWouldBeRepaired_AreThoseThatFail()
    {
        (string, string)[] settings = [("array.rows", "6"), ("bonding.laneSecded", "true"), ("fiber.lengthM", "28"), ("repair.clearBer", "1e-3"), ("stop.payloadBits", "4e7")];
        LinkReport run = new LinkEmulator(LinkEmulatorTests.Small(settings).Build()).Run();
        int[] failed = [.. run.Repair.Events.Select(one => one.FromChannel).Order()];
        double?[] rates = [.. LinkPrediction.Of(new LinkDesign(run.Config)).LaneBer];
        int[] Above(double limit) => [.. Enumerable.Range(0, rates.Length).Where(channel => rates[channel] > limit)];
        output.WriteLine($"failed {string.Join(' ', failed)}; above {string.Join(' ', Above(1e-3))}; rates {string.Join(' ', failed.Select(channel => $"{rates[channel]:e1}"))}");
        Assert.Empty(Above(1.5e-3).Except(failed));
        Assert.Empty(failed.Except(Above(0.7e-3)));
        Assert.NotEmpty(Above(1.5e-3));
        string message = Assert.Throws<ConfigurationException>(() => new TailEmulator(LinkEmulatorTests.Small([("engine", "tail"), .. settings]).Build())).Message;
        Assert.StartsWith($"repair.failBer: channels {string.Join(", ", Above(1e-3).Take(8))}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void EnginesThatCount_RefuseTail() => Assert.Contains(
        "engine: tail counts no errors",
        Assert.Throws<ConfigurationException>(() => new LinkEmulator(LinkEmulatorTests.Small(("engine", "tail")).Build())).Message,
        StringComparison.Ordinal);

    private static bool Fits(long count, double? ratio, long trials)
    {
        double mean = ratio!.Value * trials;
        return Math.Abs(count - mean) <= Gaussian.QInverse(FalseAlarm / 2) * Math.Sqrt(mean);
    }
}
