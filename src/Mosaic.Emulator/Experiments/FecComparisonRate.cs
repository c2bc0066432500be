namespace Mosaic.Emulator.Experiments;

/// <summary>Bits before error correction, as in the report of a run.</summary>
/// <param name="Bits">Bits.</param>
/// <param name="BitErrors">Wrong ones.</param>
/// <param name="Ber">Bit error rate; null where no bits were counted.</param>
/// <param name="BerLow">Lower end of its 95 % Clopper–Pearson interval, two-sided; null likewise.</param>
/// <param name="BerHigh">Upper end; null likewise.</param>
public sealed record FecComparisonRate(long Bits, long BitErrors, double? Ber, double? BerLow, double? BerHigh);
