using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Reports;

/// <summary>Coupling between channels, averaged over the array.</summary>
/// <param name="Direct">Part of an LED's light that its own photodiode receives.</param>
/// <param name="NearestDb">Light from a nearest neighbour relative to the own LED's, in dB; null where there is none.</param>
/// <param name="DiagonalDb">The same for a diagonal neighbour.</param>
/// <param name="DroppedFraction">Light in couplings that were left out because they are below the floor, over all light received.</param>
/// <param name="CentreLane">The lane at the middle of the array, or of the lit channels where that is dark.</param>
/// <param name="Centre">Everything that lane receives: its own light first, then that of others by falling strength.</param>
public sealed record CouplingReport(
    double Direct, double? NearestDb, double? DiagonalDb, double DroppedFraction, int CentreLane, IReadOnlyList<Coupling> Centre);
