using System.Globalization;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>A comparison of codes on a terminal.</summary>
internal static class CompareFecView
{
    private const int NameWidth = 21;

    public static void Print(IAnsiConsole console, FecComparisonReport report)
    {
        LinkOptions link = report.Config;
        string varied = report.Axis is null ? "" : $", {report.Axis} varied";
        console.MarkupLine($"[bold]{Markup.Escape(link.Preset)}[/]: {link.Bonding.DataLanes} lanes at {link.Lane.BitRateGbps} Gb/s, interleave {link.Fec.Interleave}{Markup.Escape(varied)}, seed {report.Seed}");
        foreach (IGrouping<string?, FecComparisonPoint> group in report.Points.GroupBy(p => p.Value, StringComparer.Ordinal))
        {
            FecComparisonPoint none = group.First();
            console.WriteLine();
            console.MarkupLine($"[bold]{Markup.Escape(report.Axis is null ? "" : $"{report.Axis} {group.Key}, ")}{Format.Rate(none.PreFec.Ber)} before FEC[/]");
            console.MarkupLine($"[bold]  {"code",-NameWidth} after FEC lost words    frames  miscorr.   gain    net[/]");
            console.MarkupLine($"[dim]  {"",-NameWidth}                                            dB     dB[/]");
            foreach (FecComparisonPoint p in group)
            {
                PostFecReport post = p.PostFec;
                console.MarkupLine(
                    $"  {Markup.Escape(Name(p.Code)),-NameWidth} {Bounded(post.Ber, post.CodewordErrorHigh),9} {Bounded(post.CodewordErrorRatio, post.CodewordErrorHigh),10} "
                    + $"{Bounded(post.FrameLossRatio, post.FrameLossHigh),9} {Format.Count(post.Miscorrected),9} {Gain(p.CodingGainDb, p.GainIsBound),6} {Gain(p.NetCodingGainDb, p.GainIsBound),6}");
            }
        }

        console.WriteLine();
        console.MarkupLine($"[bold]  {"code",-NameWidth}   rate   over-   latency       payload  encode  decode[/]");
        console.MarkupLine($"[dim]  {"",-NameWidth}        head, %    bits     ns    Gb/s    Gb/s    Gb/s[/]");
        foreach (FecComparisonPoint p in report.Points.Reverse().DistinctBy(p => p.Code, StringComparer.Ordinal).Reverse())
        {
            console.MarkupLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {Markup.Escape(Name(p.Code)),-NameWidth} {p.Rate,6:0.0000} {p.Overhead * 100,7:0.00} {p.LatencyBits,8:#,0} {Format.Short(p.LatencyNs),6} {Format.Short(p.LinkPayloadGbps),7} {Format.Short(p.EncodeGbps),7} {Format.Short(p.DecodeGbps),7}"));
        }

        console.WriteLine();
        console.MarkupLine("[dim]<: none counted, the 95 % limit; ≥: the gain at this limit[/]");
        console.MarkupLine($"[dim]Gb/s on one core, the code alone{(report.Axis is null ? "" : $"; decoding at the error rate of {Markup.Escape(report.Axis)} {Markup.Escape(report.Points[^1].Value ?? "")}")}[/]");
    }

    /// <summary>Of a plug-in the type's name; of what is too long its end.</summary>
    private static string Name(string code)
    {
        foreach (string own in CodeCatalog.OwnNames(code))
        {
            code = code.Replace(own, own[(own.LastIndexOfAny(['.', '#']) + 1)..], StringComparison.Ordinal);
        }

        return code.Length <= NameWidth ? code : "…" + code[^(NameWidth - 1)..];
    }

    private static string Bounded(double? rate, double? high) =>
        rate is 0 && high is { } limit ? "<" + limit.ToString("0.0e+00", CultureInfo.InvariantCulture) : Format.Rate(rate);

    private static string Gain(double? gain, bool isBound) =>
        gain is { } db ? (isBound ? "≥" : "") + db.ToString("0.00", CultureInfo.InvariantCulture) : Format.Nothing;
}
