using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Link.Frames;

/// <summary>One worker's way back to what was sent, a batch of groups at a time: payload from its address, and what is kept of the code.</summary>
internal sealed class SentStreams(LinkDesign design, PayloadStream payload)
{
    private readonly Memory<ulong> _message = AlignedWords.Allocate(design.Batches[0].MessageWords);
    private readonly Memory<ulong> _room = AlignedWords.Allocate(design.IsSystematic ? design.Batches[0].CodeWords : 0);

    /// <summary>The batch that was made last: its message.</summary>
    public ReadOnlySpan<ulong> Message => _message.Span;

    /// <summary>Makes a batch again.</summary>
    /// <param name="frame">The frame, one that the payload has in its window.</param>
    /// <param name="batch">One of the design's batches.</param>
    /// <param name="code">What is kept of the frame's code stream.</param>
    /// <returns>The batch's code stream.</returns>
    public ReadOnlySpan<ulong> Make(long frame, FrameSection batch, SentCode code)
    {
        payload.Fill(frame, batch.Message.Start.Value, _message.Span);
        return code.Restore(batch, _message.Span, _room.Span);
    }
}
