using System.Globalization;
using Mosaic.Cli.Report.Drawing;
using Mosaic.Cli.Report.Results;

namespace Mosaic.Cli.Report.Figures;

/// <summary>What a prediction says beside its maps: the response to one bit, and what becomes of the light.</summary>
internal static class PredictFigures
{
    /// <summary>The figures.</summary>
    public static IEnumerable<Figure> Make(Result result, string prefix)
    {
        yield return Pulse(result, $"{prefix}pulse");
        yield return Budget(result, $"{prefix}budget");
    }

    private static Figure Pulse(Result result, string id)
    {
        double[] taps = result.Root["taps"].Numbers();
        int main = (int)result.Root["mainTap"].Integer();
        var plot = new Plot(
            Scale.Between(-main - 0.6, taps.Length - main - 0.4), Scale.Linear(taps, fromZero: true), "UI after the bit", "part of the response",
            xMarks: [.. taps.Select((_, i) => ((double)(i - main), (i - main).ToString(CultureInfo.InvariantCulture).Replace('-', '−')))]);
        double zero = plot.Y(0);
        for (int i = 0; i < taps.Length; i++)
        {
            double x = plot.X(i - main), y = plot.Y(taps[i]);
            plot.Body.Line(x, zero, x, y, "line s0");
            plot.Body.Add($"<g class=\"pt\" data-series=\"taps\" data-x=\"{i - main}\" data-y=\"{Svg.Exact(taps[i])}\" data-tip=\"{Svg.Escape($"{i - main} UI\n{Views.Format.Short(taps[i])} of the response")}\"><path class=\"f0\" d=\"{Svg.Shape(0, x, y)}\"/><circle class=\"hit\" cx=\"{Svg.N(x)}\" cy=\"{Svg.N(y)}\" r=\"9\"/></g>");
        }

        return new Figure(id, "Response to one bit", "Once per UI, an LED of nominal bandwidth; at 0 the bit's own sample, around it what it leaves in others.", plot.Body);
    }

    private static Figure Budget(Result result, string id)
    {
        Field[] steps = [.. result.Root["budget"].Items().Where(step => step["dbm"].IsThere)];
        double[] levels = [.. steps.Select(step => step["dbm"].Number())];
        const double Left = 212, Room = 218, Line = 26;
        var scale = Scale.Linear(levels);
        var body = new Svg(520, 40 + (steps.Length * Line));
        foreach (double mark in scale.Marks(5))
        {
            double x = Left + (scale.Place(mark) * Room);
            body.Line(x, 4, x, 10 + (steps.Length * Line), "grid").Mark(x, 28 + (steps.Length * Line), scale.Label(mark), "mid small");
        }

        for (int i = 0; i < steps.Length; i++)
        {
            string name = Views.PredictView.Meaning(steps[i]["step"].Text());
            double y = 6 + (i * Line), to = Left + (scale.Place(levels[i]) * Room), from = i == 0 || string.Equals(steps[i]["step"].Text(), "noise", StringComparison.Ordinal) ? to : Left + (scale.Place(levels[i - 1]) * Room);
            string text = string.Create(CultureInfo.InvariantCulture, $"{levels[i]:0.0} dBm").Replace('-', '−');
            body.Text(Left - 8, y + 14, name, "end ink").Rect(Math.Min(from, to), y, Math.Max(2, Math.Abs(from - to)), Line - 8, "f1 half pt", $"data-series=\"budget\" data-y=\"{Svg.Exact(levels[i])}\" data-tip=\"{Svg.Escape($"{name}\n{text}")}\"");
            body.Text(Left + Room + 14, y + 14, text, "small");
        }

        return new Figure(id, "What becomes of the light", "For the centre lane, step by step; each bar is what the step takes.", body);
    }
}
