using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Tests.Link;

public class DriftTests
{
    // Frames of 35,008 UI: a lane moves by up to 0.07 UI in one, and slips every 29 frames on average.
    private static LinkConfiguration Drifting(params (string Path, string Value)[] settings) =>
        LinkEmulatorTests.Small([("arrival.driftPpm", "2"), ("fiber.lengthM", "24"), ("stop.payloadBits", "8e7"), .. settings]);

    private static LinkReport Run(params (string Path, string Value)[] settings) => new LinkEmulator(Drifting(settings).Build()).Run();

    [Theory]
    [InlineData("marker")]
    [InlineData("correlate")]
    public void LanesThatSlip_AreAlignedAgain_AndTheOthersNeverLost(string algorithm)
    {
        LinkReport report = Run(("deskew.algorithm", algorithm)), still = Run(("deskew.algorithm", algorithm), ("arrival.driftPpm", "0"));
        // 40 lanes, 61 frames, half of 0.07 UI in one: 85 are expected.
        Assert.InRange(report.Deskew.Slips, 50, 120);
        // A slip costs the rest of its frame and four or five more until the lane is lost, and two until it is locked again.
        Assert.InRange(report.Deskew.MisalignedLaneFrames, 4 * report.Deskew.Slips, 8 * report.Deskew.Slips);
        Assert.InRange(report.Deskew.LockLosses, report.Deskew.Slips / 2, report.Deskew.Slips);
        Assert.True(report.PreFec.BitErrors > 100 * still.PreFec.BitErrors);
        Assert.Equal((0, 0, 0), (still.Deskew.Slips, still.Deskew.MisalignedLaneFrames, still.Deskew.LockLosses));
        // Half the bits of a lane frame that is misread as a whole.
        double lanesBits = (report.PreFec.BitErrors - still.PreFec.BitErrors) / (0.5 * report.PreFec.Bits / report.LinkFrames / 40);
        Assert.InRange(lanesBits, 0.8 * (report.Deskew.MisalignedLaneFrames - report.Deskew.Slips), report.Deskew.MisalignedLaneFrames);
    }

    [Fact]
    public void Results_DoNotDependOnThreads()
    {
        LinkReport[] reports = [.. new[] { "1", "2", "3" }.Select(threads => Run(("threads", threads)))];
        Assert.All(reports, report =>
        {
            Assert.Equal(reports[0].Fingerprint, report.Fingerprint);
            Assert.Equal(
                (reports[0].Deskew.Slips, reports[0].Deskew.MisalignedLaneFrames, reports[0].Deskew.LockLosses),
                (report.Deskew.Slips, report.Deskew.MisalignedLaneFrames, report.Deskew.LockLosses));
        });
    }

    [Fact]
    public void ACapture_AndAFrameAlone_SeeTheSameSlips()
    {
        using var captured = new MemoryStream();
        LinkReport whole = new LinkEmulator(Drifting().Build()).Run(captured: captured);
        captured.Position = 0;
        LinkReport replayed = new LinkEmulator(Drifting().Build()).Run(replayed: captured);
        Assert.Equal(whole.Fingerprint, replayed.Fingerprint);
        Assert.Equal(whole.Deskew.MisalignedLaneFrames, replayed.Deskew.MisalignedLaneFrames);

        long errors = 0, misaligned = 0;
        LinkReport some = Run(("stop.payloadBits", "1.6e7"));
        for (int frame = 0; frame < some.LinkFrames; frame++)
        {
            LinkReport alone = Run(("capture.frame", $"{frame}"));
            Assert.Equal(1, alone.LinkFrames);
            errors += alone.PreFec.BitErrors;
            misaligned += alone.Deskew.MisalignedLaneFrames;
        }

        Assert.Equal((some.PreFec.BitErrors, some.Deskew.MisalignedLaneFrames), (errors, misaligned));
        Assert.True(misaligned > 0);
    }

    /// <summary>180 ns at 2.125 Gb/s are 382 UI, 4 ns are 8.5, which take 9 whole ones.</summary>
    [Fact]
    public void SkewByIeee8023_HoldsWhatVaries()
    {
        var design = new LinkDesign(new LinkConfiguration().Set("arrival.preset", "802.3").Set("arrival.driftPpm", "0.01").Build());
        Assert.Equal(382 - 9, design.ArrivalSkewUi);
        Assert.Equal(9, design.DrawArrival(0).Drift!.MaxUi);
        Assert.Equal(382, new LinkDesign(new LinkConfiguration().Set("arrival.preset", "802.3").Build()).ArrivalSkewUi);
        var failure = Assert.Throws<ConfigurationException>(
            () => new LinkConfiguration().Set("arrival.preset", "802.3").Set("arrival.driftPpm", "1").Set("arrival.variationUi", "4").Build());
        Assert.Equal("arrival.variationUi: of no use with arrival.preset 802.3; it takes arrival.preset none", failure.Message);
    }

    [Theory]
    [InlineData("arrival.driftPpm=1001", "arrival.driftPpm: 1001 is not allowed; it is a number from 0 to 1000")]
    [InlineData("arrival.variationUi=4", "arrival.variationUi: of no use with arrival.driftPpm 0; it takes a drift")]
    [InlineData("arrival.driftPpm=1 arrival.variationUi=0.5", "arrival.variationUi: 0.5 is not allowed; it is a number from 1 to 10000")]
    [InlineData("arrival.driftPpm=1 arrival.variationUi=9000 arrival.delayUi=30000", "arrival.delayUi, arrival.skewUi, arrival.variationUi: a lane would arrive ")]
    public void BadValues_AreRefused(string settings, string message)
    {
        var failure = Assert.Throws<ConfigurationException>(() =>
        {
            (string, string)[] pairs = [.. settings.Split(' ').Select(pair => (pair.Split('=')[0], pair.Split('=')[1]))];
            new LinkEmulator(LinkEmulatorTests.Small(pairs).Build()).Run();
        });
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }
}
