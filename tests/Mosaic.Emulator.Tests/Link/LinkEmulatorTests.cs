using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Link;

public class LinkEmulatorTests
{
    /// <summary>A small link: 40 lanes, frames of one batch, some 1.3 million bits each.</summary>
    internal static LinkConfiguration Small(params (string Path, string Value)[] settings)
    {
        LinkConfiguration configuration = new LinkConfiguration()
            .Set("array.rows", "5").Set("array.columns", "8").Set("bonding.dataLanes", "40").Set("bonding.frameBatches", "1")
            .Set("arrival.skewUi", "500").Set("fiber.lengthM", "28").Set("stop.payloadBits", "1.3e7");
        foreach ((string path, string value) in settings)
        {
            configuration.Set(path, value);
        }

        return configuration;
    }

    private static LinkReport Run(params (string Path, string Value)[] settings) => new LinkEmulator(Small(settings).Build()).Run();

    [Fact]
    public void CountsAddUp()
    {
        LinkReport report = Run();
        PostFecReport post = report.PostFec;
        Assert.Equal(StopReason.PayloadBits, report.StopReason);
        Assert.Equal(report.LinkFrames * 256, post.Codewords);
        Assert.Equal(post.Codewords, post.Clean + post.Corrected + post.Uncorrectable + post.Miscorrected);
        Assert.Equal(post.Codewords, post.SymbolErrorHistogram.Sum());
        Assert.Equal(report.LinkFrames * 256 * 5440, report.PreFec.Bits);
        Assert.Equal(report.LinkFrames * 256 * 5140, post.PayloadBits);
        Assert.True(report.PreFec.BitErrors > 1000);
        Assert.True(post.Corrected > 100);
        Assert.Equal(0, post.PayloadBitErrors);
        Assert.True(report.Deskew.Locked);
        Assert.Equal(40, report.PreFec.LaneBer.Count(ber => ber is not null));
        Assert.InRange(report.PreFec.Ber!.Value, report.PreFec.BerLow!.Value, report.PreFec.BerHigh!.Value);
    }

    /// <summary>Without errors at 1 m; with hundreds, all corrected, at a length that the worst lane alone can bear where it carries whole codewords. 37 lanes need padding.</summary>
    [Theory]
    [InlineData("symbol", "37", "27")]
    [InlineData("bit", "40", "27")]
    [InlineData("bit", "37", "27")]
    [InlineData("codeword", "40", "25")]
    [InlineData("codeword", "37", "25")]
    public void AnyStriping_Delivers(string striping, string lanes, string lengthM)
    {
        LinkReport near = Run(("bonding.striping", striping), ("bonding.dataLanes", lanes), ("fiber.lengthM", "1"), ("stop.payloadBits", "3e6"));
        Assert.Equal((0, 0), (near.PreFec.BitErrors, near.PostFec.PayloadBitErrors));
        Assert.Equal(near.PostFec.Codewords, near.PostFec.Clean);
        LinkReport far = Run(("bonding.striping", striping), ("bonding.dataLanes", lanes), ("fiber.lengthM", lengthM), ("stop.payloadBits", "3e6"));
        Assert.True(far.PreFec.BitErrors > 100);
        Assert.True(far.PostFec.Corrected > 50);
        Assert.Equal(0, far.PostFec.PayloadBitErrors);
        Assert.Equal(far.LinkFrames * 256 * 5440, far.PreFec.Bits);
    }

    /// <summary>At 27 m the worst lanes are beyond the code: whole codewords on them are lost, and nothing else.</summary>
    [Fact]
    public void DealtCodewords_AreLostWithTheirLane()
    {
        LinkReport report = Run(("bonding.striping", "codeword"), ("fiber.lengthM", "27"), ("stop.payloadBits", "1.3e7"));
        double[] worst = [.. report.PreFec.LaneBer.Select(ber => ber!.Value).OrderDescending()];
        Assert.InRange(report.PostFec.Uncorrectable, 1, report.PostFec.Codewords / 8);
        Assert.True(worst[0] > 1e-3);
        Assert.Equal(0, Run(("fiber.lengthM", "27")).PostFec.Uncorrectable);
    }

    [Theory]
    [InlineData("kr4")]
    [InlineData("kp4")]
    public void ClosedEye_IsAResult(string code)
    {
        LinkReport report = Run(("led.averagePowerDbm", "-14"), ("fec.code", code), ("stop.payloadBits", "3e6"));
        Assert.True(report.PostFec.Uncorrectable > 0.9 * report.PostFec.Codewords);
        Assert.True(report.PostFec.PayloadBitErrors > 0);
        Assert.Equal(report.PostFec.CodewordErrorRatio, (double)(report.PostFec.Uncorrectable + report.PostFec.Miscorrected) / report.PostFec.Codewords);
        Assert.InRange(report.PostFec.FrameLossRatio!.Value, 0.9, 1);
    }

    [Theory]
    [InlineData("bonding.dataLanes", "37")]
    [InlineData("bonding.dataLanes", "1")]
    [InlineData("bonding.dataLanes", "2")]
    [InlineData("fec.interleave", "1")]
    [InlineData("fec.interleave", "3")]
    [InlineData("fec.code", "kr4")]
    [InlineData("fec.code", "rs-255-239")]
    [InlineData("fec.code", "rs-31-25-0x25-1")]
    [InlineData("fec.code", "rs-500-470-0x1053-0")]
    [InlineData("traffic.pattern", "prbs31")]
    [InlineData("traffic.pattern", "prbs7")]
    [InlineData("arrival.shuffle", "false")]
    [InlineData("lane.skewSpreadPs", "2000")]
    public void PayloadComesThrough_InEveryShape(string path, string value)
    {
        LinkReport report = Run((path, value), ("fiber.lengthM", "20"));
        Assert.True(report.Deskew.Locked);
        Assert.Equal(0, report.PostFec.PayloadBitErrors);
        Assert.True(report.PostFec.PayloadBits >= 13_000_000);
    }

    [Fact]
    public void PayloadComesThrough_InSymbolsOfThreeBits()
    {
        // A batch of such short words is shorter than the skew.
        LinkReport report = Run(("fec.code", "rs-7-3-0xb-1"), ("bonding.frameBatches", "8"));
        Assert.True(report.PostFec.Corrected > 100);
        Assert.Equal(0, report.PostFec.PayloadBitErrors);
        Assert.True(report.PostFec.PayloadBits >= 13_000_000);
    }

    [Theory]
    [InlineData("bitErrors", "100", StopReason.BitErrors)]
    [InlineData("codewordErrors", "10", StopReason.CodewordErrors)]
    [InlineData("relativeInterval", "0.5", StopReason.RelativeInterval)]
    public void StopRules_EndARun(string rule, string value, StopReason reason)
    {
        LinkReport report = Run(("stop.payloadBits", "null"), ($"stop.{rule}", value), ("led.averagePowerDbm", "-13"));
        Assert.Equal(reason, report.StopReason);
        // They hold in the first frame already: what other frames did at the same time does not count.
        Assert.Equal(1, report.LinkFrames);
    }

    /// <summary>Intervals are exact up to 1e14 bits: a run ends before, whatever its rules.</summary>
    [Theory]
    [InlineData(99_000_000_000_000, StopReason.LargestCount)]
    [InlineData(97_000_000_000_000, StopReason.None)]
    public void TheLargestCount_EndsARun(long bits, StopReason reason)
    {
        var counts = new Mosaic.Emulator.Measurement.LinkCounts(1, 1) { Frames = 49 };
        counts.LaneBits[0] = bits;
        Assert.Equal(reason, new StopRule(new StopOptions { PayloadBits = null, RelativeInterval = 1e-6 }, isFile: false).Reason(counts, null));
    }

    [Fact]
    public void Files_ComeOutAsTheyWentIn_WhateverTheirLength()
    {
        foreach (int length in (int[])[1, 1000, 164_480, 164_481, 1_500_001])
        {
            byte[] sent = Bytes(length);
            using var input = new MemoryStream(sent);
            using var output = new MemoryStream();
            LinkReport report = new LinkEmulator(Small(("traffic.pattern", "file")).Build()).Run(input, output);
            Assert.Equal(StopReason.EndOfInput, report.StopReason);
            Assert.Equal(length * 8L, report.PostFec.PayloadBits);
            Assert.Equal(0, report.PostFec.PayloadBitErrors);
            Assert.Equal(sent, output.ToArray());
        }
    }

    [Fact]
    public void FileTraffic_NeedsAStream_AndOtherTrafficTakesNone()
    {
        var file = new LinkEmulator(Small(("traffic.pattern", "file")).Build());
        Assert.Equal("traffic.input: traffic.pattern file needs a file to send", Assert.Throws<ConfigurationException>(() => file.Run()).Message);
        var random = new LinkEmulator(Small().Build());
        using var stream = new MemoryStream([1]);
        Assert.Equal("traffic.pattern: a stream to send is of no use with random; it takes file", Assert.Throws<ConfigurationException>(() => random.Run(stream)).Message);
        Assert.Equal(0, stream.Position);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void WhereTheCodeFails_TheOutputHasItsLength_AndTheReportCountsTheDifferences(string scramble)
    {
        byte[] sent = Bytes(400_003);
        using var input = new MemoryStream(sent);
        using var output = new MemoryStream();
        LinkReport report = new LinkEmulator(Small(
            ("traffic.pattern", "file"), ("traffic.scramble", scramble), ("led.averagePowerDbm", "-12.5")).Build()).Run(input, output);
        byte[] received = output.ToArray();
        Assert.Equal(sent.Length, received.Length);
        long different = sent.Zip(received, (a, b) => (long)System.Numerics.BitOperations.PopCount((uint)(a ^ b))).Sum();
        Assert.True(different > 0);
        Assert.Equal(different, report.PostFec.PayloadBitErrors);
    }

    [Fact]
    public void Cancelled_ReportsWhatWasCounted()
    {
        using var cancellation = new CancellationTokenSource();
        long seen = 0;
        LinkReport report = new LinkEmulator(Small(("stop.payloadBits", "1e12")).Build()).Run(
            progress: progress =>
            {
                seen = progress.Frames;
                cancellation.Cancel();
            },
            cancellation: cancellation.Token);
        Assert.Equal(StopReason.Cancelled, report.StopReason);
        Assert.True(seen > 0);
        Assert.Equal(seen, report.LinkFrames);
    }

    /// <summary>A pipe whose writer is slow keeps nobody waiting who cancels.</summary>
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void Cancelled_WhileInputIsWaitedFor_EndsAtOnce(int threads, bool isCaptured)
    {
        using var cancellation = new CancellationTokenSource();
        using var input = new SlowPipe(new byte[5_000_000], cancellation);
        using var output = new MemoryStream();
        LinkReport report = new LinkEmulator(Small(("traffic.pattern", "file"), ("threads", $"{threads}")).Build())
            .Run(input, output, isCaptured ? new MemoryStream() : null, cancellation: cancellation.Token);
        Assert.Equal(StopReason.Cancelled, report.StopReason);
        Assert.InRange(report.LinkFrames, 1, 30);
        Assert.Equal(output.Length * 8, report.PostFec.PayloadBits);
        Assert.True(input.IsWaitedFor);
    }

    /// <summary>So does one keep no run whose time is over; which may be before it waits.</summary>
    [Theory]
    [InlineData(1, false, "null")]
    [InlineData(2, false, "null")]
    [InlineData(2, true, "null")]
    [InlineData(2, false, "1000")]
    public void Seconds_EndAWaitForInput(int threads, bool isCaptured, string only)
    {
        using var never = new CancellationTokenSource();
        using var input = new SlowPipe(new byte[5_000_000], never);
        using var output = new MemoryStream();
        LinkReport report = new LinkEmulator(Small(("traffic.pattern", "file"), ("threads", $"{threads}"), ("stop.seconds", "0.5"), ("capture.frame", only)).Build())
            .Run(input, output, isCaptured ? new MemoryStream() : null);
        Assert.Equal(StopReason.Seconds, report.StopReason);
        Assert.False(report.GoalReached);
        Assert.Equal(output.Length * 8, report.PostFec.PayloadBits);
    }

    /// <summary>A stream that gives up of itself, as those of networks do after some time, has failed: it is not its end, and nobody has cancelled.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void InputThatGivesUp_IsAFailure(bool canBeCancelled, bool isCaptured)
    {
        using var cancellation = new CancellationTokenSource();
        using var input = new ImpatientPipe(new byte[5_000_000]);
        var emulator = new LinkEmulator(Small(("traffic.pattern", "file"), ("threads", "2")).Build());
        Assert.Throws<TaskCanceledException>(() => emulator.Run(
            input, captured: isCaptured ? new MemoryStream() : null, cancellation: canBeCancelled ? cancellation.Token : default));
    }

    /// <summary>It gives up where it does not know what comes next.</summary>
    private sealed class ImpatientPipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.Run(() => Read(buffer, offset, count), cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => Position == Length ? throw new TaskCanceledException() : base.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => Position == Length ? throw new TaskCanceledException() : base.Read(buffer);
    }

    /// <summary>It is cancelled while it does not know what comes next: then it waits until nobody uses it any more, a minute at most.</summary>
    private sealed class SlowPipe(byte[] bytes, CancellationTokenSource cancellation) : MemoryStream(bytes)
    {
        private readonly ManualResetEventSlim _isClosed = new();

        public override bool CanSeek => false;

        /// <summary>Whether it waits still.</summary>
        public bool IsWaitedFor { get; private set; }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.Run(() => Read(buffer, offset, count));

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Position == Length)
            {
                IsWaitedFor = true;
                cancellation.Cancel();
                _isClosed.Wait(TimeSpan.FromMinutes(1));
                IsWaitedFor = false;
            }

            return base.Read(buffer, offset, count);
        }

        public override int Read(Span<byte> buffer)
        {
            byte[] read = new byte[buffer.Length];
            int count = Read(read, 0, read.Length);
            read.AsSpan(0, count).CopyTo(buffer);
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            _isClosed.Set();
            base.Dispose(disposing);
        }
    }

    [Fact]
    public void AFrameAllocatesNothing()
    {
        var allocated = new long[1000];
        long least = long.MaxValue;
        for (int run = 0; run < 3; run++)
        {
            // The least of some runs: see AllocatedBytes.
            int batches = 0;
            new LinkEmulator(Small(("stop.payloadBits", "1.5e8"), ("threads", "1")).Build()).Run(
                progress: _ => allocated[batches++] = GC.GetAllocatedBytesForCurrentThread());
            Assert.True(batches > 80);
            least = Math.Min(least, allocated[batches - 1] - allocated[24]);
        }

        Assert.Equal(0, least);
    }

    private static byte[] Bytes(int length)
    {
        var words = new ulong[(length / 8) + 1];
        new RandomAddress(99, RandomPurpose.Payload).Fill(words);
        // A long run of zeros, as real files have.
        words.AsSpan(0, words.Length / 2).Clear();
        return System.Runtime.InteropServices.MemoryMarshal.AsBytes<ulong>(words)[..length].ToArray();
    }
}
