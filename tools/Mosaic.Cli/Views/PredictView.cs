using System.Globalization;
using Mosaic.Emulator.Link;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>A prediction on a terminal.</summary>
internal static class PredictView
{
    public static void Print(IAnsiConsole console, LinkPrediction prediction, LinkDesign design)
    {
        Heading.Print(console, design);
        console.WriteLine();
        double?[] lanes = [.. prediction.LaneBer.Where(ber => ber is not null)];
        Line(console, "before FEC", $"[bold]{Format.Rate(prediction.Ber)}[/]  [dim]lanes[/] {Format.Rate(lanes.Min() ?? 0)} … {Format.Rate(lanes.Max() ?? 0)}  [dim]median[/] {Format.Rate(prediction.MedianLaneBer)}");
        Line(console, "codewords", $"{Format.Rate(prediction.CodewordErrorRatio)} lost  [dim]symbol errors taken as independent[/]");
        Line(console, "frames", $"{Format.Rate(prediction.FrameLossRatio)} lost  [dim]64-byte Ethernet frames[/]");
        // Taps below a thousandth would only fill the line; they are in the JSON.
        Line(console, "pulse", string.Join("  ", prediction.Taps.Select((tap, i) => (tap, i)).Where(t => Math.Abs(t.tap) >= 1e-3).Select(t =>
            (t.i == prediction.MainTap ? "[bold]" : "[dim]") + t.tap.ToString("0.000", CultureInfo.InvariantCulture) + "[/]")));
        CouplingReport coupling = prediction.Coupling;
        Line(console, "coupling", $"direct {Format.Percent(coupling.Direct)}, nearest {Db(coupling.NearestDb)}, diagonal {Db(coupling.DiagonalDb)}");
        console.WriteLine();
        (IReadOnlyList<string> map, _) = LaneMap.Make(
            prediction.LaneBer, design.Options.Array.Rows, design.Options.Array.Columns, Terminal.HasColours(console), console.Profile.Width - 2);
        if (map.Count > 0)
        {
            console.MarkupLine("  [bold]bit error rate of each lane[/]");
        }

        foreach (string line in map)
        {
            console.MarkupLine("  " + line);
        }
    }

    private static string Db(double? value) => value is { } db ? string.Create(CultureInfo.InvariantCulture, $"{db:0.0} dB") : "none";

    private static void Line(IAnsiConsole console, string label, string markup) =>
        console.MarkupLine($"  [bold]{label,-12}[/]{markup}");
}
