namespace Mosaic.Emulator.Bonding.Repair;

/// <summary>What a repair controller has decided about a lane that has failed.</summary>
/// <param name="Lane">The lane.</param>
/// <param name="FirstBad">The first frame in which it was bad.</param>
/// <param name="FrameDetected">The frame with which it was called failed.</param>
/// <param name="FrameSwitched">The first frame on the new channels; null: no spare is left, or none is to be used.</param>
/// <param name="FromChannel">The channel that has failed.</param>
/// <param name="ToChannel">The spare that was taken; null likewise.</param>
/// <param name="LanesMoved">Lanes that change their channel.</param>
public sealed record RepairDecision(
    int Lane, long FirstBad, long FrameDetected, long? FrameSwitched, int FromChannel, int? ToChannel, int LanesMoved);
