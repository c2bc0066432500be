using System.Globalization;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Capture;
using Mosaic.Emulator.Link.Probes;
using Mosaic.Emulator.Link.Reports;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>The report of a run on a terminal.</summary>
internal static class RunView
{
    private const int MinHistogramWidth = 35;

    public static void Print(IAnsiConsole console, LinkReport report, LinkDesign design)
    {
        Heading.Print(console, design);
        PreFecReport pre = report.PreFec;
        PostFecReport post = report.PostFec;
        console.WriteLine();
        if (report.LinkFrames == 0)
        {
            LabelledLine.Print(console, "before FEC", $"{Format.Nothing}  [dim]predicted[/] {Format.Rate(pre.PredictedBer)}");
            LabelledLine.Print(console, "after FEC", Format.Nothing);
            LabelledLine.Print(console, "lost words", $"{Format.Nothing}  [dim]predicted[/] {Format.Rate(post.PredictedCodewordErrorRatio)}");
            LabelledLine.Print(console, "deskew", Deskew(report.Deskew, report.Config.Lane.BitRateGbps));
            LabelledLine.Print(console, "ended", $"{Ended(report.StopReason, report.Config.Capture.Frame)} in {Format.Short(report.Throughput.Seconds)} s; nothing was counted");
            console.WriteLine();
            SkewView.Print(console, report);
            return;
        }

        LabelledLine.Print(console, "before FEC", $"[bold]{Format.Rate(pre.Ber)}[/]  [dim]95 %[/] {Format.Rate(pre.BerLow)} … {Format.Rate(pre.BerHigh)}  [dim]predicted[/] {Format.Rate(pre.PredictedBer)}");
        LabelledLine.Print(console, "", $"[dim]{Format.Count(pre.BitErrors, "error")} in {Format.Count(pre.Bits, "bit")}[/]");
        string colour = post.PayloadBitErrors == 0 ? "green" : "red";
        LabelledLine.Print(console, "after FEC", $"[bold {colour}]{Format.Rate(post.Ber)}[/]");
        LabelledLine.Print(console, "", $"[dim]{Format.Count(post.PayloadBitErrors, "error")} in {Format.Count(post.PayloadBits, "payload bit")}[/]");
        LabelledLine.Print(console, "codewords", $"{Format.Count(post.Codewords)}: {Format.Count(post.Clean)} clean, {Format.Count(post.Corrected)} corrected");
        LabelledLine.Print(console, "", $"{Lost(post.Uncorrectable)} uncorrectable, {Lost(post.Miscorrected)} miscorrected");
        LabelledLine.Print(console, "lost words", $"{Format.Rate(post.CodewordErrorRatio)}  [dim]95 %[/] {Format.Rate(post.CodewordErrorLow)} … {Format.Rate(post.CodewordErrorHigh)}  [dim]predicted[/] {Format.Rate(post.PredictedCodewordErrorRatio)}");
        LabelledLine.Print(console, "deskew", report.Event is null ? Deskew(report.Deskew, report.Config.Lane.BitRateGbps) : $"{Format.Count(report.Deskew.SkewUi.Count, "lane")}, taken as locked");
        if (report.LaneSecded is { } across)
        {
            LabelledLine.Print(console, "check lanes", $"{across.CheckLanes}: {Format.Count(across.CorrectedBits, "bit")} corrected, {Lost(across.DetectedUi)} UI beyond them");
        }

        RepairLines.Print(console, report);
        FaultLines.Print(console, report.Config.Faults, report.Config.Capture.Frame + 1 ?? report.LinkFrames);
        Capture(console, report.Config.Capture);
        console.WriteLine();

        (IReadOnlyList<string> map, int width) = LaneMap.Make(
            pre.LaneBer, report.Config.Array.Rows, report.Config.Array.Columns, Terminal.HasColours(console), console.Profile.Width - 2);
        int room = SideBySide.RightWidth(console, width);
        bool narrow = room < MinHistogramWidth;
        IReadOnlyList<string> histogram = Histogram.Make(
            post.SymbolErrorHistogram, design.Code.CorrectableSymbols, narrow ? console.Profile.Width - 2 : room);
        if (map.Count > 0)
        {
            console.MarkupLine("  [bold]bit error rate of each lane[/]");
        }

        SideBySide.Print(console, map, width, histogram, MinHistogramWidth);
        console.WriteLine();
        SkewView.Print(console, report);
        foreach (ProbeReport probe in report.Probes ?? [])
        {
            EyeView.Print(console, probe);
        }

        if (report.Event is { } events)
        {
            LabelledLine.Print(console, "event", $"{Format.Count(events.EncodedGroups)} of {Format.Count(post.Codewords / design.Code.Interleave, "group")} encoded, {Format.Short((events.EncodedShare ?? 0) * 100)} %; of the rest only bits that errors depend on were made");
        }

        ThroughputReport speed = report.Throughput;
        LabelledLine.Print(console, "speed", $"[bold]{Format.Short(speed.PayloadGbps)} Gb/s[/] of payload in {Format.Short(speed.Seconds)} s on {Format.Count(speed.Threads, "thread")}");
        LabelledLine.Print(console, "", $"[dim]the link carries {Format.Short(speed.LinkPayloadGbps)} Gb/s[/]");
        foreach (string[] part in Stages(speed).Chunk(4))
        {
            LabelledLine.Print(console, "", $"[dim]{string.Join(", ", part)}[/]");
        }

        LabelledLine.Print(console, "ended", report.StopReason == StopReason.Frame ? Ended(report.StopReason, report.Config.Capture.Frame) : $"{Ended(report.StopReason, report.Config.Capture.Frame)}: {Format.Count(report.LinkFrames, "frame")}{Least(report)}");
        LabelledLine.Print(console, "fingerprint", report.Fingerprint ?? Format.Nothing);
    }

    private static IEnumerable<string> Stages(ThroughputReport speed)
    {
        double total = speed.StageSeconds.Values.Sum();
        return speed.StageSeconds.Select(stage => string.Create(
            CultureInfo.InvariantCulture, $"{stage.Key} {(total > 0 ? stage.Value / total * 100 : 0):0} %"));
    }

    private static void Capture(IAnsiConsole console, CaptureOptions capture)
    {
        if (capture.Replay is { } replay)
        {
            LabelledLine.Print(console, "errors", $"taken from {Markup.Escape(replay)}");
        }

        if (capture.Errors is { } errors)
        {
            LabelledLine.Print(console, capture.Replay is null ? "errors" : "", $"written to {Markup.Escape(errors)}");
        }
    }

    private static string Deskew(DeskewReport deskew, double bitRateGbps) => (deskew.Locked
        ? $"{Format.Count(deskew.SkewUi.Count, "lane")} locked{(deskew.LockTimeUi is { } time ? $" after {Format.Count(time)} UI" : "")}; skew up to {Format.Count(deskew.BufferUi)} UI [dim]({Format.Short(deskew.BufferUi / bitRateGbps)} ns)[/]"
            + (deskew.LockLosses > 0 ? $"; [red]lock lost {Format.Times(deskew.LockLosses)}[/]" : "")
        : $"[red]{deskew.Missing.Count} of {Format.Count(deskew.SkewUi.Count, "lane")} not aligned[/]") + Misread(deskew);

    /// <summary>What became of the payload; where neither slips nor losses of lock tell why, what else it must be.</summary>
    private static string Misread(DeskewReport deskew)
    {
        string frames = Format.Count(deskew.MisalignedLaneFrames, "lane frame") + " misread";
        if (deskew.Slips > 0 || deskew.MisalignedLaneFrames == 0)
        {
            return deskew.Slips > 0 ? $"; {Format.Count(deskew.Slips, "slip")}, {frames}" : "";
        }

        return $"; [red]{frames}{(deskew.Locked && deskew.LockLosses == 0 ? ": lanes are not where the deskew placed them" : "")}[/]";
    }

    /// <summary>One frame is counted at least, whatever is asked for.</summary>
    private static string Least(LinkReport report) =>
        report is { StopReason: StopReason.PayloadBits, LinkFrames: 1 } && report.PostFec.PayloadBits > report.Config.Stop.PayloadBits ? ", the least that is counted" : "";

    private static string Lost(long count) => count > 0 ? $"[red]{Format.Count(count)}[/]" : "0";

    internal static string Ended(StopReason reason, long? frame) => reason switch
    {
        StopReason.PayloadBits => "after stop.payloadBits",
        StopReason.BitErrors => "after stop.bitErrors",
        StopReason.CodewordErrors => "after stop.codewordErrors",
        StopReason.RelativeInterval => "after stop.relativeInterval",
        StopReason.Frame => $"after frame {Format.Count(frame ?? 0)}, the only one counted",
        StopReason.EndOfInput => "at the end of the input",
        StopReason.Seconds => "after stop.seconds",
        StopReason.LargestCount => "at the largest count",
        StopReason.NoLock => "without lock",
        _ => "cancelled",
    };
}
