namespace Mosaic.Emulator.Optics;

/// <summary>What one LED adds to a lane's current.</summary>
/// <param name="Source">Channel of the LED.</param>
/// <param name="FirstShift">How many UI before the receiver's the first tap's bit is.</param>
/// <param name="Taps">Changes of current in A when a tap's bit is 1.</param>
/// <param name="Strength">Sum of the taps' magnitudes in A.</param>
/// <param name="Displacements">Change in A of each tap over one standard deviation of the sampling instant; empty: none.</param>
internal sealed record PathCurrents(int Source, int FirstShift, double[] Taps, double Strength, double[] Displacements);
