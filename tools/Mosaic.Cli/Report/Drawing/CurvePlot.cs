namespace Mosaic.Cli.Report.Drawing;

/// <summary>Curves of rates: points with intervals, limits where nothing was counted, predictions.</summary>
internal static class CurvePlot
{
    private const double Cap = 3.5;
    private const double HitRadius = 9;
    private const double LimitStem = 13;

    /// <summary>The legend of series.</summary>
    public static IReadOnlyList<LegendEntry> Legend(IReadOnlyList<CurveSeries> series, bool limits)
    {
        var entries = new List<LegendEntry>();
        foreach (CurveSeries one in series)
        {
            entries.Add(new LegendEntry(one.Name, one.Index, !one.IsSingle ? LegendSign.Points : one.Points.All(point => point.IsHollow) ? LegendSign.Hollow : LegendSign.Point));
        }

        if (series.FirstOrDefault(one => one.Prediction.Any(p => p.Y is not null)) is { } predicted)
        {
            entries.Add(new LegendEntry("predicted", predicted.Index, LegendSign.Dash));
        }

        if (limits && series.FirstOrDefault(one => one.Points.Any(IsLimit)) is { } limited)
        {
            entries.Add(new LegendEntry("none counted: 95 % limit", limited.Index, LegendSign.Limit));
        }

        return entries;
    }

    /// <summary>Draws series into a frame.</summary>
    public static void Draw(Plot plot, IReadOnlyList<CurveSeries> series)
    {
        foreach (CurveSeries one in series)
        {
            plot.Through(one.Prediction, $"dash s{Theme.Colour(one.Index)}");
        }

        foreach (CurveSeries one in series)
        {
            if (!one.IsSingle)
            {
                plot.Through(one.Points.Select(point => (point.X, plot.YScale.IsLog && point.Y is 0 ? null : point.Y)), $"line s{Theme.Colour(one.Index)}", one.Aside);
            }

            foreach (CurvePoint point in one.Points)
            {
                Draw(plot, one, point);
            }
        }
    }

    private static bool IsLimit(CurvePoint point) => point.Y is 0 && point.High is > 0;

    private static void Draw(Plot plot, CurveSeries series, CurvePoint point)
    {
        if (point.Y is not { } value)
        {
            return;
        }

        int colour = Theme.Colour(series.Index);
        double x = plot.X(point.X) + series.Aside;
        bool isLimit = plot.YScale.IsLog && value <= 0;
        if (isLimit && !IsLimit(point))
        {
            return;
        }

        double y = plot.Y(isLimit ? point.High!.Value : value);
        plot.Body.Add($"<g class=\"pt\" data-series=\"{Svg.Escape(series.Name)}\" data-x=\"{Svg.Exact(point.X)}\" data-y=\"{Svg.Exact(value)}\" data-low=\"{Svg.Exact(point.Low)}\" data-high=\"{Svg.Exact(point.High)}\" data-tip=\"{Svg.Escape(point.Tip)}\">");
        if (isLimit)
        {
            double stem = Math.Clamp(plot.Floor - y - 5, 0, LimitStem);
            plot.Body.Path($"M{Svg.N(x - Cap)} {Svg.N(y)}h{Svg.N(2 * Cap)}M{Svg.N(x)} {Svg.N(y)}v{Svg.N(stem)}", $"bar s{colour}").Path(Svg.Down(x, y + stem, 3.2), $"hollow s{colour}");
        }
        else
        {
            if (point.High is { } high)
            {
                double top = plot.Y(high), bottom = plot.Y(point.Low ?? 0);
                plot.Body.Path($"M{Svg.N(x)} {Svg.N(top)}V{Svg.N(bottom)}M{Svg.N(x - Cap)} {Svg.N(top)}h{Svg.N(2 * Cap)}M{Svg.N(x - Cap)} {Svg.N(bottom)}h{Svg.N(2 * Cap)}", $"bar s{colour}");
            }

            plot.Body.Path(Svg.Shape(series.Index, x, y), point.IsHollow ? $"hollow s{colour}" : $"f{colour}");
        }

        plot.Body.Add($"<circle class=\"hit\" cx=\"{Svg.N(x)}\" cy=\"{Svg.N(y)}\" r=\"{Svg.N(HitRadius)}\"/></g>");
    }
}
