using System.Text.Json;

namespace Mosaic.Emulator.Tests.Cli;

public sealed class JsonReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_Json_HasEveryNameOfTheContract()
    {
        (int code, string output, _) = CommandLine.Run(["run", "--seed", "5", "--json", "-", .. CommandLine.SmallLink]);
        Assert.Equal(0, code);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement root = document.RootElement;
        Assert.Equal(5, root.GetProperty("seed").GetInt32());
        Assert.Equal("bit-true", root.GetProperty("engine").GetString());
        Assert.Equal("payloadBits", root.GetProperty("stopReason").GetString());
        Assert.Equal(40, root.GetProperty("config").GetProperty("bonding").GetProperty("dataLanes").GetInt32());
        Assert.Matches("^[0-9a-f]{16}$", root.GetProperty("fingerprint").GetString());
        Assert.Equal(40, root.GetProperty("preFec").GetProperty("laneBer").GetArrayLength());
        foreach (string path in (string[])
            ["trials", "linkFrames", "preFec.bits", "preFec.bitErrors", "preFec.ber", "preFec.berLow", "preFec.berHigh", "preFec.predictedBer",
             "postFec.codewords", "postFec.clean", "postFec.corrected", "postFec.uncorrectable", "postFec.miscorrected", "postFec.symbolErrorHistogram",
             "postFec.payloadBits", "postFec.payloadBitErrors", "postFec.ber", "postFec.codewordErrorRatio", "postFec.frameLossRatio",
             "deskew.algorithm", "deskew.locked", "deskew.lockTimeUi", "deskew.skewUi", "deskew.bufferUi", "deskew.lockLosses",
             "repair.sparesLeft", "repair.events", "throughput.seconds", "throughput.threads", "throughput.payloadGbps", "throughput.lineGbps",
             "throughput.linkPayloadGbps", "throughput.realTimeFactor", "throughput.stageSeconds.channel"])
        {
            JsonElement element = root;
            foreach (string key in path.Split('.'))
            {
                Assert.True(element.TryGetProperty(key, out element), path);
            }
        }
    }

    /// <summary>The README of the tool names every key of both reports but those of the configuration and of stages.</summary>
    [Theory]
    [InlineData("run")]
    [InlineData("predict")]
    public void EveryKeyOfAReport_IsExplained(string command)
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cli", "README.md"));
        string section = text[text.IndexOf($"## Report of `{command}`", StringComparison.Ordinal)..];
        using JsonDocument report = JsonDocument.Parse(CommandLine.Run([command, "--json", "-", .. CommandLine.SmallLink]).Output);
        foreach (JsonProperty property in report.RootElement.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Object || property.NameEquals("config"))
            {
                Assert.Matches($"`{property.Name}[`[]", section);
                continue;
            }

            foreach (JsonProperty inner in property.Value.EnumerateObject())
            {
                Assert.Matches($@"`{property.Name}\.{inner.Name}[`[{{]|`{property.Name}\..*`\.{inner.Name}[`[{{]", section);
            }
        }
    }

    [Fact]
    public void Predict_Json_HasEveryNameOfTheContract()
    {
        (int code, string output, _) = CommandLine.Run("predict", "--json", "-");
        Assert.Equal(0, code);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement root = document.RootElement;
        Assert.Equal(400, root.GetProperty("laneBer").GetArrayLength());
        Assert.Equal(400, root.GetProperty("q").GetArrayLength());
        Assert.True(root.GetProperty("taps").GetArrayLength() > 1);
        foreach (string key in (string[])["ber", "codewordErrorRatio", "frameLossRatio"])
        {
            Assert.InRange(root.GetProperty(key).GetDouble(), 0, 1);
        }

        foreach (string key in (string[])["direct", "nearestDb", "diagonalDb", "droppedFraction"])
        {
            Assert.Equal(JsonValueKind.Number, root.GetProperty("coupling").GetProperty(key).ValueKind);
        }

        JsonElement centre = root.GetProperty("coupling").GetProperty("centre");
        Assert.Equal(root.GetProperty("coupling").GetProperty("centreLane").GetInt32(), centre[0].GetProperty("source").GetInt32());
        Assert.InRange(centre[0].GetProperty("value").GetDouble(), 0.9, 1);
        JsonElement led = root.GetProperty("budget")[0];
        Assert.Equal(("led", -10.1), (led.GetProperty("step").GetString(), led.GetProperty("dbm").GetDouble()));
        Assert.InRange(root.GetProperty("worstQ").GetDouble(), 3, 7);
        Assert.InRange(root.GetProperty("worstQ").GetDouble(), 0, root.GetProperty("q")[root.GetProperty("coupling").GetProperty("centreLane").GetInt32()].GetDouble());
        JsonElement receiver = root.GetProperty("receiver");
        Assert.Equal(JsonValueKind.Null, receiver.GetProperty("equalizerDb").ValueKind);
        Assert.Equal(Math.PI / 2 * 1.6, receiver.GetProperty("noiseBandwidthGHz").GetDouble(), 1e-12);
        Assert.InRange(receiver.GetProperty("samplingPhaseUi").GetDouble(), 1, 1.25);
        Assert.InRange(root.GetProperty("droppedTapFraction").GetDouble(), 0, 1e-3);
    }

    [Theory]
    [InlineData("optics.spotSigmaUm=1000")]
    [InlineData("optics.offsetXUm=1000", "optics.haloFraction=0")] // no light at all
    [InlineData("led.averagePowerDbm=-60")]
    [InlineData("led.averagePowerDbm=10")]
    public void Predict_WritesJson_WhateverTheRate(params string[] settings)
    {
        (int code, string output, string error) = CommandLine.Run(["predict", "--json", "-", .. CommandLine.SmallLink, .. settings.SelectMany(setting => new[] { "--set", setting })]);
        Assert.Equal((0, ""), (code, error));
        using JsonDocument document = JsonDocument.Parse(output);
        Assert.Equal(40, document.RootElement.GetProperty("q").GetArrayLength());
    }

    /// <summary>A run can be repeated from its report, and described from the report of a prediction.</summary>
    [Fact]
    public void AReport_IsAConfiguration()
    {
        string report = Path.Combine(_folder, "report.json");
        Assert.Equal(0, CommandLine.Run(["run", .. CommandLine.SmallLink, "--preset", "ideal", "--seed", "1e3", "--set", "optics.receiveLossDb=10.5", "--json", report]).ExitCode);
        using JsonDocument first = JsonDocument.Parse(File.ReadAllText(report));
        Assert.Equal(1000, first.RootElement.GetProperty("seed").GetInt32());
        Assert.Matches(@"^[0-9]+\.[0-9]+\.[0-9]+$", first.RootElement.GetProperty("version").GetString());
        (int code, string again, _) = CommandLine.Run("run", "--config", report, "--json", "-");
        using JsonDocument second = JsonDocument.Parse(again);
        Assert.Equal(0, code);
        foreach (string key in (string[])["fingerprint", "config", "preFec", "postFec", "deskew"])
        {
            Assert.Equal(first.RootElement.GetProperty(key).GetRawText(), second.RootElement.GetProperty(key).GetRawText());
        }

        using JsonDocument prediction = JsonDocument.Parse(CommandLine.Run("predict", "--config", report, "--json", "-").Output);
        foreach (string key in (string[])["version", "config", "seed"])
        {
            Assert.Equal(first.RootElement.GetProperty(key).GetRawText(), prediction.RootElement.GetProperty(key).GetRawText());
        }
    }
}
