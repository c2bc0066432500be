using System.Text.Json;

namespace Mosaic.Emulator.Tests.Cli.Report;

/// <summary>Results of every command on small links, a page of all of them, and a browser to look at it with.</summary>
public sealed class ReportPages : IAsyncLifetime
{
    private static readonly string[] Small =
        ["--set", "array.rows=6", "--set", "array.columns=8", "--set", "bonding.dataLanes=40", "--set", "bonding.frameBatches=1", "--set", "stop.payloadBits=2e6", "--set", "fiber.lengthM=29"];

    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    /// <summary>The page of <see cref="Results"/>.</summary>
    public string Page => In("page.html");

    /// <summary>In the order of the page.</summary>
    public IReadOnlyList<string> Results { get; } = ["run", "tail", "predict", "curve", "check", "fec", "deskew"];

    public Browser Browser { get; private set; } = null!;

    public string In(string name) => Path.Combine(_folder, name);

    public JsonElement Json(string name) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(In($"{name}.json")));

    public async Task InitializeAsync()
    {
        if (Browser.Executable is null)
        {
            return;
        }

        Parallel.Invoke(
            () => Make("run", ["run", "--seed", "7", "--set", "bonding.spareLanes=4", "--set", "stop.payloadBits=4e7", "--set", "repair.failBer=0.05", "--set", "repair.failFrames=4", "--fault", "kind=dead,lane=3,atFrame=2", "--probe", "lane=1,2"]),
            () => Make("tail", ["run", "--set", "engine=tail"]),
            () => Make("predict", ["predict"]),
            () => Make("fec", ["compare", "fec", "--codes", "kp4,kr4", "--axis", "fiber.lengthM=29,31"]),
            () => Make("deskew", ["compare", "deskew", "--algorithms", "marker,correlate", "--ber", "1e-3,0.1", "--skew", "0,100", "--trials", "5", "--hold", "2"]),
            () =>
            {
                Make("curve", ["sweep", "--axis", "fiber.lengthM=27:33:1"]);
                Assert.InRange(CommandLine.Run("check", In("curve.json"), "--seed", "5", "--set", "fiber.attenuationDbPerM=0.13", "--json", In("check.json")).ExitCode, 0, 1);
            });
        (int code, _, string error) = CommandLine.Run(["report", .. Results.Select(name => In($"{name}.json")), "--out", Page, "--svg", In("figures")]);
        Assert.Equal((0, ""), (code, error));
        Browser = await Browser.Start();
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void Make(string name, string[] arguments)
    {
        int words = string.Equals(arguments[0], "compare", StringComparison.Ordinal) ? 2 : 1;
        (int code, _, string error) = CommandLine.Run([.. arguments[..words], .. Small, .. arguments[words..], "--json", In($"{name}.json")]);
        Assert.True(code == 0, $"{name}: {error}");
    }
}
