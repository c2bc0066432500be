using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Tests.Measurement;

namespace Mosaic.Emulator.Tests.Link.Events;

public class EventRunTests
{
    /// <summary>Lanes whose errors are below any double have nothing to draw candidates from.</summary>
    [Fact]
    public void LanesThatNeverErr_HaveNoErrors()
    {
        LinkReport report = new LinkEmulator(LinkEmulatorTests.Small(
            ("engine", "event"), ("led.averagePowerDbm", "5"), ("optics.crosstalk", "none"), ("fiber.lengthM", "1"), ("stop.payloadBits", "2e6")).Build()).Run();
        Assert.Equal((StopReason.PayloadBits, 0L), (report.StopReason, report.PreFec.BitErrors));
    }

    [Theory]
    [InlineData("traffic.pattern", "file")]
    [InlineData("traffic.scramble", "false", "traffic.pattern", "prbs31")]
    [InlineData("arrival.driftPpm", "1")]
    [InlineData("probe.lanes", "\"0,0\"")]
    [InlineData("capture.frame", "3")]
    [InlineData("faults", """[{ "lane": 7, "kind": "slip", "atFrame": 1, "ui": 2 }]""")]
    [InlineData("array.deadChannels", "[3]")]
    [InlineData("fec.code", "clause177")]
    public void WhatItCannotDo_IsRefusedByName(string path, string value, string otherPath = "seed", string otherValue = "1")
    {
        var refusal = Assert.Throws<ConfigurationException>(() => new LinkEmulator(LinkEmulatorTests.Small(("engine", "event"), (otherPath, otherValue), (path, value)).Build()));
        Assert.Contains(path.Split('.')[0], refusal.Message, StringComparison.Ordinal);
        Assert.Contains("event", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_IsRefused() => Assert.Contains("traffic.output", Assert.Throws<ConfigurationException>(
        () => new LinkEmulator(LinkEmulatorTests.Small(("engine", "event")).Build()).Run(output: new MemoryStream())).Message, StringComparison.Ordinal);

    /// <summary>Rules hold at a frame, wherever in a piece it is, and however many threads went further.</summary>
    [Theory]
    [InlineData("stop.bitErrors", "700", StopReason.BitErrors)]
    [InlineData("stop.codewordErrors", "3", StopReason.CodewordErrors)]
    [InlineData("stop.relativeInterval", "0.2", StopReason.RelativeInterval)]
    public void Rules_HoldAtTheSameFrame_ForAnyNumberOfThreads(string rule, string value, StopReason reason)
    {
        LinkReport[] reports = [.. new[] { "1", "2", "3" }.Select(threads => new LinkEmulator(LinkEmulatorTests.Small(
            ("engine", "event"), ("fec.code", "rs-544-540-0x409-0"), ("fiber.lengthM", "25"), ("led.powerSpreadDb", "0.3"), ("stop.payloadBits", "null"), (rule, value), ("threads", threads)).Build()).Run())];
        Assert.All(reports, report => Assert.Equal((reason, reports[0].LinkFrames, reports[0].Fingerprint), (report.StopReason, report.LinkFrames, report.Fingerprint)));
        LinkReport one = reports[0];
        Assert.Equal(one.PostFec.Codewords, one.PostFec.SymbolErrorHistogram.Sum());
        Assert.Equal(one.PostFec.Codewords, one.PostFec.Clean + one.PostFec.Corrected + one.PostFec.Uncorrectable + one.PostFec.Miscorrected);
        Assert.Equal(one.LinkFrames * 256 * 5440, one.PreFec.Bits);
    }

    /// <summary>Once lists have grown, frames need no memory: those that count no looks, those that encode groups, and those that are made whole, with stuck lanes too.</summary>
    [Theory]
    [InlineData("22", 0)]
    [InlineData("27.5", 0)]
    [InlineData("38", 64)]
    [InlineData("22", 64, "stuck-one")]
    public void Frames_AllocateNothing(string lengthM, int encodedGroups, string? fault = null)
    {
        string faults = fault is null ? "[]" : $$"""[{ "lane": 3, "kind": "{{fault}}" }]""";
        LinkDesign design = new(LinkEmulatorTests.Small(("engine", "event"), ("fiber.lengthM", lengthM), ("faults", faults)).Build());
        var frames = new EventFrame(design, 0, new LaneMapHistory(design.BroughtUp));
        var tally = new FrameTally(design, design.CreateRepair());
        var piece = new EventPiece(design);
        piece.Count(0, 20, frames, tally, 0, default);
        Assert.Equal(0, AllocatedBytes.Least(() => piece, _ => piece.Count(0, 20, frames, tally, 0, default)));
        Assert.True(piece.Counts.LaneErrors.Sum() > 0);
        Assert.InRange(frames.EncodedGroups, encodedGroups, design.Groups);
    }

    /// <summary>
    /// Two workers that take pieces in turn begin in the middle each time, and may have to make the frame before: after the first piece of each they need no
    /// memory for that either, whichever group is encoded when. Here they take turns on one thread, so that chance has no part in it. Frames of 32 lanes have
    /// no padding, so it is parity that is looked at in the end of the one before; the first two see none of it before they are warm.
    /// </summary>
    [Theory]
    [InlineData("23.5", "2", 0)]
    [InlineData("27.5", "1", 0)]
    [InlineData("29", "2", 1)]
    public void WorkersInTurn_AllocateNothing(string lengthM, string seed, int encodedGroups)
    {
        const int Warm = 4, Pieces = 60;
        LinkDesign design = new(LinkEmulatorTests.Small(("engine", "event"), ("bonding.dataLanes", "32"), ("fiber.lengthM", lengthM), ("seed", seed)).Build());
        TwoWorkers workers = null!;
        Assert.Equal(0, AllocatedBytes.Least(
            () =>
            {
                workers = new TwoWorkers(design);
                workers.Count(0, Warm);
                return workers;
            },
            warm => warm.Count(Warm, Pieces)));
        Assert.True(workers.Errors > 0 && workers.EncodedGroups >= encodedGroups, $"{workers.Errors} errors and {workers.EncodedGroups} encoded groups show little.");
    }

    /// <summary>A lane that dies costs what the words across the lanes cannot hide, is named, and gets a spare two batches later.</summary>
    [Fact]
    public void DeadLane_IsRepaired()
    {
        LinkReport report = new LinkEmulator(LinkEmulatorTests.Small(
            ("engine", "event"), ("array.rows", "7"), ("bonding.laneSecded", "true"), ("bonding.spareLanes", "2"), ("fiber.lengthM", "24"), ("stop.payloadBits", "5e7"),
            ("faults", """[{ "lane": 12, "kind": "dead", "atFrame": 3 }]""")).Build()).Run();
        RepairEvent repaired = Assert.Single(report.Repair.Events);
        Assert.Equal((12, 12, 47), (repaired.Lane, repaired.FromChannel, repaired.ToChannel));
        Assert.Equal(1, report.Repair.SparesLeft);
        Assert.True(report.LaneSecded!.CorrectedBits > 10_000);
        Assert.Equal(0, report.PostFec.PayloadBitErrors);
        Assert.InRange(report.Event!.EncodedShare!.Value, 0.3, 0.9);
    }

    /// <summary>Two workers that take pieces in turn.</summary>
    private sealed class TwoWorkers(LinkDesign design)
    {
        private const int Length = 4;
        private readonly EventFrame[] _frames = [.. Enumerable.Range(0, 2).Select(_ => new EventFrame(design, 0, new LaneMapHistory(design.BroughtUp)))];
        private readonly FrameTally _tally = new(design, design.CreateRepair());
        private readonly EventPiece _piece = new(design);

        public long Errors { get; private set; }

        public int EncodedGroups { get; private set; }

        public void Count(int from, int to)
        {
            _piece.Reserve(Length);
            for (int i = from; i < to; i++)
            {
                EventFrame worker = _frames[i % 2];
                _piece.Count(i * Length, Length, worker, _tally, 0, default);
                (Errors, EncodedGroups) = (Errors + worker.Errors.Count, EncodedGroups + worker.EncodedGroups);
            }
        }
    }
}
