namespace Mosaic.Emulator.Link;

/// <summary>Spare lanes and what they were used for.</summary>
/// <param name="SparesLeft">Spares that are still unused.</param>
/// <param name="Events">Repairs, in order.</param>
public sealed record RepairReport(int SparesLeft, IReadOnlyList<string> Events);
