using System.Globalization;
using Mosaic.Cli.Report.Results;

namespace Mosaic.Cli.Report.Figures;

/// <summary>All figures of some results, in sections.</summary>
internal static class FigureSet
{
    /// <summary>The sections.</summary>
    /// <param name="results">The results.</param>
    /// <param name="lanes">The arrays, to which those of the results are added.</param>
    /// <param name="progress">Told the share that is done; or null.</param>
    public static IReadOnlyList<Section> Make(IReadOnlyList<Result> results, ICollection<Lanes> lanes, Action<double>? progress)
    {
        string Of(string heading, Result result) => results.Count > 1 ? $"{heading}: {result.Name}" : heading;
        string Prefix(Result result) => results.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"r{result.Index + 1}-") : "";
        var sections = new List<Section> { new("Curves", [.. SweepFigures.Make(results, progress)]) };
        Figure? histogram = HistogramFigure.Make(results);
        Figure[] stages = [.. results.Where(StageFigure.IsFor).Select(result => StageFigure.Make(result, $"{Prefix(result)}stages", Of("Where the time went", result)))];
        sections.Add(new(histogram is null ? "Time" : stages.Length == 0 ? "Codewords" : "Codewords and time", histogram is null ? stages : [histogram, .. stages]));

        foreach (Result result in results)
        {
            string prefix = Prefix(result);
            switch (result.Kind)
            {
                case ResultKind.Run or ResultKind.Predict or ResultKind.Tail:
                    var array = new Lanes(result);
                    lanes.Add(array);
                    sections.Add(new(Of("The array", result), Maps(array, prefix)));
                    sections.Add(new(Of("Probes", result), [.. ProbeFigures.Make(result, prefix)]));
                    break;
                case ResultKind.Check:
                    sections.Add(new(Of("Check", result), CheckFigure.Make(result, $"{prefix}check") is { } figure ? [figure] : []));
                    break;
                case ResultKind.CompareFec:
                    sections.Add(new(Of("Codes", result), [.. CompareFigures.Fec(result, prefix)]) { Tables = CodeTables.Of(result) + FailureTable.Of(result) });
                    break;
                case ResultKind.CompareDeskew:
                    sections.Add(new(Of("Deskew", result), [.. CompareFigures.Deskew(result, prefix)]) { Tables = FailureTable.Of(result) });
                    break;
            }

            if (result.Kind == ResultKind.Predict)
            {
                sections.Add(new(Of("The link", result), [.. PredictFigures.Make(result, prefix)]));
            }
        }

        return [.. sections.Where(section => section.Figures.Count > 0 || section.Tables.Length > 0)];
    }

    private static List<Figure> Maps(Lanes lanes, string prefix)
    {
        var figures = new List<Figure>();
        foreach (LaneQuantity quantity in lanes.Quantities.Where(quantity => !string.Equals(quantity.Key, "predictedBer", StringComparison.Ordinal) && quantity.Values.Any(value => value is not null)))
        {
            figures.Add(LaneMapFigure.Make(lanes, quantity, $"{prefix}map-{Words.Slug(quantity.Key)}", Title(quantity), Caption(lanes, quantity)));
        }

        if (lanes.States is { IsInteresting: true } states)
        {
            figures.Add(states.Map(lanes, $"{prefix}map-repairs"));
        }

        return figures;
    }

    private static string Title(LaneQuantity quantity) => quantity.Key switch
    {
        "ber" => quantity.Name[0] == 'B' ? "Bit error rate of each lane" : "Predicted bit error rate of each lane",
        "skewUi" => "Skew of each lane, as deskew found it",
        "q" => "Q of each lane, predicted",
        "powerDbm" => "Power of each LED",
        _ => "Skew of each lane's light",
    };

    private static string Caption(Lanes lanes, LaneQuantity quantity)
    {
        (double Value, int Channel)[] seen = [.. quantity.Values.Select((value, i) => (Value: value ?? double.NaN, Channel: i)).Where(one => double.IsFinite(one.Value)).OrderBy(one => one.Value)];
        string Text(double value) => quantity.IsLog ? Words.Rate(value) : string.Create(CultureInfo.InvariantCulture, $"{value:0.##}{(quantity.Unit.Length > 0 ? " " + quantity.Unit : "")}").Replace('-', '−');
        string At(int channel) => string.Create(CultureInfo.InvariantCulture, $"row {channel / lanes.Columns}, column {channel % lanes.Columns}");
        double median = 0.5 * (seen[(seen.Length - 1) / 2].Value + seen[seen.Length / 2].Value);
        int zeros = quantity.IsLog ? seen.Count(one => one.Value <= 0) : 0;
        return $"Median {Text(median)}; from {Text(seen[0].Value)} at {At(seen[0].Channel)} to {Text(seen[^1].Value)} at {At(seen[^1].Channel)}."
            + (zeros > 0 ? string.Create(CultureInfo.InvariantCulture, $" Hollow: {zeros} without an error.") : "") + (lanes.Marked.Count > 0 ? " Crosses: lanes with a fault." : "");
    }
}
