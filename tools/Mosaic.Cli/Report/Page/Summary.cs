using System.Globalization;
using System.Text;
using Mosaic.Cli.Report.Drawing;
using Mosaic.Cli.Report.Results;

namespace Mosaic.Cli.Report.Page;

/// <summary>The results in a table: a row each.</summary>
internal static class Summary
{
    /// <summary>The table.</summary>
    public static string Table(IReadOnlyList<Result> results)
    {
        var html = new StringBuilder("<div class=\"scroll\"><table class=\"summary\"><thead><tr><th>result</th><th>link</th><th>before FEC</th><th>codewords lost</th><th>64-byte frames lost</th><th>ended</th></tr></thead><tbody>\n");
        foreach (Result result in results)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td><b>{Svg.Escape(result.Name)}</b><small>{result.Verb}</small></td><td class=\"free\">{Link(result)}</td>{Rates(result)}</tr>\n");
        }

        return html.Append("</tbody></table></div>\n").ToString();
    }

    private static string Link(Result result)
    {
        Field config = result.Root["config"];
        if (!config.IsThere)
        {
            return "";
        }

        return $"{Svg.Escape(config["preset"].Plain())}, {Svg.Escape(config["fiber.lengthM"].Plain())} m<small>{Svg.Escape(config["fec.code"].Plain())} x {config["fec.interleave"].Plain()}, {config["bonding.dataLanes"].Plain()} lanes, seed {result.Root["config.seed"].Plain()}</small>";
    }

    private static string Rates(Result result)
    {
        Field root = result.Root;
        switch (result.Kind)
        {
            case ResultKind.Run or ResultKind.Tail:
                Field pre = root["preFec"], post = root["postFec"];
                return Cell(pre["ber"], pre["berLow"], pre["berHigh"], pre["predictedBer"])
                    + Cell(post["codewordErrorRatio"], post["codewordErrorLow"], post["codewordErrorHigh"], post["predictedCodewordErrorRatio"])
                    + Cell(post["frameLossRatio"], post["frameLossLow"], post["frameLossHigh"], null)
                    + $"<td>{Svg.Escape(root["stopReason"].Text())}<small>{Words.Count(root["linkFrames"].Integer())} frames; {Svg.Escape(root["fingerprint"].OptionalText() ?? "–")}</small></td>";
            case ResultKind.Predict:
                return $"<td>{Words.Rate(root["ber"].Number())}<small>predicted</small></td><td>{Words.Rate(root["codewordErrorRatio"].OptionalNumber())}<small>predicted</small></td><td>{Words.Rate(root["frameLossRatio"].OptionalNumber())}<small>predicted</small></td><td>–</td>";
            case ResultKind.Sweep:
                return $"{Span(root, "ber")}{Span(root, "cer")}{Span(root, "flr")}<td>{root["points"].Items().Count} points<small>{Words.Count(root["points"].Items().Sum(point => point["trials"].Integer()))} trials</small></td>";
            case ResultKind.Check:
                int moved = root["differences"].Items().Count(d => d["hasMoved"].Flag());
                return $"<td class=\"free\" colspan=\"4\">{(moved == 0 ? "nothing has moved by more than chance" : $"{moved} of {root["differences"].Items().Count} rates have moved by more than chance")}</td>";
            default:
                return $"<td class=\"free\" colspan=\"4\">{root["points"].Items().Count} points</td>";
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
