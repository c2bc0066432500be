using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Link.Frames;

/// <summary>
/// What is kept of a frame's code stream until it is compared: of a systematic code the bits behind each group's message, since the
/// message can be had again from its address; else all of it.
/// </summary>
internal sealed class SentCode
{
    private readonly LinkDesign _design;
    private readonly int _kept; // the first bit of each group that is kept
    private readonly Memory<ulong> _bits;

    /// <param name="design">The link.</param>
    /// <param name="whole">Whether message and code stream are kept whole, for those who look at any bit of them.</param>
    public SentCode(LinkDesign design, bool whole = false)
    {
        _design = design;
        _kept = design.IsSystematic && !whole ? design.Code.GroupMessageBits : 0;
        _bits = AlignedWords.Allocate(BitString.WordCount((long)design.Groups * KeptBits));
        Message = AlignedWords.Allocate(whole ? design.MessageWords : 0);
    }

    /// <summary>The message, where it is kept.</summary>
    public Memory<ulong> Message { get; }

    /// <summary>The code stream, where it is kept whole.</summary>
    public Memory<ulong> Code => _kept == 0 ? _bits : throw new InvalidOperationException("The code stream is kept in part.");

    private int KeptBits => _design.Code.GroupCodeBits - _kept;

    /// <summary>Keeps what there is to keep of a section.</summary>
    public void Keep(FrameSection section, ReadOnlySpan<ulong> message, ReadOnlySpan<ulong> code)
    {
        if (!Message.IsEmpty)
        {
            message.CopyTo(Message.Span[section.Message]);
        }

        if (_kept == 0)
        {
            code.CopyTo(_bits.Span[section.Code]);
            return;
        }

        for (int group = 0; group < section.Groups; group++)
        {
            BitString.Copy(code, ((long)group * _design.Code.GroupCodeBits) + _kept, _bits.Span, (long)(section.FirstGroup + group) * KeptBits, KeptBits);
        }
    }

    /// <summary>The code stream of a section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="message">Its message.</param>
    /// <param name="room">Room for it, used where it is not kept whole.</param>
    public ReadOnlySpan<ulong> Restore(FrameSection section, ReadOnlySpan<ulong> message, Span<ulong> room)
    {
        if (_kept == 0)
        {
            return _bits.Span[section.Code];
        }

        for (int group = 0; group < section.Groups; group++)
        {
            long at = (long)group * _design.Code.GroupCodeBits;
            BitString.Copy(message, (long)group * _kept, room, at, _kept);
            BitString.Copy(_bits.Span, (long)(section.FirstGroup + group) * KeptBits, room, at + _kept, KeptBits);
        }

        return room[..section.CodeWords];
    }
}
