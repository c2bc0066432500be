using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>
/// Codewords by the number of wrong symbols: bars on a logarithmic scale, so that the tail shows, with a line where the
/// code's reach ends. Long codes get several numbers a row.
/// </summary>
internal static class Histogram
{
    /// <summary>Rows at most, but for the line: enough for each number that kp4 corrects, and some beyond.</summary>
    private const int MostRows = 20;

    private const int Margin = 3;

    /// <summary>The lines, as markup.</summary>
    /// <param name="counts">Codewords by wrong symbols.</param>
    /// <param name="correctable">t: how many wrong symbols the code corrects.</param>
    /// <param name="width">Columns.</param>
    public static IReadOnlyList<string> Make(IReadOnlyList<long> counts, int correctable, int width)
    {
        var lines = new List<string> { $"[bold]wrong symbols a word[/] [dim](log, t = {correctable})[/]" };
        IReadOnlyList<(int First, int Last, long Count)> rows = Rows(counts, correctable);
        int labels = rows.Select(row => Label(row.First, row.Last).Length).DefaultIfEmpty(0).Max();
        int numbers = rows.Select(row => Format.Count(row.Count).Length).DefaultIfEmpty(0).Max();
        double largest = Math.Log10(Math.Max(1, rows.Select(row => row.Count).DefaultIfEmpty(0).Max())) + 1;
        int room = Math.Max(1, width - labels - numbers - Margin);
        foreach ((int first, int last, long count) in rows)
        {
            if (first == correctable + 1)
            {
                lines.Add($"[dim]{new string('┄', labels)} beyond t = {correctable}[/]");
            }

            double length = count == 0 ? 0 : (Math.Log10(count) + 1) / largest * room;
            string colour = first > correctable ? "red" : last == 0 ? "green" : "yellow";
            string bar = new('█', (int)Math.Round(length));
            lines.Add($"{Label(first, last).PadLeft(labels)} [{colour}]{bar}[/] {Markup.Escape(Format.Count(count))}");
        }

        return lines;
    }

    /// <summary>Rows of equally many numbers, as few as will do; none reaches over t.</summary>
    private static List<(int First, int Last, long Count)> Rows(IReadOnlyList<long> counts, int correctable)
    {
        int step = (counts.Count + MostRows - 1) / MostRows;
        var rows = new List<(int, int, long)>();
        for (int first = 0, last; first < counts.Count; first = last + 1)
        {
            last = Math.Min(first + step, counts.Count) - 1;
            last = first <= correctable ? Math.Min(last, correctable) : last;
            rows.Add((first, last, counts.Skip(first).Take(last - first + 1).Sum()));
        }

        return rows;
    }

    private static string Label(int first, int last) => first == last ? $"{first}" : $"{first}–{last}";
}
