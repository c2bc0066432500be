using System.Security.Cryptography;
using System.Text;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Tests.Channel;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Experiments;

/// <summary>Sweeps whose points are computed by engine <c>tail</c>.</summary>
public sealed class TailSweepTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static SweepPlan Plan(params (string, string)[] settings) => SmallSweep.Over(
        [SweepAxis.Parse("fiber.lengthM=24,26")],
        [("engine", "tail"), ("fec.code", "rs-15-11-0x13-0"), ("trial.frames", "2"), ("stop.bitErrors", "null"), ("stop.payloadBits", "7e6"), .. settings]);

    [Fact]
    public void FirstTrial_IsWhatARunComputes()
    {
        SweepPlan plan = SmallSweep.Over([], ("engine", "tail"), ("trial.frames", "3"), ("stop.bitErrors", "null"), ("stop.payloadBits", "1"));
        BerPoint point = Assert.Single(Sweep.Run(plan).Points);
        TailReport run = new TailEmulator(plan.Options with { Stop = new StopOptions { PayloadBits = point.PayloadBits } }).Run();
        Assert.Equal((1, 3), (point.Trials, point.Frames));
        Assert.Equal((run.Fingerprint, run.PreFec.Bits, run.PostFec.Codewords), (point.Fingerprint, point.Bits, point.Codewords));
        Assert.Equal((run.PreFec.Ber, run.PreFec.BerLow, run.PreFec.BerHigh), (point.Ber, point.BerLow, point.BerHigh));
        Assert.Equal((run.PostFec.CodewordErrorRatio, run.PostFec.CodewordErrorLow, run.PostFec.CodewordErrorHigh), (point.Cer, point.CerLow, point.CerHigh));
        Assert.Equal((run.PostFec.FrameLossRatio, run.Tail.EffectiveSample), (point.Flr, point.EffectiveSample));
    }

    /// <summary>Nothing is counted, and the columns of counts are empty.</summary>
    [Fact]
    public void Rows_HaveRatesButNoCounts()
    {
        string[] header = Sweep.Run(Plan()).ToCsv().Split('\n')[0].Split(','), row = Sweep.Run(Plan()).ToCsv().Split('\n')[1].Split(',');
        Assert.Equal(header.Length, row.Length);
        Dictionary<string, string> fields = header.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        foreach (string count in (string[])["bit_errors", "codeword_errors", "payload_bit_errors"])
            Assert.Equal("", fields[count]);
        foreach (string rate in (string[])["ber", "ber_low", "ber_high", "cer", "cer_low", "cer_high", "flr"])
            Assert.InRange(double.Parse(fields[rate], System.Globalization.CultureInfo.InvariantCulture), 1e-30, 1);
        Assert.Equal("payloadBits", fields["stop_reason"]);
    }

    [Trait("Isa", "true")]
    [Fact]
    public void Curve_IsTheSame_ForAnyNumberOfThreads()
    {
        string[] curves = [.. new[] { "1", "3" }.Select(threads => SmallSweep.Timeless(Sweep.Run(Plan(("threads", threads)))))];
        Assert.Equal(curves[0], curves[1]);
        Assert.Equal("30ae12750a6c1c51", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(curves[0])), 0, 8));
    }

    /// <summary>Shards merged in any order are the unsharded sweep to the last bit, and so is a sweep that was cut off anywhere.</summary>
    [Theory]
    [InlineData("payloadBits", "7e6")]
    [InlineData("relativeInterval", "0.008")]
    public void ShardsAndPieces_MakeTheWholeSweep(string rule, string value)
    {
        (string, string)[] settings = [("stop.payloadBits", "1e9"), ($"stop.{rule}", value)];
        BerCurve whole = Sweep.Run(Plan(settings), new SweepOptions { Out = In("whole.csv") });
        Assert.All(whole.Points, point => Assert.Equal(rule, SweepCsv.Name(point.StopReason)));
        Assert.True(whole.Points.Max(point => point.Trials) > 2);
        string expected = SmallSweep.Timeless(File.ReadAllText(In("whole.csv")));
        string[] shards = [.. Enumerable.Range(0, 3).Select(i =>
        {
            Sweep.Run(Plan(settings), new SweepOptions { Out = In($"shard{i}.csv"), Shard = new Shard(i, 3) });
            return In($"shard{i}.csv");
        })];
        foreach (string[] order in (string[][])[shards, [.. shards.Reverse()]])
        {
            string merged = In($"merged-{order[0][^5]}.csv");
            if (SweepMerge.Run(order, merged).Missing.Count > 0)
                Sweep.Run(Plan(settings), new SweepOptions { Out = merged });
            Assert.Equal(expected, SmallSweep.Timeless(File.ReadAllText(merged)));
        }

        byte[] journal = File.ReadAllBytes(In("whole.journal"));
        foreach (double part in (double[])[0.4, 0.8, 0.99])
        {
            File.WriteAllBytes(In("cut.journal"), journal[..(int)(part * journal.Length)]);
            File.Delete(In("cut.csv"));
            Sweep.Run(Plan(settings), new SweepOptions { Out = In("cut.csv") });
            Assert.Equal(expected, SmallSweep.Timeless(File.ReadAllText(In("cut.csv"))));
        }
    }

    /// <summary>The engine may be what is varied: the two agree where both reach.</summary>
    [Fact]
    public void Engines_CanBeCompared()
    {
        BerCurve curve = Sweep.Run(SmallSweep.Over([SweepAxis.Parse("engine=bit-true,tail")], ("fiber.lengthM", "28"), ("fec.code", "kr4"), ("stop.bitErrors", "null"), ("stop.payloadBits", "1e7")));
        (BerPoint counted, BerPoint computed) = (curve.Points[0], curve.Points[1]);
        Assert.Equal((counted.Bits, counted.Codewords), (computed.Bits, computed.Codewords));
        Assert.InRange(computed.Ber!.Value * computed.Bits, counted.BitErrors!.Value - (6 * Math.Sqrt(counted.BitErrors.Value)), counted.BitErrors.Value + (6 * Math.Sqrt(counted.BitErrors.Value)));
        Assert.Null(computed.BitErrors);
    }

    /// <summary>
    /// On a link that has not changed alarms are no more than stated: of n comparisons at 5 %, more than the limit come with a
    /// probability of 1e-6. MOSAIC_STUDY=100 makes a thousand.
    /// </summary>
    [Theory]
    [InlineData("payloadBits", "2.6e6")]
    [InlineData("relativeInterval", "0.5")]
    public void Unchanged_RaisesNoMoreAlarmsThanStated(string rule, string value)
    {
        const double FalseAlarm = 0.05;
        int repetitions = StudySize.Times(10), alarms = 0, limit = 0;
        for (int i = 0; i < repetitions; i++)
        {
            var baseline = new BerBaseline(Sweep.Run(Plan(("trial.frames", "1"), ("stop.payloadBits", "1e8"), ($"stop.{rule}", value), ("seed", $"{1000 + i}"))));
            alarms += baseline.Compare(baseline.Remeasure((ulong)(500_000 + i)), FalseAlarm).Agrees ? 0 : 1;
        }

        while (PoissonBinomial.BinomialTail(repetitions, FalseAlarm, limit) > 1e-6)
            limit++;
        output.WriteLine($"{alarms} alarms in {repetitions} comparisons");
        Assert.True(alarms <= limit, $"{alarms} alarms in {repetitions} comparisons at {FalseAlarm}");
    }

    /// <summary>A twentieth of a decibel less light is found in two frames, and in what power is stated for.</summary>
    [Fact]
    public void LessLight_IsFound()
    {
        var baseline = BerBaselineOf(Plan());
        BerComparison comparison = baseline.Compare(baseline.Remeasure(77, options => options with { Led = options.Led with { AveragePowerDbm = options.Led.AveragePowerDbm - 0.05 } }), 1e-6);
        Assert.Equal(4, comparison.Differences.Count(difference => difference.HasMoved));
        Assert.All(comparison.Differences, difference =>
        {
            Assert.Null(difference.Errors);
            Assert.True(difference.RatioLow < difference.Ratio && difference.Ratio < difference.RatioHigh && difference.RatioLow > 1);
            Assert.InRange(difference.SeenChange!.Value, 1e-4, difference.Ratio!.Value - 1);
        });
        Assert.Contains("fiber.lengthM=24: codewords ", comparison.ToString(), StringComparison.Ordinal);
        Assert.True(baseline.Compare(baseline.Remeasure(78), 1e-6).Agrees);
    }

    [Fact]
    public void BaselineOfAnotherKind_IsRefused()
    {
        BerBaseline baseline = BerBaselineOf(Plan());
        Assert.StartsWith(
            "engine: errors of fiber.lengthM=24 were computed by tail then, and counted now",
            Assert.Throws<ConfigurationException>(() => baseline.Remeasure(5, options => options with { Engine = "bit-true" })).Message, StringComparison.Ordinal);
        BerCurve counted = Sweep.Run(Plan(("engine", "bit-true")));
        Assert.Contains("computed by tail then", Assert.Throws<ConfigurationException>(() => baseline.Compare(counted)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop.bitErrors", "10", "engine tail counts no errors")]
    [InlineData("stop.targetBer", "1e-3", "engine tail counts no errors")]
    [InlineData("faults", """[{ "kind": "slip", "lane": 1, "ui": 1 }]""", "faults: engine tail takes lock as given")]
    public void WhatTheEngineCannotDo_IsRefusedByName(string path, string value, string why) => Assert.Contains(
        why, Assert.Throws<ConfigurationException>(() => Sweep.Run(Plan((path, value)))).Message, StringComparison.Ordinal);

    /// <summary>A baseline as it comes back from its file.</summary>
    private static BerBaseline BerBaselineOf(SweepPlan plan) => new(BerCurve.Parse(Sweep.Run(plan).ToJson(), "test"));
}
