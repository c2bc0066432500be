using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Link.Events;

/// <summary>The parity of groups that are encoded for real. Holds the memory of one worker.</summary>
internal sealed class GroupEncoder
{
    /// <summary>There is room for so many groups from the start: mostly fewer are encoded together.</summary>
    public const int Few = 8;

    private readonly LinkDesign _design;
    private readonly LanePayload _payload;
    private readonly int _codeBits, _messageBits;
    private ulong[] _messages = [], _code = [];

    public GroupEncoder(LinkDesign design, LanePayload payload)
    {
        (_design, _payload, _codeBits, _messageBits) = (design, payload, design.Code.GroupCodeBits, design.Code.GroupMessageBits);
        ParityWords = BitString.WordCount(_codeBits - _messageBits) + 1;
        Reserve(Few);
    }

    /// <summary>Words that a group's parity takes, with one behind it.</summary>
    public int ParityWords { get; }

    /// <summary>Encodes groups.</summary>
    /// <param name="frame">Their frame.</param>
    /// <param name="groups">Which.</param>
    /// <param name="parity">Receives the parity of each, <see cref="ParityWords"/> after the one before.</param>
    public void Encode(long frame, ReadOnlySpan<int> groups, Span<ulong> parity)
    {
        if (_messages.Length < BitString.WordCount((long)groups.Length * _messageBits) + 1)
        {
            Reserve(2 * groups.Length);
        }

        for (int i = 0; i < groups.Length; i++)
        {
            _payload.Make(frame, groups[i], _messages, (long)i * _messageBits);
        }

        _design.Code.Encode(_messages, _code, groups.Length);
        for (int i = 0; i < groups.Length; i++)
        {
            BitString.Copy(_code, ((long)i * _codeBits) + _messageBits, parity, (long)i * ParityWords * 64, _codeBits - _messageBits);
        }
    }

    private void Reserve(int groups) => (_messages, _code) =
        (new ulong[BitString.WordCount((long)groups * _messageBits) + 1], new ulong[BitString.WordCount((long)groups * _codeBits)]);
}
