namespace Mosaic.Cli.Report.Drawing;

/// <summary>A measured point of a curve.</summary>
/// <param name="X">Its place on the horizontal axis.</param>
/// <param name="Y">The value; null where nothing was counted.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Tip">What is shown about it, the first line its name.</param>
internal sealed record CurvePoint(double X, double? Y, double? Low, double? High, string Tip)
{
    /// <summary>Whether it is drawn hollow: what it stands for is not like the other points.</summary>
    public bool IsHollow { get; init; }
}
