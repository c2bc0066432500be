using Mosaic.Emulator.Bonding.Arrivals;

namespace Mosaic.Emulator.Link;

/// <summary>What a deskew knows.</summary>
/// <param name="Alignments">By port.</param>
/// <param name="Missing">Lanes that are lit and not aligned, with their skew in UI where they were found.</param>
/// <param name="LockLosses">How often a locked port was lost.</param>
/// <param name="LockTimeUi">When all ports were aligned for the first time, in UI; null before.</param>
internal sealed record DeskewState(PortAlignment[] Alignments, IReadOnlyList<(int Lane, long? SkewUi)> Missing, long LockLosses, long? LockTimeUi);
