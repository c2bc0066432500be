using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Experiments;

/// <summary>
/// One worker's links without light: lanes of random bits behind markers, of which each bit is wrong with the same
/// probability, arriving late and in any order. Wrong or not, random bits are random bits, so only markers are damaged,
/// unless bits are words across the lanes.
/// </summary>
internal sealed class DeskewTrials
{
    private readonly LinkDesign _design;
    private readonly IReadOnlyList<DeskewFactory> _algorithms;
    private readonly int _holdFrames;
    private readonly LinkBlock[] _ring;
    private readonly ulong[] _random = new ulong[AlignmentMarker.LengthUi];
    private readonly PortAlignment[] _alignments;
    private readonly int[] _portOfLane;

    public DeskewTrials(LinkDesign design, IReadOnlyList<DeskewFactory> algorithms, int holdFrames)
    {
        _design = design;
        _algorithms = algorithms;
        _holdFrames = holdFrames;
        _alignments = new PortAlignment[design.Lanes];
        _portOfLane = new int[design.Lanes];
        _ring = new LinkBlock[FrameRing.SlotsOf(workers: 1)];
        for (int i = 0; i < _ring.Length; i++)
        {
            _ring[i] = new LinkBlock(design.Lanes, design.Layout.FrameWords);
        }
    }

    /// <summary>Brings a link up with each algorithm, as the emulator does it: frame by frame until all lanes are aligned.</summary>
    /// <param name="trial">The trial: its random numbers.</param>
    /// <param name="ber">Bit error rate.</param>
    /// <param name="skewUi">Skew, in UI.</param>
    /// <param name="driftPpm">Drift, in UI per million UI.</param>
    /// <param name="failed">By algorithm: whether it is left out.</param>
    /// <param name="outcomes">Receives one outcome for each algorithm.</param>
    public void Run(uint trial, double ber, int skewUi, double driftPpm, ReadOnlySpan<bool> failed, Span<DeskewOutcome> outcomes)
    {
        FrameLayout layout = _design.Layout;
        ArrivalOptions options = _design.Options.Arrival with { DriftPpm = driftPpm };
        int lanes = _design.Lanes;
        ulong seed = _design.Options.Seed;
        DelayDrift? drift = options.DrawDrift(lanes, _design.Options.Lane.BitRateGbps, seed, trial);
        var arrival = Arrival.Draw(new int[lanes], options.DelayUi, skewUi, options.Shuffle, seed, trial, drift);
        var streams = new ArrivedFrames(arrival, layout.FrameUi, _ring.Length);
        var watched = new List<WatchedDeskew>();
        for (int i = 0; i < _algorithms.Count; i++)
        {
            if (!failed[i])
            {
                watched.Add(new WatchedDeskew(i, _algorithms[i], lanes, layout.FrameUi, _design.Options.Deskew.MaxSkewUi));
            }
        }

        for (int port = 0; port < lanes; port++)
        {
            _portOfLane[arrival.LaneOf(port)] = port;
        }

        int limit = _design.Options.Deskew.BringUpFrames;
        for (int frame = 0; watched.Exists(one => !one.IsOver(limit, _holdFrames)); frame++)
        {
            LinkBlock rows = _ring[frame % _ring.Length];
            Send(rows, trial, frame, ber);
            streams.Put(rows);
            foreach (WatchedDeskew one in watched)
            {
                if (!one.IsOver(limit, _holdFrames))
                {
                    one.Watch(arrival, streams, frame - 1, _portOfLane, _alignments);
                }
            }
        }

        foreach (WatchedDeskew one in watched)
        {
            outcomes[one.Number] = one.Outcome();
        }
    }

    private void Send(LinkBlock rows, uint trial, int frame, double ber)
    {
        ulong seed = _design.Options.Seed;
        for (int lane = 0; lane < rows.Lanes; lane++)
        {
            Span<ulong> row = rows.Row(lane);
            new RandomAddress(seed, RandomPurpose.Training, trial, (uint)frame, lane).Fill(row[AlignmentMarker.Words..]);
        }

        _design.Secded?.Encode(rows, AlignmentMarker.Words, rows.Words - AlignmentMarker.Words);
        for (int lane = 0; lane < rows.Lanes; lane++)
        {
            Span<ulong> row = rows.Row(lane);
            AlignmentMarker.Write(row, lane, frame);
            var errors = new RandomAddress(seed, RandomPurpose.TrainingChannel, trial, (uint)frame, lane);
            errors.Fill(_random);
            for (int bit = 0; bit < AlignmentMarker.LengthUi; bit++)
            {
                row[bit >> 6] ^= (RandomAddress.ToUnit(_random[bit]) < ber ? 1UL : 0) << bit;
            }

            if (_design.Secded is not null && ber > 0)
            {
                Damage(row[AlignmentMarker.Words..], errors, ber);
            }
        }
    }

    /// <summary>Errors behind the marker, by the gaps between them, from the numbers behind those of the marker.</summary>
    private void Damage(Span<ulong> row, RandomAddress errors, double ber)
    {
        double perLog = 1 / Elementary.Log1P(-ber);
        double next = -1;
        for (uint block = AlignmentMarker.LengthUi / 2; ; block += (uint)_random.Length / 2)
        {
            errors.Fill(_random, block);
            foreach (ulong word in _random)
            {
                next += 1 + Math.Floor(Elementary.Log(RandomAddress.ToOpenUnit(word)) * perLog);
                if (next >= row.Length * 64.0)
                {
                    return;
                }

                row[(int)next >> 6] ^= 1UL << (int)next;
            }
        }
    }
}
