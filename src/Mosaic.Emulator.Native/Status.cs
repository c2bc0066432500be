namespace Mosaic.Emulator.Native;

/// <summary>What a call comes to: <c>mosaic_status</c> of the header.</summary>
internal enum Status
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>A pointer is null, a block too long, or blocks overlap.</summary>
    InvalidArgument = 1,

    /// <summary>A configuration or a fault is none.</summary>
    InvalidConfiguration = 2,

    /// <summary>The handle is not that of a link, or not any more.</summary>
    NoLink = 3,

    /// <summary>Another call is using the link.</summary>
    Busy = 4,

    /// <summary>The link did not come up.</summary>
    LinkDown = 5,

    /// <summary>The buffer is too small.</summary>
    TooSmall = 6,

    // 7 is the shim's: there is no runtime.

    /// <summary>Anything else.</summary>
    Failed = 8,
}
