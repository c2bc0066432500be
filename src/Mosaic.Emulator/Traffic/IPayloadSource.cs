namespace Mosaic.Emulator.Traffic;

/// <summary>
/// Where payload bits come from: an endless stream, cut into frames of equal length. Any part of a frame in the present
/// window can be asked for, from any thread, as often as wanted.
/// </summary>
public interface IPayloadSource
{
    /// <summary>Name in a configuration, e.g. <c>random</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Payload bits in all, or null where the traffic never ends. What lies past the end is filled with random bits.
    /// It is known for certain once <see cref="Advance"/> has reached the end.
    /// </summary>
    long? TotalBits { get; }

    /// <summary>
    /// Moves the window on. Called in turn. While it runs, <see cref="Fill"/> may be asked for frames that are in the window both before and
    /// afterwards, unless that has become longer.
    /// </summary>
    /// <param name="firstFrame">First frame that will be asked for from now on.</param>
    /// <param name="frames">Frames in the window.</param>
    void Advance(long firstFrame, int frames);

    /// <summary>Bits of one frame.</summary>
    /// <param name="frame">Frame, within the window.</param>
    /// <param name="firstWord">First word of the frame that is wanted.</param>
    /// <param name="destination">Receives the words.</param>
    void Fill(long frame, int firstWord, Span<ulong> destination);
}
