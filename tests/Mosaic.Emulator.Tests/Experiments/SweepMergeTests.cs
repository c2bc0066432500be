using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Tests.Experiments;

public sealed class SweepMergeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string[] Shards(int count, params (string, string)[] settings) => [.. Enumerable.Range(0, count).Select(i =>
    {
        string path = In($"shard-{i}-{count}.csv");
        Sweep.Run(SmallSweep.Lengths(settings), new SweepOptions { Out = path, Shard = new Shard(i, count) });
        return path;
    })];

    /// <summary>
    /// One shard or seven, merged in any order, are the unsharded sweep to the byte but for times, whichever rule ends a point.
    /// Trials that no shard could know to be needed are named, and run by the sweep's own command.
    /// </summary>
    [Theory]
    [InlineData("payloadBits", "3e7", false)]
    [InlineData("bitErrors", "2000", true)]
    [InlineData("codewordErrors", "4", true)]
    [InlineData("relativeInterval", "0.1", true)]
    [InlineData("targetBer", "3e-4", true)]
    [InlineData("bitErrors", "2000", true, "event")]
    public void Shards_MergeToTheUnshardedSweep(string rule, string value, bool byChance, string engine = "bit-true")
    {
        (string, string)[] settings = [("engine", engine), ("stop.bitErrors", "null"), ($"stop.{rule}", value)];
        string whole = In("whole.csv");
        Sweep.Run(SmallSweep.Lengths(settings), new SweepOptions { Out = whole });
        string expected = SmallSweep.Timeless(File.ReadAllText(whole));
        string[] seven = Shards(7, settings);
        foreach (string[] order in (string[][])[Shards(1, settings), seven, [.. seven.Reverse()], [seven[3], .. seven[..3], .. seven[4..]]])
        {
            string merged = In($"merged-{Guid.NewGuid():N}.csv");
            SweepMergeReport report = SweepMerge.Run(order, merged);
            Assert.True(byChance || report.Missing.Count == 0);
            if (report.Missing.Count > 0)
            {
                Assert.All(report.Missing, line => Assert.Matches("^point [0-4]: trial [0-9]+ is missing, shard [0-6]/7 did not come that far$", line));
                Assert.StartsWith(SmallSweep.Timeless(File.ReadAllText(merged)).TrimEnd(), expected, StringComparison.Ordinal);
                Sweep.Run(SmallSweep.Lengths(settings), new SweepOptions { Out = merged });
            }

            Assert.Equal(expected, SmallSweep.Timeless(File.ReadAllText(merged)));
        }
    }

    [Fact]
    public void Shard_SaysSo_AndRunsItsOwnTrialsOnly()
    {
        string[] shards = Shards(3);
        BerCurve curve = BerCurve.Parse(File.ReadAllText(Path.ChangeExtension(shards[1], ".json")), "shard");
        Assert.Equal("1/3", curve.Shard);
        Assert.All(curve.Points, point => Assert.Equal(StopReason.Shard, point.StopReason));
        Assert.All(File.ReadLines(Path.ChangeExtension(shards[1], ".journal")).Skip(1), line => Assert.Equal(1, int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture) % 3));
    }

    [Fact]
    public void MissingShard_IsNamed_AndCanBeAddedLater()
    {
        (string, string)[] settings = [("stop.bitErrors", "null"), ("stop.payloadBits", "1.5e7")];
        string[] shards = Shards(3, settings);
        SweepMergeReport report = SweepMerge.Run([shards[2], shards[0]], In("merged.csv"));
        Assert.Equal([.. Enumerable.Range(0, 5).Select(point => $"point {point}: trial 1 is missing, shard 1/3 was not given")], report.Missing);
        Assert.Single(File.ReadAllLines(In("merged.csv")));
        Assert.Empty(SweepMerge.Run([shards[1]], In("merged.csv")).Missing);
        Assert.Equal(SmallSweep.Timeless(Sweep.Run(SmallSweep.Lengths(settings))), SmallSweep.Timeless(File.ReadAllText(In("merged.csv"))));
        // All of them once more change nothing.
        Assert.Empty(SweepMerge.Run(shards, In("merged.csv")).Missing);
    }

    [Fact]
    public void OverlappingForeignAndDamagedShards_AreRefused()
    {
        string[] three = Shards(3), two = Shards(2), foreign = Shards(4, ("seed", "2"));
        string Refused(params string[] files) => Assert.ThrowsAny<Exception>(() => SweepMerge.Run(files, In("merged.csv"))).Message.Replace(_folder + "/", "", StringComparison.Ordinal);
        Assert.Equal("'shard-1-3.journal' and 'shard-1-3.journal' overlap: both are shard 1/3", Refused(three[1], three[1]));
        Assert.Equal("'shard-0-3.journal' and 'shard-0-2.journal' overlap: both have trial 0 of point 0", Refused(three[0], two[0]));
        Assert.Equal("'shard-3-4.journal' is of another sweep than 'shard-0-3.journal': config.seed is 2, not 1", Refused(three[0], foreign[3]));
        Assert.Equal("merge: cannot open 'none.journal' (there is no such file)", Refused(In("none.csv")));
        Assert.StartsWith("--out: ", Assert.Throws<ConfigurationException>(() => SweepMerge.Run(three, three[0])).Message, StringComparison.Ordinal);
        string journal = Path.ChangeExtension(three[2], ".journal");
        File.WriteAllText(journal, File.ReadAllText(journal).Replace(" 1 1 ", " 1 2 ", StringComparison.Ordinal));
        Assert.Matches("^'shard-2-3.journal': line [0-9]+ has been changed", Refused(three));
        Assert.False(File.Exists(In("merged.csv")));
    }
}
