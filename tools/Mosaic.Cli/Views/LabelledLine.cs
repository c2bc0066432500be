using Spectre.Console;
using Spectre.Console.Rendering;

namespace Mosaic.Cli.Views;

/// <summary>A label and what there is to say; what does not fit goes on in the same column.</summary>
internal static class LabelledLine
{
    private const int Indent = 2;
    private const int LabelWidth = 12;
    private const int MinTextWidth = 20;

    public static void Print(IAnsiConsole console, string label, string markup)
    {
        var text = (IRenderable)new Markup(markup);
        int width = Math.Max(MinTextWidth, console.Profile.Width - Indent - LabelWidth);
        foreach (SegmentLine line in Segment.SplitLines(text.Render(RenderOptions.Create(console, console.Profile.Capabilities), width)))
        {
            console.Markup($"{new string(' ', Indent)}[bold]{label.PadRight(LabelWidth)}[/]");
            label = "";
            // The blank at which a line was broken stays behind.
            foreach (Segment segment in line.Take(line.FindLastIndex(s => !string.IsNullOrWhiteSpace(s.Text)) + 1))
            {
                console.Write(new Text(segment.Text, segment.Style));
            }

            console.WriteLine();
        }
    }
}
