using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding.Deskew;

/// <summary>Frames of random data behind markers, on one port per lane, before a deskew; bits can be flipped on the way.</summary>
internal sealed class MarkedLanes
{
    private readonly ArrivedFrames _streams;
    private readonly int _lanes;
    private readonly int _frameUi;
    private readonly ulong _seed;

    public MarkedLanes(DeskewFactory deskew, int lanes, int skewUi, ulong seed = 1, int maxSkewUi = 400, int frameUi = 768, Func<IPortStreams, IPortStreams>? view = null)
    {
        _lanes = lanes;
        _frameUi = frameUi;
        _seed = seed;
        Arrival = Arrival.Draw(new int[lanes], 5, skewUi, shuffle: true, seed, 0);
        _streams = new ArrivedFrames(Arrival, frameUi, 4);
        Streams = view?.Invoke(_streams) ?? _streams;
        Deskew = deskew(lanes, frameUi, maxSkewUi);
    }

    public Arrival Arrival { get; }

    public IDeskew Deskew { get; }

    public IPortStreams Streams { get; }

    public long Frame { get; private set; }

    public LinkBlock? Last { get; private set; }

    public PortAlignment[] Alignments
    {
        get
        {
            var alignments = new PortAlignment[_lanes];
            Deskew.CopyAlignments(alignments);
            return alignments;
        }
    }

    public PortAlignment[] TrueAlignments =>
        [.. Enumerable.Range(0, _lanes).Select(port => new PortAlignment(Arrival.LaneOf(port), Arrival.DelayOf(port)))];

    public void Send(Action<LinkBlock>? damage = null, bool observe = true)
    {
        var rows = new LinkBlock(_lanes, _frameUi / 64);
        for (int lane = 0; lane < _lanes; lane++)
        {
            new RandomAddress(_seed, RandomPurpose.Payload, 0, (uint)Frame, lane).Fill(rows.Row(lane));
            AlignmentMarker.Write(rows.Row(lane), lane, Frame);
        }

        damage?.Invoke(rows);
        Last = rows;
        Frame++;
        _streams.Put(rows);
        if (observe)
        {
            Deskew.Observe(Streams);
        }
    }

    /// <summary>Passes over frames.</summary>
    public void Skip(int frames)
    {
        _streams.SkipTo(Frame + frames);
        Deskew.Skip(frames);
        Frame += frames;
    }

    /// <summary>Makes each bit of all markers wrong with a probability.</summary>
    public static Action<LinkBlock> Errors(Random random, double ber) => rows =>
    {
        for (int lane = 0; lane < rows.Lanes; lane++)
        {
            for (int bit = 0; bit < AlignmentMarker.LengthUi; bit++)
            {
                rows.Row(lane)[bit >> 6] ^= random.NextDouble() < ber ? 1UL << (bit & 63) : 0;
            }
        }
    };

    /// <summary>Inverts 64 bits of lane 0's marker.</summary>
    public static void Destroy(LinkBlock rows) => rows.Row(0)[0] = ~rows.Row(0)[0];
}
