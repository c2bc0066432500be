namespace Mosaic.Cli.Report.Drawing;

/// <summary>The frame of a figure with two axes: its grid, marks, labels and legend, and where values are in it.</summary>
internal sealed class Plot
{
    private const double Left = 66;
    private const double Right = 20;
    private const double Bottom = 46;
    private const double LegendLine = 18;
    private readonly double _top;

    /// <summary>Draws the frame.</summary>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="xLabel">What is on the horizontal axis.</param>
    /// <param name="yLabel">What is on the vertical axis.</param>
    /// <param name="legend">The legend's entries, or none.</param>
    /// <param name="width">Width in units.</param>
    /// <param name="height">Height of the frame in units.</param>
    /// <param name="xMarks">Labels of the horizontal axis in place of its marks, by value.</param>
    public Plot(Scale x, Scale y, string xLabel, string yLabel, IReadOnlyList<LegendEntry>? legend = null, double width = 520, double height = 300, IReadOnlyList<(double At, string Label)>? xMarks = null)
    {
        (XScale, YScale) = (x, y);
        List<List<LegendEntry>> rows = Rows(legend ?? [], width - Left - Right);
        _top = 12 + (rows.Count * LegendLine);
        Body = new Svg(width, _top + height + Bottom);
        FrameHeight = height;
        FrameWidth = width - Left - Right;
        DrawLegend(rows);
        foreach (double minor in y.Minor())
        {
            Body.Line(Left, Y(minor), Left + FrameWidth, Y(minor), "fine");
        }

        foreach (double minor in x.Minor())
        {
            Body.Line(X(minor), _top, X(minor), _top + height, "fine");
        }

        foreach (double mark in y.Marks())
        {
            Body.Line(Left, Y(mark), Left + FrameWidth, Y(mark), "grid").Mark(Left - 8, Y(mark) + 4, y.Label(mark), "end ytick");
        }

        if (xMarks is not null)
        {
            DrawNames(xMarks);
        }
        else
        {
            foreach (double mark in x.Marks())
            {
                Body.Line(X(mark), _top, X(mark), _top + height, "grid").Mark(X(mark), _top + height + 17, x.Label(mark), "mid xtick");
            }
        }

        Body.Rect(Left, _top, FrameWidth, height, "frame");
        Body.Text(Left + (FrameWidth / 2), _top + height + 37, xLabel, "mid ink").Upwards(14, _top + (height / 2), yLabel, "ink");
    }

    /// <summary>The drawing.</summary>
    public Svg Body { get; }

    /// <summary>The horizontal axis.</summary>
    public Scale XScale { get; }

    /// <summary>The vertical axis.</summary>
    public Scale YScale { get; }

    /// <summary>Width of the frame.</summary>
    public double FrameWidth { get; }

    /// <summary>Height of the frame.</summary>
    public double FrameHeight { get; }

    /// <summary>The frame's lower edge.</summary>
    public double Floor => _top + FrameHeight;

    /// <summary>The frame's upper edge.</summary>
    public double Ceiling => _top;

    /// <summary>Where a value is on the horizontal axis.</summary>
    public double X(double value) => Left + (XScale.Place(value) * FrameWidth);

    /// <summary>Where a value is on the vertical axis.</summary>
    public double Y(double value) => _top + ((1 - YScale.Place(value)) * FrameHeight);

    /// <summary>Lines through values, cut off at the frame.</summary>
    /// <param name="values">The values; the line is broken where one is missing.</param>
    /// <param name="css">Classes.</param>
    /// <param name="aside">Units to the right of the values.</param>
    public void Through(IEnumerable<(double X, double? Y)> values, string css, double aside = 0)
    {
        (double X, double Y)? last = null;
        var points = new List<(double X, double Y)?>();
        foreach ((double x, double? y) in values)
        {
            (double X, double Y)? next = y is { } there ? (XScale.Unbound(x) + (aside / FrameWidth), YScale.Unbound(there)) : null;
            if (last is { } from && next is { } to)
            {
                Cut(points, from, to);
            }

            last = next;
        }

        Body.Curve(points, css);
    }

    /// <summary>A horizontal line with words at its right end.</summary>
    public void Limit(double value, string text)
    {
        if (value < YScale.Low || value > YScale.High)
        {
            return;
        }

        double y = Y(value);
        Body.Line(Left, y, Left + FrameWidth, y, "limit").Text(Left + FrameWidth - 6, y < _top + 20 ? y + 14 : y - 5, text, "end small alarmtext");
    }

    /// <summary>Adds the part of a straight piece that is within the frame.</summary>
    private void Cut(List<(double X, double Y)?> points, (double X, double Y) from, (double X, double Y) to)
    {
        double first = 0, last = 1;
        foreach ((double start, double step) in (ReadOnlySpan<(double, double)>)[(from.X, to.X - from.X), (from.Y, to.Y - from.Y)])
        {
            if (step == 0)
            {
                last = start is >= 0 and <= 1 ? last : -1;
                continue;
            }

            (double a, double b) = (-start / step, (1 - start) / step);
            first = Math.Max(first, Math.Min(a, b));
            last = Math.Min(last, Math.Max(a, b));
        }

        if (!(first < last))
        {
            return;
        }

        (double X, double Y) At(double part) => (Left + ((from.X + (part * (to.X - from.X))) * FrameWidth), _top + ((1 - (from.Y + (part * (to.Y - from.Y)))) * FrameHeight));
        (double X, double Y) begin = At(first);
        if (points.Count == 0 || points[^1] is not var (x, y) || Math.Abs(x - begin.X) + Math.Abs(y - begin.Y) > 1e-6)
        {
            points.Add(null);
            points.Add(begin);
        }

        points.Add(At(last));
    }

    private void DrawNames(IReadOnlyList<(double At, string Label)> marks)
    {
        // As many as have room.
        int most = Math.Max(1, (int)(FrameWidth / (marks.Max(mark => Svg.WidthOf(mark.Label)) + 8))), every = (marks.Count + most - 1) / most;
        for (int i = 0; i < marks.Count; i++)
        {
            Body.Line(X(marks[i].At), _top, X(marks[i].At), Floor, "fine");
            if (i % every == 0)
            {
                Body.Text(X(marks[i].At), Floor + 17, marks[i].Label, "mid xtick");
            }
        }
    }

    private static List<List<LegendEntry>> Rows(IReadOnlyList<LegendEntry> entries, double width)
    {
        var rows = new List<List<LegendEntry>>();
        double used = double.PositiveInfinity;
        foreach (LegendEntry entry in entries)
        {
            if (used + entry.Width > width)
            {
                rows.Add([]);
                used = 0;
            }

            rows[^1].Add(entry);
            used += entry.Width;
        }

        return rows;
    }

    private void DrawLegend(List<List<LegendEntry>> rows)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            double x = Left, y = 12 + (row * LegendLine);
            foreach (LegendEntry entry in rows[row])
            {
                entry.Draw(Body, x, y);
                x += entry.Width;
            }
        }
    }
}
