using System.Globalization;
using Mosaic.Emulator.Experiments;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>A comparison with a baseline on a terminal.</summary>
internal static class CheckView
{
    public static void Print(IAnsiConsole console, BerComparison comparison, string? updated)
    {
        string[] names = [.. comparison.Differences.Select(difference => Name(difference))];
        int width = Math.Max(5, names.Max(name => name.Length));
        console.MarkupLine($"[bold]  {"point".PadRight(width)} rate      baseline      now  ratio  95 %               p   sees[/]");
        for (int i = 0; i < names.Length; i++)
        {
            BerDifference d = comparison.Differences[i];
            string ratio = d.Ratio is { } r ? r.ToString("0.000", CultureInfo.InvariantCulture) : Format.Nothing;
            string interval = d.Ratio is null ? Format.Nothing : $"{Number(d.RatioLow)} … {Number(d.RatioHigh)}";
            string sees = d.SeenChange is { } seen ? $"{(100 * seen).ToString(seen < 0.1 ? "0.0" : "0", CultureInfo.InvariantCulture)} %" : Format.Nothing;
            string line = $"{Markup.Escape(names[i].PadRight(width))} {d.Rate,-9} {Format.Rate(d.BaselineMean),8} {Format.Rate(d.Mean),8}  {ratio,5}  {interval,-13}  {P(d.AdjustedPValue),7}  {sees,5}";
            console.MarkupLine(d.HasMoved ? $"[red]! {line}[/]" : $"  {line}");
        }

        foreach (int point in comparison.LostLock)
        {
            console.MarkupLine($"[red]{Markup.Escape(Name(comparison.Differences[2 * point]))}: the link came up {(comparison.Differences[2 * point].BaselineCount > 0 ? "then, not now" : "now, not then")}[/]");
        }

        int moved = comparison.Differences.Count(d => d.HasMoved);
        console.WriteLine();
        console.MarkupLine(comparison.Agrees
            ? "nothing has moved by more than chance"
            : $"[red]{moved} of {comparison.Differences.Count} rates moved by more than chance[/]");
        console.MarkupLine($"[dim]p: probability by chance, corrected for {comparison.Differences.Count} rates; an alarm is p up to {P(comparison.FalseAlarm)}[/]");
        console.MarkupLine($"[dim]sees: the change found with a probability of 90 %; one of {100 * comparison.Change:0.#} % is found with[/]");
        console.MarkupLine($"[dim]      {comparison.Differences.Max(d => d.Power).ToString("0.00", CultureInfo.InvariantCulture)} at the best point[/]");
        console.MarkupLine($"[dim]seed {comparison.Seed}: --seed {comparison.Seed} measures the same again[/]");
        if (updated is not null)
        {
            console.MarkupLine($"[dim]{Markup.Escape(updated)} now holds what was measured[/]");
        }
    }

    private static string Name(BerDifference d) => d.Values.Count == 0
        ? "link"
        : string.Join(" ", d.Values.Select(value => $"{value.Key[(value.Key.LastIndexOf('.') + 1)..]} {value.Value?.ToJsonString().Trim('"')}"));

    private static string Number(double? value) => value is { } number ? number.ToString("0.00", CultureInfo.InvariantCulture) : "∞";

    private static string P(double p) => p == 0 ? "0" : p >= 0.001 ? p.ToString("0.000", CultureInfo.InvariantCulture) : p.ToString("0.0e-0", CultureInfo.InvariantCulture);
}
