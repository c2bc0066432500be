namespace Mosaic.Cli.Report.Drawing;

/// <summary>A line of a legend: a sign and what it stands for.</summary>
/// <param name="Text">What it stands for.</param>
/// <param name="Series">The series, whose colour and shape it shows.</param>
/// <param name="Sign">What the sign is.</param>
internal sealed record LegendEntry(string Text, int Series, LegendSign Sign)
{
    private const double SignWidth = 28;
    private const double Gap = 14;
    private const int Longest = 60;

    /// <summary>Width with sign and gap.</summary>
    public double Width => SignWidth + Svg.WidthOf(Shown) + Gap;

    private string Shown => Text.Length <= Longest ? Text : string.Concat(Text.AsSpan(0, Longest - 1), "…");

    /// <summary>Draws it.</summary>
    public void Draw(Svg body, double x, double y)
    {
        int colour = Theme.Colour(Series);
        double middle = x + (SignWidth / 2) - 4;
        switch (Sign)
        {
            case LegendSign.Points:
                body.Line(x, y, x + 20, y, $"line s{colour}").Path(Svg.Shape(Series, middle, y), $"f{colour}");
                break;
            case LegendSign.Dash:
                body.Line(x, y, x + 20, y, $"dash s{colour}");
                break;
            case LegendSign.Point:
                body.Path(Svg.Shape(Series, middle, y), $"f{colour}");
                break;
            case LegendSign.Hollow:
                body.Path(Svg.Shape(Series, middle, y, 4), $"hollow s{colour}");
                break;
            case LegendSign.Limit:
                body.Path(Svg.Down(middle, y, 4), $"hollow s{colour}");
                break;
            default:
                body.Rect(x + 4, y - 5, 12, 10, $"f{colour} half");
                break;
        }

        body.Text(x + SignWidth - 2, y + 4, Shown, "small ink");
    }
}
