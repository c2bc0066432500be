namespace Mosaic.Emulator.Link.Events;

/// <summary>What engine <c>event</c> says of its own work.</summary>
/// <param name="EncodedGroups">Groups of codewords whose parity was encoded, since more of them was looked at than is independent.</param>
/// <param name="EncodedShare">Those over all groups; null where nothing was counted.</param>
/// <param name="LockTakenAsGiven">True: lanes are read where they are, from the first frame on; there is no bring-up and no deskew.</param>
public sealed record EventReport(long EncodedGroups, double? EncodedShare, bool LockTakenAsGiven);
