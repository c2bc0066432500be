namespace Mosaic.Cli.Report.Figures;

/// <summary>A part of a page.</summary>
/// <param name="Heading">What it is about.</param>
/// <param name="Figures">What it shows.</param>
internal sealed record Section(string Heading, IReadOnlyList<Figure> Figures)
{
    /// <summary>Tables in front of the figures, as HTML; empty for none.</summary>
    public string Tables { get; init; } = "";
}
