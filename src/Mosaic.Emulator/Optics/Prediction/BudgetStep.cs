namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>One step of a link budget, in optical dB.</summary>
/// <param name="Step">What happens to the light.</param>
/// <param name="Db">What it costs in dB (negative); null where the step is a level of its own, or nothing is left.</param>
/// <param name="Dbm">The level behind it in dBm; null where nothing is left.</param>
public readonly record struct BudgetStep(string Step, double? Db, double? Dbm);
