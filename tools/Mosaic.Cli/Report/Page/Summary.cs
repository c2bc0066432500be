using System.Globalization;
using System.Text;
using Mosaic.Cli.Report.Drawing;
using Mosaic.Cli.Report.Results;

namespace Mosaic.Cli.Report.Page;

/// <summary>The results in a table: a row each.</summary>
internal static class Summary
{
    private static readonly string[] RateColumns = ["before FEC", "codewords lost", "64-byte frames lost", "ended"];

    /// <summary>The table.</summary>
    public static string Table(IReadOnlyList<Result> results)
    {
        string[] columns = results.Any(HasRates) ? RateColumns : ["outcome"];
        var html = new StringBuilder($"<div class=\"scroll\"><table class=\"summary\"><thead><tr><th>result</th><th>link</th>{string.Concat(columns.Select(column => $"<th>{column}</th>"))}</tr></thead><tbody>\n");
        foreach (Result result in results)
        {
            string outcome = HasRates(result) ? Rates(result) : $"<td class=\"free\" colspan=\"{columns.Length.ToString(CultureInfo.InvariantCulture)}\">{Outcome(result)}</td>";
            html.Append(CultureInfo.InvariantCulture, $"<tr><td><b>{Svg.Escape(result.Name)}</b><small>{result.Verb}</small></td><td class=\"free\">{Link(result)}</td>{outcome}</tr>\n");
        }

        return html.Append("</tbody></table></div>\n").ToString();
    }

    private static bool HasRates(Result result) => result.Kind is ResultKind.Run or ResultKind.Tail or ResultKind.Predict or ResultKind.Sweep;

    private static string Link(Result result)
    {
        Field config = result.Root["config"];
        if (!config.IsThere)
        {
            return "";
        }

        string[] varied = [.. Varied(result)];
        string Of(string path, string text) => varied.Contains(path, StringComparer.Ordinal) ? "" : text;
        string[] parts = [Of("fiber.lengthM", $"{config["fiber.lengthM"].Plain()} m"), .. varied.Select(path => $"{path} varied")];
        return $"{Svg.Escape(string.Join(", ", parts.Prepend(config["preset"].Plain()).Where(part => part.Length > 0)))}<small>"
            + Svg.Escape($"{Code(result, varied)}{config["bonding.dataLanes"].Plain()} lanes, {config["engine"].Plain()}, seed {config["seed"].Plain()}") + "</small>";
    }

    private static string Code(Result result, string[] varied) =>
        result.Kind is ResultKind.CompareFec or ResultKind.CompareDeskew || varied.Contains("fec.code", StringComparer.Ordinal) ? "" : $"{result.Root["config.fec.code"].Plain()} x {result.Root["config.fec.interleave"].Plain()}, ";

    /// <summary>Settings that are not the same throughout a result.</summary>
    private static IEnumerable<string> Varied(Result result) => result.Kind switch
    {
        ResultKind.Sweep => result.Root["axes"].Items().SelectMany(axis => axis["paths"].Items()).Select(path => path.Text()),
        ResultKind.Check => result.Root["differences"].Items() is [var first, ..] ? first["values"].Members().Select(value => value.Name) : [],
        ResultKind.CompareFec => result.Root["axis"].OptionalText() is { } axis ? [axis] : [],
        _ => [],
    };

    private static string Outcome(Result result)
    {
        IReadOnlyList<Field> differences = result.Root["differences"].Items(), points = result.Root["points"].Items();
        string Count(string key, string noun) => Words.Count(points.Select(point => point[key].Plain()).Distinct(StringComparer.Ordinal).Count(), noun);
        string failed = result.Root["failures"].Items().Count is > 0 and var failures ? $"; {Words.Count(failures, "failure")}" : "";
        switch (result.Kind)
        {
            case ResultKind.Check:
                int moved = differences.Count(d => d["hasMoved"].Flag());
                string lost = result.Root["lostLock"].Items().Count is > 0 and var n ? $"; {Words.Count(n, "point")} came up once and not the other time" : "";
                return (moved == 0 ? "no rate has moved by more than chance" : string.Create(CultureInfo.InvariantCulture, $"{moved} of {differences.Count} rates have moved by more than chance")) + lost;
            case ResultKind.CompareFec:
                return $"{Count("code", "code")}, {Count("value", "link")}{failed}";
            default:
                return $"{Count("algorithm", "algorithm")}, {Words.Count(points.Count, "point")} of {Words.Count(points.Max(point => point["trials"].Integer()), "trial")}{failed}";
        }
    }

    private static string Rates(Result result)
    {
        Field root = result.Root;
        switch (result.Kind)
        {
            case ResultKind.Predict:
                return $"<td>{Words.Rate(root["ber"].Number())}<small>predicted</small></td><td>{Words.Rate(root["codewordErrorRatio"].OptionalNumber())}<small>predicted</small></td><td>{Words.Rate(root["frameLossRatio"].OptionalNumber())}<small>predicted</small></td><td>–</td>";
            case ResultKind.Sweep:
                return $"{Span(root, "ber")}{Span(root, "cer")}{Span(root, "flr")}<td>{Words.Count(root["points"].Items().Count, "point")}<small>{Words.Count(root["points"].Items().Sum(point => point["trials"].Integer()), "trial")}</small></td>";
            default:
                Field pre = root["preFec"], post = root["postFec"];
                return Cell(pre["ber"], pre["berLow"], pre["berHigh"], pre["predictedBer"])
                    + Cell(post["codewordErrorRatio"], post["codewordErrorLow"], post["codewordErrorHigh"], post["predictedCodewordErrorRatio"])
                    + Cell(post["frameLossRatio"], post["frameLossLow"], post["frameLossHigh"], null)
                    + $"<td>{Svg.Escape(root["stopReason"].Text())}<small>{Words.Count(root["linkFrames"].Integer(), "frame")}; {Svg.Escape(root["fingerprint"].OptionalText() ?? "–")}</small></td>";
        }
    }

    private static string Cell(Field rate, Field low, Field high, Field? predicted) =>
        $"<td><b>{Words.Rate(rate.OptionalNumber())}</b><small>{Words.Rate(low.OptionalNumber())} … {Words.Rate(high.OptionalNumber())}</small>{(predicted is { IsThere: true } p ? $"<small>predicted {Words.Rate(p.Number())}</small>" : "")}</td>";

    private static string Span(Field root, string key)
    {
        double[] values = [.. root["points"].Items().Select(point => point[key].OptionalNumber()).Where(value => value is not null).Select(value => value!.Value)];
        return values.Length == 0 ? "<td>–</td>" : $"<td>{Words.Rate(values.Min())} … {Words.Rate(values.Max())}</td>";
    }
}
