using System.Text.Json;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Tests.Link;

namespace Mosaic.Emulator.Tests.Experiments;

public class FecComparisonTests
{
    private static readonly Lazy<FecComparisonReport> Compared = new(() => Run(["kp4", "hamming-72-64", "kp4+hamming-128-120"], "24", "28"));

    /// <summary>Every figure of every row is that of a run with that code, to the fingerprint.</summary>
    [Fact]
    public void EveryFigure_IsThatOfARun()
    {
        FecComparisonReport report = Compared.Value;
        Assert.Equal(["none", "kp4", "hamming-72-64", "kp4+hamming-128-120"], report.Points.Take(4).Select(p => p.Code));
        Assert.Equal(8, report.Points.Count);
        foreach (FecComparisonPoint point in report.Points)
        {
            var emulator = new LinkEmulator(Link(point.Value!, ("fec.code", point.Code), ("threads", "1")));
            LinkReport run = emulator.Run();
            IBlockCode code = emulator.Design.Code;
            Assert.Equal(
                (run.Fingerprint, run.LinkFrames, run.StopReason, run.Throughput.LinkPayloadGbps, new FecComparisonRate(run.PreFec.Bits, run.PreFec.BitErrors, run.PreFec.Ber, run.PreFec.BerLow, run.PreFec.BerHigh)),
                (point.Fingerprint, point.LinkFrames, point.StopReason, point.LinkPayloadGbps, point.PreFec));
            Assert.Equal(JsonSerializer.Serialize(run.PostFec), JsonSerializer.Serialize(point.PostFec));
            Assert.Equal((double)code.GroupMessageBits / code.GroupCodeBits, point.Rate, 15);
            Assert.Equal((double)(code.GroupCodeBits - code.GroupMessageBits) / code.GroupMessageBits, point.Overhead, 14);
            Assert.True(point.EncodeGbps > 0.01 && point.DecodeGbps > 0.01);
        }
    }

    [Fact]
    public void Latency_IsThatOfAGroup()
    {
        IReadOnlyList<FecComparisonPoint> points = Compared.Value.Points;
        // 40 lanes at 2.125 Gb/s.
        Assert.Equal([0L, 21_760, 288, 23_320], points.Take(4).Select(p => p.LatencyBits));
        Assert.Equal(21_760 / 40.0 / 2.125, points[1].LatencyNs, 9);
        FecComparisonPoint onLanes = FecComparison.Run(new FecComparisonOptions { Codes = ["kr4"], Links = [(null, Link("24", ("bonding.striping", "codeword"), ("stop.payloadBits", "1e6")))] }).Points[1];
        Assert.Equal((21_120L, 5280 / 2.125), (onLanes.LatencyBits, onLanes.LatencyNs));
    }

    /// <summary>Gains are ratios of Q factors; where no error was left, those of the limit of the lost words.</summary>
    [Fact]
    public void Gains()
    {
        Assert.Equal(20 * Math.Log10(2), FecComparisonPoint.GainDb(Gaussian.Q(6), Gaussian.Q(3))!.Value, 10);
        Assert.Equal(0, FecComparisonPoint.GainDb(1e-4, 1e-4));
        Assert.Null(FecComparisonPoint.GainDb(1e-5, 0));
        Assert.Null(FecComparisonPoint.GainDb(0.6, 1e-3));
        foreach (FecComparisonPoint[] link in Compared.Value.Points.Chunk(4))
        {
            Assert.Equal((0, 0, false), (link[0].CodingGainDb, link[0].NetCodingGainDb, link[0].GainIsBound));
            Assert.Equal(link[0].PostFec.Ber, link[0].PreFec.Ber);
            FecComparisonPoint hamming = link[2];
            Assert.Equal(hamming.PostFec.PayloadBitErrors == 0, hamming.GainIsBound);
            double b = hamming.GainIsBound ? hamming.PostFec.CodewordErrorHigh!.Value : hamming.PostFec.Ber!.Value;
            double expected = 20 * Math.Log10(Gaussian.QInverse(b) / Gaussian.QInverse(link[0].PostFec.Ber!.Value));
            Assert.Equal(expected, hamming.CodingGainDb!.Value, 10);
            Assert.Equal(expected + (10 * Math.Log10(64 / 72.0)), hamming.NetCodingGainDb!.Value, 10);
            Assert.Equal((true, 0L), (link[1].GainIsBound, link[1].PostFec.PayloadBitErrors));
            Assert.InRange(link[1].PostFec.FrameLossHigh!.Value, 1e-4, 0.1);
        }
    }

    [Fact]
    public void Csv_HasARowForEachPoint()
    {
        string[] lines = Compared.Value.ToCsv().TrimEnd('\n').Split('\n');
        Assert.Equal(9, lines.Length);
        Assert.All(lines, line => Assert.Equal(lines[0].Count(c => c == ','), line.Count(c => c == ',')));
        Assert.StartsWith("28,hamming-72-64,0.8888888888888888,0.125,288,", lines[7], StringComparison.Ordinal);
    }

    [Fact]
    public void WhatCannotBeCompared_IsRefusedBeforeAnythingRuns()
    {
        Assert.Equal("codes: 'kp4' is there twice", Refusal(["kp4", "kp4"]));
        Assert.StartsWith("fec.code: there is no 'kp5'", Refusal(["kp4", "kp5"]), StringComparison.Ordinal);
        Assert.StartsWith("codes: one or more", Refusal([]), StringComparison.Ordinal);
        Assert.StartsWith("traffic.pattern, capture.errors", Refusal(["kp4"], ("traffic.pattern", "file")), StringComparison.Ordinal);
    }

    /// <summary>A link that does not come up is rows that say so; those of the others are what they are without it.</summary>
    [Fact]
    public void LinkThatDoesNotComeUp_IsARowWithoutRates()
    {
        FecComparisonReport report = Run(["kp4"], "24", "120", "28");
        Assert.Equal([("24", "none"), ("24", "kp4"), ("120", "none"), ("120", "kp4"), ("28", "none"), ("28", "kp4")], report.Points.Select(p => (p.Value, p.Code)));
        Assert.Empty(report.Failures);
        Assert.Equal(
            Compared.Value.Points.Where(p => p.Code is "none" or "kp4").Select(p => (p.Value, p.Fingerprint, p.NetCodingGainDb, true)),
            report.Points.Where(p => p.LinkFrames > 0).Select(p => (p.Value, p.Fingerprint, p.NetCodingGainDb, p.GoalReached)));
        Assert.All(report.Points.Skip(2).Take(2), point =>
        {
            Assert.Equal((StopReason.NoLock, 0L, false), (point.StopReason, point.LinkFrames, point.GoalReached));
            Assert.All([point.PreFec.Ber, point.PostFec.Ber, point.CodingGainDb, point.NetCodingGainDb, point.EncodeGbps, point.DecodeGbps], Assert.Null);
        });
        string[] lines = report.ToCsv().TrimEnd('\n').Split('\n');
        Assert.EndsWith(",,,0,,,noLock,", lines[4], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Equal(lines[0].Count(c => c == ','), line.Count(c => c == ',')));
    }

    /// <summary>A link that is refused on its way, here because a lane that grows weak leaves another's noise undefined, has no rows; those of the next value are there.</summary>
    [Fact]
    public void LinkThatIsRefusedOnItsWay_FailsOnce_AndTheNextGoesOn()
    {
        (string?, LinkOptions) With(string density) => (density, new LinkConfiguration()
            .Set("receiver.equalizer", "14").Set("led.averagePowerDbm", "10").Set("receiver.noisePaPerSqrtHz", density)
            .Set("faults", """[{ "kind": "weak", "lane": 77, "db": -3, "atFrame": 0 }]""").Set("stop.payloadBits", "1e6").Build());
        FecComparisonReport report = FecComparison.Run(new FecComparisonOptions { Codes = ["kp4"], Axis = "receiver.noisePaPerSqrtHz", Links = [With("2.23"), With("6")] });
        ComparisonFailure failure = Assert.Single(report.Failures);
        Assert.Equal(("none", "receiver.noisePaPerSqrtHz 2.23"), (failure.Name, failure.At));
        Assert.Equal([("6", "none"), ("6", "kp4")], report.Points.Select(p => (p.Value, p.Code)));
    }

    /// <summary>What was counted until then is there, and its counts are those of whole frames. One thread reports after each of them; of several, the others may have ended all.</summary>
    [Fact]
    public void Cancelled_ItKeepsWhatWasCounted()
    {
        using var cancellation = new CancellationTokenSource();
        LinkOptions link = Link("24", ("stop.payloadBits", "2e7"), ("threads", "1"));
        FecComparisonReport report = FecComparison.Run(
            new FecComparisonOptions { Codes = ["kp4"], Links = [(null, link)] },
            progress: share => { if (share > 0.6) { cancellation.Cancel(); } },
            cancellation: cancellation.Token);
        Assert.Equal(["none", "kp4"], report.Points.Select(point => point.Code));
        Assert.Equal([StopReason.PayloadBits, StopReason.Cancelled], report.Points.Select(point => point.StopReason));
        Assert.InRange(report.Points[1].PostFec.PayloadBits, 1, report.Points[0].PostFec.PayloadBits - 1);
        Assert.Empty(FecComparison.Run(new FecComparisonOptions { Codes = ["kp4"], Links = [(null, link)] }, cancellation: cancellation.Token).Points);
    }

    private static string Refusal(string[] codes, params (string, string)[] settings) => Assert.Throws<ConfigurationException>(
        () => FecComparison.Run(new FecComparisonOptions { Codes = codes, Links = [(null, Link("24", settings))] })).Message;

    private static FecComparisonReport Run(string[] codes, params string[] lengths) => FecComparison.Run(new FecComparisonOptions
    {
        Codes = codes,
        Axis = "fiber.lengthM",
        Links = [.. lengths.Select(length => ((string?)length, Link(length)))],
    });

    private static LinkOptions Link(string lengthM, params (string, string)[] settings) =>
        LinkEmulatorTests.Small([("fiber.lengthM", lengthM), ("stop.payloadBits", "2e6"), .. settings]).Build();
}
