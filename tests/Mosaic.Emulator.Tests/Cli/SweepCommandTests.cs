using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Mosaic.Emulator.Tests.Channel;
using Mosaic.Emulator.Tests.Experiments;

namespace Mosaic.Emulator.Tests.Cli;

public sealed class SweepCommandTests : IDisposable
{
    private static readonly string[] Small =
    [
        "sweep", .. CommandLine.SmallLink, "--set", "trial.frames=1", "--set", "stop.bitErrors=3000", "--set", "stop.payloadBits=1e8", "--axis", "fiber.lengthM=24:30:2",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Sweep_WritesCsvToStdout_AndTheSameToAFile()
    {
        (int code, string output, string error) = CommandLine.Run(Small);
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith(
            "point,config_hash,fiber.lengthM,trials,bits,bit_errors,ber,ber_low,ber_high,codewords,codeword_errors,cer,cer_low,cer_high,flr,seconds,stop_reason,",
            output, StringComparison.Ordinal);
        (code, string table, error) = CommandLine.Run([.. Small, "--out", In("curve.csv")]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(SmallSweep.Timeless(output), SmallSweep.Timeless(File.ReadAllText(In("curve.csv"))));
        Assert.Equal(5, table.TrimEnd().Split('\n').Length);
        Assert.All(table.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Equal(4, table.Count(c => c == '●'));
        using JsonDocument curve = JsonDocument.Parse(File.ReadAllText(In("curve.json")));
        Assert.Equal(40, curve.RootElement.GetProperty("config").GetProperty("bonding").GetProperty("dataLanes").GetInt32());
        Assert.Equal(24, curve.RootElement.GetProperty("points")[0].GetProperty("values").GetProperty("fiber.lengthM").GetInt32());
        Assert.Equal(Environment.ProcessorCount, curve.RootElement.GetProperty("machine").GetProperty("processors").GetInt32());
        // Any number of threads, and the configuration from the JSON.
        (code, string again, _) = CommandLine.Run("sweep", "--config", In("curve.json"), "--axis", "fiber.lengthM=24:30:2", "--threads", "1");
        Assert.Equal((0, SmallSweep.Timeless(output)), (code, SmallSweep.Timeless(again)));
    }

    [Theory]
    [InlineData("--axis fiber.lengthM=1 --axis seed=1:2", 2, "--axis seed=1:2: '1:2' is no range; a range is start:stop:step in numbers, as in 20:30:2.5")]
    [InlineData("--shard 1/3", 2, "--shard: takes --out, since shards are merged from files")]
    [InlineData("--shard 3/3 --out x", 2, "--shard: '3/3' is not allowed; it is i/n with n from 1 to 100000 and i from 0 to n-1, as in 0/7")]
    [InlineData("--out /no/such/x.csv", 4, "--out: cannot open '/no/such/x.journal' (there is no folder '/no/such')")]
    [InlineData("--out /dev/full", 4, "--out: '/dev/full' is no plain file")]
    public void WrongUsage_IsOneLine(string arguments, int exit, string message)
    {
        (int code, string output, string error) = CommandLine.Run([.. Small[..^2], .. arguments.Split(' ')]);
        Assert.Equal((exit, ""), (code, output));
        Assert.Equal($"mosaic: {message}", error.TrimEnd());
    }

    /// <summary>One trial, or one frame of a run, is the least that is sent; where less is asked for, that is said.</summary>
    [Theory]
    [InlineData("1e5", true)]
    [InlineData("1315840", false)]
    public void LessThanATrial_IsNoted(string bits, bool isNoted)
    {
        string[] link = [.. CommandLine.SmallLink, "--set", $"stop.payloadBits={bits}"];
        (int code, string output, string error) = CommandLine.Run(["sweep", .. link, "--set", "trial.frames=1", "--axis", "fiber.lengthM=24", "--out", In("least.csv")]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(isNoted, output.ReplaceLineEndings(" ").Contains("stop.payloadBits is below what one trial sends", StringComparison.Ordinal));
        Assert.Equal(isNoted, output.Contains("1,315,840 payload bits in 1 frame (trial.frames)", StringComparison.Ordinal));
        Assert.Equal(isNoted, CommandLine.Run(["run", .. link]).Output.Contains("after stop.payloadBits: 1 frame, the least that is counted", StringComparison.Ordinal));
    }

    [Fact]
    public void PointWithoutLock_MissesTheGoal()
    {
        (int code, string output, string error) = CommandLine.Run([.. Small[..^2], "--axis", "deskew.maxSkewUi=1024,10", "--set", "arrival.skewUi=500"]);
        Assert.Equal((3, "mosaic: 1 of 2 points ended without reaching their goal; the first is deskew.maxSkewUi=10: no lock"), (code, error.TrimEnd()));
        Assert.Equal(3, output.TrimEnd().Split('\n').Length);
    }

    /// <summary>
    /// Killed at random moments and resumed, again and again, a sweep ends in exactly the file of one that was left alone: ten
    /// kills, with MOSAIC_STUDY=20 two hundred.
    /// </summary>
    [Fact]
    public void KilledAtRandomMoments_ResumesToTheUninterruptedFile()
    {
        string[] sweep = [.. Small, "--set", "stop.bitErrors=10000", "--set", "stop.payloadBits=3e8"];
        long started = Stopwatch.GetTimestamp();
        Assert.Equal(0, CommandLine.Run([.. sweep, "--out", In("whole.csv")]).ExitCode);
        int whole = (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        string expected = SmallSweep.Timeless(File.ReadAllText(In("whole.csv")));
        int kills = 0, inside = 0, seed = Environment.TickCount;
        var random = new Random(seed);
        for (int file = 0; kills < StudySize.Times(10); file++)
        {
            string path = In($"killed-{file}.csv");
            // The machine may have become slower since: spans grow, so that every file is finished.
            int span = whole;
            for (bool ended = false; !ended; span += whole / 10)
            {
                using Process process = CommandLine.Start([.. sweep, "--out", path]);
                ended = process.WaitForExit(random.Next(span));
                if (!ended)
                {
                    process.Kill();
                    process.WaitForExit();
                    kills++;
                    inside += File.Exists(Path.ChangeExtension(path, ".journal")) ? 1 : 0;
                }
                else
                {
                    Assert.True(process.ExitCode == 0, process.StandardError.ReadToEnd());
                }
            }

            Assert.True(string.Equals(expected, SmallSweep.Timeless(File.ReadAllText(path)), StringComparison.Ordinal), string.Create(CultureInfo.InvariantCulture, $"file {file}, kills drawn from {seed}"));
        }

        Assert.True(inside > 0, "No kill met a sweep under way.");
    }

    /// <summary>A limit on the size of files stands for a full disk: the sweep says so, and goes on when there is room.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void FullDisk_IsAnError_AndNothingIsLost(int kilobytes)
    {
        Assert.Equal(0, CommandLine.Run([.. Small, "--out", In("whole.csv")]).ExitCode);
        var start = new ProcessStartInfo("bash", ["-c", $"trap '' XFSZ; ulimit -f {kilobytes}; exec dotnet {CommandLine.Tool} \"$@\"", "mosaic", .. Small, "--out", In("full.csv")]) { UseShellExecute = false, RedirectStandardError = true };
        // The runtime's own memory files are not meant by the limit.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(4, process.ExitCode);
        Assert.StartsWith($"mosaic: cannot write '{In("full.journal")}'", error, StringComparison.Ordinal);
        Assert.Contains("the same command goes on from there", error, StringComparison.Ordinal);
        Assert.True(File.ReadAllLines(In("full.journal")).Length > 1);
        Assert.Equal(0, CommandLine.Run([.. Small, "--out", In("full.csv")]).ExitCode);
        Assert.Equal(SmallSweep.Timeless(File.ReadAllText(In("whole.csv"))), SmallSweep.Timeless(File.ReadAllText(In("full.csv"))));
    }

    [Fact]
    public void TwoProcessesOnOneFile_TheSecondIsRefused()
    {
        string[] endless = [.. Small, "--set", "stop.bitErrors=1e12", "--set", "stop.payloadBits=9e13", "--out", In("curve.csv")];
        using Process first = CommandLine.Start(endless);
        while (!File.Exists(In("curve.csv")))
        {
            Assert.False(first.HasExited);
            Thread.Sleep(20);
        }

        (int code, _, string error) = CommandLine.Run(endless);
        Assert.Equal(4, code);
        Assert.Matches("^mosaic: --out: cannot open '.*curve.journal' \\(it is open in another process\\)", error);
        CommandLine.Interrupt(first);
        first.WaitForExit();
        Assert.Equal(130, first.ExitCode);
        using JsonDocument curve = JsonDocument.Parse(File.ReadAllText(In("curve.json")));
        Assert.All(curve.RootElement.GetProperty("points").EnumerateArray(), point => Assert.Equal("cancelled", point.GetProperty("stopReason").GetString()));
    }

    /// <summary>A folder that not even root can write to.</summary>
    [Fact]
    public void ReadOnlyFolder_IsNamed()
    {
        (int code, _, string error) = CommandLine.Run([.. Small, "--out", "/sys/curve.csv"]);
        Assert.Equal(4, code);
        Assert.StartsWith("mosaic: --out: cannot open '/sys/curve.journal' (", error, StringComparison.Ordinal);
        Assert.Matches("denied|[Rr]ead-only", error);
    }

    [Fact]
    public void Merge_ReportsAndExits()
    {
        string[] rule = ["--set", "stop.bitErrors=null", "--set", "stop.payloadBits=1e7"];
        foreach (int i in new[] { 0, 1 })
        {
            Assert.Equal(0, CommandLine.Run([.. Small, .. rule, "--out", In($"{i}.csv"), "--shard", $"{i}/2"]).ExitCode);
        }

        (int code, _, string error) = CommandLine.Run("merge", In("1.csv"), "--out", In("merged.csv"));
        Assert.Equal(3, code);
        Assert.StartsWith("mosaic: point 0: trial 0 is missing, shard 0/2 was not given; point 1: ", error, StringComparison.Ordinal);
        (code, string table, error) = CommandLine.Run("merge", In("1.csv"), In("0.journal"), "--out", In("merged.csv"));
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(4, table.Count(c => c == '●'));
        Assert.Equal(SmallSweep.Timeless(CommandLine.Run([.. Small, .. rule]).Output), SmallSweep.Timeless(File.ReadAllText(In("merged.csv"))));
        (code, _, error) = CommandLine.Run("merge", In("1.csv"), In("1.journal"), "--out", In("other.csv"));
        Assert.Equal(2, code);
        Assert.Contains("overlap", error, StringComparison.Ordinal);
        Assert.Equal(4, CommandLine.Run("merge", In("2.csv"), "--out", In("other.csv")).ExitCode);
    }
}
