using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Tests.Link;

public class LaneCodeRunTests
{
    /// <summary>40 data lanes and 7 check lanes.</summary>
    private static LinkConfiguration Coded(params (string Path, string Value)[] settings) => LinkEmulatorTests.Small(
        [("array.rows", "6"), ("bonding.laneSecded", "true"), ("deskew.algorithm", "lane-code"), ("fiber.lengthM", "26"), .. settings]);

    private static LinkReport Run(params (string Path, string Value)[] settings) => new LinkEmulator(Coded(settings).Build()).Run();

    /// <summary>A slip between two frames: the lane is found before the second is read, and no frame is. With markers it costs six.</summary>
    [Fact]
    public void ASlip_CostsNothing()
    {
        (string, string)[] slip = [("faults", """[{"kind":"slip","lane":5,"atFrame":3,"ui":3},{"kind":"slip","lane":44,"atFrame":4,"ui":20}]""")];
        LinkReport report = Run(slip), still = Run(), marker = Run([.. slip, ("deskew.algorithm", "marker")]);
        Assert.Equal((2, 2, 0, true), (report.Deskew.LockLosses, report.Deskew.Slips, report.Deskew.MisalignedLaneFrames, report.Deskew.Locked));
        Assert.Equal(still.PreFec.BitErrors, report.PreFec.BitErrors);
        Assert.Equal(still.Fingerprint, report.Fingerprint);
        Assert.Equal("lane-code", report.Deskew.Algorithm);
        Assert.InRange(marker.Deskew.MisalignedLaneFrames, 8, 14);
    }

    /// <summary>A slip by drift, within a frame, costs what is left of that frame; markers take six more.</summary>
    [Fact]
    public void Drift_CostsAFrameASlip_WithAnyNumberOfThreads()
    {
        (string, string)[] drift = [("arrival.driftPpm", "1"), ("stop.payloadBits", "4e7")];
        LinkReport[] reports = [.. new[] { "1", "2", "3" }.Select(threads => Run([.. drift, ("threads", threads)]))];
        Assert.All(reports, report =>
        {
            Assert.Equal(reports[0].Fingerprint, report.Fingerprint);
            Assert.Equal(
                (reports[0].Deskew.MisalignedLaneFrames, reports[0].Deskew.LockLosses), (report.Deskew.MisalignedLaneFrames, report.Deskew.LockLosses));
        });
        Assert.InRange(reports[0].Deskew.Slips, 10, 60);
        Assert.InRange(reports[0].Deskew.MisalignedLaneFrames, reports[0].Deskew.Slips - 1, reports[0].Deskew.Slips + 4);
        LinkReport marker = Run([.. drift, ("deskew.algorithm", "marker")]);
        Assert.True(marker.Deskew.MisalignedLaneFrames > 4 * reports[0].Deskew.MisalignedLaneFrames);
        Assert.True(marker.PostFec.PayloadBitErrors > 10 * reports[0].PostFec.PayloadBitErrors);
    }

    [Fact]
    public void ADeadLane_IsNamed_AndAnotherOneFound()
    {
        LinkReport report = Run(
            ("faults", """[{"kind":"dead","lane":7,"atFrame":1},{"kind":"slip","lane":12,"atFrame":8,"ui":-2}]"""), ("fiber.lengthM", "10"));
        Assert.Equal([7], report.Deskew.Missing);
        Assert.Equal(2, report.Deskew.LockLosses);
        // Lane 7 is dark from frame 1 on, but where it is read until it is given up, and lane 12 loses its last bits before it slips.
        Assert.InRange(report.Deskew.MisalignedLaneFrames, 1, report.LinkFrames);
        Assert.Equal(0, report.PostFec.PayloadBitErrors);
    }

    [Fact]
    public void WhereItCannotWork_ItIsRefused()
    {
        LinkOptions options = Coded().Build();
        var failure = Assert.Throws<ConfigurationException>(() => new LinkEmulator(options with { Bonding = options.Bonding with { LaneSecded = false } }));
        Assert.Equal("deskew.algorithm: lane-code needs words across the lanes; set bonding.laneSecded true", failure.Message);
        failure = Assert.Throws<ConfigurationException>(() => new LinkEmulator(options with { Bonding = options.Bonding with { SpareLanes = 1 } }));
        Assert.Equal("bonding.spareLanes: 1 is not allowed with deskew.algorithm lane-code, whose lanes stay on their channels; it is 0", failure.Message);
    }
}
