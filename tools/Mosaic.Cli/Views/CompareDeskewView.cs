using System.Globalization;
using Mosaic.Emulator.Experiments;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>A comparison of deskew algorithms on a terminal.</summary>
internal static class CompareDeskewView
{
    public static void Print(IAnsiConsole console, DeskewComparisonReport report)
    {
        console.MarkupLine(
            $"{Format.Count(report.Lanes, "lane")}, {Format.Count(report.Config.Deskew.BringUpFrames, "marker")} to come up, {report.HoldFrames} more watched, seed {report.Seed}");
        console.MarkupLine(
            $"[dim]a marker every {Format.Count(report.FrameUi)} UI, {Format.Short(report.FrameUi / report.Config.Lane.BitRateGbps / 1000)} us; {Percent(report.Overhead)} of the line rate{(report.CheckOverhead > 0 ? $"; check lanes {Percent(report.CheckOverhead)}" : "")}[/]");
        IReadOnlyDictionary<string, string> names = ShownNames.Of(report.Points.Select(p => p.Algorithm));
        foreach (IGrouping<double, DeskewComparisonPoint> drift in report.Points.GroupBy(p => p.DriftPpm))
        {
            console.MarkupLine(drift.Key > 0 ? $"[bold]delays drift by up to {Format.Short(drift.Key)} UI per million UI[/]" : "");
            DeskewComparisonPoint[] points = [.. drift];
            IReadOnlyList<string> Cells(Func<DeskewComparisonPoint, string> cell) => [.. points.Select(cell)];
            TableColumn[] columns =
            [
                new("BER", Cells(p => Rate(p.Ber))),
                new("skew", Cells(p => Invariant(p.SkewUi))) { Unit = "UI" },
                new("algorithm", Cells(p => Markup.Escape(names[p.Algorithm]))) { IsText = true },
                new("lock", Cells(p => Markers(p.LockTimeMedianUi, report.FrameUi))) { Unit = "med." },
                new("time,", Cells(p => Markers(p.LockTimeP95Ui, report.FrameUi))) { Unit = "95 %", Dispensable = 3 },
                new("frames", Cells(p => Markers(p.LockTimeMaxUi, report.FrameUi))) { Unit = "max", Dispensable = 2 },
                new("failed", Cells(p => Bad(p.Failed.Count))),
                new("lost", Cells(p => Bad(p.Lost.Count))),
                new("false", Cells(p => Bad(p.FalseLocks.Count))),
                new("misread", Cells(p => p.MisreadShare is { } share ? Format.Short(share * 100) : Format.Nothing)) { Unit = "frames %", Dispensable = 4 },
                new("Gb/s", Cells(p => Format.Short(p.HuntGbps))) { Unit = "1 core", Dispensable = 5 },
            ];
            foreach (string line in ColumnTable.Lines(columns, console.Profile.Width))
            {
                console.MarkupLine(line);
            }
        }

        console.WriteLine();
        if (report.Points.DistinctBy(p => (p.SkewUi, p.DriftPpm)).Skip(1).Any())
        {
            TableColumn[] columns =
            [
                new("BER", [.. report.Reach.Select(reach => Rate(reach.Ber))]),
                new("algorithm", [.. report.Reach.Select(reach => Markup.Escape(names[reach.Algorithm]))]) { IsText = true },
                new("largest skew", [.. report.Reach.Select(reach => reach.LargestSkewUi is { } ui ? $"{Format.Count(ui)} UI" : Format.Nothing)]),
                new("drift tolerated", [.. report.Reach.Select(reach => reach.DriftToleratedPpm is { } ppm ? $"{Format.Short(ppm)} ppm" : Format.Nothing)]),
                new("of those tried", [.. report.Reach.Select(_ => "")]) { Dispensable = 1 },
            ];
            foreach (string line in ColumnTable.Lines(columns, console.Profile.Width))
            {
                console.MarkupLine(line);
            }

            console.WriteLine();
        }

        int trials = report.Points[0].Trials;
        console.MarkupLine($"[dim]{Format.Count(trials, "trial")} each: none of them means below {Format.Rate(CountedHigh(trials))} (95 %)[/]");
        foreach (DeskewComparisonPoint point in report.Points.DistinctBy(p => p.Algorithm, StringComparer.Ordinal))
        {
            console.MarkupLine($"[dim]{Markup.Escape(names[point.Algorithm])}: {Format.Count(point.StateBits, "bit")} of state beside {Format.Count(report.DelayLineBits)} of delay lines[/]");
        }
    }

    /// <summary>Upper limit where nothing was counted.</summary>
    private static double CountedHigh(int trials) => Mosaic.Emulator.Measurement.BinomialInterval.ClopperPearson(0, trials).High;

    private static string Rate(double ber) => ber.ToString("0.0e+00", CultureInfo.InvariantCulture);

    private static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Bad(long count) => count > 0 ? $"[red]{count}[/]" : "0";

    private static string Percent(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);

    private static string Markers(long? ui, int frameUi) =>
        ui is { } time ? (time / (double)frameUi).ToString("0.00", CultureInfo.InvariantCulture) : Format.Nothing;
}
