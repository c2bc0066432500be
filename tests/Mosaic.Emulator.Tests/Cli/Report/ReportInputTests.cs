using System.Text.Json.Nodes;

namespace Mosaic.Emulator.Tests.Cli.Report;

/// <summary>What goes into a report: wrong files are named, results that are not like those of today are drawn as far as they go.</summary>
public sealed class ReportInputTests : IDisposable
{
    private static readonly Lazy<string> Run = new(() => CommandLine.Run(["run", "--json", "-", .. CommandLine.SmallLink, "--set", "led.averagePowerDbm=-12.4"]).Output);
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("{", "this is no JSON; expected what run, predict, sweep, check or compare write with --json")]
    [InlineData("""{"version":"0.1.0"}""", "this is no result; expected what run, predict, sweep, check or compare write with --json, which has version and one of preFec, taps, points, differences")]
    [InlineData("[1]", "the file: expected an object, found [1]")]
    public void WhatIsNoResult_IsRefused(string content, string message)
    {
        string path = Write("wrong.json", content);
        (int code, string output, string error) = CommandLine.Run("report", path);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"mosaic: {path}: ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.ChangeExtension(path, ".html")));
    }

    [Theory]
    [InlineData("preFec.laneBer", "[1,2]", "preFec.laneBer: expected 40 values, one for each channel of config.array, found [1,2]")]
    [InlineData("preFec.ber", "\"many\"", "preFec.ber: expected a number or null, found \"many\"")]
    [InlineData("config.array.rows", "-1", "config.array.rows: expected an integer from 1 to 1000, found -1")]
    [InlineData("config.array", "7", "config.array: expected an object, found 7")]
    [InlineData("throughput.stageSeconds", "[]", "throughput.stageSeconds: expected an object, found []")]
    [InlineData("postFec.symbolErrorHistogram", "[0.5]", "postFec.symbolErrorHistogram[0]: expected an integer, found 0.5")]
    public void AWrongField_IsNamed(string path, string value, string message)
    {
        string file = Write("damaged.json", Changed(path, value));
        (int code, _, string error) = CommandLine.Run("report", file);
        Assert.Equal((2, $"mosaic: {file}: {message}\n"), (code, error.ReplaceLineEndings("\n")));
    }

    [Fact]
    public void FilesAndNames_AreChecked()
    {
        string one = Write("one.json", Run.Value), other = Write("other.json", Run.Value), csv = Write("curve.csv", "point\n");
        foreach ((string[] arguments, int expected, string message) in ((string[], int, string)[])
            [([Path.Combine(_folder, "none.json")], 4, "cannot read"),
             ([csv], 2, "a report is made of JSON, and there is no"),
             ([$"a={one}", $"a={other}"], 2, "two results are called 'a'; name=FILE gives another name"),
             ([one, "--out", one], 2, "is a result; the page would take its place"),
             ([one, "--out", Path.Combine(_folder, "no", "folder.html")], 4, "--out: cannot write"),
             ([one, "--svg", csv], 4, "--svg: cannot write to"),
             ([], 2, "Required argument 'RESULT' missing")])
        {
            (int code, _, string error) = CommandLine.Run(["report", .. arguments]);
            Assert.True(code == expected && error.Contains(message, StringComparison.Ordinal), $"{string.Join(' ', arguments)}: {code} {error}");
        }

        (int done, string output, _) = CommandLine.Run("report", one, $"again={other}", "--title", "Two <runs>", "--out", "-");
        Assert.Equal(0, done);
        Assert.StartsWith("<!doctype html>", output, StringComparison.Ordinal);
        Assert.Contains("<title>Two &lt;runs&gt;</title>", output, StringComparison.Ordinal);
        Assert.Contains("one (run), again (run)", output, StringComparison.Ordinal);
        Assert.Equal(0, CommandLine.Run("report", one).ExitCode);
        Assert.True(File.Exists(Path.ChangeExtension(one, ".html")));
    }

    /// <summary>Engines that are not known here, and keys that one does not have: what is left is drawn.</summary>
    [Theory]
    [InlineData("engine", "\"another\"", 7)]
    [InlineData("channels", null, 4)]
    [InlineData("code", null, 6)]
    [InlineData("throughput", null, 6)]
    [InlineData("repair", null, 7)]
    [InlineData("deskew", null, 6)]
    [InlineData("postFec.symbolErrorHistogram", null, 6)]
    [InlineData("command", null, 7)]
    [InlineData("fingerprint", null, 7)]
    public void ResultsOfAnotherKind_AreDrawnAsFarAsTheyGo(string path, string? value, int figures)
    {
        string file = Write("other.json", Changed(path, value));
        (int code, string output, string error) = CommandLine.Run("report", file);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($": {figures} figures, ", output, StringComparison.Ordinal);
    }

    /// <summary>Names and paths are text, whatever they hold.</summary>
    [Fact]
    public void NothingInAResult_IsMarkup()
    {
        const string Hostile = "</script><script>alert(1)</script>&\"'";
        JsonObject run = JsonNode.Parse(Run.Value)!.AsObject();
        run["command"] = Hostile;
        run["stopReason"] = Hostile;
        run["config"]!["traffic"]!["input"] = Hostile;
        run["config"]!["preset"] = Hostile;
        string file = Write("hostile.json", run.ToJsonString());
        (int code, string page, _) = CommandLine.Run("report", $"{Hostile}={file}", "--title", Hostile, "--out", "-");
        Assert.Equal(0, code);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.True(page.Split("&lt;/script&gt;").Length > 5);
    }

    /// <summary>What failed in a comparison is in a table and in the summary, as text, beside the figures of the rest.</summary>
    [Theory]
    [InlineData("fec", "--codes", "kp4")]
    [InlineData("deskew", "--trials", "2")]
    public void FailuresOfAComparison_AreShown(string compare, string option, string value)
    {
        JsonObject report = JsonNode.Parse(CommandLine.Run(["compare", compare, option, value, "--json", "-", .. CommandLine.SmallLink]).Output)!.AsObject();
        Assert.DoesNotContain("failure", Page(), StringComparison.Ordinal);
        report["failures"] = new JsonArray(
            new JsonObject { ["name"] = "plugin:a.dll#My.<Own>", ["at"] = "fiber.lengthM 28", ["message"] = "it threw <b>&</b>" },
            new JsonObject { ["name"] = "plugin:b.dll#My.Other", ["at"] = null, ["message"] = "it did not return" });
        string page = Page();
        Assert.Contains("; 2 failures</td>", page, StringComparison.Ordinal);
        Assert.Contains(
            "<table class=\"failures\"><thead><tr><th>failed</th><th>at</th><th>what went wrong</th></tr></thead><tbody>\n"
            + "<tr><td><b>&lt;Own&gt;</b></td><td>fiber.lengthM 28</td><td class=\"free\">it threw &lt;b&gt;&amp;&lt;/b&gt;</td></tr>\n"
            + "<tr><td><b>Other</b></td><td>–</td><td class=\"free\">it did not return</td></tr>\n",
            page,
            StringComparison.Ordinal);

        string Page()
        {
            (int code, string page, string error) = CommandLine.Run("report", Write("compared.json", report.ToJsonString()), "--out", "-");
            Assert.Equal((0, ""), (code, error));
            return page[page.IndexOf("<body>", StringComparison.Ordinal)..];
        }
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The run with another value at a path, or without it.</summary>
    private static string Changed(string path, string? value)
    {
        JsonNode run = JsonNode.Parse(Run.Value)!;
        string[] keys = path.Split('.');
        JsonObject inner = keys[..^1].Aggregate(run, (node, key) => node[key]!).AsObject();
        inner.Remove(keys[^1]);
        if (value is not null)
        {
            inner[keys[^1]] = JsonNode.Parse(value);
        }

        return run.ToJsonString();
    }
}
