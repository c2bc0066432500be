using Mosaic.Cli.Report.Drawing;

namespace Mosaic.Cli.Report.Figures;

/// <summary>A quantity of each channel of the array.</summary>
/// <param name="Key">Its name in the page's data.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Unit">Its unit, or nothing.</param>
/// <param name="Values">By channel, row-major; null where there is none.</param>
/// <param name="Ramp">Its colours.</param>
/// <param name="IsLog">Whether it is a rate, which is seen on a logarithmic scale.</param>
/// <param name="Middle">The value from which it goes to both sides; null where it does not.</param>
internal sealed record LaneQuantity(string Key, string Name, string Unit, IReadOnlyList<double?> Values, Ramp Ramp, bool IsLog = false, double? Middle = null);
