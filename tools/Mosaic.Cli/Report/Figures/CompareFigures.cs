using System.Globalization;
using Mosaic.Cli.Report.Drawing;
using Mosaic.Cli.Report.Results;
using Mosaic.Cli.Views;

namespace Mosaic.Cli.Report.Figures;

/// <summary>Codes and deskew algorithms side by side.</summary>
internal static class CompareFigures
{
    /// <summary>Codewords lost by each code, and gain against overhead.</summary>
    public static IEnumerable<Figure> Fec(Result result, string prefix)
    {
        var codes = result.Root["points"].Items().GroupBy(point => point["code"].Text(), StringComparer.Ordinal).ToArray();
        IReadOnlyDictionary<string, string> names = ShownNames.Of(codes.Select(code => code.Key));
        CurveSeries[] lost = [.. codes.Select((code, i) => new CurveSeries(names[code.Key], i, [.. code.Where(point => point["preFec.ber"].OptionalNumber() > 0).OrderBy(point => point["preFec.ber"].Number()).Select(point => Lost(point, names[code.Key]))], []) { Aside = Aside(i, codes.Length) })];
        if (Array.TrueForAll(lost, one => one.Points.Count == 0))
        {
            yield break;
        }

        var plot = new Plot(
            Scale.Log(lost.SelectMany(one => one.Points.Select(point => point.X))), Scale.Log(lost.SelectMany(one => one.Values(0))), "bit error rate before FEC", "codeword error ratio", CurvePlot.Legend(lost, limits: true));
        CurvePlot.Draw(plot, lost);
        yield return new Figure($"{prefix}codes-lost", "Codewords lost by each code", "Over the error rate before FEC, with 95 % intervals; hollow: upper limits where no codeword was lost. Codes stand a little aside of each other.", plot.Body);

        CurveSeries[] gain = [.. codes.Select((code, i) => new CurveSeries(names[code.Key], i, [.. code.Where(point => point["netCodingGainDb"].IsThere).Select(point => Gain(point, names[code.Key]))], []) { IsSingle = true }).Where(one => one.Points.Count > 0)];
        if (gain.Length > 0)
        {
            var gains = new Plot(
                Scale.Linear(gain.SelectMany(one => one.Points.Select(point => point.X)), fromZero: true), Scale.Linear(gain.SelectMany(one => one.Points.Select(point => point.Y ?? 0)), fromZero: true),
                "overhead / %", "net coding gain / dB", CurvePlot.Legend(gain, limits: false));
            CurvePlot.Draw(gains, gain);
            yield return new Figure($"{prefix}codes-gain", "Gain against overhead", "A point for each link. Hollow: no error was left, and the gain is at least this.", gains.Body);
        }
    }

    /// <summary>How often, and how fast, each deskew algorithm brings links up.</summary>
    public static IEnumerable<Figure> Deskew(Result result, string prefix)
    {
        Field[] points = [.. result.Root["points"].Items()];
        bool skews = points.Select(point => point["skewUi"].Integer()).Distinct().Skip(1).Any(), drifts = points.Select(point => point["driftPpm"].Number()).Distinct().Skip(1).Any();
        IReadOnlyDictionary<string, string> names = ShownNames.Of(points.Select(point => point["algorithm"].Text()));
        string Name(Field point) => names[point["algorithm"].Text()]
            + (skews ? string.Create(CultureInfo.InvariantCulture, $", {point["skewUi"].Integer()} UI") : "") + (drifts ? string.Create(CultureInfo.InvariantCulture, $", {point["driftPpm"].Number()} ppm") : "");
        var groups = points.GroupBy(Name, StringComparer.Ordinal).ToArray();
        double frame = result.Root["frameUi"].Number();
        var rates = Places.Of(points.Select(point => point["ber"].Plain()));
        foreach ((string key, string title, string words) in ((string, string, string)[])[("failed", "Links that did not come up", "failed"), ("lost", "Locks lost", "lost")])
        {
            CurveSeries[] series = [.. groups.Select((group, i) => new CurveSeries(group.Key, i, [.. group.Select(point => Share(point, key, words, rates, group.Key))], []) { Aside = Aside(i, groups.Length) })];
            if (!string.Equals(key, "failed", StringComparison.Ordinal) && series.All(one => one.Points.All(point => point.Y is 0)))
            {
                continue;
            }

            var plot = new Plot(rates.Scale, Scale.Between(0, 1), "bit error rate of the lanes", $"share of links that {words}", CurvePlot.Legend(series, limits: false), xMarks: rates.Names);
            CurvePlot.Draw(plot, series);
            yield return new Figure($"{prefix}deskew-{key}", title, "Shares of trials with 95 % intervals. Algorithms stand a little aside of each other.", plot.Body);
        }

        CurveSeries[] times = [.. groups.Select((group, i) => new CurveSeries(group.Key, i, [.. group.Where(point => point["lockTimeMedianUi"].IsThere).Select(point => Time(point, frame, rates, group.Key))], []) { Aside = Aside(i, groups.Length) }).Where(one => one.Points.Count > 0)];
        if (times.Length > 0)
        {
            var plot = new Plot(rates.Scale, Scale.Linear(times.SelectMany(one => one.Points.SelectMany(point => (double[])[point.Y ?? 0, point.High ?? 0])), fromZero: true), "bit error rate of the lanes", "lock time / frames", CurvePlot.Legend(times, limits: false), xMarks: rates.Names);
            CurvePlot.Draw(plot, times);
            yield return new Figure($"{prefix}deskew-time", "Time to lock", "Median, and up to the longest, of the links that came up.", plot.Body);
        }
    }

    private static double Aside(int series, int of) => (series - (0.5 * (of - 1))) * 5;

    private static CurvePoint Lost(Field point, string code)
    {
        Field post = point["postFec"];
        double? ratio = post["codewordErrorRatio"].OptionalNumber(), low = post["codewordErrorLow"].OptionalNumber(), high = post["codewordErrorHigh"].OptionalNumber();
        return new CurvePoint(point["preFec.ber"].Number(), ratio, low, high, $"{code}{(point["value"].IsThere ? $" at {point["value"].Plain()}" : "")}\n{Words.Rate(point["preFec.ber"].Number())} before FEC\ncodewords lost {Words.Rate(ratio, low, high)}");
    }

    private static CurvePoint Gain(Field point, string code) => new(
        point["overhead"].Number() * 100, point["netCodingGainDb"].Number(), null, null,
        $"{code}{(point["value"].IsThere ? $" at {point["value"].Plain()}" : "")}\nnet gain {(point["gainIsBound"].Flag() ? "at least " : "")}{point["netCodingGainDb"].Number().ToString("0.00", CultureInfo.InvariantCulture)} dB\noverhead {(point["overhead"].Number() * 100).ToString("0.00", CultureInfo.InvariantCulture)} %\nlatency {Format.Short(point["latencyNs"].Number())} ns")
    {
        IsHollow = point["gainIsBound"].Flag(),
    };

    private static CurvePoint Share(Field point, string key, string words, Places rates, string name)
    {
        long trials = point["trials"].Integer(), count = point[key]["count"].Integer();
        return new CurvePoint(rates.At(point["ber"].Plain()), (double)count / trials, point[key]["low"].OptionalNumber(), point[key]["high"].OptionalNumber(), $"{name} at {point["ber"].Plain()}\n{count} of {Words.Count(trials, "link")} {words}");
    }

    private static CurvePoint Time(Field point, double frame, Places rates, string name)
    {
        double Frames(string key) => point[key].Number() / frame;
        string Text(string key) => Frames(key).ToString("0.00", CultureInfo.InvariantCulture);
        return new CurvePoint(
            rates.At(point["ber"].Plain()), Frames("lockTimeMedianUi"), Frames("lockTimeMedianUi"), Frames("lockTimeMaxUi"),
            $"{name} at {point["ber"].Plain()}\nmedian {Text("lockTimeMedianUi")} frames\n95 % within {Text("lockTimeP95Ui")}, longest {Text("lockTimeMaxUi")}");
    }
}
