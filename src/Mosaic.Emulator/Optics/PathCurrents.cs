namespace Mosaic.Emulator.Optics;

/// <summary>What one LED adds to a lane's current.</summary>
/// <param name="Source">Channel of the LED.</param>
/// <param name="FirstShift">How many UI before the receiver's the first tap's bit is.</param>
/// <param name="Start">Place of the first tap among those of the lane.</param>
/// <param name="Count">Number of taps.</param>
/// <param name="Strength">Sum of the taps' magnitudes in A.</param>
internal readonly record struct PathCurrents(int Source, int FirstShift, int Start, int Count, double Strength);
