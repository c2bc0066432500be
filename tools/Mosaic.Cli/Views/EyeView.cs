using System.Globalization;
using Mosaic.Emulator.Link.Probes;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>The eye of a probed lane on a terminal: one UI wide, denser where samples are more.</summary>
internal static class EyeView
{
    private const int Rows = 16;
    private const int Width = 64;
    private const string Shades = " .:-=+*#%@";

    public static void Print(IAnsiConsole console, ProbeReport probe)
    {
        int columns = Math.Max(1, Math.Min(Width, console.Profile.Width - 14));
        int cut = Row(probe, probe.ThresholdUa), middle = (int)((probe.SamplingOffsetUi + 0.5) * columns);
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"  [bold]eye of the lane at {probe.Row},{probe.Column}[/] [dim]over one UI, {Format.Count(probe.Frames, "frame")}[/]"));
        console.MarkupLine($"  [dim]threshold {Format.Short(probe.ThresholdUa)} µA; predicted where the receiver samples[/] {Format.Rate(AtInstant(probe))}");
        long[][] cells = [.. probe.Eye.Select(Cells)];
        double largest = cells.Max(column => column.Max());
        for (int row = Rows - 1; row >= 0; row--)
        {
            string picture = string.Concat(Enumerable.Range(0, columns).Select(column =>
            {
                long count = cells[column * cells.Length / columns][row];
                // The root tells rare samples from none and common ones from the most common.
                char shade = Shades[(int)Math.Ceiling(Math.Sqrt(count / largest) * (Shades.Length - 1))];
                return shade == ' ' && row == cut ? '-' : shade == ' ' && column == middle ? '|' : shade;
            }));
            string level = row is 0 or Rows - 1 || row == cut ? Format.Short(Level(probe, row)) : "";
            console.WriteLine($"  {level,8} {picture}".TrimEnd());
        }

        console.WriteLine();
    }

    private static double AtInstant(ProbeReport probe)
    {
        int nearest = Math.Clamp((int)Math.Round((probe.SamplingOffsetUi + 0.5) * probe.InstantsUi.Length), 0, probe.InstantsUi.Length - 1);
        return probe.PhaseBathtubPredicted[nearest];
    }

    /// <summary>A column's levels taken together to the rows of the picture.</summary>
    private static long[] Cells(System.Collections.Immutable.ImmutableArray<long> levels)
    {
        var cells = new long[Rows];
        for (int level = 0; level < levels.Length; level++)
        {
            cells[level * Rows / levels.Length] += levels[level];
        }

        return cells;
    }

    private static int Row(ProbeReport probe, double current)
    {
        double low = probe.LevelsUa[0], high = probe.LevelsUa[^1];
        return Math.Clamp((int)((current - low) / (high - low) * Rows), 0, Rows - 1);
    }

    private static double Level(ProbeReport probe, int row) =>
        probe.LevelsUa[0] + ((row + 0.5) / Rows * (probe.LevelsUa[^1] - probe.LevelsUa[0]));
}
