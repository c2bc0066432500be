using Mosaic.Emulator.Link.Reports;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>Spares and what became of them: which channels were mapped out, which lanes failed, and what that cost.</summary>
internal static class RepairLines
{
    private const int Shown = 8;

    /// <summary>Prints a line on the spares and one for each repair; nothing where there is neither.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">The report.</param>
    public static void Print(IAnsiConsole console, LinkReport report)
    {
        RepairReport repair = report.Repair;
        if (repair.Spares > 0)
        {
            string left = repair.Exhausted ? "[red]none left for a lane that failed[/]" : $"{repair.SparesLeft} left";
            LabelledLine.Print(console, "spares", $"{repair.Spares}, {left}");
        }

        if (repair.MappedOut.Count > 0)
        {
            string more = repair.MappedOut.Count > 2 * Shown ? $" and {repair.MappedOut.Count - (2 * Shown)} more" : "";
            LabelledLine.Print(console, "mapped out", $"{(repair.MappedOut.Count == 1 ? "channel" : "channels")} {string.Join(", ", repair.MappedOut.Take(2 * Shown))}{more}");
        }

        string label = "repairs";
        foreach (RepairEvent one in repair.Events.Take(Shown))
        {
            LabelledLine.Print(console, label, Text(one));
            label = "";
        }

        if (repair.Events.Count > Shown)
        {
            LabelledLine.Print(console, "", $"and {repair.Events.Count - Shown} more");
        }
    }

    /// <summary>A repair in words.</summary>
    internal static string Text(RepairEvent one)
    {
        string lost = one.FramesLost == 0 ? "no frame lost" : $"[red]{Format.Count(one.FramesLost, "frame")} lost[/]";
        string found = $"lane {one.Lane} failed in frame {Format.Count(one.FrameDetected)}, {Format.Count(one.DetectionFrames)} after its first bad one";
        if (one.FrameSwitched is not { } at)
        {
            return $"{found}; it stays on channel {one.FromChannel}, {lost}";
        }

        string others = one.LanesMoved > 1 ? $", with {Format.Count(one.LanesMoved - 1, "lane")} between" : "";
        string hit = one.Hitless switch { true => "; hitless", false => "; [red]not hitless[/]", _ => " [dim](the run ended before)[/]" };
        return $"{found}; from channel {one.FromChannel} to {one.ToChannel}{others} in frame {Format.Count(at)}, {lost}{hit}";
    }
}
