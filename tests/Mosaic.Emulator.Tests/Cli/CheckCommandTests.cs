using System.Text.Json;

namespace Mosaic.Emulator.Tests.Cli;

public sealed class CheckCommandTests : IDisposable
{
    private static readonly string[] Sweep =
    [
        "sweep", .. CommandLine.SmallLink, "--set", "trial.frames=2", "--set", "stop.payloadBits=2e7", "--axis", "fiber.lengthM=26,30",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string Baseline(string engine = "bit-true")
    {
        Assert.Equal(0, CommandLine.Run([.. Sweep, "--set", $"engine={engine}", "--json", In("base.json")]).ExitCode);
        return In("base.json");
    }

    [Fact]
    public void Check_OfTheCsv_NamesTheJson()
    {
        string csv = In("base.csv");
        File.WriteAllText(csv, "point,config_hash,lengthM,trials\n");
        Assert.Equal((2, "", $"mosaic: {csv}: is the CSV of a sweep; a baseline is its JSON, which --out writes beside the CSV\n"), CommandLine.Run("check", csv));
    }

    /// <summary>
    /// Seeds are given, so that the outcome is the same every time. Engines that count may stand for each other: on the same link
    /// they agree, and one finds a link with less light that the other has never seen.
    /// </summary>
    [Theory]
    [InlineData("bit-true", "bit-true")]
    [InlineData("event", "event")]
    [InlineData("bit-true", "event")]
    public void Check_ExitsByWhatItFinds(string then, string now)
    {
        string baseline = Baseline(then);
        string[] check = ["check", baseline, "--seed", "12", "--set", $"engine={now}"];
        (int code, string output, string error) = CommandLine.Run(check);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("nothing has moved by more than chance", output, StringComparison.Ordinal);
        Assert.Contains("seed 12", output, StringComparison.Ordinal);
        Assert.Matches(@"  bits .* \d\.\d\d  \d\.\d\d … \d\.\d\d ", output);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        (code, output, _) = CommandLine.Run([.. check, "--set", "led.averagePowerDbm=-10.3", "--json", "-"]);
        Assert.Equal(1, code);
        using JsonDocument comparison = JsonDocument.Parse(output);
        JsonElement[] differences = [.. comparison.RootElement.GetProperty("differences").EnumerateArray()];
        Assert.Equal(4, differences.Length);
        Assert.Equal([true, true], differences.Where(d => d.GetProperty("rate").ValueEquals("bits")).Select(d => d.GetProperty("hasMoved").GetBoolean()));
        Assert.True(differences[2].GetProperty("ratio").GetDouble() > 1.2);
    }

    [Fact]
    public void FreshSeeds_AreDrawnAndSaid()
    {
        string baseline = Baseline();
        ulong[] seeds = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using JsonDocument comparison = JsonDocument.Parse(CommandLine.Run("check", baseline, "--false-alarm", "1e-9", "--json", "-").Output);
            return comparison.RootElement.GetProperty("seed").GetUInt64();
        })];
        Assert.NotEqual(seeds[0], seeds[1]);
        Assert.DoesNotContain(1UL, seeds);
    }

    [Fact]
    public void Update_ReplacesTheBaseline_AndACurveCanBeRead()
    {
        string baseline = Baseline();
        Assert.Equal(0, CommandLine.Run("check", baseline, "--update", "--seed", "5", "--set", "led.averagePowerDbm=-10.3").ExitCode);
        using (JsonDocument updated = JsonDocument.Parse(File.ReadAllText(baseline)))
        {
            JsonElement config = updated.RootElement.GetProperty("config");
            Assert.StartsWith("mosaic check ", updated.RootElement.GetProperty("command").GetString(), StringComparison.Ordinal);
            Assert.Equal((5, 1), (config.GetProperty("seed").GetInt32(), config.GetProperty("deviceSeed").GetInt32()));
            Assert.Equal(-10.3, config.GetProperty("led").GetProperty("averagePowerDbm").GetDouble());
            Assert.Equal("payloadBits", updated.RootElement.GetProperty("points")[0].GetProperty("stopReason").GetString());
        }

        Assert.Equal(0, CommandLine.Run([.. Sweep, "--set", "led.averagePowerDbm=-10.3", "--set", "deviceSeed=1", "--seed", "9", "--json", In("now.json")]).ExitCode);
        Assert.Equal(0, CommandLine.Run("check", baseline, "--curve", In("now.json"), "--false-alarm", "1e-6").ExitCode);
        Assert.Equal([baseline, In("now.json")], Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
    }

    /// <summary>The second fault, which is found just before the run, stands for the minutes that it takes.</summary>
    [Fact]
    public void UpdateOfAFileThatCannotBeWritten_IsRefusedBeforeTheRun()
    {
        // As long as a name may be, so that none longer can be beside it.
        string baseline = In(new string('b', 250) + ".json"), before = File.ReadAllText(Baseline());
        File.Move(In("base.json"), baseline);
        (int code, string output, string error) = CommandLine.Run("check", baseline, "--update", "--set", "engine=tail");
        Assert.Equal((4, "", $"mosaic: --update: cannot write '{baseline}' (the name is too long)"), (code, output, error.TrimEnd()));
        Assert.Equal(before, File.ReadAllText(baseline));
        Assert.Equal([baseline], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("/dev/null --update", 4, "--update: '/dev/null' is no plain file with a baseline in it, so that nothing can take its place")]
    [InlineData("../../../../../../../../dev/null --update", 4, "--update: '../../../../../../../../dev/null' is no plain file with a baseline in it, so that nothing can take its place")]
    [InlineData("- --update", 4, "--update: '-' is no plain file with a baseline in it, so that nothing can take its place")]
    [InlineData("empty.json --update", 4, "--update: 'empty.json' is no plain file with a baseline in it, so that nothing can take its place")]
    [InlineData("none.json --update", 4, "cannot read 'none.json' (there is no such file)")]
    [InlineData("none.json", 4, "cannot read 'none.json' (there is no such file)")]
    [InlineData("base.json --seed 1", 2, "--seed: 1 is the baseline's own, so that the same bits would be held against themselves; any other will do")]
    [InlineData("base.json --set seed=3", 2, "--set seed: takes --seed")]
    [InlineData("base.json --set fiber.lengthM=22", 2, "--set fiber.lengthM: is what the curve varies, and has its values")]
    [InlineData("base.json --set stop.payloadBits=1e6", 2, "--set stop.payloadBits: is of no use without --update: each point has as many trials as in the baseline")]
    [InlineData("base.json --set engine=tail", 2, "engine: errors of fiber.lengthM=26 were counted then, and computed by tail now; a curve is compared with one of its kind")]
    [InlineData("base.json --seed 1 --curve base.json", 2, "--curve: nothing is measured, so --seed, --set and --update are of no use with it")]
    [InlineData("base.json --json base.json", 2, "--json: 'base.json' is the baseline; the comparison would take its place")]
    [InlineData("base.json --false-alarm 2", 2, "--false-alarm: 2 is not allowed; it is a number above 0 and below 1")]
    [InlineData("bad.json --false-alarm NaN", 2, "--false-alarm: NaN is not allowed; it is a number above 0 and below 1")]
    [InlineData("bad.json --change 10%", 2, "--change: '10%' is not allowed; it is a number above -1 and up to 1000, other than 0, as 0.1 for 10 % more")]
    [InlineData("bad.json --change 0", 2, "--change: 0 is not allowed; it is a number above -1 and up to 1000, other than 0, as 0.1 for 10 % more")]
    [InlineData("bad.json --seed -1", 2, "--seed: '-1' is not allowed; it is an integer from 0 to 18446744073709551615")]
    [InlineData("bad.json --threads 1.5", 2, "--threads: '1.5' is not allowed; it is an integer from 1 to 1024")]
    [InlineData("bad.json --threads 0", 2, "--threads: 0 is not allowed; it is an integer from 1 to 1024")]
    [InlineData("base.json --curve none.json", 4, "--curve: cannot read 'none.json' (there is no such file)")]
    [InlineData("bad.json", 2, "bad.json: not the JSON of a sweep (there is no config)")]
    public void WrongUsage_IsOneLine(string arguments, int exit, string message)
    {
        if (arguments.StartsWith("base", StringComparison.Ordinal))
        {
            Baseline();
        }

        File.WriteAllText(In("bad.json"), "{}");
        File.WriteAllText(In("empty.json"), "");
        (int code, _, string error) = CommandLine.Run(["check", .. arguments.Split(' ').Select(word => word.EndsWith(".json", StringComparison.Ordinal) ? In(word) : word)]);
        Assert.Equal((exit, $"mosaic: {message}"), (code, error.TrimEnd().Replace(_folder + "/", "", StringComparison.Ordinal)));
    }
}
