using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Link.Session;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Tests.Measurement;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Tests.Link;

public class LinkSessionTests
{
    /// <summary>Loses a codeword here and there.</summary>
    private static readonly (string, string)[] Lossy = [("fiber.lengthM", "31.5")];

    private static LinkOptions Options(params (string Path, string Value)[] settings) => LinkEmulatorTests.Small(settings).Build();

    /// <summary>The spared link of the repair tests in small: a lane dies, is hidden, named and replaced.</summary>
    private static LinkOptions Spared() => Options(
        ("bonding.dataLanes", "16"), ("bonding.laneSecded", "true"), ("bonding.spareLanes", "4"), ("fiber.lengthM", "10"), ("arrival.skewUi", "100"), ("repair.failFrames", "2"));

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)((i * 2654435761) >> 13);
        }

        return bytes;
    }

    /// <summary>Pieces of 0 to so many bytes, whose sum is given.</summary>
    private static IEnumerable<int> Pieces(int total, int most)
    {
        uint state = 1;
        for (int done = 0; done < total;)
        {
            state = (state * 1664525) + 1013904223;
            int piece = Math.Min((int)((state >> 8) % (uint)(most + 1)), total - done);
            yield return piece;
            done += piece;
        }
    }

    /// <summary>
    /// Bytes are what the decoder makes of them: the errors of the payload that a run with the same options delivers, at the same
    /// places; and so are counts and fingerprint, however the bytes are cut.
    /// </summary>
    [Theory]
    [InlineData(1, 100_000)]
    [InlineData(1, 3_000)]
    [InlineData(3, 1_200_000)]
    public void BytesCountsAndFingerprint_AreThoseOfARun(int threads, int most)
    {
        LinkOptions options = Options([.. Lossy, ("threads", $"{threads}"), ("stop.payloadBits", "1.2e7")]);
        using var output = new MemoryStream();
        LinkReport expected = new LinkEmulator(options).Run(output: output);
        ReadOnlySpan<ulong> delivered = MemoryMarshal.Cast<byte, ulong>(output.ToArray());

        using var session = new LinkSession(options);
        byte[] sent = Bytes(1_500_000), received = new byte[sent.Length];
        (int done, long wrong) = (0, 0);
        foreach (int piece in Pieces(sent.Length, most))
        {
            BlockDelivery block = session.Transmit(sent.AsSpan(done, piece), received.AsSpan(done));
            Assert.Equal(done, block.Position);
            Assert.True(block.IsLost || block.BitErrors == 0);
            wrong += block.BitErrors;
            done += piece;
        }

        LinkReport report = session.Report();
        Assert.Equal(expected.Fingerprint, report.Fingerprint);
        Assert.Equal(expected.LinkFrames, report.LinkFrames);
        Assert.InRange(report.PostFec.Uncorrectable, 1, report.PostFec.Codewords - 1);
        Assert.Equal(expected.PostFec.SymbolErrorHistogram, report.PostFec.SymbolErrorHistogram);
        Assert.Equal(expected.PreFec.LaneBer, report.PreFec.LaneBer);
        Assert.Equal(expected.Deskew.SkewUi, report.Deskew.SkewUi);

        var random = new RandomPayload(options.Seed, 0);
        var payload = new ulong[session.Timing.FrameBytes / 8];
        long errors = 0;
        for (int at = 0; at < sent.Length / 8; at++)
        {
            (int frame, int word) = Math.DivRem(at, payload.Length);
            if (word == 0)
            {
                random.Fill(frame, 0, payload);
            }

            ulong error = payload[word] ^ delivered[at];
            errors += System.Numerics.BitOperations.PopCount(error);
            Assert.Equal(error, MemoryMarshal.Cast<byte, ulong>(sent)[at] ^ MemoryMarshal.Cast<byte, ulong>(received)[at]);
        }

        Assert.Equal(errors, wrong);
        Assert.True(errors > 0);
    }

    /// <summary>What carries over from frame to frame does so in a session as in a run, whose batches are larger.</summary>
    [Theory]
    [InlineData(1, "arrival.driftPpm=2", "arrival.skewUi=300")]
    [InlineData(2, "arrival.driftPpm=2", "arrival.skewUi=300")]
    [InlineData(1, "bonding.dataLanes=16", "bonding.laneSecded=true", "bonding.spareLanes=4", "array.deadChannels=[3]", "fiber.lengthM=28")]
    [InlineData(1, "fec.code=none", "fiber.lengthM=20")]
    [InlineData(1, "fec.code=hamming-128-120", "fiber.lengthM=25")]
    [InlineData(3, "fec.code=kp4+hamming-128-120", "fiber.lengthM=33")]
    [InlineData(1, "fec.code=kp4+clause177", "engine=waveform", "fiber.lengthM=38")]
    public void AnyLink_CountsAsInARun(int threads, params string[] settings)
    {
        LinkOptions options = Options([.. settings.Select(one => (one.Split('=')[0], one.Split('=')[1])), ("threads", $"{threads}")]);
        using var session = new LinkSession(options);
        byte[] block = new byte[9_999];
        long wrong = 0;
        for (int i = 0; i < 60; i++)
        {
            BlockDelivery delivery = session.Transmit(block, block);
            Assert.Equal(delivery.BitErrors > 0, block.AsSpan().ContainsAnyExcept((byte)0));
            Assert.True(delivery.IsLost || delivery.BitErrors == 0);
            wrong += delivery.BitErrors;
            Array.Clear(block);
        }

        int rest = (int)(session.Timing.FrameBytes - (session.Position % session.Timing.FrameBytes)) % session.Timing.FrameBytes;
        wrong += session.Transmit(new byte[rest], new byte[rest]).BitErrors;
        LinkReport report = session.Report(), expected = new LinkEmulator(report.Config).Run();
        Assert.Equal(wrong, report.PostFec.PayloadBitErrors);
        Assert.Equal(expected.Fingerprint, report.Fingerprint);
        Assert.Equal(expected.LinkFrames, report.LinkFrames);
        Assert.True(report.PreFec.BitErrors > 0);
        Assert.Equal(options.Arrival.DriftPpm > 0, report.Deskew.Slips > 0);
        Assert.Equal(Comparable(expected), Comparable(report));

        // All but the clock, and who is asked to stop where.
        static string Comparable(LinkReport report) =>
            (report with { StopReason = StopReason.None, Throughput = report.Throughput with { Seconds = 0, Threads = 0, PayloadGbps = 0, LineGbps = 0, RealTimeFactor = 0, StageSeconds = new Dictionary<string, double>() } }).ToJson();
    }

    [Fact]
    public void Transmit_AllocatesNothing()
    {
        byte[] block = new byte[100_000];
        long allocated = AllocatedBytes.Least(
            () =>
            {
                var session = new LinkSession(Options(Lossy));
                session.Transmit(block, block);
                return session;
            },
            session =>
            {
                for (int i = 0; i < 50; i++)
                {
                    session.Transmit(block, block);
                }

                Assert.True(session.Totals is { CodewordErrors: > 0, Frames: > 5 });
            });
        Assert.Equal(0, allocated);
    }

    /// <summary>A block that is one group of codewords is lost if and only if the group is.</summary>
    [Fact]
    public void BlocksOfAGroup_AreLostAsGroupsAre()
    {
        using var session = new LinkSession(Options(Lossy));
        byte[] block = new byte[session.Design.Code.GroupMessageBits / 8];
        long lost = 0, blocks = 10 * session.Design.Groups;
        for (long i = 0; i < blocks; i++)
        {
            BlockDelivery delivery = session.Transmit(block, block);
            Assert.InRange(delivery.LostGroups, 0, 1);
            lost += delivery.LostGroups;
        }

        LinkTotals totals = session.Totals;
        Assert.Equal((blocks, lost), (totals.Groups, totals.FailedGroups));
        Assert.InRange(lost, 1, blocks - 1);
    }

    [Fact]
    public void InPlace_IsTheSame()
    {
        LinkOptions options = Options(Lossy);
        using LinkSession one = new(options), other = new(new LinkDesign(options));
        byte[] sent = Bytes(700_000), received = new byte[sent.Length];
        BlockDelivery block = one.Transmit(sent, received);
        Assert.True(block.BitErrors > 0);
        Assert.Equal(block, other.Transmit(sent, sent));
        Assert.Equal(received, sent);
    }

    [Fact]
    public void Delay_IsFibreAndSkewAndCodewords()
    {
        LinkOptions options = Options(("fiber.lengthM", "20"));
        using var session = new LinkSession(options);
        LinkTiming timing = session.Timing;
        double uiNs = 1 / options.Lane.BitRateGbps;
        Assert.Equal(20 * options.Fiber.CoreIndex / 0.299792458, timing.PropagationNs, 9);
        // 4 codewords of 544 symbols of 10 bits on 40 lanes.
        Assert.Equal(544 * uiNs, timing.GroupNs, 9);
        BlockDelivery first = session.Transmit(new byte[10], new byte[10]);
        long slowest = session.Report().Deskew.SkewUi.Max()!.Value + Earliest(session);
        Assert.Equal(128 * uiNs, first.SentNs, 9);
        // Behind markers of 128 UI; 2,176 symbols are 55 rounds of 40.
        Assert.Equal(((128 + 550 + slowest) * uiNs) + timing.PropagationNs, first.ReceivedNs, 9);
        Assert.Equal(10 * 8 / timing.PayloadGbps, first.LastBitNs - first.SentNs, 0.1);

        BlockDelivery before = first;
        foreach (int piece in Pieces(400_000, 9_000))
        {
            BlockDelivery next = session.Transmit(new byte[piece], new byte[piece]);
            if (piece > 0)
            {
                Assert.InRange(next.SentNs, before.LastBitNs, next.LastBitNs);
                Assert.InRange(next.ReceivedNs, before.ReceivedNs, double.MaxValue);
                Assert.InRange(next.LatencyNs, timing.PropagationNs + (slowest * uiNs), timing.MaxLatencyNs + 1e-9);
                before = next;
            }
        }

        // Over many frames payload takes the time that the link's rate says.
        Assert.Equal(400_010 * 8 / timing.PayloadGbps, before.LastBitNs, timing.FrameNs * 0.02);
        static long Earliest(LinkSession session) => Enumerable.Range(0, session.Design.Channels).Min(session.Design.DrawArrival(0).DelayOf);
    }

    [Fact]
    public void ALaneThatDies_IsToldAsItIsRepaired_AndTheReportRepeatsIt()
    {
        LinkOptions options = Spared();
        using var session = new LinkSession(options);
        var events = new List<LinkEvent>();
        session.OnEvent = events.Add;
        byte[] frame = new byte[session.Timing.FrameBytes];
        session.Transmit(frame, frame);
        Assert.Equal(2, session.InjectFault(new FaultOptions { Kind = FaultKind.Dead, Lane = 5 }));
        for (int i = 0; i < 40; i++)
        {
            session.Transmit(frame, frame);
        }

        LinkReport report = session.Report();
        RepairEvent repair = Assert.Single(report.Repair.Events);
        LinkEvent failed = Assert.Single(events, e => e.Kind == LinkEventKind.LaneFailed), repaired = Assert.Single(events, e => e.Kind == LinkEventKind.LaneRepaired);
        Assert.Equal((5, 5, repair.FrameDetected), (failed.Lane, failed.Channel, failed.Frame));
        Assert.Equal((5, repair.ToChannel!.Value, repair.FrameSwitched!.Value), (repaired.Lane, repaired.Channel, repaired.Frame));
        Assert.Equal(repaired.Frame * session.Timing.FrameNs, repaired.TimeNs);
        LinkEvent lost = Assert.Single(events, e => e.Kind == LinkEventKind.LockLost);
        Assert.Equal((5, 1), (lost.Lane, report.Deskew.LockLosses));

        LinkOptions again = new LinkConfiguration().Add(report.ToJson(), "report").Build();
        LinkReport run = new LinkEmulator(again).Run();
        Assert.Equal(report.Fingerprint, run.Fingerprint);
        Assert.Equal(report.Repair.Events, run.Repair.Events);
        Assert.Equal(report.PostFec.Uncorrectable, run.PostFec.Uncorrectable);
    }

    /// <summary>From which frame on a fault acts depends on the bytes that were sent, not on how they were cut or on threads.</summary>
    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(1, 70_000)]
    [InlineData(3, 1_000_000)]
    [InlineData(3, 400_000)]
    public void AFault_ActsFromTheSecondFrameBehindTheLastByte(int threads, int most)
    {
        using var session = new LinkSession(Options(("threads", $"{threads}")));
        Assert.Equal(0, session.InjectFault("""{ "kind": "weak", "lane": 1, "db": 1 }"""));
        byte[] block = new byte[most];
        foreach (int piece in Pieces(1_000_000, most))
        {
            session.Transmit(block.AsSpan(0, piece), block);
        }

        long frame = (session.Position - 1) / session.Timing.FrameBytes;
        Assert.Equal(frame + 2, session.InjectFault("""{ "kind": "weak", "lane": 2, "db": 1 }"""));
        Assert.Equal(frame + 9, session.InjectFault(FormattableString.Invariant($$"""{ "kind": "weak", "lane": 3, "db": 1, "atFrame": {{frame + 9}} }""")));
    }

    [Fact]
    public void LostCodewords_AreToldFrameByFrame()
    {
        using var session = new LinkSession(Options(Lossy));
        long told = 0, last = -1;
        session.OnEvent = one =>
        {
            Assert.Equal(LinkEventKind.CodewordsLost, one.Kind);
            Assert.True(one.Frame > last);
            (told, last) = (told + one.Count, one.Frame);
        };
        byte[] block = new byte[2_000_000];
        session.Transmit(block, block);
        Assert.Equal(session.Totals.CodewordErrors, told);
        Assert.True(told > 0);
    }

    [Fact]
    public void Reset_BringsTheSameBitsAgain()
    {
        using var session = new LinkSession(Options(Lossy));
        byte[] sent = Bytes(500_000), first = new byte[sent.Length], second = new byte[sent.Length];
        BlockDelivery block = session.Transmit(sent, first);
        session.InjectFault("""{ "kind": "burst", "ui": 100 }""");
        Assert.Equal(new FaultOptions { Kind = FaultKind.Burst, Ui = 100, AtFrame = 5 }, session.Report().Config.Faults[0]);
        session.Reset();
        Assert.Equal((0, default), (session.Position, session.Totals));
        Assert.Equal(block, session.Transmit(sent, second));
        Assert.Equal(first, second);
        Assert.Empty(session.Report().Config.Faults);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Restart_LetsGoOfTheTrial(int workers)
    {
        var design = new LinkDesign(Options());
        using var crew = new WorkCrew(workers);
        var frames = new SessionFrames(design, new LinkTiming(design, 0), crew);
        WeakReference trial = TrialAfterAFrame(frames);
        frames.Restart();
        GC.Collect();
        Assert.Null(trial.Target);
        GC.KeepAlive(frames);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference TrialAfterAFrame(SessionFrames frames)
        {
            frames.Next(1, default);
            return new WeakReference(frames.Trial);
        }
    }

    [Fact]
    public void Cancelled_GoesOnWhereItWas()
    {
        LinkOptions options = Options(Lossy);
        using LinkSession session = new(options), whole = new(options);
        byte[] sent = Bytes(1_000_000), expected = new byte[sent.Length], received = new byte[sent.Length];
        whole.Transmit(sent, expected);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => session.Transmit(sent, received, cancelled.Token));
        Assert.Equal(0, session.Position);
        session.Transmit(sent.AsSpan(0, 1000), received);
        Assert.ThrowsAny<OperationCanceledException>(() => session.Transmit(sent.AsSpan(1000), received.AsSpan(1000), cancelled.Token));
        Assert.Equal(session.Timing.FrameBytes, session.Position);
        int position = (int)session.Position;
        session.Transmit(sent.AsSpan(position), received.AsSpan(position));
        Assert.Equal(expected, received);
        Assert.Equal(whole.Report().Fingerprint, session.Report().Fingerprint);
    }

    [Fact]
    public void WhatCannotBe_IsRefused_AndChangesNothing()
    {
        using var session = new LinkSession(Options());
        var memory = new byte[2000];
        Assert.Contains("room for 5 bytes, and 6", Assert.Throws<ArgumentException>(() => session.Transmit(new byte[6], new byte[5])).Message, StringComparison.Ordinal);
        Assert.Contains("overlap", Assert.Throws<ArgumentException>(() => session.Transmit(memory.AsSpan(0, 1000), memory.AsSpan(1, 1000))).Message, StringComparison.Ordinal);
        Assert.Contains("overlap", Assert.Throws<ArgumentException>(() => session.Transmit(memory.AsSpan(999, 1000), memory.AsSpan(0, 1000))).Message, StringComparison.Ordinal);
        Assert.Contains("\"fingerprint\": null", session.Report().ToJson(), StringComparison.Ordinal);
        Assert.Equal(default, session.Transmit([], []) with { SentNs = 0, LastBitNs = 0, ReceivedNs = 0 });
        Assert.Contains("faults[0].lane", Assert.Throws<ConfigurationException>(() => session.InjectFault(new FaultOptions { Kind = FaultKind.Dead })).Message, StringComparison.Ordinal);
        Assert.Contains("faults[0].kind", Assert.Throws<ConfigurationException>(() => session.InjectFault(new FaultOptions { Kind = "sick" })).Message, StringComparison.Ordinal);
        foreach (string json in new[] { "", "5", "[]", "{}, {}", "{", "null", """{ "kind": "dead" }] , "seed": [""" })
        {
            Assert.Contains("faults", Assert.Throws<ConfigurationException>(() => session.InjectFault(json)).Message, StringComparison.Ordinal);
        }

        Assert.Contains("add up", Assert.Throws<ConfigurationException>(() => session.InjectFault(new FaultOptions { Kind = FaultKind.Slip, Lane = 1, Ui = -100_000 })).Message, StringComparison.Ordinal);
        Assert.Equal(0, session.Position);
        session.OnEvent = _ => session.Reset();
        Assert.Empty(session.Report().Config.Faults);
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Transmit(memory, memory));
        Assert.Throws<ObjectDisposedException>(session.Report);
    }

    [Theory]
    [InlineData("traffic.pattern", "prbs31", "traffic.pattern, traffic.scramble: prbs31")]
    [InlineData("traffic.pattern", "file", "traffic.pattern, traffic.scramble: file")]
    [InlineData("traffic.scramble", "false", "random, not scrambled")]
    [InlineData("engine", "tail", "engine: tail")]
    [InlineData("capture.frame", "3", "capture: ")]
    public void OtherTraffic_IsRefused(string path, string value, string message) =>
        Assert.Contains(message, Assert.Throws<ConfigurationException>(() => new LinkSession(Options((path, value)))).Message, StringComparison.Ordinal);

    [Fact]
    public void AnEventHandlerThatUsesTheSession_AndASecondThread_GetAnException()
    {
        using var session = new LinkSession(Options(Lossy));
        byte[] block = new byte[300_000];
        Exception? seen = null, elsewhere = null;
        session.OnEvent = _ =>
        {
            seen ??= Record.Exception(() => session.Transmit(block, block));
            var thread = new Thread(() => elsewhere ??= Record.Exception(() => session.Report()));
            thread.Start();
            thread.Join();
        };
        while (seen is null)
        {
            session.Transmit(block, block);
        }

        Assert.Contains("one thread at a time", Assert.IsType<LinkBusyException>(seen).Message, StringComparison.Ordinal);
        Assert.IsType<LinkBusyException>(elsewhere);
        session.OnEvent = null;
        session.Transmit(block, block);
    }

    [Fact]
    public void ManyLanesThatDoNotComeUp_AreCounted()
    {
        using var session = new LinkSession(Options(("array.deadChannels", "[1,2,3,4,5,6,7,8,9,10,11]")));
        Assert.EndsWith("not aligned: 1, 2, 3, 4, 5, 6, 7, 8 and 3 more", Assert.Throws<LinkDownException>(() => session.Transmit(new byte[100], new byte[100])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALinkThatDoesNotComeUp_SaysWhichLanes()
    {
        using var session = new LinkSession(Options(("array.deadChannels", "[3,7]")));
        byte[] block = new byte[100];
        Assert.EndsWith("not aligned: 3, 7", Assert.Throws<LinkDownException>(() => session.Transmit(block, block)).Message, StringComparison.Ordinal);
        Assert.EndsWith("not aligned: 3, 7", Assert.Throws<LinkDownException>(() => session.Transmit(block, block)).Message, StringComparison.Ordinal);
        Assert.Equal(0, session.Position);
    }
}
