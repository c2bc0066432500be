namespace Mosaic.Cli.Report.Drawing;

/// <summary>Points that belong together, and what was predicted of them.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Index">Number of the series: its colour and shape.</param>
/// <param name="Points">The points, from left to right.</param>
/// <param name="Prediction">What the model says, from left to right; empty where it says nothing.</param>
internal sealed record CurveSeries(string Name, int Index, IReadOnlyList<CurvePoint> Points, IReadOnlyList<(double X, double? Y)> Prediction)
{
    /// <summary>Whether the points stand alone, unlinked.</summary>
    public bool IsSingle { get; init; }

    /// <summary>Units by which the points stand aside, so that those of several series at one place are all seen.</summary>
    public double Aside { get; init; }

    /// <summary>Values that the vertical axis should hold: measured ones with their limits, and predictions not too far below them.</summary>
    public IEnumerable<double> Values(double lowest) =>
        Points.SelectMany(point => (double?[])[point.Y is > 0 ? point.Y : null, point.Y is > 0 ? point.Low : null, point.High])
            .Concat(Prediction.Select(p => p.Y >= lowest ? p.Y : null))
            .Where(value => value > 0).Select(value => value!.Value);
}
