using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding.Deskew;

/// <summary>Frames of random words across the lanes behind markers, on one port per lane, before a deskew; every bit can be wrong.</summary>
internal sealed class CodedLanes
{
    private readonly SecdedColumns _code;
    private readonly ulong _seed;
    private readonly int _frameUi;
    private readonly Random _random;
    private readonly LinkBlock[] _ring = new LinkBlock[4];

    public CodedLanes(int dataLanes, ulong seed, int frameUi = 4096 + 128, int skewUi = 300, int maxSkewUi = 400, DelayDrift? drift = null, Func<ushort[], ushort[]>? columns = null)
    {
        _code = new SecdedColumns(dataLanes);
        (_seed, _frameUi, _random) = (seed, frameUi, new Random((int)seed));
        Lanes = _code.Length;
        Arrival = Arrival.Draw(new int[Lanes], 50, skewUi, shuffle: true, seed, 0, drift);
        Streams = new ArrivedFrames(Arrival, frameUi, _ring.Length);
        ushort[] own = _code.Columns.ToArray();
        Deskew = new LaneCodeDeskew(Lanes, frameUi, maxSkewUi, columns?.Invoke(own) ?? own);
        Alignments = new PortAlignment[Lanes];
        for (int i = 0; i < _ring.Length; i++)
        {
            _ring[i] = new LinkBlock(Lanes, frameUi / 64);
        }
    }

    public int Lanes { get; }

    public ReadOnlySpan<ushort> Columns => _code.Columns;

    public Arrival Arrival { get; }

    public ArrivedFrames Streams { get; }

    public LaneCodeDeskew Deskew { get; }

    /// <summary>By port, as of the last frame.</summary>
    public PortAlignment[] Alignments { get; }

    public long Frame { get; private set; }

    public double Ber { get; set; }

    /// <summary>Sends a frame, and says how many lanes the one before would have been read wrong.</summary>
    public int Send(Action<LinkBlock>? damage = null, bool observe = true)
    {
        LinkBlock rows = _ring[Frame % _ring.Length];
        for (int lane = 0; lane < Lanes; lane++)
        {
            rows.Row(lane).Clear();
        }

        for (int lane = 0; lane < _code.DataBits; lane++)
        {
            new RandomAddress(_seed, RandomPurpose.Payload, 0, (uint)Frame, lane).Fill(rows.Row(lane));
            for (int check = 0; check < _code.CheckBits; check++)
            {
                if ((_code.Columns[lane] >> check & 1) != 0)
                {
                    System.Numerics.Tensors.TensorPrimitives.Xor<ulong>(rows.Row(_code.DataBits + check), rows.Row(lane), rows.Row(_code.DataBits + check));
                }
            }
        }

        // Markers are no words.
        for (int lane = 0; lane < Lanes; lane++)
        {
            AlignmentMarker.Write(rows.Row(lane), lane, Frame);
        }

        if (Ber > 0)
        {
            // Gaps between wrong bits are geometric.
            double scale = 1 / Math.Log(1 - Ber), total = (double)Lanes * _frameUi;
            for (double at = Math.Floor(Math.Log(1 - _random.NextDouble()) * scale); at < total; at += 1 + Math.Floor(Math.Log(1 - _random.NextDouble()) * scale))
            {
                rows.Row((int)((long)at / _frameUi))[(int)((long)at % _frameUi / 64)] ^= 1UL << (int)((long)at % _frameUi % 64);
            }
        }

        damage?.Invoke(rows);
        Streams.Put(rows);
        Frame++;
        if (observe)
        {
            Deskew.Observe(Streams);
        }

        Deskew.CopyAlignments(Alignments);
        return Frame < 2 ? Lanes : Enumerable.Range(0, Lanes).Count(port => !Streams.IsAligned(port, Alignments[port], Frame - 2));
    }

    /// <summary>Sends a later frame.</summary>
    public void SendAt(long frame)
    {
        Frame = frame;
        Send();
    }

    /// <summary>Brings the lanes up, and goes on until the words are looked at.</summary>
    public void BringUp()
    {
        for (int i = 0; i < 6; i++)
        {
            Send();
        }

        Xunit.Assert.True(Deskew.IsAligned);
    }

    /// <summary>A lane that carries nothing.</summary>
    public static Action<LinkBlock> Dark(int lane) => rows => rows.Row(lane).Clear();

    /// <summary>A lane that decides at random.</summary>
    public Action<LinkBlock> Noise(int lane) => rows => new RandomAddress(_seed, RandomPurpose.Burst, 0, (uint)Frame, lane).Fill(rows.Row(lane));
}
