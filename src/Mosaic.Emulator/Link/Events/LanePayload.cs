using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// The messages of engine <c>event</c>: uniform and independent as those of any source are once they are scrambled, and found where they are sent. A message bit is that
/// of its lane's stream in the UI in which the striping sends it (<see cref="LaneStream"/>). Holds the memory of one worker.
/// </summary>
internal sealed class LanePayload(LinkDesign design, uint trial) : IPayloadSource
{
    /// <summary>From so many groups on all of the frame is made.</summary>
    private const int Many = 16;

    private readonly DealtMessages? _dealt = design.Looks.Places is { } places ? new DealtMessages(design, places, trial) : null;
    private readonly ulong[] _message = new ulong[BitString.WordCount(design.Code.GroupMessageBits) + 1];
    private readonly Lazy<WholeFrame> _even = new(() => new WholeFrame(design)), _odd = new(() => new WholeFrame(design));

    /// <inheritdoc/>
    public string Name => "lanes";

    /// <inheritdoc/>
    public long? TotalBits => null;

    /// <inheritdoc/>
    public void Advance(long firstFrame, int frames)
    {
    }

    /// <inheritdoc/>
    public void Fill(long frame, int firstWord, Span<ulong> destination)
    {
        int bits = design.Code.GroupMessageBits;
        long start = firstWord * 64L, end = long.Min(start + (destination.Length * 64L), design.MessageBits);
        int first = (int)(start / bits), last = (int)((end - 1) / bits);
        bool isWhole = _dealt is null && last - first >= Many;
        ReadOnlySpan<ulong> code = isWhole ? Whole(frame).Code(frame, trial) : [];
        destination.Clear();
        for (int group = first; group <= last; group++)
        {
            long from = long.Max(start, (long)group * bits), to = long.Min(end, (long)(group + 1) * bits), within = from - ((long)group * bits);
            if (isWhole)
            {
                BitString.Copy(code, ((long)group * design.Code.GroupCodeBits) + within, destination, from - start, to - from);
            }
            else
            {
                Make(frame, group, _message, 0);
                BitString.Copy(_message, within, destination, from - start, to - from);
            }
        }
    }

    /// <summary>The messages of a group.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="group">The group.</param>
    /// <param name="messages">Receives them.</param>
    /// <param name="bit">From this bit on.</param>
    public void Make(long frame, int group, Span<ulong> messages, long bit)
    {
        if (_dealt is not null)
        {
            _dealt.Make(frame, group, messages, bit);
            return;
        }

        FrameLayout layout = design.Layout;
        long start = (long)group * design.Code.GroupCodeBits;
        for (int done = 0; done < design.Code.GroupMessageBits;)
        {
            (int lane, int data) = design.Striping.Map.PlaceOf(start + done);
            int piece = int.Min(layout.SymbolBits - (int)((start + done) % layout.SymbolBits), layout.UnitBits - (data % layout.UnitBits));
            BitString.WriteBits(messages, bit + done, piece, LaneStream.Bits(LaneStream.Of(design.Options.Seed, trial, frame, lane), data, piece));
            done += piece;
        }
    }

    /// <summary>A frame and the end of the one before are asked for in turn.</summary>
    private WholeFrame Whole(long frame) => (frame & 1) == 0 ? _even.Value : _odd.Value;

    /// <summary>All lanes' streams as the receiver would gather them.</summary>
    private sealed class WholeFrame(LinkDesign design)
    {
        private readonly LinkBlock _rows = new(design.Layout.Lanes, design.Layout.BodyWords);
        private readonly ulong[] _code = new ulong[design.CodeWords];
        private long _frame = -1;

        public ReadOnlySpan<ulong> Code(long frame, uint trial)
        {
            if (_frame != frame)
            {
                for (int lane = 0; lane < _rows.Lanes; lane++)
                {
                    LaneStream.Of(design.Options.Seed, trial, frame, lane).Fill(_rows.Row(lane));
                }

                design.Striping.Gather(_rows, _code);
                _frame = frame;
            }

            return _code;
        }
    }
}
