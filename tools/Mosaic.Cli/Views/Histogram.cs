using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>Codewords by the number of wrong symbols: bars on a logarithmic scale, so that the tail shows.</summary>
internal static class Histogram
{
    private const int LabelWidth = 14;

    /// <summary>The lines, as markup.</summary>
    /// <param name="counts">Codewords by wrong symbols.</param>
    /// <param name="correctable">How many wrong symbols the code corrects.</param>
    /// <param name="width">Columns.</param>
    /// <param name="maxLines">Lines at most, the heading included.</param>
    public static IReadOnlyList<string> Make(IReadOnlyList<long> counts, int correctable, int width, int maxLines)
    {
        var lines = new List<string> { "[bold]wrong symbols a codeword[/] [dim](log)[/]" };
        int shown = maxLines - 1;
        // The last line takes what is beyond it, where there is more than fits.
        var rows = counts.Take(shown).Select((count, errors) => (Label: $"{errors}", Count: count, Errors: errors)).ToList();
        if (counts.Count > shown)
        {
            rows[^1] = ($"{shown - 1}+", counts.Skip(shown - 1).Sum(), counts.Count - 1);
        }

        double largest = Math.Log10(Math.Max(1, counts.DefaultIfEmpty(0).Max())) + 1;
        int room = Math.Max(1, width - LabelWidth - 4);
        foreach ((string label, long count, int errors) in rows)
        {
            double length = count == 0 ? 0 : (Math.Log10(count) + 1) / largest * room;
            string colour = errors > correctable ? "red" : errors == 0 ? "green" : "yellow";
            string bar = new('█', (int)Math.Round(length));
            lines.Add($"{label,3} [{colour}]{bar}[/] {Markup.Escape(Format.Count(count))}");
        }

        return lines;
    }
}
