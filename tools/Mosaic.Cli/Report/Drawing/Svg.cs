using System.Globalization;
using System.Net;
using System.Text;

namespace Mosaic.Cli.Report.Drawing;

/// <summary>A drawing: elements with classes, whose colours the page or <see cref="Theme"/> gives.</summary>
internal sealed class Svg(double width, double height)
{
    // About the mean advance of a sans-serif letter at 12 units.
    private const double LetterWidth = 6.7;
    private readonly StringBuilder _body = new();

    /// <summary>Width in units.</summary>
    public double Width => width;

    /// <summary>Height in units.</summary>
    public double Height => height;

    /// <summary>About how wide a text is.</summary>
    public static double WidthOf(string text) => text.Length * LetterWidth;

    /// <summary>A coordinate, to a hundredth.</summary>
    public static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A number in full, as JSON has it.</summary>
    public static string Exact(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Text with what XML reserves written out.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A line.</summary>
    public Svg Line(double x1, double y1, double x2, double y2, string css) =>
        Add($"<line class=\"{css}\" x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\"/>");

    /// <summary>A rectangle.</summary>
    /// <param name="x">Left.</param>
    /// <param name="y">Top.</param>
    /// <param name="w">Width.</param>
    /// <param name="h">Height.</param>
    /// <param name="css">Classes.</param>
    /// <param name="more">More attributes.</param>
    public Svg Rect(double x, double y, double w, double h, string css, string more = "") =>
        Add($"<rect class=\"{css}\" x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(Math.Max(0, w))}\" height=\"{N(Math.Max(0, h))}\"{(more.Length > 0 ? " " + more : "")}/>");

    /// <summary>A path.</summary>
    public Svg Path(string d, string css) => d.Length == 0 ? this : Add($"<path class=\"{css}\" d=\"{d}\"/>");

    /// <summary>A line through points; where one is missing it is broken.</summary>
    public Svg Curve(IEnumerable<(double X, double Y)?> points, string css)
    {
        var d = new StringBuilder();
        bool down = false;
        foreach ((double X, double Y)? point in points)
        {
            if (point is var (x, y))
            {
                d.Append(down ? 'L' : 'M').Append(N(x)).Append(' ').Append(N(y));
            }

            down = point is not null;
        }

        return Path(d.ToString(), css);
    }

    /// <summary>A text.</summary>
    /// <param name="x">Where it is anchored.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="css">Classes; <c>mid</c> and <c>end</c> anchor it elsewhere than at its start.</param>
    public Svg Text(double x, double y, string text, string css = "") =>
        Add($"<text{(css.Length > 0 ? $" class=\"{css}\"" : "")} x=\"{N(x)}\" y=\"{N(y)}\">{Escape(text)}</text>");

    /// <summary>A mark's label, a power of ten with its exponent raised.</summary>
    public Svg Mark(double x, double y, (string Text, string? Exponent) label, string css) => label.Exponent is not { } exponent
        ? Text(x, y, label.Text, css)
        : Add($"<text class=\"{css}\" x=\"{N(x)}\" y=\"{N(y)}\">{label.Text}<tspan class=\"exp\" dy=\"-4.5\">{exponent}</tspan></text>");

    /// <summary>A text that reads upwards.</summary>
    public Svg Upwards(double x, double y, string text, string css) =>
        Add($"<text class=\"mid {css}\" transform=\"translate({N(x)} {N(y)}) rotate(-90)\">{Escape(text)}</text>");

    /// <summary>A series' sign: unlike shapes tell series apart without colour.</summary>
    public static string Shape(int series, double x, double y, double r = 3.6) => (series % 5) switch
    {
        0 => $"M{N(x - r)} {N(y)}a{N(r)} {N(r)} 0 1 0 {N(2 * r)} 0a{N(r)} {N(r)} 0 1 0 {N(-2 * r)} 0z",
        1 => $"M{N(x - r)} {N(y - r)}h{N(2 * r)}v{N(2 * r)}h{N(-2 * r)}z",
        2 => $"M{N(x)} {N(y - (1.35 * r))}l{N(1.35 * r)} {N(1.35 * r)}l{N(-1.35 * r)} {N(1.35 * r)}l{N(-1.35 * r)} {N(-1.35 * r)}z",
        3 => $"M{N(x)} {N(y - (1.25 * r))}l{N(1.25 * r)} {N(2.2 * r)}h{N(-2.5 * r)}z",
        _ => Plus(x, y, 0.45 * r, 1.3 * r),
    };

    /// <summary>A triangle that points down: an upper limit.</summary>
    public static string Down(double x, double y, double r = 3.6) => $"M{N(x)} {N(y + (1.25 * r))}l{N(1.25 * r)} {N(-2.2 * r)}h{N(-2.5 * r)}z";

    /// <summary>Adds elements as they are.</summary>
    public Svg Add(string element)
    {
        _body.Append(element).Append('\n');
        return this;
    }

    private static string Plus(double x, double y, double half, double arm)
    {
        string side = N(arm - half), back = N(half - arm), wide = N(2 * half), narrow = N(-2 * half);
        return $"M{N(x - half)} {N(y - arm)}h{wide}v{side}h{side}v{wide}h{back}v{side}h{narrow}v{back}h{back}v{narrow}h{side}z";
    }

    /// <summary>The elements.</summary>
    public override string ToString() => _body.ToString();
}
