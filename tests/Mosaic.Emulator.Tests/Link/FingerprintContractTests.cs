using System.Diagnostics;
using System.Text.Json;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Tests.Cli;

namespace Mosaic.Emulator.Tests.Link;

/// <summary>
/// The contract: same configuration and seed, same fingerprint, whatever the threads, the instruction set and the JIT.
/// <c>fingerprints.json</c> keeps its links with what each covers. A fingerprint there changes only where what is drawn changes on
/// purpose: another layout of random numbers, another rounding in the model. Then this test says the new one.
/// </summary>
public class FingerprintContractTests
{
    private static readonly Dictionary<string, Stored> Links = Read();

    public static TheoryData<string> Names => [.. Links.Keys];

    public static TheoryData<string, string> Switches => new()
    {
        { "as shipped, 29 m", "DOTNET_EnableAVX2" }, { "as shipped, 29 m", "DOTNET_EnableHWIntrinsic" }, { "as shipped, 29 m", "DOTNET_TieredCompilation" },
        { "37 lanes, kr4 x 3, prbs31", "DOTNET_EnableHWIntrinsic" }, { "waveform, as shipped, 29 m", "DOTNET_EnableAVX2" },
        { "waveform, as shipped, 29 m", "DOTNET_TieredPGO" },
        { "event, as shipped, 26 m", "DOTNET_EnableAVX512" }, { "event, as shipped, 26 m", "DOTNET_EnableAVX2" }, { "event, as shipped, 26 m", "DOTNET_EnableHWIntrinsic" },
        { "event, as shipped, 26 m", "DOTNET_TieredCompilation" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Isa", "true")]
    public void Fingerprint_IsTheStoredOne_ForAnyNumberOfThreads(string link)
    {
        foreach (string threads in new[] { "1", "3" })
        {
            LinkReport report = new LinkEmulator(LinkEmulatorTests.Small([.. Links[link].Values, ("threads", threads)]).Build()).Run();
            Assert.Equal(Links[link].Fingerprint, report.Fingerprint);
            Assert.True(report.PreFec.BitErrors > 0, "A link without errors shows little.");
        }
    }

    [Theory]
    [MemberData(nameof(Switches))]
    public void Fingerprint_IsTheStoredOne_InAProcessWithFewerInstructions(string link, string variable)
    {
        string configuration = Path.GetTempFileName();
        try
        {
            File.WriteAllText(configuration, LinkConfiguration.ToJson(LinkEmulatorTests.Small(Links[link].Values).Build()));
            var start = new ProcessStartInfo("dotnet", [CommandLine.Tool, "run", "--config", configuration, "--json", "-"]) { UseShellExecute = false, RedirectStandardOutput = true };
            start.Environment[variable] = "0";
            using Process process = Process.Start(start)!;
            string json = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            using JsonDocument report = JsonDocument.Parse(json);
            Assert.Equal(Links[link].Fingerprint, report.RootElement.GetProperty("fingerprint").GetString());
        }
        finally
        {
            File.Delete(configuration);
        }
    }

    [Theory]
    [InlineData("seed", "2")]
    [InlineData("fiber.lengthM", "29.1")]
    [InlineData("arrival.skewUi", "499")]
    public void Fingerprint_ChangesWithTheConfiguration(string path, string value)
    {
        string? before = new LinkEmulator(LinkEmulatorTests.Small(Links["as shipped, 29 m"].Values).Build()).Run().Fingerprint;
        string? after = new LinkEmulator(LinkEmulatorTests.Small([.. Links["as shipped, 29 m"].Values, (path, value)]).Build()).Run().Fingerprint;
        // Skew is undone: only what the lanes do to each other and the noise may change the outcome.
        Assert.Equal(string.Equals(path, "arrival.skewUi", StringComparison.Ordinal), string.Equals(before, after, StringComparison.Ordinal));
    }

    private static Dictionary<string, Stored> Read()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "Link", "fingerprints.json");
        Stored[] stored = JsonSerializer.Deserialize<Stored[]>(File.ReadAllText(file), JsonSerializerOptions.Web)!;
        return stored.ToDictionary(s => s.Name, StringComparer.Ordinal);
    }

    private sealed record Stored(string Name, string Covers, Dictionary<string, JsonElement> Settings, string Fingerprint)
    {
        public (string Path, string Value)[] Values => [.. Settings.Select(s => (s.Key, s.Value.GetRawText()))];
    }
}
