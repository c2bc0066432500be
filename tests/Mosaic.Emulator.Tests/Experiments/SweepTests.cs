using System.Globalization;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Tests.Experiments;

public class SweepTests
{
    [Fact]
    public void Curve_IsTheSame_ForAnyNumberOfThreads()
    {
        string[] curves = [.. new[] { "1", "2", "5" }.Select(threads => SmallSweep.Timeless(Sweep.Run(SmallSweep.Lengths(("threads", threads)))))];
        Assert.All(curves, curve => Assert.Equal(curves[0], curve));
        Assert.Contains(",bitErrors,", curves[0], StringComparison.Ordinal);
        Assert.Contains(",payloadBits,", SmallSweep.Timeless(Sweep.Run(SmallSweep.Lengths(("stop.bitErrors", "4000")))), StringComparison.Ordinal);
    }

    /// <summary>A trial is a run of its own: the first one counts what <c>run</c> counts.</summary>
    [Fact]
    public void FirstTrial_IsWhatARunCounts()
    {
        SweepPlan plan = SmallSweep.Over([], ("trial.frames", "3"), ("stop.payloadBits", "1"));
        BerPoint point = Assert.Single(Sweep.Run(plan).Points);
        LinkReport report = new LinkEmulator(plan.Options with { Stop = new StopOptions { PayloadBits = point.PayloadBits } }).Run();
        Assert.Equal((1, 3), (point.Trials, point.Frames));
        Assert.Equal((report.Fingerprint, report.PreFec.BitErrors, report.PreFec.BerLow), (point.Fingerprint, point.BitErrors, point.BerLow));
    }

    [Fact]
    public void PointsCountTogether_WhatTheirTrialsCount()
    {
        var progress = new List<SweepProgress>();
        BerCurve curve = Sweep.Run(SmallSweep.Lengths(), new SweepOptions { Progress = progress.Add });
        Assert.Equal(["22", "24", "26", "28", "30"], curve.Points.Select(p => p.Values["fiber.lengthM"]!.ToJsonString()));
        Assert.All(curve.Points, p =>
        {
            Assert.Equal(p.Trials, p.Frames);
            Assert.Equal(p.Frames * 256 * 5440, p.Bits);
            Assert.Equal(p.Frames * 256 * 5140, p.PayloadBits);
            Assert.Equal((double?)p.BitErrors / p.Bits, p.Ber);
            Assert.True(p.BerLow < p.Ber && p.Ber < p.BerHigh);
        });
        Assert.True(curve.GoalReached);
        Assert.Equal(5, curve.Points.Select(p => p.ConfigHash).Distinct().Count());
        Assert.Equal(curve.Points.Select(p => p.BitErrors), progress[^1].Points.Select(p => p.BitErrors));
    }

    /// <summary>A rule holds at the first trial at whose end it does: one trial less is not enough.</summary>
    [Theory]
    [InlineData("bitErrors", "2000", "27", StopReason.BitErrors)]
    [InlineData("codewordErrors", "3", "29.5", StopReason.CodewordErrors)]
    [InlineData("relativeInterval", "0.05", "27", StopReason.RelativeInterval)]
    [InlineData("targetBer", "0.92", "27", StopReason.TargetBer)]
    [InlineData("targetBer", "1.08", "27", StopReason.TargetBer)]
    public void PointEnds_AtTheFirstTrialAtWhichARuleHolds(string rule, string value, string length, StopReason reason)
    {
        (string, string)[] link = [("fiber.lengthM", length), ("stop.bitErrors", "null")];
        double rate = LinkPrediction.Of(new LinkDesign(SmallSweep.Over([], link).Options)).Ber;
        double limit = double.Parse(value, CultureInfo.InvariantCulture) * (reason == StopReason.TargetBer ? rate : 1);
        bool Holds(BerPoint p) => reason switch
        {
            StopReason.BitErrors => p.BitErrors >= limit,
            StopReason.CodewordErrors => p.CodewordErrors >= limit,
            StopReason.RelativeInterval => p.BerHigh - p.BerLow <= limit * p.Ber,
            _ => ConfidenceSequence.Excludes(p.BitErrors!.Value, p.Bits, limit),
        };
        BerPoint point = Assert.Single(Sweep.Run(SmallSweep.Over([], [.. link, ("stop.payloadBits", "1e9"), ($"stop.{rule}", limit.ToString("R", CultureInfo.InvariantCulture))])).Points);
        Assert.Equal(reason, point.StopReason);
        Assert.True(point.Trials > 1, "A single trial shows nothing.");
        BerPoint before = Assert.Single(Sweep.Run(SmallSweep.Over([], [.. link, ("stop.payloadBits", $"{(point.Trials - 1) * 256 * 5140}")])).Points);
        Assert.Equal(point.Trials - 1, before.Trials);
        Assert.True(Holds(point) && !Holds(before));
    }

    [Fact]
    public void LinkThatDoesNotComeUp_EndsItsPoint()
    {
        BerCurve curve = Sweep.Run(SmallSweep.Over([SweepAxis.Parse("deskew.maxSkewUi=1024,10")]));
        Assert.Equal([StopReason.BitErrors, StopReason.NoLock], curve.Points.Select(p => p.StopReason));
        Assert.Equal((1, 0), (curve.Points[1].Trials, curve.Points[1].Frames));
        Assert.Null(curve.Points[1].Ber);
        Assert.False(curve.GoalReached);
    }

    [Fact]
    public void SecondsAlone_AreAGoal()
    {
        BerPoint point = Assert.Single(Sweep.Run(SmallSweep.Over([], ("stop.payloadBits", "null"), ("stop.bitErrors", "null"), ("stop.seconds", "0.05"))).Points);
        Assert.Equal(StopReason.Seconds, point.StopReason);
        Assert.True(point.Seconds >= 0.05 && point.IsSettled(new StopOptions { PayloadBits = null }) && !point.IsSettled(new StopOptions()));
    }

    /// <summary>Each point is looked at first, then the fewest errors get the most trials.</summary>
    [Fact]
    public void EffortGoesWhereTheIntervalIsWide()
    {
        var shown = new List<SweepProgress>();
        using var end = new CancellationTokenSource();
        BerCurve curve = Sweep.Run(
            SmallSweep.Lengths(("threads", "1"), ("stop.bitErrors", "1e6"), ("stop.payloadBits", "1e9")),
            new SweepOptions
            {
                Progress = progress =>
                {
                    if (progress.Points[0].Trials >= 32)
                    {
                        end.Cancel();
                    }
                },
            },
            end.Token);
        Assert.All(curve.Points, point => Assert.Equal(StopReason.Cancelled, point.StopReason));
        Assert.Equal(1, curve.Points[^1].Trials);
        Assert.Equal(curve.Points.Select(p => p.Trials).OrderDescending(), curve.Points.Select(p => p.Trials));
    }

    [Fact]
    public void DeviceSeed_KeepsTheArray_UnderOtherBitsAndNoise()
    {
        LinkOptions one = SmallSweep.Over([]).Options, other = one with { Seed = 99, DeviceSeed = 1 };
        Assert.Equal(LinkPrediction.Of(new LinkDesign(one)).LaneBer, LinkPrediction.Of(new LinkDesign(other)).LaneBer);
        Assert.NotEqual(LinkPrediction.Of(new LinkDesign(one)).LaneBer, LinkPrediction.Of(new LinkDesign(one with { Seed = 99 })).LaneBer);
        Assert.NotEqual(new LinkEmulator(one).Run().Fingerprint, new LinkEmulator(other).Run().Fingerprint);
    }

    [Fact]
    public void Json_IsReadBack()
    {
        BerCurve curve = Sweep.Run(SmallSweep.Over([SweepAxis.Parse("fiber.lengthM=28,30"), SweepAxis.Parse("fec.code=kp4,kr4")]));
        Assert.Equal(curve.ToJson(), BerCurve.Parse(curve.ToJson(), "curve").ToJson());
        Assert.Equal(["kp4", "kr4", "kp4", "kr4"], curve.Points.Select(p => p.Values["fec.code"]!.GetValue<string>()));
        Assert.Equal("curve: not the JSON of a sweep (there is no config)", Assert.Throws<ConfigurationException>(() => BerCurve.Parse("{}", "curve")).Message);
    }

    [Fact]
    public void Hash_DependsOnWhatDecidesResults()
    {
        string Hash(params (string, string)[] settings) => SmallSweep.Over([], settings).Points[0].ConfigHash;
        string own = Hash();
        Assert.Equal(own, Hash(("threads", "1")));
        Assert.Equal(own, Hash(("deviceSeed", "1")));
        Assert.All<(string, string)>([("seed", "2"), ("deviceSeed", "2"), ("stop.bitErrors", "401"), ("trial.frames", "2"), ("fiber.lengthM", "28.1"), ("engine", "waveform")], setting => Assert.NotEqual(own, Hash(setting)));
    }

    [Theory]
    [InlineData("traffic.pattern", "file", "traffic.pattern: file is of no use in a sweep; it takes random or prbs7 … prbs31")]
    [InlineData("capture.frame", "3", "capture.frame: is of no use in a sweep; it takes a run")]
    [InlineData("stop", """{"payloadBits":null,"bitErrors":null}""", "stop: no rule is set, so a point would never end; set stop.payloadBits, stop.bitErrors, stop.codewordErrors, stop.relativeInterval, stop.targetBer or stop.seconds")]
    public void WhatIsOfNoUse_IsRefused(string path, string value, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigurationException>(() => SmallSweep.Over([], (path, value))).Message);

    [Fact]
    public void AxesAreChecked()
    {
        string Refused(params string[] axes) => Assert.Throws<ConfigurationException>(() => SmallSweep.Over([.. axes.Select(SweepAxis.Parse)])).Message;
        Assert.Equal("fiber.lengthM: -1 is not allowed; it is a number from 0 to 200", Refused("fiber.lengthM=1,-1"));
        Assert.Equal("--axis: fiber.lengthM=28 and fiber.lengthM=28.0 are the same point", Refused("fiber.lengthM=28,28.0"));
        Assert.Equal("--axis: fiber.lengthM is there twice", Refused("fiber.lengthM=1,2", "fiber.lengthM=3"));
        Assert.Equal("--axis: 3 settings are varied; there can be up to two", Refused("fiber.lengthM=1", "seed=1", "fec.code=kp4"));
        Assert.Equal("fiber.length: no such key; did you mean 'lengthM'?", Refused("fiber.length=1"));
        // Known when the link is designed: the point is named.
        SweepPlan plan = SmallSweep.Over([SweepAxis.Parse("bonding.dataLanes=40,41")]);
        Assert.StartsWith("bonding.dataLanes=41: bonding.dataLanes: 41 lanes do not fit", Assert.Throws<ConfigurationException>(() => Sweep.Run(plan)).Message, StringComparison.Ordinal);
    }

    /// <summary>Codes of one shape, of which one takes log-likelihoods: what a thread did before changes nothing.</summary>
    [Fact]
    public void CodesThatTakeLogLikelihoods_FollowOthersOnAThread()
    {
        (string, string)[] settings = [("engine", "waveform"), ("threads", "1"), ("stop.bitErrors", "null"), ("stop.payloadBits", "1e6")];
        string[] Rows(string codes) => [.. SmallSweep.Timeless(Sweep.Run(SmallSweep.Over([SweepAxis.Parse($"fec.code={codes}")], settings))).Split('\n').Skip(1).Where(row => row.Length > 0).Select(row => row[2..]).Order(StringComparer.Ordinal)];
        string[] both = Rows("hamming-128-120,clause177"), turned = Rows("clause177,hamming-128-120");
        Assert.Equal(both, turned);
        Assert.Equal(both, (string[])[.. Rows("hamming-128-120").Concat(Rows("clause177")).Order(StringComparer.Ordinal)]);
    }
}
