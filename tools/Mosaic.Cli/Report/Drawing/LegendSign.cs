namespace Mosaic.Cli.Report.Drawing;

/// <summary>What stands in front of a legend's words.</summary>
internal enum LegendSign
{
    /// <summary>A line with a point on it.</summary>
    Points,

    /// <summary>A broken line.</summary>
    Dash,

    /// <summary>A point.</summary>
    Point,

    /// <summary>A hollow point.</summary>
    Hollow,

    /// <summary>A hollow triangle that points down.</summary>
    Limit,

    /// <summary>A filled patch.</summary>
    Patch,
}
