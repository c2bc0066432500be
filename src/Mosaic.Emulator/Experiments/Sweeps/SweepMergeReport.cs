namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>What merging led to.</summary>
/// <param name="Curve">The curve; points of which trials are missing have not ended.</param>
/// <param name="Missing">What is missing, a line for each such point.</param>
public sealed record SweepMergeReport(BerCurve Curve, IReadOnlyList<string> Missing);
