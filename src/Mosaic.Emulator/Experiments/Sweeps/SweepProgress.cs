namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>How far a sweep has come.</summary>
/// <param name="Points">The points so far.</param>
/// <param name="Seconds">Seconds since it began.</param>
/// <param name="SecondsLeft">Seconds that it will take from here on, if its counts go on as so far; null where nothing can be said.</param>
public sealed record SweepProgress(IReadOnlyList<BerPoint> Points, double Seconds, double? SecondsLeft);
