using Mosaic.Emulator.Link;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>One trial of one point.</summary>
/// <param name="Point">The point.</param>
/// <param name="Trial">The trial, counted from 0 in each point.</param>
/// <param name="Result">What it counted.</param>
internal readonly record struct TrialRecord(int Point, uint Trial, TrialResult Result);
