using System.Globalization;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Tail;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>The report of engine <c>tail</c> on a terminal.</summary>
internal static class TailView
{
    public static void Print(IAnsiConsole console, TailReport report, LinkDesign design)
    {
        Heading.Print(console, design);
        console.WriteLine();
        TailPreFec pre = report.PreFec;
        TailPostFec post = report.PostFec;
        Rate(console, "before FEC", pre.Ber, pre.BerLow, pre.BerHigh, pre.PredictedBer);
        LabelledLine.Print(console, "", $"[dim]mean probability of {Format.Count(pre.Bits, "bit")}, as sent[/]");
        Rate(console, "lost words", post.CodewordErrorRatio, post.CodewordErrorLow, post.CodewordErrorHigh, post.PredictedCodewordErrorRatio);
        TailEffort effort = report.Tail;
        string what = effort.MeanWeight is { } weight
            ? $"{Format.Count(effort.WeightedDraws, "codeword")} with weighted errors, mean weight {weight.ToString("0.000", CultureInfo.InvariantCulture)};"
            : $"mean probability of {Format.Count(post.Codewords, "codeword")};";
        LabelledLine.Print(console, "", $"[dim]{what} as sure as {(effort.EffectiveSample is { } sample ? Format.Short(sample) : Format.Nothing)} equal clusters[/]");
        if (effort.FewGroupsWeigh)
        {
            LabelledLine.Print(console, "", "[red]a few groups make up most of it: the interval is not to be trusted, more payload is needed[/]");
        }

        LabelledLine.Print(console, "lost frames", $"{Format.Rate(post.FrameLossRatio)}  [dim]95 %[/] {Format.Rate(post.FrameLossLow)} … {Format.Rate(post.FrameLossHigh)}  [dim]64-byte Ethernet frames[/]");
        FaultLines.Print(console, report.Config.Faults, report.LinkFrames);
        console.WriteLine();
        (IReadOnlyList<string> map, _) = LaneMap.Make(
            pre.LaneBer, report.Config.Array.Rows, report.Config.Array.Columns, Terminal.HasColours(console), console.Profile.Width - 2);
        if (map.Count > 0)
        {
            console.MarkupLine("  [bold]bit error rate of each lane[/]");
        }

        foreach (string line in map)
        {
            console.MarkupLine("  " + line);
        }

        console.WriteLine();
        TailThroughput speed = report.Throughput;
        LabelledLine.Print(console, "speed", $"[bold]{Format.Short(speed.PayloadGbps)} Gb/s[/] of payload in {Format.Short(speed.Seconds)} s on {Format.Count(speed.Threads, "thread")}");
        LabelledLine.Print(console, "ended", $"{RunView.Ended(report.StopReason, null)}: {Format.Count(report.LinkFrames, "frame")}");
        LabelledLine.Print(console, "fingerprint", report.Fingerprint ?? Format.Nothing);
    }

    private static void Rate(IAnsiConsole console, string label, double? rate, double? low, double? high, double? predicted) =>
        LabelledLine.Print(console, label, $"[bold]{Format.Rate(rate)}[/]  [dim]95 %[/] {Format.Rate(low)} … {Format.Rate(high)}  [dim]predicted[/] {Format.Rate(predicted)}");
}
