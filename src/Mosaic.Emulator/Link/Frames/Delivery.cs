namespace Mosaic.Emulator.Link.Frames;

/// <summary>What is wanted of a frame's message as delivered.</summary>
internal enum Delivery
{
    /// <summary>Nothing but counts.</summary>
    Nothing,

    /// <summary>The payload, descrambled.</summary>
    Payload,

    /// <summary>Where it differs from what was sent, and which groups are lost.</summary>
    Errors,
}
