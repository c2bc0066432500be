using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Tests.Link;

public class BringUpTests
{
    /// <summary>A skew as large as allowed, in any order, at a bit error rate of 1e-3 and more.</summary>
    [Fact]
    public void LargestSkew_IsUndone_AtHighErrorRates()
    {
        for (ulong seed = 0; seed < 5; seed++)
        {
            LinkReport report = Run(("seed", $"{seed}"), ("arrival.skewUi", "1024"), ("arrival.delayUi", "777"), ("deskew.maxSkewUi", "1025"), ("led.averagePowerDbm", "-11.5"), ("stop.payloadBits", "1e6"));
            Assert.True(report.PreFec.Ber > 1e-3);
            Assert.True(report.Deskew.Locked);
            Assert.Equal(report.PreFec.BitErrors, Math.Round(report.PreFec.Ber!.Value * report.PreFec.Bits));
            Assert.InRange(report.PreFec.Ber.Value, 0.5 * report.PreFec.PredictedBer, 2 * report.PreFec.PredictedBer);
            Assert.Equal(report.Deskew.SkewUi.Max(), report.Deskew.BufferUi);
        }
    }

    [Fact]
    public void SkewBeyondTheLimit_NamesTheLanes()
    {
        LinkReport report = Run(("arrival.skewUi", "500"), ("deskew.maxSkewUi", "450"), ("lane.skewSpreadPs", "0"));
        Assert.Equal(StopReason.NoLock, report.StopReason);
        Assert.False(report.Deskew.Locked);
        Assert.Null(report.Deskew.LockTimeUi);
        Assert.NotEmpty(report.Deskew.Missing);
        Assert.Equal(report.Deskew.SkewUi.Select((skew, lane) => (skew, lane)).Where(p => p.skew > 450).Select(p => p.lane), report.Deskew.Missing);
        Assert.Equal(0, report.LinkFrames);
    }

    [Fact]
    public void DeadLink_DoesNotLock()
    {
        LinkReport report = Run(("led.averagePowerDbm", "-40"));
        Assert.Equal(StopReason.NoLock, report.StopReason);
        Assert.True(report.Deskew.Missing.Count > 30);
        PreFecReport pre = report.PreFec;
        PostFecReport post = report.PostFec;
        Assert.Equal((null, null, null, null), (pre.Ber, pre.BerLow, pre.BerHigh, report.Fingerprint));
        Assert.Equal(
            (null, null, null, null, null), (post.Ber, post.CodewordErrorRatio, post.CodewordErrorLow, post.CodewordErrorHigh, post.FrameLossRatio));
        Assert.All(pre.LaneBer, Assert.Null);
    }

    [Fact]
    public void DelayOfMoreThanAFrame_IsRefused()
    {
        var failure = Assert.Throws<ConfigurationException>(() => Run(("arrival.delayUi", "40000")));
        Assert.StartsWith("arrival.delayUi, arrival.skewUi: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BringUp_IsCancelled_AndShowsProgress()
    {
        using var cancellation = new CancellationTokenSource();
        LinkProgress seen = default;
        LinkReport report = new LinkEmulator(LinkEmulatorTests.Small(("led.averagePowerDbm", "-40"), ("deskew.bringUpFrames", "1000"), ("threads", "3")).Build()).Run(
            progress: progress =>
            {
                seen = progress;
                cancellation.Cancel();
            },
            cancellation: cancellation.Token);
        Assert.Equal(StopReason.Cancelled, report.StopReason);
        Assert.Equal((0, 3), (seen.Frames, seen.TrainingFrames));
        Assert.InRange(seen.LanesMissing, 30, 40);
    }

    [Fact]
    public void BringUp_EndsWhenTheSecondsAreOver()
    {
        LinkReport report = Run(("led.averagePowerDbm", "-40"), ("deskew.bringUpFrames", "1000"), ("stop.seconds", "0.01"));
        Assert.Equal(StopReason.Seconds, report.StopReason);
        Assert.Equal(0, report.LinkFrames);
    }

    /// <summary>Training frames are sent in batches of the number of threads; how many of them the link sees must not depend on it.</summary>
    [Theory]
    [InlineData("0")]
    [InlineData("34400")]
    public void LockTime_DoesNotDependOnThreads(string delayUi)
    {
        LinkReport[] reports = [.. new[] { "1", "2", "5", "8" }.Select(threads => Run(
            ("threads", threads), ("arrival.delayUi", delayUi), ("led.averagePowerDbm", "-14"), ("deskew.bringUpFrames", "100"), ("stop.payloadBits", "1e6")))];
        Assert.True(reports[0].Deskew.LockTimeUi > 100_000);
        Assert.All(reports, report => Assert.Equal((reports[0].Deskew.LockTimeUi, reports[0].Fingerprint), (report.Deskew.LockTimeUi, report.Fingerprint)));
    }

    private static LinkReport Run(params (string Path, string Value)[] settings) => new LinkEmulator(LinkEmulatorTests.Small(settings).Build()).Run();
}
