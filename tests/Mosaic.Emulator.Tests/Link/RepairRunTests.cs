using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Tests.Channel;
using static Mosaic.Emulator.Tests.Link.FaultedLink;

namespace Mosaic.Emulator.Tests.Link;

/// <summary>Without a code and, at 10 m, without errors but those of faults. 40 data lanes, 7 check lanes, 5 spares.</summary>
public class RepairRunTests
{
    /// <summary>Named after eight bad frames, an erasure eight frames later, on a spare sixteen frames after it was named; no bit lost, of two lanes that die in turn.</summary>
    [Theory]
    [InlineData("spare", 47, 48, 1)]
    [InlineData("shift", 47, 48, 30)]
    public void ALaneThatDies_IsHidden_Named_AndReplaced(string mode, int first, int second, int moved)
    {
        LinkReport report = Run(50, [Fault("dead", 17, 3), Fault("dead", 30, 19)], ("repair.mode", mode));
        Assert.Equal((50, 0, 0), (report.LinkFrames, report.PostFec.PayloadBitErrors, report.LaneSecded!.DetectedUi));
        RepairEvent[] events = [.. report.Repair.Events];
        Assert.Equal(new RepairEvent(10, 26, 17, 17, first, moved, 7, 0, true), events[0]);
        Assert.Equal((26, 42, 30, 7, 0, true), (events[1].FrameDetected, events[1].FrameSwitched, events[1].FromChannel, events[1].DetectionFrames, events[1].FramesLost, events[1].Hitless));
        Assert.Equal((second, 2, 5, 3), (events[1].ToChannel, events.Length, report.Repair.Spares, report.Repair.SparesLeft));
        Assert.False(report.Repair.Exhausted);
        Assert.True(report.Deskew.Locked);
        // What a channel carried while it was used; and nobody looks at it afterwards.
        Assert.InRange(report.PreFec.LaneBer[17]!.Value, 0.49 * 23 / 26, 0.51 * 23 / 26);
        Assert.Equal(0, report.PreFec.LaneBer[47]);
        Assert.Null(report.PreFec.LaneBer[50]);
        Assert.DoesNotContain(17, report.Repair.LaneChannel!);
        Assert.Equal(47, report.Repair.LaneChannel!.Distinct().Count());

        LinkReport off = Run(50, [Fault("dead", 17, 3)], ("bonding.laneSecded", "false"), ("bonding.spareLanes", "0"));
        Assert.InRange(off.PostFec.PayloadBitErrors, 0.49 * 47 / 40 * off.PostFec.PayloadBits / 50, 0.51 * 47 / 40 * off.PostFec.PayloadBits / 50);
    }

    /// <summary>Without words across the lanes markers tell, and what is lost is counted: from the first bad frame to the switch.</summary>
    [Fact]
    public void MarkersAlone_NameALaneToo()
    {
        LinkReport report = Run(40, [Fault("dead", 17, 3)], ("bonding.laneSecded", "false"));
        RepairEvent one = Assert.Single(report.Repair.Events);
        Assert.Equal(new RepairEvent(10, 26, 17, 17, 40, 1, 7, 23, true), one);
        Assert.InRange(report.PostFec.PayloadBitErrors, 0.49 * 23 * 32896, 0.51 * 23 * 32896);
        Assert.Null(report.LaneSecded);
    }

    /// <summary>A lane with one bit in three hundred wrong: its parities tell, its markers do not. A link without spares names it just the same.</summary>
    [Theory]
    [InlineData(true, 5, true)]
    [InlineData(true, 0, true)]
    [InlineData(false, 5, false)]
    public void Parities_NameALaneThatMarkersDoNot(bool parity, int spares, bool named)
    {
        LinkReport report = Run(
            40, [Fault("weak", 17, 3, db: 1.9)], ("bonding.laneSecded", "false"), ("bonding.laneParity", parity ? "true" : "false"), ("bonding.spareLanes", $"{spares}"), ("fec.code", "kp4"));
        Assert.Equal((0, 40), (report.PostFec.PayloadBitErrors, report.LinkFrames));
        Assert.InRange(report.PreFec.LaneBer[17]!.Value, 0.0015, 0.02);
        Assert.Equal(named ? 1 : 0, report.Repair.Events.Count);
        if (named)
        {
            Assert.Equal((17, 7, 0), (report.Repair.Events[0].Lane, report.Repair.Events[0].DetectionFrames, report.Repair.Events[0].FramesLost));
            Assert.Equal(spares == 0 ? null : 40, report.Repair.Events[0].ToChannel);
            Assert.Equal(spares == 0, report.Repair.Exhausted);
        }
    }

    /// <summary>A slip is no reason for a repair: the lane is found again before it is called failed.</summary>
    [Fact]
    public void ASlip_CostsNoSpare()
    {
        LinkReport report = Run(30, [Fault("slip", 17, 3, ui: 5)], ("deskew.maxSkewUi", "2000"));
        Assert.Equal((0, 5, 1, 0), (report.Repair.Events.Count, report.Repair.SparesLeft, report.Deskew.LockLosses, report.PostFec.PayloadBitErrors));
    }

    /// <summary>Dead channels, a spare among them, are found by the test and no lane is put on them.</summary>
    [Theory]
    [InlineData("spare", "marker", "0 1 2 47 4 49")]
    [InlineData("shift", "marker", "0 1 2 4 5 6")]
    [InlineData("none", "correlate", "0 1 2 47 4 49")]
    public void DeadChannels_AreMappedOut(string mode, string deskew, string firstLanes)
    {
        LinkReport report = Run(12, [], ("array.deadChannels", "[3,5,48]"), ("repair.mode", mode), ("deskew.algorithm", deskew));
        Assert.Equal([3, 5, 48], report.Repair.MappedOut);
        Assert.Equal((0, 0, 2), (report.PreFec.BitErrors, report.Repair.Events.Count, report.Repair.SparesLeft));
        if (!string.Equals(mode, "shift", StringComparison.Ordinal))
        {
            Assert.Equal(firstLanes, string.Join(' ', report.Repair.LaneChannel!.Take(6)));
        }

        Assert.True(report.Deskew.Locked);
        Assert.Null(report.PreFec.LaneBer[3]);
        Assert.Equal(0, report.Deskew.LockLosses);
        LinkPrediction prediction = LinkPrediction.Of(new LinkDesign(report.Config));
        Assert.Equal(report.PreFec.LaneBer.Select(ber => ber is null), prediction.LaneBer.Select(ber => ber is null));
    }

    /// <summary>With more dead channels than spares the link does not come up; words across the lanes do without one lane, not without two.</summary>
    [Theory]
    [InlineData("true", "[1,2,3,4,5]", true)]
    [InlineData("true", "[1,2,3,4,5,6]", true)]
    [InlineData("true", "[1,2,3,4,5,6,7]", false)]
    [InlineData("false", "[1,2,3,4,5]", true)]
    [InlineData("false", "[1,2,3,4,5,6]", false)]
    public void TooManyDeadChannels_AreNoLink(string secded, string dead, bool up)
    {
        LinkReport report = Run(3, [], ("bonding.laneSecded", secded), ("array.deadChannels", dead));
        Assert.Equal(up ? StopReason.PayloadBits : StopReason.NoLock, report.StopReason);
        Assert.Equal((up, 0), (report.LinkFrames > 0, report.PostFec.PayloadBitErrors));
    }

    /// <summary>A channel whose bits are wrong too often is mapped out though it locks: here by its light, half an LED's.</summary>
    [Fact]
    public void ATest_FindsChannelsWithErrors()
    {
        LinkReport report = Run(3, [], ("led.powerSpreadDb", "2"), ("fiber.lengthM", "20"), ("fec.code", "kp4"));
        LinkDesign design = new(report.Config);
        int[] worst = [.. Enumerable.Range(0, design.Channels).OrderBy(channel => design.Optics.PowerDbm[channel]).Take(2)];
        Assert.InRange(report.Repair.MappedOut.Count, 1, 5);
        Assert.Contains(worst[0], report.Repair.MappedOut);
        Assert.All(report.PreFec.LaneBer, ber => Assert.True(ber is null or < 0.012));
    }

    /// <summary>A share of dead channels comes from the seed: those of 8 links, within 1e-6 of the binomial's mean.</summary>
    [Fact]
    public void ADeadFraction_IsDrawn()
    {
        long dead = 0;
        for (int seed = 1; seed <= 8; seed++)
        {
            LinkDesign design = new(Options(1, ("array.deadFraction", "0.3"), ("seed", $"{seed}")));
            dead += Enumerable.Range(0, 52).Count(channel => design.IsDead(channel));
        }

        const double mean = 0.3 * 52 * 8;
        Assert.True(ConditionalTest.Fits(dead, mean, 0.7 * mean, 1));
        Assert.False(ConditionalTest.Fits(2 * dead, mean, 0.7 * mean, 1), "Twin: twice the share.");
    }

    /// <summary>
    /// Twenty lanes die one after the other, then the spares that took over, 50 in all, each as soon as the one before is an erasure: no bit
    /// is lost. Then three more.
    /// </summary>
    [Fact]
    public void FiftySpares_AreUsedUp_BeforeABitIsLost()
    {
        const int every = 9, lanes = 64, spares = 50, first = 20;
        (string, string)[] small = [("array.columns", "19"), ("bonding.dataLanes", "57"), ("bonding.spareLanes", "50"), ("repair.failFrames", "1")];
        LinkReport report = Run(
            1 + (every * (spares + 3)), [.. Enumerable.Range(0, spares + 3).Select(i => Fault("dead", i < first ? i : lanes + i - first, 1 + (every * i)))], small);
        RepairEvent[] events = [.. report.Repair.Events];
        Assert.Equal((spares + 3, 0, true), (events.Length, report.Repair.SparesLeft, report.Repair.Exhausted));
        Assert.All(events[..spares], one => Assert.Equal((0, 0, true), (one.DetectionFrames, one.FramesLost, one.Hitless)));
        Assert.Equal(Enumerable.Range(lanes, spares), events[..spares].Select(one => one.ToChannel!.Value));
        Assert.Equal([.. Enumerable.Range(first, lanes - first), .. Enumerable.Range(lanes + spares - first, first)], report.Repair.LaneChannel!.Order());

        // Two more are hidden, the second beside the first as an erasure; the third costs the frames until it is known. Else nothing is lost.
        Assert.All(events[spares..], one => Assert.Equal((null, null, null), (one.ToChannel, one.FrameSwitched, one.Hitless)));
        Assert.Equal([0, 0, 0], events[spares..].Select(one => one.DetectionFrames));
        Assert.Equal([8, 8, 8], events[spares..].Select(one => one.FramesLost));
        Assert.InRange(report.PostFec.Miscorrected, 8, 8 * 256);
    }

    [Fact]
    public void Fingerprint_DoesNotDependOnThreads()
    {
        FaultList faults = [Fault("dead", 17, 3), Fault("stuck-one", 30, 5), Fault("weak", 47, 33, db: 20), Fault("slip", 9, 12, ui: 2), Fault("drift", 44, 2, db: 0.3)];
        LinkReport[] reports = [.. new[] { 1, 2, 3 }.Select(threads =>
            Run(70, faults, ("threads", $"{threads}"), ("array.deadChannels", "[8]"), ("fiber.lengthM", "24"), ("repair.mode", "shift"), ("deskew.maxSkewUi", "2000")))];
        Assert.True(reports[0].Repair.Events.Count >= 3);
        Assert.All(reports, report => Assert.Equal((reports[0].Fingerprint, Json(reports[0])), (report.Fingerprint, Json(report))));

        static string Json(LinkReport report) => System.Text.Json.JsonSerializer.Serialize((report.Repair.Events, report.Repair.LaneChannel, report.LaneSecded, report.Deskew.SkewUi));
    }

    /// <summary>A frame alone is counted as in the whole run: what was decided before it is decided again.</summary>
    [Fact]
    public void AFrameAlone_HasTheMapOfTheWholeRun()
    {
        FaultList faults = [Fault("dead", 17, 3), Fault("weak", 30, 5, db: 3)];
        LinkReport Until(int frames) => Run(frames, faults, ("fiber.lengthM", "24"));
        LinkReport alone = Run(60, faults, ("fiber.lengthM", "24"), ("capture.frame", "32"));
        ulong expected = unchecked(Parse(Until(33)) - Parse(Until(32)));
        Assert.Equal(expected, Parse(alone));

        static ulong Parse(LinkReport report) => Convert.ToUInt64(report.Fingerprint, 16);
    }

    /// <summary>
    /// Two lanes dead at once, unhelped: a bit of theirs is wrong where a one was sent, so a codeword is lost with the probability that more
    /// than fifteen of its symbols have one there. Words lost of each striping, against that sum; false alarm 1e-6 for all.
    /// </summary>
    [Theory]
    [InlineData("symbol", 400, 0, 0)]
    [InlineData("symbol", 75, 0.1, 0.25)]
    [InlineData("bit", 400, 0.1, 0.3)]
    [InlineData("codeword", 75, 0.02, 0.03)]
    public void TwoDeadLanes_CostWhatTheirSymbolsDo(string striping, int lanes, double least, double most)
    {
        LinkOptions options = Options(30, ("array.rows", "20"), ("array.columns", "20"), ("bonding.striping", striping), ("fec.code", "kp4"), ("bonding.laneSecded", "false"), ("bonding.spareLanes", "0"), ("bonding.dataLanes", $"{lanes}"));
        LinkDesign design = new(options with { Faults = [Fault("dead", 17), Fault("dead", 60)] });
        LinkReport report = new LinkEmulator(design.Options).Run();
        double mean = 0, variance = 0, twin = 0;
        for (int word = 0; word < design.Groups * 4; word++)
        {
            double[] two = Symbols(design, word, 17, 60), one = Symbols(design, word, 17, 17);
            double lost = PoissonBinomial.Tail(two, 15);
            mean += 30 * lost;
            variance += 30 * lost * (1 - lost);
            twin += 30 * PoissonBinomial.Tail(one, 15);
        }

        Assert.InRange(mean / report.PostFec.Codewords, least, most);
        long words = report.PostFec.Uncorrectable + report.PostFec.Miscorrected;
        Assert.True(ConditionalTest.Fits(words, mean, variance, 4), $"{words} of {mean}");
        Assert.True(least == 0 || !ConditionalTest.Fits(words, twin, variance, 4), "Twin: one dead lane.");
        // Nothing but zeros arrives from a lane in the dark, and nothing but zeros is a codeword.
        Assert.Equal(striping is "codeword" ? words : 0, report.PostFec.Miscorrected);
    }

    /// <summary>By symbol of a codeword: the probability that it has a one on one of two lanes.</summary>
    private static double[] Symbols(LinkDesign design, int word, int first, int second)
    {
        var symbols = new double[544];
        for (int symbol = 0; symbol < symbols.Length; symbol++)
        {
            double right = 1;
            for (int bit = 0; bit < 10; bit++)
            {
                int lane = design.Striping.Map.LaneOf((((((word / 4 * 544L) + symbol) * 4) + (word % 4)) * 10) + bit);
                right *= lane == first || lane == second ? 0.5 : 1;
            }

            symbols[symbol] = 1 - right;
        }

        return symbols;
    }

    [Theory]
    [InlineData("repair.latencyFrames", "15", "repair.latencyFrames: 15 is not allowed; it is an integer from 16 to 100000")]
    [InlineData("repair.clearBer", "0.1", "repair.clearBer: 0.1 is not allowed; it is at most repair.failBer, 0.001")]
    [InlineData("repair.testFrames", "9", "repair.testFrames: 9 is not allowed; it is at most deskew.bringUpFrames, 8")]
    [InlineData("repair.mode", "swap", "repair.mode: \"swap\" is not allowed; it is one of none, spare, shift")]
    [InlineData("array.deadChannels", "[52]", "array.deadChannels: 52 is not allowed; it is an integer from 0 to 51, a channel of the link (bonding.dataLanes, bonding.laneSecded, bonding.spareLanes)")]
    [InlineData("array.deadChannels", "[3,-1]", "array.deadChannels[1]: -1 is not allowed; it is an integer from 0 on")]
    [InlineData("array.deadChannels", "3", "array.deadChannels: expected an array of integers")]
    [InlineData("bonding.spareLanes", "32", "bonding.spareLanes: 32 spares do not fit beside 47 lanes (bonding.dataLanes, bonding.laneSecded) on an array of 6 x 13 = 78 channels; the largest value is 31")]
    public void WhatCannotBe_IsRefusedByName(string path, string value, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => new LinkDesign(Options(1, (path, value)))).Message);

    private static LinkReport Run(int frames, FaultList faults, params (string, string)[] settings) =>
        new LinkEmulator(Options(frames, settings) with { Faults = faults }).Run();

    private static LinkOptions Options(int frames, params (string, string)[] settings)
    {
        LinkOptions options = LinkEmulatorTests.Small(
            [("array.rows", "6"), ("array.columns", "13"), ("bonding.laneSecded", "true"), ("bonding.spareLanes", "5"), ("fec.code", "none"), ("fiber.lengthM", "10"), .. settings]).Build();
        // One bit less than so many frames, to end with the last.
        return options with { Stop = options.Stop with { PayloadBits = (frames * new LinkDesign(options).MessageBits) - 64 } };
    }
}
