using System.Globalization;
using Mosaic.Cli.Report.Drawing;
using Mosaic.Cli.Report.Results;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Cli.Report.Figures;

/// <summary>Codewords by the number of wrong symbols, against a binomial distribution of the same mean, for one run or several.</summary>
internal static class HistogramFigure
{
    private const double LeastExpected = 0.01;

    /// <summary>The figure; null where no run counted codewords.</summary>
    public static Figure? Make(IReadOnlyList<Result> results)
    {
        Result[] runs = [.. results.Where(result => result.Root["code"].IsThere && result.Root["postFec.symbolErrorHistogram"].Items().Count > 0 && result.Root["postFec.codewords"].Integer() > 0)];
        if (runs.Length == 0)
        {
            return null;
        }

        int bins = runs.Max(run => Math.Max(run.Root["postFec.symbolErrorHistogram"].Items().Count, (int)run.Root["code.correctableSymbols"].Integer() + 2));
        double[][] expected = [.. runs.Select(run => Expected(run, bins))];
        bins = Math.Min(bins, Math.Max(
            runs.Max(run => run.Root["postFec.symbolErrorHistogram"].Items().Count),
            runs.Max(run => (int)run.Root["code.correctableSymbols"].Integer()) <= 30 ? bins : expected.Max(counts => Array.FindLastIndex(counts, n => n >= LeastExpected) + 2)));
        double largest = runs.Max(run => run.Root["postFec.symbolErrorHistogram"].Items().Max(item => item.Integer()));
        var x = Scale.Between(-0.6, bins - 0.4);
        var y = Scale.Log([0.5, largest]);
        var legend = runs.Select((run, i) => new LegendEntry(runs.Length > 1 ? run.Name : "counted", i, LegendSign.Patch)).Append(new LegendEntry("binomial of the same mean", 0, LegendSign.Points)).ToArray();
        var plot = new Plot(x, y, "wrong symbols in a codeword", "codewords", legend, xMarks: [.. Enumerable.Range(0, bins).Select(i => ((double)i, i.ToString(CultureInfo.InvariantCulture)))]);
        for (int i = 0; i < runs.Length; i++)
        {
            Draw(plot, runs[i], i, runs.Length, expected[i]);
        }

        long t = runs[0].Root["code.correctableSymbols"].Integer();
        if (t < bins)
        {
            double at = plot.X(t + 0.5);
            plot.Body.Line(at, plot.Ceiling, at, plot.Floor, "limit").Text(at - 6, plot.Ceiling + 15, string.Create(CultureInfo.InvariantCulture, $"corrects {t}"), "end small alarmtext");
        }

        return new Figure(
            "symbol-errors",
            "Wrong symbols in a codeword",
            "Bars: codewords counted. Points: what a binomial distribution of the same mean expects, if every symbol failed alike and by itself; lanes that differ make the tail heavier.",
            plot.Body);
    }

    /// <summary>What the binomial expects.</summary>
    private static double[] Expected(Result run, int bins)
    {
        long[] counts = [.. run.Root["postFec.symbolErrorHistogram"].Items().Select(item => item.Integer())];
        double words = counts.Sum(), mean = counts.Select((count, wrong) => (double)count * wrong).Sum() / words;
        int n = (int)run.Root["code.codewordSymbols"].Integer();
        double p = mean / n;
        // By logarithms, since the coefficients of long codes are large.
        return [.. Enumerable.Range(0, bins).Select(k => p is <= 0 or >= 1 || k > n ? (k == 0 && p <= 0 ? words : 0)
            : words * Math.Exp(Gamma.LogGamma(n + 1) - Gamma.LogGamma(k + 1) - Gamma.LogGamma(n - k + 1) + (k * Math.Log(p)) + ((n - k) * Math.Log(1 - p))))];
    }

    private static void Draw(Plot plot, Result run, int series, int of, double[] expected)
    {
        int colour = Theme.Colour(series);
        IReadOnlyList<Field> counts = run.Root["postFec.symbolErrorHistogram"].Items();
        double room = plot.X(1) - plot.X(0), width = room * 0.8 / of;
        for (int wrong = 0; wrong < expected.Length; wrong++)
        {
            long count = wrong < counts.Count ? counts[wrong].Integer() : 0;
            double left = plot.X(wrong) - (room * 0.4) + (series * width);
            if (count > 0)
            {
                double top = plot.Y(count);
                plot.Body.Rect(left, top, width, plot.Floor - top, $"f{colour} half pt", string.Create(
                    CultureInfo.InvariantCulture,
                    $"data-series=\"{Svg.Escape(run.Name)}\" data-x=\"{wrong}\" data-y=\"{count}\" data-tip=\"{Svg.Escape($"{run.Name}: {Words.Count(wrong, "wrong symbol")}\n{Words.Count(count, "codeword")}\nbinomial {Views.Format.Short(expected[wrong])}")}\""));
            }
        }

        plot.Through(expected.Select((count, wrong) => ((double)wrong, count > 0 ? (double?)count : null)), $"line s{colour}");
        for (int wrong = 0; wrong < expected.Length; wrong++)
        {
            if (expected[wrong] >= plot.YScale.Low)
            {
                plot.Body.Path(Svg.Shape(series, plot.X(wrong), plot.Y(expected[wrong]), 3), $"hollow s{colour}");
            }
        }
    }
}
