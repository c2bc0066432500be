using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;

namespace Mosaic.Emulator.Link.Frames;

/// <summary>Deals a frame's code stream to the lanes section by section, from room for little more than one of them.</summary>
internal sealed class SectionStriping
{
    private readonly Striping _striping;
    private readonly Memory<ulong> _code;
    private readonly int _room; // where a section starts; what still waits of those before it is in front
    private long _done;
    private int _end; // words of the stream that are there

    /// <param name="design">The link.</param>
    /// <param name="longest">The longest section that is dealt; of a striping that goes as a whole, all of them stay.</param>
    public SectionStriping(LinkDesign design, FrameSection longest)
    {
        _striping = design.Striping;
        _room = _striping.StripesInPieces ? (BitString.WordCount(_striping.WaitingBits) + 7) / 8 * 8 : 0;
        _code = AlignedWords.Allocate(_striping.StripesInPieces ? _room + longest.CodeWords : design.CodeWords);
    }

    /// <summary>Room for the code stream of the next section; the first one begins a frame.</summary>
    [MethodImpl(Kernel.Compiled)]
    public Span<ulong> Room(FrameSection section)
    {
        int start = section.Code.Start.Value;
        if (start == 0)
        {
            (_done, _end) = (0, 0);
        }

        Span<ulong> code = _code.Span;
        if (!_striping.StripesInPieces)
        {
            return code[section.Code];
        }

        int waiting = start - _striping.FirstWaitingWord(_done);
        code.Slice(_room + _end - waiting, waiting).CopyTo(code[(_room - waiting)..]);
        return code.Slice(_room, section.CodeWords);
    }

    /// <summary>Deals what can be dealt, now that the section's code stream is in its room.</summary>
    [MethodImpl(Kernel.Compiled)]
    public void Deal(FrameSection section, LinkBlock rows)
    {
        int first = _striping.StripesInPieces ? _striping.FirstWaitingWord(_done) : 0, start = section.Code.Start.Value;
        Span<ulong> code = _striping.StripesInPieces ? _code.Span[(_room - start + first)..] : _code.Span;
        _end = section.CodeWords;
        _done = _striping.Stripe(code, first, section.Code.End.Value * 64L, rows, _done);
    }
}
