using System.Globalization;
using Mosaic.Cli.Report.Drawing;

namespace Mosaic.Cli.Report.Figures;

/// <summary>The array as a map of one quantity.</summary>
internal static class LaneMapFigure
{
    private const double Side = 400;
    private const double Left = 34;
    private const double Top = 10;
    private const double BarGap = 18;
    private const double BarWidth = 13;

    /// <summary>Draws a map.</summary>
    /// <param name="lanes">The array.</param>
    /// <param name="quantity">The quantity.</param>
    /// <param name="id">The figure's name.</param>
    /// <param name="title">The figure's title.</param>
    /// <param name="caption">The figure's caption.</param>
    public static Figure Make(Lanes lanes, LaneQuantity quantity, string id, string title, string caption)
    {
        double cell = Math.Min(Side / lanes.Columns, Side / lanes.Rows), width = cell * lanes.Columns, height = cell * lanes.Rows;
        var body = new Svg(Left + width + BarGap + BarWidth + 62, Top + Math.Max(height, 120) + 42);
        Scale scale = ScaleOf(quantity);
        body.Add($"<g class=\"cells\" data-lanes=\"{lanes.Id}\" data-quantity=\"{Svg.Escape(quantity.Key)}\">");
        for (int channel = 0; channel < lanes.Rows * lanes.Columns; channel++)
        {
            double? value = quantity.Values[channel];
            string css = value is not { } some ? "nil" : scale.IsLog && some <= 0 ? "none" : quantity.Ramp.Class(scale.Place(some));
            body.Rect(Left + (channel % lanes.Columns * cell), Top + (channel / lanes.Columns * cell), cell - 0.6, cell - 0.6, css);
        }

        body.Add("</g>");
        foreach (int channel in lanes.Marked)
        {
            Cross(body, Left + (channel % lanes.Columns * cell), Top + (channel / lanes.Columns * cell), cell - 0.6);
        }

        int every = lanes.Columns > 30 ? 10 : 5;
        for (int column = 0; column < lanes.Columns; column += every)
        {
            body.Text(Left + ((column + 0.5) * cell), Top + height + 16, column.ToString(CultureInfo.InvariantCulture), "mid small");
        }

        for (int row = 0; row < lanes.Rows; row += every)
        {
            body.Text(Left - 7, Top + ((row + 0.5) * cell) + 4, row.ToString(CultureInfo.InvariantCulture), "end small");
        }

        body.Text(Left + (width / 2), Top + height + 34, "column", "mid ink").Upwards(11, Top + (height / 2), "row", "ink");
        Bar(body, quantity, scale, Left + width + BarGap, Math.Max(height, 120));
        return new Figure(id, title, caption, body);
    }

    private static Scale ScaleOf(LaneQuantity quantity)
    {
        double[] values = [.. quantity.Values.Where(value => value is { } some && double.IsFinite(some)).Select(value => value!.Value)];
        if (quantity.IsLog)
        {
            return Scale.LogBetween([.. values.Where(value => value > 0)]);
        }

        if (values.Length == 0)
        {
            return Scale.Between(0, 1);
        }

        if (quantity.Middle is { } middle)
        {
            double reach = Math.Max(values.Max(value => Math.Abs(value - middle)), 1e-9);
            return Scale.Between(middle - reach, middle + reach);
        }

        (double low, double high) = (values.Min(), values.Max());
        return high > low ? Scale.Between(low, high) : Scale.Between(low - 0.5, high + 0.5);
    }

    private static void Bar(Svg body, LaneQuantity quantity, Scale scale, double x, double height)
    {
        double step = (height - 20) / Ramp.Steps;
        for (int i = 0; i < Ramp.Steps; i++)
        {
            body.Rect(x, Top + 20 + ((Ramp.Steps - 1 - i) * step), BarWidth, step + 0.4, quantity.Ramp.Class((i + 0.5) / Ramp.Steps));
        }

        double Place(double value) => Top + 20 + ((1 - scale.Place(value)) * (height - 20));
        body.Text(x - 2, Top + 8, quantity.Unit.Length > 0 ? $"{quantity.Name} / {quantity.Unit}" : quantity.Name, "small ink");
        IReadOnlyList<double> marks = scale.InnerMarks();
        foreach (double mark in marks)
        {
            body.Line(x + BarWidth, Place(mark), x + BarWidth + 4, Place(mark), "frame").Mark(x + BarWidth + 7, Place(mark) + 4, scale.Label(mark), "small");
        }
    }

    private static void Cross(Svg body, double x, double y, double side)
    {
        double edge = side * 0.25;
        body.Path($"M{Svg.N(x + edge)} {Svg.N(y + edge)}L{Svg.N(x + side - edge)} {Svg.N(y + side - edge)}M{Svg.N(x + side - edge)} {Svg.N(y + edge)}L{Svg.N(x + edge)} {Svg.N(y + side - edge)}", "cross");
    }
}
