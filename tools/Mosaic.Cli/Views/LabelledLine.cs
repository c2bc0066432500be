using System.Text.RegularExpressions;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Mosaic.Cli.Views;

/// <summary>A label and what there is to say; what does not fit goes on in the same column.</summary>
internal static partial class LabelledLine
{
    private const int Indent = 2;
    private const int LabelWidth = 12;
    private const int MinTextWidth = 20;

    // Stands for a blank at which no line is broken: one of Unicode's own for that counts as a blank too.
    private const char Unbroken = '\uE000';

    public static void Print(IAnsiConsole console, string label, string markup)
    {
        var text = (IRenderable)new Markup(Units().Replace(markup, $"{Unbroken}"));
        int width = Math.Max(MinTextWidth, console.Profile.Width - Indent - LabelWidth);
        foreach (SegmentLine line in Segment.SplitLines(text.Render(RenderOptions.Create(console, console.Profile.Capabilities), width)))
        {
            console.Markup($"{new string(' ', Indent)}[bold]{label.PadRight(LabelWidth)}[/]");
            label = "";
            // The blank at which a line was broken stays behind.
            foreach (Segment segment in line.Take(line.FindLastIndex(s => !string.IsNullOrWhiteSpace(s.Text)) + 1))
            {
                console.Write(new Text(segment.Text.Replace(Unbroken, ' '), segment.Style));
            }

            console.WriteLine();
        }
    }

    /// <summary>The blank between a number and what it is a number of, and around the … of an interval.</summary>
    [GeneratedRegex(@"(?<=\d(\[/\])?) (?=(UI|Gb/s|s|ns|%|bits?|payload bits?|errors?|frames?|threads?|lanes?|clean|corrected|uncorrectable|miscorrected)\b|%|…)|(?<=…) (?=\d)|(?<=payload) (?=bit)|(?<=predicted(\[/\])?) (?=\d)", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Units();
}
