using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>Two blocks of lines next to each other where the terminal is wide enough, else one below the other.</summary>
internal static class SideBySide
{
    private const int Gap = 3;

    /// <summary>Columns left for the block on the right.</summary>
    public static int RightWidth(IAnsiConsole console, int leftWidth) => console.Profile.Width - leftWidth - Gap - 2;

    /// <summary>Prints both blocks.</summary>
    public static void Print(IAnsiConsole console, IReadOnlyList<string> left, int leftWidth, IReadOnlyList<string> right, int minRightWidth)
    {
        if (RightWidth(console, leftWidth) < minRightWidth)
        {
            foreach (string line in left.Concat(right))
            {
                console.MarkupLine("  " + line);
            }

            return;
        }

        for (int i = 0; i < Math.Max(left.Count, right.Count); i++)
        {
            string first = i < left.Count ? left[i] : "";
            string padding = new(' ', leftWidth - Width(first) + Gap);
            console.MarkupLine("  " + first + (i < right.Count ? padding + right[i] : ""));
        }
    }

    /// <summary>Columns of a line of markup (<see cref="Markup.Remove"/> drops lines of blanks).</summary>
    public static int Width(string markup) => markup.Contains('[', StringComparison.Ordinal) ? Markup.Remove(markup).Length : markup.Length;
}
