using System.Globalization;
using Mosaic.Emulator.Experiments;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>A comparison with a baseline on a terminal.</summary>
internal static class CheckView
{
    public static void Print(IAnsiConsole console, BerComparison comparison, string? updated)
    {
        IReadOnlyList<BerDifference> all = comparison.Differences;
        TableColumn[] columns =
        [
            new("point", [.. all.Select(d => Cell(d, Name(d)))]) { IsText = true },
            new("rate", [.. all.Select(d => Cell(d, d.Rate))]) { IsText = true },
            new("baseline", [.. all.Select(d => Cell(d, Format.Rate(d.BaselineMean)))]) { Dispensable = 3 },
            new("now", [.. all.Select(d => Cell(d, Format.Rate(d.Mean)))]) { Dispensable = 2 },
            new("ratio", [.. all.Select(d => Cell(d, d.Ratio is { } r ? Number(r) : Format.Nothing))]),
            new("95 %", [.. all.Select(d => Cell(d, d.Ratio is null ? Format.Nothing : $"{Number(d.RatioLow)} … {Number(d.RatioHigh)}"))]) { IsText = true, Dispensable = 4 },
            new("p", [.. all.Select(d => Cell(d, P(d.AdjustedPValue)))]),
            new("sees", [.. all.Select(d => Cell(d, d.SeenChange is { } seen ? $"{(100 * seen).ToString(seen < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture)} %" : Format.Nothing))]) { Dispensable = 5 },
        ];
        string[] lines = [.. ColumnTable.Lines(columns, console.Profile.Width)];
        console.MarkupLine(lines[0]);
        for (int i = 0; i < all.Count; i++)
        {
            // What has moved is marked also where colours are not seen.
            console.MarkupLine(all[i].HasMoved ? $"[red]![/]{lines[i + 1][1..]}" : lines[i + 1]);
        }

        foreach (int point in comparison.LostLock)
        {
            BerDifference lost = all.First(d => d.Point == point);
            console.MarkupLine($"[red]{Markup.Escape(Name(lost))}: the link came up {(lost.BaselineCount > 0 ? "then, not now" : "now, not then")}[/]");
        }

        int moved = all.Count(d => d.HasMoved);
        console.WriteLine();
        console.MarkupLine(comparison.Agrees
            ? "nothing has moved by more than chance"
            : $"[red]{moved} of {all.Count} rates moved by more than chance[/]");
        console.MarkupLine($"[dim]p: probability by chance, corrected for {all.Count} rates; an alarm is p up to {P(comparison.FalseAlarm)}[/]");
        console.MarkupLine($"[dim]sees: the change found with a probability of 90 %; one of {100 * comparison.Change:0.#} % is found with[/]");
        console.MarkupLine($"[dim]      {all.Max(d => d.Power).ToString("0.00", CultureInfo.InvariantCulture)} at the best point[/]");
        console.MarkupLine($"[dim]seed {comparison.Seed}: --seed {comparison.Seed} measures the same again[/]");
        if (updated is not null)
        {
            console.MarkupLine($"[dim]{Markup.Escape(updated)} now holds what was measured[/]");
        }
    }

    private static string Cell(BerDifference d, string text) => d.HasMoved ? $"[red]{Markup.Escape(text)}[/]" : Markup.Escape(text);

    private static string Name(BerDifference d) => d.Values.Count == 0
        ? "link"
        : string.Join(" ", d.Values.Select(value => $"{value.Key[(value.Key.LastIndexOf('.') + 1)..]} {value.Value?.ToJsonString().Trim('"')}"));

    private static string Number(double? value) => value is { } number ? number.ToString("0.00", CultureInfo.InvariantCulture) : "∞";

    private static string P(double p) => p == 0 ? "0" : p >= 0.001 ? p.ToString("0.000", CultureInfo.InvariantCulture) : p.ToString("0.0e-0", CultureInfo.InvariantCulture);
}
