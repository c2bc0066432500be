using Mosaic.Cli.Report.Drawing;

namespace Mosaic.Cli.Report.Figures;

/// <summary>The array as a map of one quantity.</summary>
internal static class LaneMapFigure
{
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
        var grid = new ArrayGrid(lanes);
        Scale scale = ScaleOf(quantity);
        grid.Fill(quantity.Key, channel => quantity.Values[channel] is not { } value ? "nil" : scale.IsLog && value <= 0 ? "none" : quantity.Ramp.Class(scale.Place(value)));
        Bar(grid.Body, quantity, scale, ArrayGrid.Left + grid.Width + BarGap, grid.Height);
        return new Figure(id, title, caption, grid.Body);
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
            body.Rect(x, ArrayGrid.Top + 20 + ((Ramp.Steps - 1 - i) * step), BarWidth, step + 0.4, quantity.Ramp.Class((i + 0.5) / Ramp.Steps));
        }

        double Place(double value) => ArrayGrid.Top + 20 + ((1 - scale.Place(value)) * (height - 20));
        body.Text(x - 2, ArrayGrid.Top + 8, quantity.Unit.Length > 0 ? quantity.Unit : quantity.Name, "small ink");
        IReadOnlyList<double> marks = scale.InnerMarks();
        foreach (double mark in marks)
        {
            body.Line(x + BarWidth, Place(mark), x + BarWidth + 4, Place(mark), "frame").Mark(x + BarWidth + 7, Place(mark) + 4, scale.Label(mark), "small");
        }
    }
}
