using System.Globalization;
using Mosaic.Cli.Report.Results;
using Mosaic.Cli.Views;

namespace Mosaic.Cli.Report.Figures;

/// <summary>A comparison of codes in numbers: what each code costs, and what it leaves on each link.</summary>
internal static class CodeTables
{
    /// <summary>The tables.</summary>
    public static string Of(Result result)
    {
        Field[] points = [.. result.Root["points"].Items()];
        // Speeds are those of the last link that came up, as on a terminal.
        Field[] codes = [.. points.GroupBy(Code, StringComparer.Ordinal).Select(rows => rows.Where(IsCounted).DefaultIfEmpty(rows.Last()).Last())];
        IReadOnlyDictionary<string, string> names = ShownNames.Of(points.Select(Code));
        string Name(Field point) => HtmlTable.Cell(names[Code(point)], isName: true);
        string? axis = result.Root["axis"].OptionalText();
        return HtmlTable.Of("codes", ["code", "rate", "overhead", "latency", "link carries", "encodes", "decodes"], codes.Select(point => Name(point) + Cost(point)))
            + HtmlTable.Of("links", [.. axis is null ? [] : (string[])[Words.Setting(axis)], "code", "before FEC", "after FEC", "codewords lost", "64-byte frames lost", "miscorrected", "gain", "net gain"],
                points.Select(point => (axis is null ? "" : HtmlTable.Cell(point["value"].Plain())) + Name(point) + Outcome(point)))
            + "<p class=\"note\">Latency is that of a whole group on the lanes, which a decoder waits for. Encoding and decoding: message bits on one core, the code alone"
            + $"{(axis is null ? "" : ", at the error rate of the last link that came up")}. &lt;: none was counted, and this is the limit of 95 %; ≥: the gain at this limit.</p>\n";
    }

    private static string Cost(Field point) =>
        HtmlTable.Cell(point["rate"].Number().ToString("0.0000", CultureInfo.InvariantCulture))
        + HtmlTable.Cell((point["overhead"].Number() * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %")
        + HtmlTable.Cell($"{Format.Short(point["latencyNs"].Number())} ns", Words.Count(point["latencyBits"].Integer(), "bit"))
        + Speed(point, "linkPayloadGbps") + Speed(point, "encodeGbps") + Speed(point, "decodeGbps");

    private static string Outcome(Field point)
    {
        Field pre = point["preFec"], post = point["postFec"];
        bool isBound = point["gainIsBound"].Flag();
        return (IsCounted(point) ? Interval(pre, "ber", "berLow", "berHigh") : HtmlTable.Cell(Format.Nothing, point["stopReason"].Text()))
            + HtmlTable.Cell(Format.Bounded(post["ber"].OptionalNumber(), post["codewordErrorHigh"].OptionalNumber()))
            + Interval(post, "codewordErrorRatio", "codewordErrorLow", "codewordErrorHigh")
            + Interval(post, "frameLossRatio", "frameLossLow", "frameLossHigh")
            + HtmlTable.Cell(IsCounted(point) ? Words.Count(post["miscorrected"].Integer()) : Format.Nothing)
            + Gain(point["codingGainDb"], isBound) + Gain(point["netCodingGainDb"], isBound);
    }

    private static string Code(Field point) => point["code"].Text();

    private static bool IsCounted(Field point) => point["linkFrames"].Integer() > 0;

    private static string Speed(Field point, string key) => HtmlTable.Cell(point[key].OptionalNumber() is { } speed ? $"{Format.Short(speed)} Gb/s" : Format.Nothing);

    private static string Gain(Field gain, bool isBound) => HtmlTable.Cell(Format.AtLeast(gain.OptionalNumber(), isBound) + (gain.IsThere ? " dB" : ""));

    private static string Interval(Field of, string rate, string low, string high) => HtmlTable.Cell(
        Format.Bounded(of[rate].OptionalNumber(), of[high].OptionalNumber()), of[rate].OptionalNumber() > 0 ? $"{Words.Rate(of[low].OptionalNumber())} … {Words.Rate(of[high].OptionalNumber())}" : "");
}
