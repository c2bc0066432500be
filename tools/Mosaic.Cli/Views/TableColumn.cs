namespace Mosaic.Cli.Views;

/// <summary>A column of a table: what stands above it, and its cells.</summary>
/// <param name="Head">Its name.</param>
/// <param name="Cells">The cells as markup, one for each row.</param>
internal sealed record TableColumn(string Head, IReadOnlyList<string> Cells)
{
    /// <summary>What stands below the name: a unit; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether the cells begin at the left; numbers end at the right.</summary>
    public bool IsText { get; init; }

    /// <summary>How early it goes where a terminal is too narrow for all; 0 stays.</summary>
    public int Dispensable { get; init; }

    /// <summary>Columns of the terminal that it takes at least.</summary>
    public int LeastWidth { get; init; }

    /// <summary>Columns of the terminal that it takes.</summary>
    public int Width { get; } = Math.Max(Head.Length, Cells.Select(SideBySide.Width).DefaultIfEmpty(0).Max());
}
