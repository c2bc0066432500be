using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Reports;
using static Mosaic.Emulator.Tests.Link.FaultedLink;

namespace Mosaic.Emulator.Tests.Link;

public class LaneSecdedRunTests
{
    /// <summary>At 10 m no bit is wrong but those of the dead lane: a data lane, or a check lane, which costs nothing either way.</summary>
    [Theory]
    [InlineData("symbol", 40, 17)]
    [InlineData("bit", 37, 0)]
    [InlineData("codeword", 37, 36)]
    [InlineData("symbol", 40, 43)]
    public void ADeadLane_IsHidden(string striping, int lanes, int dead)
    {
        LinkReport with = Run(lanes, true, [Fault("dead", dead, 1)], ("bonding.striping", striping), ("fiber.lengthM", "10"));
        Assert.Equal(with.PostFec.Codewords, with.PostFec.Clean);
        Assert.Equal((10, 0), (with.LinkFrames, with.PostFec.PayloadBitErrors));
        Assert.InRange(with.PreFec.LaneBer[dead]!.Value, 0.44, 0.46);
        Assert.Equal(with.PreFec.BitErrors, Math.Round(with.PreFec.LaneBer[dead]!.Value * with.LinkFrames * LaneBits(with, dead)));
        // Wrong bits of the padding are corrected too.
        Assert.InRange(with.LaneSecded!.CorrectedBits, with.PreFec.BitErrors, with.PreFec.BitErrors + (10 * 5440));
        Assert.Equal((0, 7), (with.LaneSecded.DetectedUi, with.LaneSecded.CheckLanes));
        Assert.Equal(with.PreFec.Bits, with.LinkFrames * ((256 * 5440) + (7L * LaneBits(with, 0))));

        if (dead < lanes)
        {
            LinkReport without = Run(lanes, false, [Fault("dead", dead, 1)], ("bonding.striping", striping), ("fiber.lengthM", "10"));
            Assert.True(without.PostFec.Clean < without.PostFec.Codewords);
            Assert.Null(without.LaneSecded);
        }
    }

    /// <summary>At 28 m thousands of bits are wrong and nearly all alone in their UI: what is not is what the comparison finds left.</summary>
    [Fact]
    public void ErrorsBeforeAndBehind_AddUp()
    {
        LinkReport with = Run(40, true, []), without = Run(40, false, []);
        long left = with.PostFec.SymbolErrorHistogram.Select((words, errors) => words * errors).Sum();
        Assert.InRange(left, 1, with.PreFec.BitErrors / 20);
        Assert.InRange(with.LaneSecded!.DetectedUi, left / 4, left);
        Assert.InRange(with.LaneSecded.CorrectedBits + left, 0.98 * with.PreFec.BitErrors, 1.02 * with.PreFec.BitErrors);
        // The lanes are the same, and so is the light, but for that of the check lanes.
        Assert.InRange((double)with.PreFec.Ber! / without.PreFec.Ber!.Value, 0.5, 2);
        Assert.True(with.PostFec.PredictedCodewordErrorRatio < 1e-6 * without.PostFec.PredictedCodewordErrorRatio);
        Assert.Equal(47, with.PreFec.LaneBer.Count(ber => ber is not null));
    }

    [Fact]
    public void Fingerprint_DoesNotDependOnThreads()
    {
        LinkReport[] reports = [.. new[] { 1, 2, 3 }.Select(threads =>
            Run(37, true, [Fault("dead", 5, 1), Fault("stuck-one", 39, 2, 4), Fault("slip", 12, 3, ui: 2)], ("threads", $"{threads}"), ("bonding.striping", "bit")))];
        Assert.All(reports, report => Assert.Equal((reports[0].Fingerprint, reports[0].LaneSecded), (report.Fingerprint, report.LaneSecded)));
        Assert.True(reports[0].LaneSecded!.DetectedUi > 1000);
    }

    [Fact]
    public void WhatDoesNotFit_IsRefusedByName()
    {
        Assert.Contains("bonding.laneSecded: 7 check lanes do not fit beside 40 data lanes", Refusal(("bonding.laneSecded", "true")), StringComparison.Ordinal);
        Assert.Contains("bonding.dataLanes: 41 lanes", Refusal(("bonding.dataLanes", "41")), StringComparison.Ordinal);
        Assert.Contains("faults[0].lane: 37", Assert.Throws<ConfigurationException>(() => new LinkDesign(
            LinkEmulatorTests.Small(("bonding.dataLanes", "30"), ("bonding.laneSecded", "true")).Build() with { Faults = [Fault("dead", 37)] })).Message, StringComparison.Ordinal);
    }

    private static string Refusal(params (string, string)[] settings) =>
        Assert.Throws<ConfigurationException>(() => new LinkDesign(LinkEmulatorTests.Small(settings).Build())).Message;

    private static long LaneBits(LinkReport report, int lane)
    {
        FrameLayout layout = new LinkDesign(report.Config).Layout;
        return layout.LaneBits(lane < layout.Lanes ? lane : 0);
    }

    private static LinkReport Run(int lanes, bool secded, FaultList faults, params (string, string)[] settings) => new LinkEmulator(LinkEmulatorTests.Small(
        [("array.rows", "6"), ("bonding.dataLanes", $"{lanes}"), ("bonding.laneSecded", secded ? "true" : "false"), .. settings]).Build() with
    { Faults = faults }).Run();
}
