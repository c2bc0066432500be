namespace Mosaic.Cli.Report.Drawing;

/// <summary>What stands in front of a legend's words.</summary>
internal enum LegendSign
{
    /// <summary>A line with a point on it.</summary>
    Points,

    /// <summary>A broken line.</summary>
    Dash,

    /// <summary>A hollow point.</summary>
    Point,

    /// <summary>A line.</summary>
    Line,

    /// <summary>A filled patch.</summary>
    Patch,
}
