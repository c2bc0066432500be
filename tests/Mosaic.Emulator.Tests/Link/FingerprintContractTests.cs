using System.Diagnostics;
using System.Text.Json;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Tests.Link;

/// <summary>
/// The contract: same configuration and seed, same fingerprint, whatever the threads, the instruction set and the JIT.
/// The links cover gaps and dense candidates, kernels and their definitions, clean, corrected and lost codewords.
/// </summary>
public class FingerprintContractTests
{
    private const string Kernels = "40 lanes, as shipped, 29 m";
    private const string Faults = "all kinds of faults";
    private const string Definitions = "37 lanes, kr4 x 3, dense, prbs31";

    private static readonly string Everything = JsonSerializer.Serialize(FaultRunTests.Everything, JsonSerializerOptions.Web);

    private static readonly Dictionary<string, (string Fingerprint, (string Path, string Value)[] Settings)> Links = new(StringComparer.Ordinal)
    {
        [Kernels] = ("687b4dd4b971cb16", [("fiber.lengthM", "29"), ("stop.payloadBits", "2e6")]),
        [Definitions] = ("dda40d37192fcdc6", [("bonding.dataLanes", "37"), ("fec.code", "kr4"), ("fec.interleave", "3"), ("led.averagePowerDbm", "-13"), ("traffic.pattern", "prbs31"), ("stop.payloadBits", "1e6"), ("array.rows", "6")]),
        [Faults] = ("413483a3b6a80b16", [("fiber.lengthM", "29"), ("stop.payloadBits", "2e7"), ("faults", Everything)]),
    };

    public static TheoryData<string, int> Threads => new()
    {
        { Kernels, 1 }, { Kernels, 2 }, { Kernels, 3 }, { Definitions, 1 }, { Definitions, 3 }, { Faults, 1 }, { Faults, 3 },
    };

    public static TheoryData<string, string> Switches => new()
    {
        { Kernels, "DOTNET_EnableAVX2" }, { Kernels, "DOTNET_EnableHWIntrinsic" }, { Kernels, "DOTNET_TieredCompilation" },
        { Definitions, "DOTNET_EnableAVX2" }, { Definitions, "DOTNET_EnableHWIntrinsic" },
        { Faults, "DOTNET_EnableAVX2" }, { Faults, "DOTNET_EnableHWIntrinsic" },
    };

    [Theory]
    [MemberData(nameof(Threads))]
    [Trait("Isa", "true")]
    public void Fingerprint_IsTheStoredOne_ForAnyNumberOfThreads(string link, int threads)
    {
        LinkOptions options = LinkEmulatorTests.Small([.. Links[link].Settings, ("threads", $"{threads}")]).Build();
        Assert.Equal(Links[link].Fingerprint, new LinkEmulator(options).Run().Fingerprint);
    }

    [Theory]
    [MemberData(nameof(Switches))]
    public void Fingerprint_IsTheStoredOne_InAProcessWithFewerInstructions(string link, string variable)
    {
        string configuration = Path.GetTempFileName();
        try
        {
            File.WriteAllText(configuration, LinkConfiguration.ToJson(LinkEmulatorTests.Small(Links[link].Settings).Build()));
            string tool = Path.Combine(AppContext.BaseDirectory, "mosaic.dll");
            var start = new ProcessStartInfo("dotnet", [tool, "run", "--config", configuration, "--json", "-"]) { UseShellExecute = false, RedirectStandardOutput = true };
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
        string? before = new LinkEmulator(LinkEmulatorTests.Small(Links[Kernels].Settings).Build()).Run().Fingerprint;
        string? after = new LinkEmulator(LinkEmulatorTests.Small([.. Links[Kernels].Settings, (path, value)]).Build()).Run().Fingerprint;
        // Skew is undone: only what the lanes do to each other and the noise may change the outcome.
        Assert.Equal(string.Equals(path, "arrival.skewUi", StringComparison.Ordinal), string.Equals(before, after, StringComparison.Ordinal));
    }
}
