using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mosaic.Emulator.Tests.Cli.Report;

/// <summary>What the page shows is what the results say: every number in full, and drawn where it belongs.</summary>
[Collection(ReportGroup.Name)]
public class ReportValuesTests(ReportPages pages)
{
    [BrowserFact]
    public async Task EveryFigure_IsThere()
    {
        await using OpenPage open = await pages.Browser.Open(pages.Page);
        string[] expected =
        [
            "ber-fiber-lengthm", "cer-fiber-lengthm", "symbol-errors", "r1-stages",
            "r1-map-ber", "r1-map-q", "r1-map-powerdbm", "r1-map-skewps", "r1-map-skewui", "r1-map-repairs",
            "r1-row-1--column-2-eye", "r1-row-1--column-2-phase", "r1-row-1--column-2-threshold",
            "r2-map-ber", "r3-map-ber", "r3-map-q", "r3-map-powerdbm", "r3-map-skewps", "r3-pulse", "r3-budget",
            "r5-check", "r6-codes-lost", "r6-codes-gain", "r7-deskew-failed", "r7-deskew-lost", "r7-deskew-time",
        ];
        Assert.Equal(expected, (await open.Attributes("figure", "id")).Select(figure => figure[0]));
        // Drawn, not only there: each has a size, a title, a caption and something in it.
        JsonElement figures = await open.Evaluate(
            "[...document.querySelectorAll('figure')].map(f => [f.querySelector('svg').getBoundingClientRect().height, f.querySelector('b').textContent.length, f.querySelector('span').textContent.length, f.querySelectorAll('svg :is(rect,path,line)').length])");
        Assert.All(figures.EnumerateArray(), figure => Assert.All(figure.EnumerateArray().Zip([150.0, 5, 20, 5]), pair => Assert.True(pair.First.GetDouble() >= pair.Second, figure.GetRawText())));
        Assert.Equal(expected.Order(StringComparer.Ordinal), Directory.GetFiles(pages.In("figures")).Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal));
    }

    [BrowserFact]
    public async Task Curves_AreTheSweeps_AndStandWhereTheyBelong()
    {
        JsonElement[] points = [.. pages.Json("curve").GetProperty("points").EnumerateArray()];
        await using OpenPage open = await pages.Browser.Open(pages.Page);
        foreach ((string figure, string rate) in ((string, string)[])[("ber-fiber-lengthm", "ber"), ("cer-fiber-lengthm", "cer")])
        {
            IReadOnlyList<string?[]> shown = await open.Attributes($"#{figure} .pt[data-series='curve']", "data-x", "data-y", "data-low", "data-high");
            Assert.Equal(
                points.Select(point => new double?[] { point.GetProperty("values").GetProperty("fiber.lengthM").GetDouble(), point.GetProperty(rate).GetDouble(), point.GetProperty($"{rate}Low").GetDouble(), point.GetProperty($"{rate}High").GetDouble() }),
                shown.Select(values => values.Select(value => (double?)double.Parse(value!, CultureInfo.InvariantCulture)).ToArray()));
        }

        // Logarithmic: heights are linear in the exponent, through the marks of the axis.
        JsonElement places = await open.Evaluate(
            "[[...document.querySelectorAll('#ber-fiber-lengthm .pt')].map(p => [Math.log10(p.dataset.y), +p.querySelector('.hit').getAttribute('cy'), +p.dataset.x, +p.querySelector('.hit').getAttribute('cx')]), [...document.querySelectorAll('#ber-fiber-lengthm .ytick')].map(t => [+(t.querySelector('tspan')?.textContent.replace('\\u2212', '-') ?? 0), +t.getAttribute('y') - 4])]");
        double[][] marks = Rows(places[1]);
        double slope = (marks[^1][1] - marks[0][1]) / (marks[^1][0] - marks[0][0]);
        Assert.True(slope < 0, "rates grow upwards");
        double[][] drawn = Rows(places[0]);
        Assert.All(drawn, point => Assert.Equal(marks[0][1] + (slope * (point[0] - marks[0][0])), point[1], 0.02));
        Assert.All(drawn, point => Assert.Equal(drawn[0][3] + ((point[2] - drawn[0][2]) * (drawn[6][3] - drawn[0][3]) / (drawn[6][2] - drawn[0][2])), point[3], 0.02));
    }

    [BrowserFact]
    public async Task RunsAndTails_LieOnTheCurves()
    {
        await using OpenPage open = await pages.Browser.Open(pages.Page);
        foreach (string name in (string[])["run", "tail"])
        {
            string?[] shown = Assert.Single(await open.Attributes($"#ber-fiber-lengthm .pt[data-series='{name}']", "data-x", "data-y", "data-low", "data-high"));
            JsonElement rates = pages.Json(name).GetProperty("preFec");
            Assert.Equal(
                [29, rates.GetProperty("ber").GetDouble(), rates.GetProperty("berLow").GetDouble(), rates.GetProperty("berHigh").GetDouble()],
                shown.Select(value => double.Parse(value!, CultureInfo.InvariantCulture)));
        }
    }

    [BrowserFact]
    public async Task Maps_AreTheLanes_AndHotterIsMore()
    {
        await using OpenPage open = await pages.Browser.Open(pages.Page);
        JsonElement run = pages.Json("run"), predict = pages.Json("predict");
        (string Array, string Key, JsonElement Values)[] expected =
        [
            ("lanes-0", "ber", run.GetProperty("preFec").GetProperty("laneBer")),
            ("lanes-0", "predictedBer", run.GetProperty("channels").GetProperty("predictedBer")),
            ("lanes-0", "q", run.GetProperty("channels").GetProperty("q")),
            ("lanes-0", "powerDbm", run.GetProperty("channels").GetProperty("powerDbm")),
            ("lanes-0", "skewPs", run.GetProperty("channels").GetProperty("skewPs")),
            ("lanes-1", "ber", pages.Json("tail").GetProperty("preFec").GetProperty("laneBer")),
            ("lanes-2", "ber", predict.GetProperty("laneBer")),
            ("lanes-2", "q", predict.GetProperty("q")),
            ("lanes-2", "powerDbm", predict.GetProperty("powerDbm")),
            ("lanes-2", "skewPs", predict.GetProperty("skewPs")),
        ];
        foreach ((string array, string key, JsonElement values) in expected)
        {
            JsonElement shown = await open.Evaluate($"JSON.parse(document.getElementById('{array}').textContent).quantities.find(q => q.key === '{key}').values");
            Assert.Equal(Numbers(values), Numbers(shown));
            if (key is "predictedBer")
            {
                continue;
            }

            // The number in a cell's class is its place on the ramp.
            IReadOnlyList<string?[]> cells = await open.Attributes($".cells[data-lanes='{array}'][data-quantity='{key}'] rect", "class");
            Assert.Equal(48, cells.Count);
            (double Value, int Step)[] coloured = [.. Numbers(values).Zip(cells).Where(pair => pair.First is > 0 or < 0 && char.IsAsciiDigit(pair.Second[0]![1])).Select(pair => (pair.First!.Value, int.Parse(pair.Second[0]![1..], CultureInfo.InvariantCulture))).OrderBy(pair => pair.Value)];
            Assert.True(coloured.Length >= 35, $"{array} {key}");
            Assert.Equal(coloured.Select(pair => pair.Step).Order(), coloured.Select(pair => pair.Step));
            Assert.Equal(31, coloured[^1].Step);
            Assert.All(Numbers(values).Zip(cells).Where(pair => pair.First is null), pair => Assert.Equal("nil", pair.Second[0]));
        }
    }

    /// <summary>Lateness is by lane in the result and by channel on the map: the lane of the dead channel has moved to a spare.</summary>
    [BrowserFact]
    public async Task ArrivalAndRepairs_FollowTheLanes()
    {
        await using OpenPage open = await pages.Browser.Open(pages.Page);
        JsonElement run = pages.Json("run");
        double?[] late = Numbers(run.GetProperty("deskew").GetProperty("skewUi")), channels = Numbers(run.GetProperty("repair").GetProperty("laneChannel"));
        double?[] shown = Numbers(await open.Evaluate("JSON.parse(document.getElementById('lanes-0').textContent).quantities.find(q => q.key === 'skewUi').values"));
        Assert.NotEqual(3, channels[3]);
        Assert.Equal(late, channels.Select(channel => shown[(int)channel!.Value]));
        Assert.Equal(40, shown.Count(value => value is not null));
        string?[] states = [.. (await open.Attributes(".cells[data-quantity='state'] rect", "class")).Select(cell => cell[0])];
        Assert.Equal(("bad", "spare"), (states[3], states[(int)channels[3]!.Value]));
        Assert.Equal((39, 3, 4), (states.Count(s => s is "fair"), states.Count(s => s is "none"), states.Count(s => s is "nil")));
    }

    [BrowserFact]
    public async Task HistogramStagesAndProbes_AreTheRuns()
    {
        await using OpenPage open = await pages.Browser.Open(pages.Page);
        JsonElement run = pages.Json("run");
        double?[] histogram = Numbers(run.GetProperty("postFec").GetProperty("symbolErrorHistogram"));
        IReadOnlyList<string?[]> bars = await open.Attributes("#symbol-errors .pt", "data-x", "data-y", "height");
        Assert.Equal(
            histogram.Select((count, wrong) => (Wrong: (double)wrong, Count: count!.Value)).Where(bar => bar.Count > 0),
            bars.Select(bar => (double.Parse(bar[0]!, CultureInfo.InvariantCulture), double.Parse(bar[1]!, CultureInfo.InvariantCulture))));
        Assert.True(bars.Count >= 4);
        double[] counts = [.. bars.Select(bar => double.Parse(bar[1]!, CultureInfo.InvariantCulture))], heights = [.. bars.Select(bar => double.Parse(bar[2]!, CultureInfo.InvariantCulture))];
        Assert.Equal(Enumerable.Range(0, counts.Length).OrderBy(i => counts[i]), Enumerable.Range(0, counts.Length).OrderBy(i => heights[i]));

        Assert.Equal(
            run.GetProperty("throughput").GetProperty("stageSeconds").EnumerateObject().Select(stage => (stage.Name, stage.Value.GetDouble())),
            (await open.Attributes("#r1-stages .pt", "data-series", "data-y")).Select(bar => (bar[0]!, double.Parse(bar[1]!, CultureInfo.InvariantCulture))));

        JsonElement probe = run.GetProperty("probes")[0];
        JsonElement eye = await open.Evaluate("JSON.parse(document.querySelector('#r1-row-1--column-2-eye script').textContent)");
        foreach (string key in (string[])["instantsUi", "levelsUa", "eye"])
        {
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(probe.GetProperty(key).GetRawText()), JsonNode.Parse(eye.GetProperty(key).GetRawText())), key);
        }

        foreach ((string figure, string xs, string ys) in ((string, string, string)[])[("phase", "instantsUi", "phaseBathtub"), ("threshold", "thresholdsUa", "thresholdBathtub")])
        {
            // What is 0 has no place on a logarithmic axis.
            Assert.Equal(
                Numbers(probe.GetProperty(xs)).Zip(Numbers(probe.GetProperty(ys))).Where(pair => pair.Second > 0).Select(pair => (pair.First!.Value, pair.Second!.Value)),
                (await open.Attributes($"#r1-row-1--column-2-{figure} .pt", "data-x", "data-y")).Select(point => (double.Parse(point[0]!, CultureInfo.InvariantCulture), double.Parse(point[1]!, CultureInfo.InvariantCulture))));
        }
    }

    [BrowserFact]
    public async Task Comparisons_AreTheirPoints()
    {
        await using OpenPage open = await pages.Browser.Open(pages.Page);
        foreach (IGrouping<string, JsonElement> code in pages.Json("fec").GetProperty("points").EnumerateArray().GroupBy(point => point.GetProperty("code").GetString()!, StringComparer.Ordinal))
        {
            Assert.Equal(
                code.Select(point => (point.GetProperty("preFec").GetProperty("ber").GetDouble(), point.GetProperty("postFec").GetProperty("codewordErrorRatio").GetDouble())),
                (await open.Attributes($"#r6-codes-lost .pt[data-series='{code.Key}']", "data-x", "data-y")).Select(point => (double.Parse(point[0]!, CultureInfo.InvariantCulture), double.Parse(point[1]!, CultureInfo.InvariantCulture))));
        }

        double[] ratios = [.. pages.Json("check").GetProperty("differences").EnumerateArray().Where(d => d.GetProperty("ratio").ValueKind == JsonValueKind.Number && d.GetProperty("ratio").GetDouble() > 0).Select(d => d.GetProperty("ratio").GetDouble())];
        Assert.Equal(ratios.Order(), (await open.Attributes("#r5-check .pt", "data-y")).Select(point => double.Parse(point[0]!, CultureInfo.InvariantCulture)).Order());
        Assert.Contains(await open.Attributes("#r5-check .pt", "data-series"), point => point[0] is "bits, moved");

        JsonElement[] deskew = [.. pages.Json("deskew").GetProperty("points").EnumerateArray()];
        Assert.Equal(
            deskew.Select(point => (double)point.GetProperty("failed").GetProperty("count").GetInt64() / point.GetProperty("trials").GetInt64()).Order(),
            (await open.Attributes("#r7-deskew-failed .pt", "data-y")).Select(point => double.Parse(point[0]!, CultureInfo.InvariantCulture)).Order());
        Assert.Equal(
            Numbers(pages.Json("predict").GetProperty("taps")),
            (await open.Attributes("#r3-pulse .pt", "data-y")).Select(tap => (double?)double.Parse(tap[0]!, CultureInfo.InvariantCulture)));
    }

    [BrowserFact]
    public async Task TablesOfCodes_SayWhatWasMeasured()
    {
        JsonElement[] points = [.. pages.Json("fec").GetProperty("points").EnumerateArray()];
        await using OpenPage open = await pages.Browser.Open(pages.Page);
        string[][] codes = await Table(open, "codes"), links = await Table(open, "links");
        string Name(JsonElement point) => point.GetProperty("code").GetString()!;
        string Text(JsonElement of, string key, string format) => of.GetProperty(key).GetDouble().ToString(format, CultureInfo.InvariantCulture);
        double Number(string cell) => double.Parse(cell.Split(' ')[0], CultureInfo.InvariantCulture);

        // A row for each code, with the speeds of the last link.
        JsonElement[] last = [.. points.TakeLast(3)];
        Assert.Equal(["none", "kp4", "kr4"], last.Select(Name));
        Assert.Equal(
            last.Select(p => (Name(p), Text(p, "rate", "0.0000"), $"{p.GetProperty("overhead").GetDouble() * 100:0.00} %", $"{p.GetProperty("latencyBits").GetInt64():#,0} bits")),
            codes.Select(row => (row[0], row[1], row[2], row[3].Split('\n')[1])));
        foreach ((string key, int column) in ((string, int)[])[("latencyNs", 3), ("linkPayloadGbps", 4), ("encodeGbps", 5), ("decodeGbps", 6)])
            Assert.All(last.Zip(codes), pair => Assert.Equal(pair.First.GetProperty(key).GetDouble(), Number(pair.Second[column]), 0.005 * pair.First.GetProperty(key).GetDouble()));

        // A row for each link and code; where no codeword was lost, what the ratio is below.
        Assert.Equal(points.Length, links.Length);
        foreach ((JsonElement point, string[] row) in points.Zip(links))
        {
            JsonElement pre = point.GetProperty("preFec"), post = point.GetProperty("postFec");
            Assert.Equal((point.GetProperty("value").GetString(), Name(point)), (row[0], row[1]));
            Assert.Equal($"{Text(pre, "ber", "0.00e+00")}\n{Text(pre, "berLow", "0.00e+00")} … {Text(pre, "berHigh", "0.00e+00")}", row[2]);
            string limit = $"<{Text(post, "codewordErrorHigh", "0.0e+00")}", frames = $"<{Text(post, "frameLossHigh", "0.0e+00")}";
            bool lost = post.GetProperty("codewordErrorRatio").GetDouble() > 0;
            Assert.Equal(lost ? Text(post, "ber", "0.00e+00") : limit, row[3]);
            Assert.Equal(lost ? $"{Text(post, "codewordErrorRatio", "0.00e+00")}\n{Text(post, "codewordErrorLow", "0.00e+00")} … {Text(post, "codewordErrorHigh", "0.00e+00")}" : limit, row[4]);
            Assert.Equal(lost ? Text(post, "frameLossRatio", "0.00e+00") : frames, row[5].Split('\n')[0]);
            Assert.Equal($"{(lost ? "" : "≥")}{Text(point, "netCodingGainDb", "0.00")} dB", row[8]);
        }

        Assert.Contains(links, row => row[4][0] == '<');
        Assert.Contains(links, row => row[4][0] != '<' && row[1] is not "none");
    }

    /// <summary>The cells of a table, what is below their first line in lines of its own.</summary>
    private static async Task<string[][]> Table(OpenPage open, string name) =>
        [.. (await open.Evaluate($"[...document.querySelectorAll('table.{name} tbody tr')].map(row => [...row.children].map(cell => [...cell.childNodes].map(node => node.textContent).join('\\n')))"))
            .EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetString()!).ToArray())];

    [BrowserFact]
    public async Task ConfigurationsAndCommands_AreWhole()
    {
        await using OpenPage open = await pages.Browser.Open(pages.Page);
        JsonElement configurations = await open.Evaluate("[...document.querySelectorAll('pre.config')].map(p => p.textContent)"), commands = await open.Evaluate("[...document.querySelectorAll('pre.command')].map(p => p.textContent)");
        for (int i = 0; i < pages.Results.Count; i++)
        {
            JsonElement result = pages.Json(pages.Results[i]);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(result.GetProperty("config").GetRawText()), JsonNode.Parse(configurations[i].GetString()!)), pages.Results[i]);
            Assert.Equal(result.GetProperty("command").GetString(), commands[i].GetString());
            Assert.StartsWith("mosaic ", commands[i].GetString(), StringComparison.Ordinal);
        }
    }

    private static double[][] Rows(JsonElement rows) => [.. rows.EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray())];

    private static double?[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? (double?)null : value.GetDouble())];
}
