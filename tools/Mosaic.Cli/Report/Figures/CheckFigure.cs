using Mosaic.Cli.Report.Drawing;
using Mosaic.Cli.Report.Results;

namespace Mosaic.Cli.Report.Figures;

/// <summary>A comparison with a baseline: each rate over that of the baseline.</summary>
internal static class CheckFigure
{
    /// <summary>The figure; null where no rate can be compared.</summary>
    public static Figure? Make(Result result, string id)
    {
        Field[] all = [.. result.Root["differences"].Items()];
        string[] points = [.. all.Select(Place).Distinct(StringComparer.Ordinal)];
        var places = Places.Of(points);
        var series = new List<CurveSeries>();
        foreach (string rate in (string[])["bits", "codewords"])
        {
            foreach (bool moved in (bool[])[false, true])
            {
                CurvePoint[] some = [.. all.Where(d => string.Equals(d["rate"].Text(), rate, StringComparison.Ordinal) && d["hasMoved"].Flag() == moved && d["ratio"].OptionalNumber() > 0)
                    .Select(d => Point(d, places, rate, moved)).OrderBy(point => point.X)];
                if (some.Length > 0)
                {
                    series.Add(new CurveSeries($"{rate}{(moved ? ", moved" : "")}", (rate[0] == 'b' ? 0 : 2) + (moved ? 1 : 0), some, []) { IsSingle = true });
                }
            }
        }

        if (series.Count == 0)
        {
            return null;
        }

        double[] ratios = [1, .. series.SelectMany(one => one.Points).SelectMany(p => (double?[])[p.Y, p.Low, p.High]).Where(v => v > 0).Select(v => v!.Value)];
        Scale y = ratios.Max() / ratios.Min() > 8 ? Scale.Log(ratios) : Scale.Linear([.. ratios, 0.95, 1.05]);
        string axis = all[0]["values"].Members() is [var (name, _)] ? Words.Setting(name) : "point";
        var plot = new Plot(places.Scale, y, axis, "rate now over rate then", CurvePlot.Legend(series, limits: false), xMarks: places.Names);
        plot.Body.Line(plot.X(plot.XScale.Low), plot.Y(1), plot.X(plot.XScale.High), plot.Y(1), "guide");
        CurvePlot.Draw(plot, series);
        int count = all.Count(d => d["hasMoved"].Flag());
        return new Figure(
            id, count > 0 ? $"{count} of {all.Length} rates have moved" : "No rate has moved by more than chance",
            "Rates over those of the baseline, with 95 % intervals of each alone; on the broken line nothing has changed. Filled: moved by more than chance.", plot.Body);
    }

    private static string Place(Field difference) => difference["values"].Members() switch
    {
        [] => difference["point"].Plain(),
        [var (_, value)] => value.Plain(),
        var several => string.Join(", ", several.Select(value => value.Value.Plain())),
    };

    private static CurvePoint Point(Field d, Places places, string rate, bool moved) => new(
        places.At(Place(d)), d["ratio"].OptionalNumber(), d["ratioLow"].OptionalNumber(), d["ratioHigh"].OptionalNumber(),
        $"{rate} at {Place(d)}: {(moved ? "moved" : "as it was")}\n{Words.Number(d["ratio"].Number())} times the rate\n{Words.Share(d["baselineErrors"], d["baselineCount"], "")} then\n{Words.Share(d["errors"], d["count"], "")} now\np = {Words.Rate(d["adjustedPValue"].Number())}")
    {
        IsHollow = !moved,
    };
}
