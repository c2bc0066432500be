namespace Mosaic.Emulator.Link.Session;

/// <summary>Something that happened on a link.</summary>
/// <param name="Kind">What.</param>
/// <param name="Frame">The frame with payload that shows it, from 0.</param>
/// <param name="TimeNs">When that frame begins, in ns from the beginning of the first one.</param>
/// <param name="Lane">The lane, where it is one lane's; else −1.</param>
/// <param name="Channel">The channel that the lane is on, after a repair the new one; else −1.</param>
/// <param name="Count">Codewords lost; else 1.</param>
public readonly record struct LinkEvent(LinkEventKind Kind, long Frame, double TimeNs, int Lane, int Channel, long Count);
