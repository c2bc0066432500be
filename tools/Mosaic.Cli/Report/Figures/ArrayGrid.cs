using System.Globalization;
using Mosaic.Cli.Report.Drawing;

namespace Mosaic.Cli.Report.Figures;

/// <summary>The array as a grid of cells, with its rows and columns numbered.</summary>
internal sealed class ArrayGrid
{
    /// <summary>The grid's left edge.</summary>
    public const double Left = 42;

    /// <summary>The grid's upper edge.</summary>
    public const double Top = 10;

    private const double Side = 400;
    private const double RightRoom = 85;
    private const double Foot = 42;
    private const double LeastHeight = 120;
    private readonly Lanes _lanes;
    private readonly double _cell;

    /// <summary>Draws rows and columns; cells come with <see cref="Fill"/>.</summary>
    /// <param name="lanes">The array.</param>
    /// <param name="below">Room below it.</param>
    public ArrayGrid(Lanes lanes, double below = 0)
    {
        _lanes = lanes;
        _cell = Math.Min(Side / lanes.Columns, Side / lanes.Rows);
        (Width, double height) = (_cell * lanes.Columns, _cell * lanes.Rows);
        Height = Math.Max(height, LeastHeight);
        Body = new Svg(Left + Width + RightRoom, Top + Height + Foot + below);
        int every = lanes.Columns > 30 ? 10 : 5;
        for (int column = 0; column < lanes.Columns; column += every)
        {
            Body.Text(Left + ((column + 0.5) * _cell), Top + height + 16, column.ToString(CultureInfo.InvariantCulture), "mid small");
        }

        for (int row = 0; row < lanes.Rows; row += every)
        {
            Body.Text(Left - 7, Top + ((row + 0.5) * _cell) + 4, row.ToString(CultureInfo.InvariantCulture), "end small");
        }

        Body.Text(Left + (Width / 2), Top + height + 34, "column", "mid ink").Upwards(14, Top + (height / 2), "row", "ink");
    }

    /// <summary>The drawing.</summary>
    public Svg Body { get; }

    /// <summary>Width of the grid.</summary>
    public double Width { get; }

    /// <summary>Height of the grid, or of what stands beside a low one.</summary>
    public double Height { get; }

    /// <summary>Draws the cells, in the order of the channels, and crosses on those with a fault.</summary>
    /// <param name="quantity">What they show.</param>
    /// <param name="css">The class of each channel's cell.</param>
    public void Fill(string quantity, Func<int, string> css)
    {
        Body.Add($"<g class=\"cells\" data-lanes=\"{_lanes.Id}\" data-quantity=\"{Svg.Escape(quantity)}\">");
        for (int channel = 0; channel < _lanes.Rows * _lanes.Columns; channel++)
        {
            Body.Rect(Left + (channel % _lanes.Columns * _cell) + 0.4, Top + (channel / _lanes.Columns * _cell) + 0.4, _cell - 0.8, _cell - 0.8, css(channel));
        }

        Body.Add("</g>");
        foreach (int channel in _lanes.Marked)
        {
            (double near, double far) = (_cell * 0.27, _cell * 0.73);
            (double x, double y) = (Left + (channel % _lanes.Columns * _cell), Top + (channel / _lanes.Columns * _cell));
            Body.Path($"M{Svg.N(x + near)} {Svg.N(y + near)}L{Svg.N(x + far)} {Svg.N(y + far)}M{Svg.N(x + far)} {Svg.N(y + near)}L{Svg.N(x + near)} {Svg.N(y + far)}", "cross");
        }
    }
}
