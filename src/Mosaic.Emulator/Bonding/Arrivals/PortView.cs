using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.Arrivals;

/// <summary>Where bits of a port lie.</summary>
/// <param name="Rows">The rows that have them.</param>
/// <param name="Row">Which of them.</param>
/// <param name="Ui">Where in it the first one is.</param>
internal readonly record struct PortView(LinkBlock Rows, int Row, int Ui);
