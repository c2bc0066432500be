namespace Mosaic.Emulator.Experiments;

/// <summary>What became of one link under one algorithm.</summary>
/// <param name="Locked">Whether all lanes were aligned in time.</param>
/// <param name="LockTimeUi">When they were; null if they were not, or nobody took note.</param>
/// <param name="Lost">Whether a locked lane was lost.</param>
/// <param name="FalseLock">Whether a lane was ever taken for another one, or to be where it is not.</param>
/// <param name="Slips">Slips of its lanes while it was watched.</param>
/// <param name="WatchedLaneFrames">Lanes times frames that it was watched for.</param>
/// <param name="MisreadLaneFrames">Those of them that were not read where they are throughout.</param>
/// <param name="Failure">What went wrong with the algorithm itself; null for nothing. Then the rest means nothing.</param>
/// <param name="HuntGbps">Line rate at which the bring-up was worked off.</param>
internal readonly record struct DeskewOutcome(bool Locked, long? LockTimeUi, bool Lost, bool FalseLock, long Slips, long WatchedLaneFrames, long MisreadLaneFrames, string? Failure, double HuntGbps);
