using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// What channels send in a frame and around it, bit by bit where it is looked at: the same bits that
/// <see cref="FrameTransmitter.Sent"/> holds, from the same addresses, where no transmitter is stuck.
/// </summary>
internal sealed class SentBits(LinkDesign design, FrameCode code, FrameCode before, uint trial, LaneMapHistory maps)
{
    private readonly FrameLayout _layout = design.Layout;
    private readonly StripingMap _striping = design.Striping.Map;
    private LaneMap _map = maps.Last, _mapBefore = maps.Last, _mapNext = maps.Last;

    /// <summary>Turns to the frame that the code has turned to.</summary>
    public void Start()
    {
        (_map, _mapNext, _mapBefore) = (maps.At(code.Frame), maps.At(code.Frame + 1), maps.At(code.Frame - 1));
    }

    /// <summary>Bits of a channel, the earliest lowest.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="ui">UI of the first, counted from the frame's start; it may be before it or behind its end.</param>
    /// <param name="count">How many, up to 8.</param>
    public int Window(int channel, int ui, int count)
    {
        int lane = _map.LaneOfChannel[channel], data = ui - AlignmentMarker.LengthUi;
        if ((uint)lane < (uint)_layout.Lanes && data >= 0 && data + count <= _layout.LaneBits(lane))
        {
            return OfCode(code, lane, data, count);
        }

        int bits = 0;
        for (int i = 0; i < count; i++)
        {
            bits |= Bit(channel, ui + i) << i;
        }

        return bits;
    }

    /// <summary>One bit of a lane in the frame, behind its marker.</summary>
    public int OfLane(int lane, int ui) => OfRow(code, lane, ui);

    private int Bit(int channel, int ui)
    {
        if (ui >= _layout.FrameUi)
        {
            return _mapNext.IsLit(channel) ? OfMarker(channel, code.Frame + 1, ui - _layout.FrameUi) : 0;
        }

        if (ui >= 0)
        {
            int lane = _map.LaneOfChannel[channel];
            return lane < 0 ? 0 : ui < AlignmentMarker.LengthUi ? OfMarker(channel, code.Frame, ui) : OfRow(code, lane, ui);
        }

        if (code.Frame == 0)
        {
            // What there is before the first frame is the end of a training frame.
            int word = (_layout.DataUi / 64) + (ui >> 6);
            (ulong low, ulong high) = new RandomAddress(design.Options.Seed, RandomPurpose.Training, trial, 0, channel).Block((uint)word / 2);
            return (int)(((word & 1) == 0 ? low : high) >> ui & 1);
        }

        return _mapBefore.LaneOfChannel[channel] is var last and >= 0 ? OfRow(before, last, ui + _layout.FrameUi) : 0;
    }

    private static int OfMarker(int channel, long frame, int ui) =>
        (int)((ui < 64 ? AlignmentMarker.Sync : AlignmentMarker.SecondWord(channel, frame)) >> ui & 1);

    /// <summary>A bit behind the marker: of the code, padding, a parity of the lane, or a check across the lanes.</summary>
    private int OfRow(FrameCode source, int lane, int ui)
    {
        int data = ui - AlignmentMarker.LengthUi;
        if (lane >= _layout.Lanes)
        {
            return OfCheck(source, lane, ui);
        }

        if (data >= _layout.DataUi)
        {
            int sum = 0;
            for (int word = 0; word < _layout.DataUi / 64; word++)
            {
                sum ^= OfRow(source, lane, ui - _layout.DataUi + (64 * word));
            }

            return sum;
        }

        int bits = _layout.LaneBits(lane);
        return data < bits ? OfCode(source, lane, data, 1) : OfPadding(source.Frame, lane, data - bits);
    }

    private int OfCheck(FrameCode source, int lane, int ui)
    {
        ReadOnlySpan<ushort> columns = design.Secded!.Columns.Columns;
        int check = lane - _layout.Lanes, sum = 0;
        for (int data = 0; data < _layout.Lanes; data++)
        {
            if ((columns[data] >> check & 1) != 0)
            {
                sum ^= OfRow(source, data, ui);
            }
        }

        return sum;
    }

    private int OfPadding(long frame, int lane, int bit)
    {
        var address = new RandomAddress(design.Options.Seed, RandomPurpose.Padding, trial, checked((uint)frame), lane + 1);
        (ulong low, ulong high) = address.Block((uint)bit / 128);
        return (int)(((bit & 64) == 0 ? low : high) >> bit & 1);
    }

    /// <summary>Code bits of a lane, piece by piece: what follows each other on the lane is in a symbol, or in the next unit.</summary>
    private int OfCode(FrameCode source, int lane, int data, int count)
    {
        int bits = 0;
        for (int done = 0; done < count;)
        {
            (int round, int offset) = Math.DivRem(data + done, _layout.UnitBits);
            long slot = ((((long)round * _layout.Lanes) + lane) * _layout.UnitBits) + offset;
            int piece = int.Min(count - done, int.Min(_layout.UnitBits - offset, _layout.SymbolBits - (offset % _layout.SymbolBits)));
            bits |= (int)source.Bits(_striping.BitAt(slot), piece, lane, data + done) << done;
            done += piece;
        }

        return bits;
    }
}
