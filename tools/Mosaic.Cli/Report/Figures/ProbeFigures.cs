using System.Globalization;
using System.Text;
using System.Text.Json;
using Mosaic.Cli.Report.Drawing;
using Mosaic.Cli.Report.Results;

namespace Mosaic.Cli.Report.Figures;

/// <summary>What probes saw of a lane: its eye over two UI, and its bathtubs.</summary>
internal static class ProbeFigures
{
    private const int Shades = 14;
    private const double LowestPrediction = 1e-16;

    /// <summary>The figures of a run's probes.</summary>
    public static IEnumerable<Figure> Make(Result result, string prefix)
    {
        foreach (Field probe in result.Root["probes"].Items())
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"row {probe["row"].Integer()}, column {probe["column"].Integer()}");
            string id = $"{prefix}{Words.Slug(place)}";
            yield return Eye(probe, $"{id}-eye", $"Eye at {place}");
            yield return Bathtub(
                probe, $"{id}-phase", $"Bathtub over the instant, {place}", "instant / UI after the best one", "instantsUi", "phaseBathtub", probe["samplingOffsetUi"].Number(), "the receiver's");
            yield return Bathtub(
                probe, $"{id}-threshold", $"Bathtub over the threshold, {place}", "threshold / µA", "thresholdsUa", "thresholdBathtub", probe["thresholdUa"].Number(), "the receiver's");
        }
    }

    private static Figure Eye(Field probe, string id, string title)
    {
        double[] instants = probe["instantsUi"].Numbers(), levels = probe["levelsUa"].Numbers();
        IReadOnlyList<Field> columns = probe["eye"].Items();
        if (instants.Length < 2 || levels.Length < 2 || columns.Count != instants.Length)
        {
            throw probe["eye"].Wrong("a list of levels for each of instantsUi");
        }

        double[][] counts = [.. columns.Select(column => column.Numbers())];
        double step = levels[1] - levels[0], most = counts.Max(column => column.DefaultIfEmpty(0).Max());
        var x = Scale.Between(-1, 1);
        var y = Scale.Between(levels[0] - (step / 2), levels[^1] + (step / 2));
        var plot = new Plot(x, y, "time / UI after the best instant", "current / µA");
        double half = (instants[1] - instants[0]) / 2, height = (plot.FrameHeight / levels.Length) + 0.3;
        var shades = new StringBuilder[Shades];
        for (int copy = -1; copy <= 1; copy++)
        {
            for (int i = 0; i < instants.Length; i++)
            {
                // Half a step to either side; the two UI repeat what one holds.
                double from = Math.Max(-1, instants[i] + copy - half), to = Math.Min(1, instants[i] + copy + half);
                if (from < to)
                {
                    Column(shades, counts[i], most, level => (plot.X(from), plot.Y(levels[level] + (step / 2))), plot.X(to) - plot.X(from) + 0.3, height);
                }
            }
        }

        for (int shade = 0; shade < Shades; shade++)
        {
            plot.Body.Path(shades[shade]?.ToString() ?? "", Ramp.Heat.Class((shade + 1.0) / Shades));
        }

        double threshold = probe["thresholdUa"].Number(), sampled = probe["samplingOffsetUi"].Number();
        plot.Body.Line(plot.X(-1), plot.Y(threshold), plot.X(1), plot.Y(threshold), "guide").Line(plot.X(sampled), plot.Ceiling, plot.X(sampled), plot.Floor, "guide")
            .Rect(plot.X(-1), plot.Ceiling, plot.FrameWidth, plot.FrameHeight, "hit eye");
        return new Figure(
            id, title, string.Create(CultureInfo.InvariantCulture, $"How often the current is where, every bit of {Words.Count(probe["frames"].Integer(), "frame")}; the hotter the more often, by the root of the count. Broken lines: the receiver's threshold and instant."), plot.Body)
        {
            Data = JsonSerializer.Serialize(new { instantsUi = instants, levelsUa = levels, eye = counts }),
        };
    }

    /// <summary>Levels of one shade that lie together make one rectangle.</summary>
    private static void Column(StringBuilder?[] shades, double[] counts, double most, Func<int, (double X, double Y)> place, double width, double height)
    {
        int Shade(int level) => level < counts.Length && counts[level] > 0 ? Math.Min(Shades - 1, (int)(Math.Sqrt(counts[level] / most) * Shades)) : -1;
        for (int first = 0, next; first < counts.Length; first = next)
        {
            int shade = Shade(first);
            next = first + 1;
            while (next < counts.Length && Shade(next) == shade)
            {
                next++;
            }

            if (shade >= 0)
            {
                (double x, double y) = place(next - 1);
                (shades[shade] ??= new StringBuilder()).Append(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}h{width:0.#}v{height * (next - first):0.#}h{-width:0.#}z");
            }
        }
    }

    private static Figure Bathtub(Field probe, string id, string title, string xLabel, string xs, string name, double receiver, string mark)
    {
        double[] x = probe[xs].Numbers(), counted = probe[name].Numbers();
        double?[] predicted = probe[$"{name}Predicted"].OptionalNumbers();
        if (counted.Length != x.Length || predicted.Length != x.Length)
        {
            throw probe[name].Wrong(string.Create(CultureInfo.InvariantCulture, $"{x.Length} values, one for each of {xs}"));
        }

        var series = new CurveSeries("counted", 0, [.. x.Select((at, i) => new CurvePoint(at, counted[i], null, null, $"{Words.Number(at)}\ncounted {Words.Rate(counted[i])}\npredicted {Words.Rate(predicted[i])}"))], [.. x.Select((at, i) => (at, predicted[i]))]) { IsSingle = true };
        var plot = new Plot(Scale.Linear(x), Scale.Log(series.Values(LowestPrediction)), xLabel, "bits on the wrong side", CurvePlot.Legend([series], limits: false));
        double cut = plot.X(receiver);
        plot.Body.Line(cut, plot.Ceiling, cut, plot.Floor, "guide").Text(cut + 6, plot.Ceiling + 15, mark, "small ink");
        CurvePlot.Draw(plot, [series]);
        return new Figure(id, title, "Points: counted. Broken line: averaged over all patterns of bits, also where counting finds nothing.", plot.Body);
    }
}
