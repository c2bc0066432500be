using System.Text.Json;

namespace Mosaic.Emulator.Tests.Cli;

public sealed class CompareDeskewCommandTests : IDisposable
{
    private static readonly string[] Small = ["compare", "deskew", "--trials", "3", .. CommandLine.SmallLink];
    private readonly string _folder = Directory.CreateTempSubdirectory("mosaic").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Compare_PrintsATableThatFitsTheTerminal()
    {
        (int code, string output, string error) = CommandLine.Run([.. Small, "--ber", "1e-3,0.1", "--skew", "0,900"]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(6, output.Split('\n').Count(line => line.StartsWith("  1.0e", StringComparison.Ordinal) && line.Contains(" marker ", StringComparison.Ordinal)));
        Assert.Equal(6, output.Split('\n').Count(line => line.StartsWith("  1.0e", StringComparison.Ordinal) && line.Contains(" correlate ", StringComparison.Ordinal)));
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    /// <summary>Where lanes slip every few frames, words across them find each before the next frame, and markers do not; both on the same bits.</summary>
    [Fact]
    public void Compare_SaysHowFarAnAlgorithmReaches()
    {
        string[] coded = ["--set", "bonding.laneSecded=true", "--set", "array.rows=6", "--hold", "20", "--ber", "1e-4", "--skew", "0,900", "--drift", "0,0.2"];
        (int code, string output, string error) = CommandLine.Run([.. Small, .. coded]);
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"1\.0e-04 +lane-code +900 UI +0\.2\S* ppm", output);
        Assert.Matches(@"1\.0e-04 +marker +900 UI +0 ppm", output);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        using JsonDocument report = JsonDocument.Parse(CommandLine.Run([.. Small, .. coded, "--json", "-"]).Output);
        JsonElement reach = report.RootElement.GetProperty("reach")[1];
        Assert.Equal(("lane-code", 900, 0.2), (reach.GetProperty("algorithm").GetString(), reach.GetProperty("largestSkewUi").GetInt32(), reach.GetProperty("driftToleratedPpm").GetDouble()));
        Assert.InRange(report.RootElement.GetProperty("checkOverhead").GetDouble(), 0.14, 0.15);
        JsonElement last = report.RootElement.GetProperty("points").EnumerateArray().Last(p => p.GetProperty("algorithm").ValueEquals("lane-code"));
        Assert.True(last.GetProperty("slips").GetInt64() > 0);
        Assert.InRange(last.GetProperty("misreadLaneFrames").GetInt64(), last.GetProperty("slips").GetInt64() - 2, last.GetProperty("slips").GetInt64() + 2);
    }

    [Fact]
    public void Compare_WritesJsonAndCsv()
    {
        string csv = Path.Combine(_folder, "points.csv");
        (int code, string output, string error) = CommandLine.Run([.. Small, "--algorithms", "correlate", "--ber", "0.01", "--json", "-", "--csv", csv, "--set", "arrival.preset=802.3"]);
        Assert.Equal((0, ""), (code, error));
        using JsonDocument report = JsonDocument.Parse(output);
        JsonElement point = Assert.Single(report.RootElement.GetProperty("points").EnumerateArray());
        // 180 ns at 2.125 Gb/s.
        Assert.Equal((382, "correlate", 3), (point.GetProperty("skewUi").GetInt32(), point.GetProperty("algorithm").GetString(), point.GetProperty("locked").GetInt32()));
        Assert.Equal(0, point.GetProperty("falseLocks").GetProperty("count").GetInt32());
        Assert.Equal(2, File.ReadAllLines(csv).Length);
        Assert.StartsWith("0.01,382,0,correlate,3,3,", File.ReadAllLines(csv)[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--algorithms marke", "--algorithms: there is no 'marke'; did you mean 'marker'?; algorithms are correlate, lane-code, marker, plugin:file#type")]
    [InlineData("--algorithms marker,marker", "algorithms: 'marker' is there twice")]
    [InlineData("--algorithms lane-code", "--algorithms: lane-code needs words across the lanes; set bonding.laneSecded true")]
    [InlineData("--drift 2000", "drift: 2000 is not allowed; it is a number from 0 to 1000")]
    [InlineData("--drift fast", "--drift: 'fast' is not allowed; --drift takes numbers from 0 to 1000, separated by commas")]
    [InlineData("--ber 0.1,x", "--ber: 'x' is not allowed; --ber takes numbers from 0 to 0.5, separated by commas")]
    [InlineData("--ber 0.7", "ber: 0.7 is not allowed; it is a number from 0 to 0.5")]
    [InlineData("--skew 1.5", "--skew: '1.5' is not allowed; --skew takes integers from 0, separated by commas")]
    [InlineData("--json - --csv -", "--json, --csv: both are '-'; one would take the other's place")]
    [InlineData("--set arrival.preset=802.3 --set arrival.skewUi=5", "arrival.skewUi: of no use with arrival.preset 802.3; it takes arrival.preset none")]
    public void WrongUsage_IsOneLine(string arguments, string message)
    {
        (int code, string output, string error) = CommandLine.Run([.. Small, .. arguments.Split(' ')]);
        Assert.Equal((2, ""), (code, output));
        Assert.Equal($"mosaic: {message}", error.TrimEnd());
    }
}
