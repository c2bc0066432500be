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
            $"{report.Lanes} lanes, {report.Config.Deskew.BringUpFrames} markers to come up, {report.HoldFrames} more watched, seed {report.Seed}");
        console.MarkupLine(
            $"[dim]a marker every {Format.Count(report.FrameUi)} UI, {Format.Short(report.FrameUi / report.Config.Lane.BitRateGbps / 1000)} us; {report.Overhead.ToString("0.00 %", CultureInfo.InvariantCulture)} of the line rate[/]");
        console.WriteLine();
        console.MarkupLine("[bold]     BER  skew  algorithm   lock time, frames    failed  lost false    Gb/s[/]");
        console.MarkupLine("[dim]            UI             median   95 %    max      links of trials  1 core[/]");
        foreach (DeskewComparisonPoint point in report.Points)
        {
            string failed = point.Failed.Count > 0 ? $"[red]{point.Failed.Count,8}[/]" : $"{0,8}";
            string lost = point.Lost.Count > 0 ? $"[red]{point.Lost.Count,6}[/]" : $"{0,6}";
            string wrong = point.FalseLocks.Count > 0 ? $"[red]{point.FalseLocks.Count,6}[/]" : $"{0,6}";
            console.MarkupLine(
                $"{point.Ber.ToString("0.0e+00", CultureInfo.InvariantCulture),8}{point.SkewUi,6}  {Markup.Escape(point.Algorithm),-10}"
                + $"{Markers(point.LockTimeMedianUi, report.FrameUi),7}{Markers(point.LockTimeP95Ui, report.FrameUi),8}{Markers(point.LockTimeMaxUi, report.FrameUi),7} "
                + $" {failed}{lost}{wrong}  {Format.Short(point.HuntGbps),6}");
        }

        console.WriteLine();
        int trials = report.Points[0].Trials;
        console.MarkupLine($"[dim]{Format.Count(trials)} trials each: none of them means below {Format.Rate(CountedHigh(trials))} (95 %)[/]");
        foreach (DeskewComparisonPoint point in report.Points.DistinctBy(p => p.Algorithm, StringComparer.Ordinal))
        {
            console.MarkupLine($"[dim]{Markup.Escape(point.Algorithm)}: {Format.Count(point.StateBits)} bits of state beside {Format.Count(report.DelayLineBits)} of delay lines[/]");
        }
    }

    /// <summary>Upper limit where nothing was counted.</summary>
    private static double CountedHigh(int trials) => Mosaic.Emulator.Measurement.BinomialInterval.ClopperPearson(0, trials).High;

    private static string Markers(long? ui, int frameUi) =>
        ui is { } time ? (time / (double)frameUi).ToString("0.00", CultureInfo.InvariantCulture) : Format.Nothing;
}
