using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link.Frames;

/// <summary>Message bits as they are sent: payload by its address, scrambled where that is wanted. Any of them can be had again.</summary>
/// <param name="source">The payload.</param>
/// <param name="scrambler">Scrambles it, or null.</param>
internal sealed class PayloadStream(IPayloadSource source, Scrambler? scrambler)
{
    /// <summary>Bits of one frame.</summary>
    /// <param name="frame">Frame, within the source's window.</param>
    /// <param name="firstWord">First word of the frame's message that is wanted.</param>
    /// <param name="message">Receives the words.</param>
    public void Fill(long frame, int firstWord, Span<ulong> message)
    {
        source.Fill(frame, firstWord, message);
        scrambler?.Apply(frame, firstWord, message);
    }

    /// <summary>Makes payload of message words.</summary>
    /// <param name="frame">Frame.</param>
    /// <param name="firstWord">First word of the frame's message that there is.</param>
    /// <param name="message">The words.</param>
    public void Descramble(long frame, int firstWord, Span<ulong> message) => scrambler?.Apply(frame, firstWord, message);
}
