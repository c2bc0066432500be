using System.Text.Json;

namespace Mosaic.Emulator.Tests.Cli;

public sealed class CompareFecCommandTests : IDisposable
{
    private static readonly string Plugin = "plugin:" + Path.Combine(AppContext.BaseDirectory, "Mosaic.SamplePlugin.dll") + "#Mosaic.SamplePlugin.MajorityCode";
    private static readonly string[] Small = ["compare", "fec", .. CommandLine.SmallLink];
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Compare_PrintsATableThatFitsTheTerminal()
    {
        (int code, string output, string error) = CommandLine.Run([.. Small, "--codes", $"kp4,{Plugin}", "--axis", "fiber.lengthM=20,28"]);
        Assert.Equal((0, ""), (code, error));
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Equal(3, output.Split('\n').Count(line => line.StartsWith("  MajorityCode ", StringComparison.Ordinal)));
        Assert.Equal(3, output.Split('\n').Count(line => line.StartsWith("  none ", StringComparison.Ordinal)));
    }

    /// <summary>A row is made again by a run from the report.</summary>
    [Fact]
    public void Compare_WritesJsonAndCsv_FromWhichARunGivesARowAgain()
    {
        string csv = Path.Combine(_folder, "rows.csv"), json = Path.Combine(_folder, "report.json");
        (int code, string output, string error) = CommandLine.Run([.. Small, "--codes", "bch-127-120,none", "--axis", "led.averagePowerDbm=-10.5,-12", "--json", json, "--csv", csv]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(5, File.ReadAllLines(csv).Length);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(json));
        JsonElement row = report.RootElement.GetProperty("points")[3];
        Assert.Equal(("-12", "bch-127-120", "led.averagePowerDbm"), (row.GetProperty("value").GetString(), row.GetProperty("code").GetString(), report.RootElement.GetProperty("axis").GetString()));
        using JsonDocument run = JsonDocument.Parse(CommandLine.Run("run", "--config", json, "--set", "fec.code=bch-127-120", "--set", "led.averagePowerDbm=-12", "--json", "-").Output);
        Assert.Equal(row.GetProperty("fingerprint").GetString(), run.RootElement.GetProperty("fingerprint").GetString());
        Assert.Equal(row.GetProperty("postFec").GetRawText().Replace(" ", "", StringComparison.Ordinal), run.RootElement.GetProperty("postFec").GetRawText().Replace(" ", "", StringComparison.Ordinal));

        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cli", "README.md"));
        string section = text[text.IndexOf("## Report of `compare fec`", StringComparison.Ordinal)..];
        Assert.All(row.EnumerateObject(), property => Assert.Matches($"`(points\\[\\])?\\.{property.Name}`", section));
    }

    /// <summary>The rows of the other values are there, on the terminal, in the JSON and on a page; so it is where there are none.</summary>
    [Theory]
    [InlineData("20,120,28", 4, "2 of 6 rows")]
    [InlineData("120", 0, "2 of 2 rows")]
    public void LinkThatDoesNotComeUp_CostsTheOthersNothing(string lengths, int counted, string missed)
    {
        string json = Path.Combine(_folder, "report.json");
        (int code, string output, string error) = CommandLine.Run([.. Small, "--codes", "kp4", "--axis", $"fiber.lengthM={lengths}", "--json", json]);
        Assert.Equal((3, $"mosaic: {missed} ended without reaching their goal; the first is fiber.lengthM 120, none: no lock\n"), (code, error));
        Assert.Contains("\nfiber.lengthM 120, no lock\n", output, StringComparison.Ordinal);
        Assert.Equal(counted / 2, output.Split('\n').Count(static line => line.Contains(" before FEC", StringComparison.Ordinal)));
        Assert.Equal(counted > 0, output.Contains("decoding at the error rate of fiber.lengthM 28", StringComparison.Ordinal));
        using JsonDocument report = JsonDocument.Parse(File.ReadAllText(json));
        string[] reasons = [.. report.RootElement.GetProperty("points").EnumerateArray().Select(static row => row.GetProperty("stopReason").GetString()!)];
        Assert.Equal((counted, 2), (reasons.Count(static reason => reason is "payloadBits"), reasons.Count(static reason => reason is "noLock")));
        Assert.Equal(0, report.RootElement.GetProperty("failures").GetArrayLength());

        (code, string page, error) = CommandLine.Run("report", json, "--out", "-");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(2, page.Split("<td>–<small>noLock</small></td>").Length - 1);
        Assert.Equal(counted > 0, page.Contains("<figure", StringComparison.Ordinal));
    }

    /// <summary>A row that was cut short says by what, and before what.</summary>
    [Fact]
    public void SecondsThatRunOut_AreTold()
    {
        (int code, _, string error) = CommandLine.Run([.. Small, "--codes", "kp4", "--set", "stop.payloadBits=9e13", "--set", "stop.seconds=0.2"]);
        Assert.Equal((3, "mosaic: 2 of 2 rows ended without reaching their goal; the first is none: stop.seconds ran out before another rule held\n"), (code, error));
    }

    [Theory]
    [InlineData("--codes kp5", "fec.code: there is no 'kp5'; did you mean 'kp4'?")]
    [InlineData("--codes kp4,kp4", "codes: 'kp4' is there twice")]
    [InlineData("--codes kp4,plugin:no.dll#T", "--codes: 'plugin:no.dll#T': there is no file 'no.dll'")]
    [InlineData("--axis fiber.lengthM", "--axis: 'fiber.lengthM' is not allowed; it is path=a,b,…, as in fiber.lengthM=25,27,29")]
    [InlineData("--axis fiber.lenght=3", "fiber.lenght: no such key; did you mean 'lengthM'?")]
    [InlineData("--axis fec.code=kp4,kr4", "--axis: fec.code cannot be varied here; codes go to --codes")]
    [InlineData("--json - --csv -", "--json, --csv: both are '-'; one would take the other's place")]
    public void WrongUsage_IsOneLine(string arguments, string message)
    {
        (int code, string output, string error) = CommandLine.Run([.. Small, .. arguments.Split(' ')]);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"mosaic: {message}", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(static c => c == '\n'));
    }
}
