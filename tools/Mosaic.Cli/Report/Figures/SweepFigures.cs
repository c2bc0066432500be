using System.Globalization;
using Mosaic.Cli.Report.Drawing;
using Mosaic.Cli.Report.Results;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Cli.Report.Figures;

/// <summary>Error rates over what sweeps vary, those over the same setting in one figure, with predictions and what the code can bear.</summary>
internal static class SweepFigures
{
    /// <summary>Predictions below this are not worth a longer axis.</summary>
    private const double LowestPrediction = 1e-15;

    /// <summary>The figures.</summary>
    /// <param name="results">All results; runs, tails and predictions of links that lie on an axis are drawn on it.</param>
    /// <param name="progress">Told the share that is done; or null.</param>
    public static IEnumerable<Figure> Make(IReadOnlyList<Result> results, Action<double>? progress)
    {
        Sweep[] sweeps = [.. results.Where(result => result.Kind == ResultKind.Sweep).Select(result => new Sweep(result))];
        var groups = sweeps.GroupBy(sweep => sweep.Axis, StringComparer.Ordinal).ToArray();
        Result[] singles = [.. results.Where(result => result.Kind is ResultKind.Run or ResultKind.Tail)];
        int done = 0;
        foreach (IGrouping<string, Sweep> group in groups)
        {
            Sweep[] members = [.. group];
            IReadOnlyList<LinkPrediction?>[] predictions = [.. members.Select(sweep => sweep.Predict(share => progress?.Invoke((done + share) / sweeps.Length)))];
            done += members.Length;
            yield return Draw(members, predictions, singles, isBits: true);
            yield return Draw(members, predictions, singles, isBits: false);
        }
    }

    private static Figure Draw(Sweep[] sweeps, IReadOnlyList<LinkPrediction?>[] predictions, Result[] singles, bool isBits)
    {
        string axis = sweeps[0].Axis;
        Places places = Places.Of(sweeps.SelectMany(sweep => sweep.Points.Select(point => sweep.Value(point).Plain())));
        var series = new List<CurveSeries>();
        foreach ((Sweep sweep, IReadOnlyList<LinkPrediction?> predicted) in sweeps.Zip(predictions))
        {
            foreach (var family in sweep.Points.Select((point, i) => (Point: point, Prediction: predicted[i])).GroupBy(pair => sweep.Family(pair.Point), StringComparer.Ordinal))
            {
                string name = string.Join(", ", ((string[])[sweeps.Length + singles.Length > 1 ? sweep.Result.Name : "", family.Key]).Where(part => part.Length > 0));
                name = name.Length > 0 ? name : isBits ? "before FEC" : "lost codewords";
                var ordered = family.OrderBy(pair => places.At(sweep.Value(pair.Point).Plain())).ToArray();
                series.Add(new CurveSeries(
                    name,
                    series.Count,
                    [.. ordered.Select(pair => Point(sweep, pair.Point, pair.Prediction, places, name, isBits))],
                    [.. ordered.Select(pair => (places.At(sweep.Value(pair.Point).Plain()), isBits ? pair.Prediction?.Ber : pair.Prediction?.CodewordErrorRatio)).Where(pair => pair.Item2 is not null)]));
            }
        }

        foreach (Result single in singles)
        {
            if (single.Setting(axis) is { } value && places.Has(value))
            {
                series.Add(Single(single, places.At(value), series.Count, isBits));
            }
        }

        var thresholds = isBits ? sweeps.Select(sweep => sweep.Threshold()).OfType<(string Name, double Ber)>().Distinct().ToArray() : [];
        var y = Scale.Log(series.SelectMany(one => one.Values(LowestPrediction)).Concat(thresholds.Select(threshold => threshold.Ber)));
        var plot = new Plot(places.Scale, y, Words.Setting(axis), isBits ? "bit error rate before FEC" : "codeword error ratio", CurvePlot.Legend(series, limits: true), xMarks: places.Names);
        foreach ((string name, double ber) in thresholds)
        {
            plot.Limit(ber, $"{name} at its limit");
        }

        CurvePlot.Draw(plot, series);
        string caption = "Points with 95 % intervals; " + (isBits
            ? $"broken lines: what the model predicts.{(thresholds.Length > 0 ? " Dotted: where independent errors make the code lose 6.2e-11 of all 64-byte frames, as much as IEEE 802.3 allows." : "")}"
            : "broken lines: the prediction for independent symbol errors; hollow: upper limits where no codeword was lost.");
        return new Figure($"{(isBits ? "ber" : "cer")}-{Words.Slug(axis)}", isBits ? "Errors before FEC" : "Codewords lost", caption, plot.Body);
    }

    private static CurvePoint Point(Sweep sweep, Field point, LinkPrediction? prediction, Places places, string name, bool isBits)
    {
        string rate = isBits ? "ber" : "cer", errors = isBits ? "bitErrors" : "codewordErrors", count = isBits ? "bits" : "codewords";
        double? value = point[rate].OptionalNumber(), low = point[$"{rate}Low"].OptionalNumber(), high = point[$"{rate}High"].OptionalNumber();
        string at = string.Join(", ", point["values"].Members().Select(member => $"{Words.Setting(member.Name)} {member.Value.Plain()}"));
        string tip = $"{name}: {at}\n{Words.Rate(value, low, high)}\n{Words.Share(point[errors], point[count], isBits ? "bits wrong" : "codewords lost")}"
            + ((isBits ? prediction?.Ber : prediction?.CodewordErrorRatio) is { } predicted ? $"\npredicted {Words.Rate(predicted)}" : "")
            + (!isBits && point["flr"].OptionalNumber() is { } flr ? $"\n64-byte frames lost {Words.Rate(flr)}" : "")
            + $"\n{Words.Count(point["trials"].Integer(), "trial")}, ended by {point["stopReason"].Text()}";
        return new CurvePoint(places.At(sweep.Value(point).Plain()), value, low, high, tip);
    }

    private static CurveSeries Single(Result result, double x, int index, bool isBits)
    {
        Field rates = result.Root[isBits ? "preFec" : "postFec"];
        string key = isBits ? "ber" : "codewordErrorRatio", ends = isBits ? "ber" : "codewordError";
        double? value = rates[key].OptionalNumber(), low = rates[$"{ends}Low"].OptionalNumber(), high = rates[$"{ends}High"].OptionalNumber();
        string kind = result.Kind == ResultKind.Tail ? "computed by engine tail" : "a run";
        return new CurveSeries(result.Name, index, [new CurvePoint(x, value, low, high, $"{result.Name}: {kind}\n{Words.Rate(value, low, high)}") { IsHollow = true }], []) { IsSingle = true };
    }

    /// <summary>A sweep's points and what they are drawn over.</summary>
    private sealed class Sweep
    {
        private readonly string[] _paths;

        public Sweep(Result result)
        {
            Result = result;
            Points = result.Root["points"].Items();
            _paths = [.. result.Root["axes"].Items().Select(axis => axis["paths"].Items() is [var first, ..] ? first.Text() : throw axis["paths"].Wrong("a list of settings"))];
            Axis = _paths.Length > 0 ? _paths[^1] : "";
        }

        public Result Result { get; }

        public IReadOnlyList<Field> Points { get; }

        /// <summary>The setting that varies fastest.</summary>
        public string Axis { get; }

        public Field Value(Field point) => Axis.Length == 0 ? point["point"] : point["values"].Members().First(member => string.Equals(member.Name, Axis, StringComparison.Ordinal)).Value;

        /// <summary>The other setting, where there is one.</summary>
        public string Family(Field point) => _paths.Length < 2 ? ""
            : $"{Words.Setting(_paths[0])} {point["values"].Members().First(member => string.Equals(member.Name, _paths[0], StringComparison.Ordinal)).Value.Plain()}";

        public IReadOnlyList<LinkPrediction?> Predict(Action<double> progress) => Model.Predict(
            Result.Root["config"],
            [.. Points.Select(point => (IReadOnlyList<(string, string)>)[.. point["values"].Members().Select(member => (member.Name, member.Value.Plain()))])],
            progress);

        public (string Name, double Ber)? Threshold()
        {
            Field fec = Result.Root["config"]["fec"];
            (string name, int interleave) = (fec["code"].Text(), (int)fec["interleave"].Integer());
            return Array.Exists(_paths, path => path.StartsWith("fec.", StringComparison.Ordinal)) ? null
                : Model.Threshold(name, interleave) is { } ber ? ($"{name} x {interleave.ToString(CultureInfo.InvariantCulture)}", ber) : null;
        }
    }
}
