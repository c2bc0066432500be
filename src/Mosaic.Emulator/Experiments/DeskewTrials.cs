using System.Diagnostics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
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
        var watched = new List<Watched>();
        for (int i = 0; i < _algorithms.Count; i++)
        {
            if (!failed[i])
            {
                watched.Add(new Watched(i, _algorithms[i], lanes, layout.FrameUi, _design.Options.Deskew.MaxSkewUi));
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
            foreach (Watched one in watched)
            {
                if (!one.IsOver(limit, _holdFrames))
                {
                    one.Watch(arrival, streams, frame - 1, _portOfLane, _alignments);
                }
            }
        }

        foreach (Watched one in watched)
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

    /// <summary>One algorithm in a trial, which goes on without it where it fails.</summary>
    private sealed class Watched
    {
        private readonly int _lanes;
        private readonly int _frameUi;
        private readonly IDeskew? _deskew;
        private string? _failure;
        private int _frames;
        private int? _alignedAfter;
        private long _ticks;
        private bool _falseLock;
        private long _slips;
        private long _laneFrames;
        private long _misread;

        public Watched(int number, DeskewFactory make, int lanes, int frameUi, int maxSkewUi)
        {
            (Number, _lanes, _frameUi) = (number, lanes, frameUi);
            try
            {
                _deskew = make(lanes, frameUi, maxSkewUi);
            }
            catch (ConfigurationException failure)
            {
                _failure = failure.Message;
            }
        }

        /// <summary>Which of the algorithms it is.</summary>
        public int Number { get; }

        public bool IsOver(int bringUpFrames, int holdFrames) =>
            _failure is not null || (_alignedAfter is { } aligned ? _frames == aligned + holdFrames : _frames == bringUpFrames);

        /// <summary>Shows it what has arrived, and looks at what it makes of it.</summary>
        public void Watch(Arrival arrival, ArrivedFrames streams, long frame, ReadOnlySpan<int> portOfLane, Span<PortAlignment> alignments)
        {
            try
            {
                Observe(_deskew!, streams);
                Compare(_deskew!, arrival, streams, frame, portOfLane, alignments);
            }
            catch (ConfigurationException failure)
            {
                _failure = failure.Message;
            }
        }

        public DeskewOutcome Outcome()
        {
            try
            {
                return _failure is null ? Outcome(_deskew!) : new DeskewOutcome { Failure = _failure };
            }
            catch (ConfigurationException failure)
            {
                return new DeskewOutcome { Failure = failure.Message };
            }
        }

        private void Observe(IDeskew deskew, ArrivedFrames streams)
        {
            long start = Stopwatch.GetTimestamp();
            deskew.Observe(streams);
            _ticks += _alignedAfter is null ? Stopwatch.GetTimestamp() - start : 0;
            _frames++;
            _alignedAfter ??= deskew.IsAligned ? _frames : null;
        }

        /// <summary>
        /// Whether ports that are aligned, and lanes named as late, are where they are said to be, or may have been as they drift; and
        /// whether a frame that has arrived would be read right.
        /// </summary>
        private void Compare(IDeskew deskew, Arrival arrival, ArrivedFrames streams, long frame, ReadOnlySpan<int> portOfLane, Span<PortAlignment> alignments)
        {
            deskew.CopyAlignments(alignments);
            bool isWatched = _alignedAfter is { } aligned && _frames > aligned;
            _slips += isWatched ? streams.LastSlips : 0;
            for (int port = 0; isWatched && port < alignments.Length; port++)
            {
                _laneFrames++;
                _misread += streams.IsAligned(port, alignments[port], frame) ? 0 : 1;
            }

            int varying = arrival.Drift?.MaxUi ?? 0;
            long first = long.MaxValue;
            for (int port = 0; port < alignments.Length; port++)
            {
                if (alignments[port] != PortAlignment.None)
                {
                    (int least, int most) = arrival.DelaysOf(port);
                    _falseLock |= alignments[port].Lane != arrival.LaneOf(port) || alignments[port].FirstFrame < least || alignments[port].FirstFrame > most;
                    first = Math.Min(first, alignments[port].FirstFrame);
                }
            }

            if (_alignedAfter is null)
            {
                foreach ((int lane, long? skewUi) in deskew.Missing())
                {
                    _falseLock |= skewUi is { } late && Math.Abs(late - (arrival.DelayOf(portOfLane[lane]) - first)) > varying;
                }
            }
        }

        private DeskewOutcome Outcome(IDeskew deskew) => new(
            _alignedAfter is not null,
            _alignedAfter is null ? null : deskew.LockTimeUi,
            deskew.LockLosses > 0,
            _falseLock,
            _slips,
            _laneFrames,
            _misread,
            null,
            (double)_lanes * _frameUi * (_alignedAfter ?? _frames) / Math.Max(1, _ticks) * Stopwatch.Frequency / 1e9);
    }
}
