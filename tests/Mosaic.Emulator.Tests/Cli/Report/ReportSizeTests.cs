using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mosaic.Emulator.Tests.Cli.Report;

/// <summary>A report of the default array, a probe and a curve of 50 points.</summary>
[Collection(ReportGroup.Name)]
public class ReportSizeTests(ReportPages pages)
{
    private const int Points = 50, LargestBytes = 1_000_000, LongestMilliseconds = 1000;

    [BrowserFact]
    public async Task A400LaneReportOf50Points_IsUnder1MB_AndOpensWithinASecond()
    {
        string run = pages.In("large-run.json"), curve = pages.In("large-curve.json"), page = pages.In("large.html");
        Assert.Equal(0, CommandLine.Run("run", "--set", "fiber.lengthM=28", "--set", "stop.payloadBits=3e7", "--probe", "lane=10,10", "--json", run).ExitCode);
        // The curve is of a small link, whose points are predicted sooner; on the page a point is a point.
        JsonObject large = JsonNode.Parse(File.ReadAllText(pages.In("curve.json")))!.AsObject();
        JsonObject[] measured = [.. large["points"]!.AsArray().Select(point => point!.AsObject())];
        large["points"] = new JsonArray([.. Enumerable.Range(0, Points).Select(i =>
        {
            JsonObject point = measured[i % measured.Length].DeepClone().AsObject();
            point["point"] = i;
            point["values"] = new JsonObject { ["fiber.lengthM"] = 20 + (0.25 * i) };
            return (JsonNode)point;
        })]);
        File.WriteAllText(curve, large.ToJsonString());

        (int code, string output, string error) = CommandLine.Run("report", run, curve, "--out", page);
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"large\.html: 12 figures, \d+ kB", output);
        Assert.InRange(new FileInfo(page).Length, 100_000, LargestBytes);

        double best = double.PositiveInfinity;
        for (int i = 0; i < 3; i++)
        {
            await using OpenPage open = await pages.Browser.Open(page);
            // Until a frame with everything on it has been drawn.
            JsonElement drawn = await open.Evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))");
            best = Math.Min(best, drawn.GetDouble());
            Assert.Equal(Points, await open.Page.Locator("#ber-fiber-lengthm .pt[data-series='large-curve']").CountAsync());
            Assert.Equal(400, await open.Page.Locator("#r1-map-ber .cells rect").CountAsync());
            // A prediction for each point, none below the axis.
            Assert.Equal(1, await open.Page.Locator("#ber-fiber-lengthm svg > path.dash").CountAsync());
        }

        Assert.InRange(best, 0, LongestMilliseconds);
    }
}
