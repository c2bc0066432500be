namespace Mosaic.Emulator.Link.Session;

/// <summary>Kinds of events of a link.</summary>
public enum LinkEventKind
{
    /// <summary>Codewords of a frame were not delivered as sent: one event a frame, with their number.</summary>
    CodewordsLost = 1,

    /// <summary>The alignment of a lane was lost.</summary>
    LockLost = 2,

    /// <summary>A lane is called failed.</summary>
    LaneFailed = 3,

    /// <summary>A lane that had failed is on another channel from this frame on.</summary>
    LaneRepaired = 4,
}
