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
            $"[dim]a marker every {Format.Count(report.FrameUi)} UI, {Format.Short(report.FrameUi / report.Config.Lane.BitRateGbps / 1000)} us; {Percent(report.Overhead)} of the line rate{(report.CheckOverhead > 0 ? $"; check lanes {Percent(report.CheckOverhead)}" : "")}[/]");
        foreach (IGrouping<double, DeskewComparisonPoint> drift in report.Points.GroupBy(p => p.DriftPpm))
        {
            console.MarkupLine(drift.Key > 0 ? $"[bold]delays drift by up to {Format.Short(drift.Key)} UI per million UI[/]" : "");
            console.MarkupLine($"[bold]{"BER",8}{"skew",6}  {"algorithm",-9}{"lock time, frames",18}{"failed",8}{"lost",6}{"false",6}{"misread",9}{"Gb/s",8}[/]");
            console.MarkupLine($"[dim]{"",8}{"UI",6}  {"",-9}{"med.",6}{"95 %",6}{"max",6}{"links of trials",20}{"frames %",9}{"1 core",8}[/]");
            foreach (DeskewComparisonPoint point in drift)
            {
                string failed = point.Failed.Count > 0 ? $"[red]{point.Failed.Count,8}[/]" : $"{0,8}";
                string lost = point.Lost.Count > 0 ? $"[red]{point.Lost.Count,6}[/]" : $"{0,6}";
                string wrong = point.FalseLocks.Count > 0 ? $"[red]{point.FalseLocks.Count,6}[/]" : $"{0,6}";
                string misread = point.MisreadShare is { } share ? Format.Short(share * 100) : Format.Nothing;
                console.MarkupLine(
                    $"{point.Ber.ToString("0.0e+00", CultureInfo.InvariantCulture),8}{point.SkewUi,6}  {Markup.Escape(point.Algorithm),-9}"
                    + $"{Markers(point.LockTimeMedianUi, report.FrameUi),6}{Markers(point.LockTimeP95Ui, report.FrameUi),6}{Markers(point.LockTimeMaxUi, report.FrameUi),6}"
                    + $"{failed}{lost}{wrong}{misread,9}{Format.Short(point.HuntGbps),8}");
            }
        }

        console.WriteLine();
        if (report.Points.DistinctBy(p => (p.SkewUi, p.DriftPpm)).Skip(1).Any())
        {
            console.MarkupLine($"[bold]{"BER",8}        algorithm{"largest skew",14}{"drift tolerated",17}[/][dim]  of those tried[/]");
            foreach (DeskewReach reach in report.Reach)
            {
                string skew = reach.LargestSkewUi is { } ui ? $"{Format.Count(ui)} UI" : Format.Nothing, drift = reach.DriftToleratedPpm is { } ppm ? $"{Format.Short(ppm)} ppm" : Format.Nothing;
                console.MarkupLine($"{reach.Ber.ToString("0.0e+00", CultureInfo.InvariantCulture),8}        {Markup.Escape(reach.Algorithm),-9}{skew,14}{drift,17}");
            }

            console.WriteLine();
        }

        int trials = report.Points[0].Trials;
        console.MarkupLine($"[dim]{Format.Count(trials)} trials each: none of them means below {Format.Rate(CountedHigh(trials))} (95 %)[/]");
        foreach (DeskewComparisonPoint point in report.Points.DistinctBy(p => p.Algorithm, StringComparer.Ordinal))
        {
            console.MarkupLine($"[dim]{Markup.Escape(point.Algorithm)}: {Format.Count(point.StateBits)} bits of state beside {Format.Count(report.DelayLineBits)} of delay lines[/]");
        }
    }

    /// <summary>Upper limit where nothing was counted.</summary>
    private static double CountedHigh(int trials) => Mosaic.Emulator.Measurement.BinomialInterval.ClopperPearson(0, trials).High;

    private static string Percent(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);

    private static string Markers(long? ui, int frameUi) =>
        ui is { } time ? (time / (double)frameUi).ToString("0.00", CultureInfo.InvariantCulture) : Format.Nothing;
}
