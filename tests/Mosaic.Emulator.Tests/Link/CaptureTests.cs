using System.Globalization;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Capture;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Tests.Link;

public class CaptureTests
{
    private const long FrameBits = 1_315_840;

    /// <summary>Rare and dense errors, bring-up that takes several frames, faults of every kind, a stop rule that looks at counts.</summary>
    public static TheoryData<string, string, string> Links => new()
    {
        { "fiber.lengthM", "28", "3" },
        { "led.averagePowerDbm", "-14", "2" },
        { "arrival.delayUi", "34400", "8" },
        { "fec.code", "kr4", "1" },
        { "stop.bitErrors", "3e4", "3" },
    };

    [Theory]
    [MemberData(nameof(Links))]
    public void AReplay_EqualsTheRun(string path, string value, string threads)
    {
        LinkOptions options = Options(12, (path, value), ("deskew.bringUpFrames", "100"), ("traffic.pattern", "prbs31")) with { Faults = FaultRunTests.Everything };
        (LinkReport report, byte[] capture) = Capture(options with { Threads = int.Parse(threads, CultureInfo.InvariantCulture) });
        Assert.True(report.PreFec.BitErrors > 1000);
        Assert.Equal(report.Fingerprint, new LinkEmulator(options).Run().Fingerprint);

        // What a replay captures is what it was given, and threads change nothing of it.
        using var again = new MemoryStream();
        LinkReport replay = Replay(options with { Threads = 2 }, capture, again);
        AssertEqual(report, replay);
        Assert.Equal(report.Deskew.LockTimeUi, replay.Deskew.LockTimeUi);
        Assert.Equal(capture, again.ToArray());
        Assert.Equal(capture, Capture(options with { Threads = 1 }).Capture);
    }

    /// <summary>The receiver runs on what the file says: with a flip more, there is an error more.</summary>
    [Fact]
    public void AReplay_TakesTheErrorsOfTheFile()
    {
        LinkOptions quiet = Options(1, ("fiber.lengthM", "10"));
        (LinkReport report, byte[] capture) = Capture(quiet);
        Assert.Equal(0, report.PreFec.BitErrors);

        // Training frames 0 and 1, payload frames 0 and 1, no flips: kind, frame, count, length.
        Assert.Equal([1, 0, 0, 0, 1, 1, 0, 0, 2, 0, 0, 0, 2, 1, 0, 0, 0], capture[^17..]);
        // Bits 200 and 202 of lane 0, bit 300 of lane 1: gaps 200, 1, and 34944 − 203 + 300 = 35041 in three groups of seven.
        byte[] changed = [.. capture[..^9], 2, 0, 3, 6, 0xC8, 1, 1, 0xE1, 0x91, 2, .. capture[^5..]];
        LinkReport replay = Replay(quiet, changed);
        Assert.Equal((3, 2), (replay.PreFec.BitErrors, (int)Math.Round(replay.PreFec.LaneBer[0]!.Value * replay.PreFec.Bits / 40)));
    }

    [Fact]
    public void ACapture_TakesLittleSpace()
    {
        (LinkReport report, byte[] capture) = Capture(Options(8, ("fiber.lengthM", "27")));
        Assert.InRange(report.PreFec.Ber!.Value, 5e-5, 5e-4);
        // Markers, padding, training frames and the last frame are in it too; the configuration takes some 4 kB.
        Assert.InRange(capture.Length, 1, 4096 + (2.2 * report.PreFec.BitErrors * 11.1 / 8));
    }

    /// <summary>Counts of N+1 frames less those of N, and the difference of the fingerprints, which are sums.</summary>
    [Theory]
    [InlineData(0, false, "random")]
    [InlineData(1, false, "prbs31")]
    [InlineData(7, false, "random")]
    [InlineData(9, false, "prbs31")]
    [InlineData(0, true, "prbs31")]
    [InlineData(5, true, "random")]
    [InlineData(11, true, "random")]
    public void AFrameAlone_CountsAsInTheWholeRun(int frame, bool faults, string pattern)
    {
        LinkOptions Long(int frames) => Options(frames, ("led.averagePowerDbm", "-12.5"), ("traffic.pattern", pattern)) with { Faults = faults ? FaultRunTests.Everything : [] };
        (LinkReport with, byte[] capture) = Capture(Long(frame + 1));
        LinkOptions single = Long(3) with { Capture = new CaptureOptions { Frame = frame } };
        LinkReport alone = new LinkEmulator(single).Run(), replayed = Replay(single, capture);
        Assert.Equal((StopReason.Frame, 1, true), (alone.StopReason, alone.LinkFrames, alone.GoalReached));
        AssertEqual(alone, replayed);
        if (frame == 0)
        {
            Assert.Equal((with.Fingerprint, with.PreFec.BitErrors), (alone.Fingerprint, alone.PreFec.BitErrors));
            return;
        }

        LinkReport without = new LinkEmulator(Long(frame)).Run();
        Assert.Equal(unchecked(Number(with) - Number(without)), Number(alone));
        Assert.Equal(with.PreFec.BitErrors - without.PreFec.BitErrors, alone.PreFec.BitErrors);
        Assert.Equal(with.PostFec.Uncorrectable - without.PostFec.Uncorrectable, alone.PostFec.Uncorrectable);
        Assert.All(Enumerable.Range(0, 545), n => Assert.Equal(Words(with, n) - Words(without, n), Words(alone, n)));
    }

    [Fact]
    public void AFrameOfAFile_IsTheOneAtItsPlace()
    {
        byte[] sent = new byte[1_000_000];
        new Random(1).NextBytes(sent);
        int frame = (int)(FrameBits / 8);
        foreach ((int only, byte[] expected) in new[] { (3, sent[(3 * frame)..(4 * frame)]), (6, sent[(6 * frame)..]) })
        {
            using var input = new MemoryStream(sent);
            using var output = new MemoryStream();
            new LinkEmulator(Options(1, ("traffic.pattern", "file"), ("capture.frame", $"{only}"))).Run(input, output);
            Assert.Equal(expected, output.ToArray());
        }

        foreach (long beyond in (long[])[7, 4_000_000_000])
        {
            using var input = new MemoryStream(sent);
            var failure = Assert.Throws<ConfigurationException>(() => new LinkEmulator(Options(1, ("traffic.pattern", "file"), ("capture.frame", $"{beyond}"))).Run(input));
            Assert.Equal($"capture.frame: {beyond} is beyond the input, which ends with frame 6", failure.Message);
        }
    }

    [Fact]
    public void WhatIsNoCaptureOfThisRun_IsNamedInOneLine()
    {
        LinkOptions options = Options(2);
        (_, byte[] capture) = Capture(options);
        string Refused(byte[] bytes, LinkOptions replay) => Assert.Throws<ConfigurationException>(() => Replay(replay, bytes)).Message;
        Assert.Equal("capture.replay: this is not a capture of errors", Refused([1, 2, 3], options));
        Assert.Equal("capture.replay: this is not a capture of errors", Refused([.. "{ \"seed\": 1 }"u8], options));
        Assert.Equal("capture.replay: this is a capture of format 9; only format 1 can be read", Refused([.. capture[..7], 9, .. capture[8..]], options));
        Assert.Equal(
            "capture.replay: fiber.lengthM was 28 when the errors were captured, and is 27 now; a replay takes the same configuration",
            Refused(capture, Options(2, ("fiber.lengthM", "27"))));
        Assert.StartsWith("capture.replay: faults was [] when", Refused(capture, options with { Faults = FaultRunTests.Everything }), StringComparison.Ordinal);
        Assert.Equal("capture.replay: frame 3 is not in the capture; the last one is 2", Refused(capture, Options(3)));
        Assert.Equal("capture.replay: frame 9 is not in the capture; the last one is 2", Refused(capture, Options(3, ("capture.frame", "9"))));
        (_, byte[] one) = Capture(Options(2, ("capture.frame", "5")));
        Assert.Equal("capture.replay: frame 0 is not in the capture; the next one there is 5", Refused(one, options));
        Assert.Equal("capture.replay: the file that it names needs to be opened", Assert.Throws<ConfigurationException>(() => new LinkEmulator(Options(1, ("capture.replay", "x"))).Run()).Message);
        Assert.Equal("capture.errors: the file that it names needs to be opened", Assert.Throws<ConfigurationException>(() => new LinkEmulator(Options(1, ("capture.errors", "x"))).Run()).Message);
    }

    /// <summary>Wherever a file is cut or a byte is changed: it is refused, or there are other errors in it, but nothing breaks.</summary>
    [Fact]
    public void CutAndChangedFiles_AreRefused_OrRun()
    {
        LinkOptions options = Options(1, ("fiber.lengthM", "22"));
        (_, byte[] capture) = Capture(options);
        var random = new Random(5);
        int header = capture.AsSpan().IndexOf("}"u8.ToArray().Concat("\u0001"u8.ToArray()).ToArray()) + 1;
        // The end mark alone may be missing: nobody needs it who has all frames.
        for (int i = 0; i < 60; i++)
        {
            int cut = i < 30 ? random.Next(8, header) : random.Next(header, capture.Length - 1);
            Assert.Equal(
                "capture.replay: the capture is truncated: it ends before its end mark",
                Assert.Throws<EndOfStreamException>(() => Replay(options, capture[..cut])).Message);
            byte[] changed = [.. capture];
            changed[random.Next(header, capture.Length)] ^= (byte)(1 << random.Next(8));
            Exception? failure = Record.Exception(() => Replay(options, changed));
            Assert.True(failure is null or ConfigurationException or EndOfStreamException, failure?.ToString());
        }
    }

    /// <summary>Against positions listed plainly.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(5000)]
    [InlineData(19_200)]
    public void Flips_ComeBack(int count)
    {
        const int Lanes = 5, Words = 60;
        var random = new Random(count);
        int[] positions = Enumerable.Range(0, Lanes * Words * 64).ToArray();
        random.Shuffle(positions);
        positions = [.. positions.Take(count).Order()];
        LinkBlock sent = new(Lanes, Words, 2), received = new(Lanes, Words), again = new(Lanes, Words);
        for (int lane = 0; lane < Lanes; lane++)
        {
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(sent.Row(lane)));
            sent.Row(lane).CopyTo(received.Row(lane));
        }

        foreach (int position in positions)
        {
            received.Row(position / (Words * 64))[position % (Words * 64) / 64] ^= 1UL << position;
        }

        var flips = new FrameFlips();
        flips.Find(sent, received);
        Assert.Equal(count, flips.Count);
        flips.Apply(sent, again);
        Assert.Equal(received.Storage.ToArray(), again.Storage.ToArray());
    }

    private static (LinkReport Report, byte[] Capture) Capture(LinkOptions options)
    {
        using var stream = new MemoryStream();
        return (new LinkEmulator(options).Run(captured: stream), stream.ToArray());
    }

    private static LinkReport Replay(LinkOptions options, byte[] capture, Stream? again = null)
    {
        using var stream = new MemoryStream(capture);
        return new LinkEmulator(options).Run(captured: again, replayed: stream);
    }

    private static void AssertEqual(LinkReport a, LinkReport b)
    {
        Assert.Equal((a.Fingerprint, a.LinkFrames, a.PreFec.BitErrors, a.StopReason), (b.Fingerprint, b.LinkFrames, b.PreFec.BitErrors, b.StopReason));
        Assert.Equal(a.PreFec.LaneBer, b.PreFec.LaneBer);
        Assert.Equal(a.PostFec.SymbolErrorHistogram, b.PostFec.SymbolErrorHistogram);
    }

    private static long Words(LinkReport report, int wrongSymbols) => report.PostFec.SymbolErrorHistogram.ElementAtOrDefault(wrongSymbols);

    private static ulong Number(LinkReport report) => ulong.Parse(report.Fingerprint!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static LinkOptions Options(int frames, params (string Path, string Value)[] settings) =>
        LinkEmulatorTests.Small([("stop.payloadBits", $"{(frames * FrameBits) - 64}"), .. settings]).Build();
}
