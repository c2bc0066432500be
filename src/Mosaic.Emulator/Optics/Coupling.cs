namespace Mosaic.Emulator.Optics;

/// <summary>The part of one LED's light that falls on one photodiode's aperture.</summary>
/// <param name="Source">Channel of the LED.</param>
/// <param name="Value">The part, 0 … 1.</param>
public readonly record struct Coupling(int Source, double Value);
