using System.Diagnostics;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Experiments;

/// <summary>One algorithm in a trial, which goes on without it where it fails.</summary>
internal sealed class WatchedDeskew
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

    public WatchedDeskew(int number, DeskewFactory make, int lanes, int frameUi, int maxSkewUi)
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
