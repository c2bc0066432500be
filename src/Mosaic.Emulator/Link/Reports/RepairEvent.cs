namespace Mosaic.Emulator.Link.Reports;

/// <summary>A lane that has failed, and what was done about it.</summary>
/// <param name="FrameDetected">The frame with which it was called failed.</param>
/// <param name="FrameSwitched">The first frame on another channel; null where there is no spare for it.</param>
/// <param name="Lane">The lane.</param>
/// <param name="FromChannel">The channel that it was on.</param>
/// <param name="ToChannel">The spare that was taken; null where there is none.</param>
/// <param name="LanesMoved">Lanes that changed their channel: one, or with <c>shift</c> all between the two.</param>
/// <param name="DetectionFrames">Frames from the first bad one to the one with which it was called failed.</param>
/// <param name="FramesLost">Frames with a codeword lost, from the first bad one to the switch, or to the end.</param>
/// <param name="Hitless">Whether the first frame on the new channel lost none; null where it was not counted.</param>
public sealed record RepairEvent(
    long FrameDetected,
    long? FrameSwitched,
    int Lane,
    int FromChannel,
    int? ToChannel,
    int LanesMoved,
    long DetectionFrames,
    long FramesLost,
    bool? Hitless);
