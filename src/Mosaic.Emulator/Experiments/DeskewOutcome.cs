namespace Mosaic.Emulator.Experiments;

/// <summary>What became of one link under one algorithm.</summary>
/// <param name="LockTimeUi">When all lanes were aligned; null if they were not in time.</param>
/// <param name="Lost">Whether a locked lane was lost.</param>
/// <param name="FalseLock">Whether a lane was ever taken for another one, or to be where it is not.</param>
/// <param name="HuntGbps">Line rate at which the bring-up was worked off.</param>
internal readonly record struct DeskewOutcome(long? LockTimeUi, bool Lost, bool FalseLock, double HuntGbps);
