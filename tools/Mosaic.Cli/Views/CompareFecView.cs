using System.Globalization;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Link.Options;
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
        console.MarkupLine($"[bold]{Markup.Escape(link.Preset)}[/]: {Format.Count(link.Bonding.DataLanes, "lane")} at {link.Lane.BitRateGbps} Gb/s, interleave {link.Fec.Interleave}{Markup.Escape(varied)}, seed {report.Seed}");
        IReadOnlyDictionary<string, string> names = ShownNames.Of(report.Points.Select(p => p.Code), NameWidth);
        TableColumn Codes(IEnumerable<FecComparisonPoint> points) => new("code", [.. points.Select(p => Markup.Escape(names[p.Code]))]) { IsText = true };
        foreach (IGrouping<string?, FecComparisonPoint> group in report.Points.GroupBy(p => p.Value, StringComparer.Ordinal))
        {
            FecComparisonPoint[] points = [.. group];
            string head = Markup.Escape(report.Axis is null ? "" : $"{report.Axis} {group.Key}, ");
            console.WriteLine();
            if (Array.Find(points, IsCounted) is not { } counted)
            {
                console.MarkupLine($"[bold]{head}[red]{SweepView.Words(points[0].StopReason)}[/][/]");
                continue;
            }

            console.MarkupLine($"[bold]{head}{Format.Rate(counted.PreFec.Ber)} before FEC[/]");
            Table(
                console,
                Codes(points),
                new("after FEC", [.. points.Select(p => Format.Bounded(p.PostFec.Ber, p.PostFec.CodewordErrorHigh))]) { Dispensable = 1 },
                new("lost words", [.. points.Select(p => IsCounted(p) ? Format.Bounded(p.PostFec.CodewordErrorRatio, p.PostFec.CodewordErrorHigh) : $"[red]{SweepView.Words(p.StopReason)}[/]")]),
                new("frames", [.. points.Select(p => Format.Bounded(p.PostFec.FrameLossRatio, p.PostFec.FrameLossHigh))]) { LeastWidth = 8, Dispensable = 3 },
                new("miscorr.", [.. points.Select(p => IsCounted(p) ? Format.Count(p.PostFec.Miscorrected) : Format.Nothing)]) { Dispensable = 4 },
                new("gain", [.. points.Select(p => Format.AtLeast(p.CodingGainDb, p.GainIsBound))]) { Unit = "dB", Dispensable = 2 },
                new("net", [.. points.Select(p => Format.AtLeast(p.NetCodingGainDb, p.GainIsBound))]) { Unit = "dB" });
        }

        console.WriteLine();
        // Of each code the last link that came up, whose speeds are known.
        FecComparisonPoint[] last = [.. report.Points.GroupBy(p => p.Code, StringComparer.Ordinal).Select(rows => rows.LastOrDefault(IsCounted) ?? rows.Last())];
        Table(
            console,
            Codes(last),
            new("rate", [.. last.Select(p => Fixed(p.Rate, 4))]) { Dispensable = 2 },
            new("over-", [.. last.Select(p => Fixed(p.Overhead * 100, 2))]) { Unit = "head %" },
            new("latency", [.. last.Select(p => Format.Count(p.LatencyBits))]) { Unit = "bits", Dispensable = 1 },
            new("", [.. last.Select(p => Format.Short(p.LatencyNs))]) { Unit = "ns" },
            new("payload", [.. last.Select(p => Format.Short(p.LinkPayloadGbps))]) { Unit = "Gb/s", Dispensable = 3 },
            new("encode", [.. last.Select(p => Speed(p.EncodeGbps))]) { Unit = "Gb/s" },
            new("decode", [.. last.Select(p => Speed(p.DecodeGbps))]) { Unit = "Gb/s" });

        console.WriteLine();
        console.MarkupLine("[dim]<: none counted, the 95 % limit; ≥: the gain at this limit[/]");
        console.MarkupLine($"[dim]Gb/s on one core, the code alone{(report.Axis is not null && report.Points.LastOrDefault(IsCounted) is { } end ? $"; decoding at the error rate of {Markup.Escape(report.Axis)} {Markup.Escape(end.Value ?? "")}" : "")}[/]");
    }

    private static void Table(IAnsiConsole console, params TableColumn[] columns)
    {
        foreach (string line in ColumnTable.Lines(columns, console.Profile.Width))
        {
            console.MarkupLine(line);
        }
    }

    private static bool IsCounted(FecComparisonPoint point) => point.LinkFrames > 0;

    private static string Speed(double? gbps) => gbps is { } some ? Format.Short(some) : Format.Nothing;

    private static string Fixed(double value, int digits) => value.ToString($"F{digits}", CultureInfo.InvariantCulture);
}
