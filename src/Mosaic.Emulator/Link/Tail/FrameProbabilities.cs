using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link.Frames;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>
/// With which probability each bit of a stretch of a frame is received as another one than was meant, given what is sent: of all lanes, as
/// many UI at a time as hold some groups of codewords.
/// </summary>
internal sealed class FrameProbabilities
{
    // UI at a time, where a group is no longer: tables of a lane's currents are made again for each stretch.
    private const int LongestUi = 4096;

    private readonly LinkDesign _design;
    private readonly LaneMap _map;
    private readonly int _unitsOfGroup;
    private double[] _rows = [];
    private double[] _workspace = [];
    private int _stride, _start; // the UI behind the marker that rows begin with

    public FrameProbabilities(LinkDesign design, LaneMap map)
    {
        (_design, _map) = (design, map);
        _unitsOfGroup = design.Code.GroupCodeBits / design.Layout.UnitBits;
    }

    /// <summary>The first UI behind the marker that a group of the stretch has bits in, and the first behind all of them.</summary>
    public (int First, int End) Ui { get; private set; }

    /// <summary>The probabilities of a lane's bits, from <see cref="Ui"/> on.</summary>
    /// <param name="lane">The lane, check lanes included.</param>
    public ReadOnlySpan<double> Row(int lane) => _rows.AsSpan((lane * _stride) + Ui.First - _start, Ui.End - Ui.First);

    /// <summary>UI that a group has bits in, from the first up to but without the second.</summary>
    public (int First, int End) UiOf(int group) => UiOf(group, group + 1);

    /// <summary>Computes the next stretch.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="group">Its first group.</param>
    /// <param name="transmitter">Who has made what is sent.</param>
    /// <param name="code">The code stream that was meant.</param>
    /// <returns>The first group behind the stretch.</returns>
    public int Load(long frame, int group, FrameTransmitter transmitter, ReadOnlySpan<ulong> code)
    {
        Ui = UiOf(group);
        int longest = Math.Max(Ui.End, Ui.First + LongestUi), end = group + 1;
        while (end < _design.Groups && UiOf(end).End <= longest)
        {
            end++;
        }

        Ui = UiOf(group, end);
        const int Block = ErrorProbabilities.BlockUi;
        _start = Ui.First / Block * Block;
        _stride = (Ui.End - _start + Block - 1) / Block * Block;
        if (_rows.Length < _stride * _design.Lanes)
        {
            _rows = new double[_stride * _design.Lanes];
        }

        var channel = (BitTrueChannel)_design.Faults.ChannelAt(frame, _map);
        for (int lane = 0; lane < _design.Lanes; lane++)
        {
            channel.FillErrorProbabilities(
                transmitter.Sent, _map.ChannelOfLane[lane], AlignmentMarker.LengthUi + _start, _rows.AsSpan(lane * _stride, _stride), ref _workspace);
        }

        AddFaults(frame, transmitter, code);
        return end;
    }

    private (int First, int End) UiOf(int group, int end)
    {
        int lanes = _design.Layout.Lanes, bits = _design.Layout.UnitBits;
        long first = (long)group * _unitsOfGroup, last = ((long)end * _unitsOfGroup) - 1;
        return ((int)(first / lanes) * bits, ((int)(last / lanes) + 1) * bits);
    }

    /// <summary>A stuck transmitter may have sent another bit than was meant; what is received in a burst is random.</summary>
    private void AddFaults(long frame, FrameTransmitter transmitter, ReadOnlySpan<ulong> code)
    {
        foreach (int channel in _design.Faults.Bits.Stuck(frame))
        {
            if (_map.LaneOfChannel[channel] is var lane and >= 0)
            {
                AddStuck(lane, transmitter.Sent.Row(channel), code);
            }
        }

        int burst = Math.Min(_design.Faults.Bits.BurstUi(frame), _start + _stride) - _start;
        for (int lane = 0; lane < _design.Lanes && burst > 0; lane++)
        {
            _rows.AsSpan(lane * _stride, burst).Fill(0.5);
        }
    }

    private void AddStuck(int lane, ReadOnlySpan<ulong> sent, ReadOnlySpan<ulong> code)
    {
        FrameLayout layout = _design.Layout;
        for (int ui = Ui.First; ui < Ui.End; ui++)
        {
            long slot = ((((long)(ui / layout.UnitBits) * layout.Lanes) + lane) * layout.UnitBits) + (ui % layout.UnitBits);
            if (slot < layout.Bits)
            {
                long bit = _design.Striping.Map.BitAt(slot);
                int at = AlignmentMarker.LengthUi + ui;
                ref double p = ref _rows[(lane * _stride) + ui - _start];
                p = (((sent[at >> 6] >> at) ^ (code[(int)(bit >> 6)] >> (int)bit)) & 1) == 0 ? p : 1 - p;
            }
        }
    }
}
