using Mosaic.Emulator.Bonding.Arrivals;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>
/// Deskew by the SECDED words across the lanes, without markers: notices a lane that is out of place because the words name it
/// all the time, and finds its place again by what they say that it should carry, while all other lanes go on. Up to three lanes
/// at a time. Markers bring the link up, and find what this cannot: lanes that are gone for longer than a search, more of them at
/// once, or lanes that are in no word.
/// </summary>
/// <remarks>
/// State advances by whole frames, each looked at when its last bit has arrived on the last lane: how often
/// <see cref="Observe"/> is called does not matter, and a lane that slips between two frames is found before the second one is
/// read.
/// </remarks>
public sealed class LaneCodeDeskew : IDeskew
{
    /// <summary>Lanes that can be found at the same time.</summary>
    public const int MaxLanes = LaneCodeSearch.MaxLanes;

    /// <summary>The farthest that a lane is looked for, in UI to either side, if the delay lines hold as much.</summary>
    public const int MaxReachUi = 1024;

    // Of a port: lane 12, place in the frame 24, frame counter 12, score 8, whether locked 1.
    private const int PortBits = 57;

    // Frames that markers get to find the lanes before those not found count as lost.
    private const int PatienceFrames = 8;

    // Of a place in a search: bits that were wrong there.
    private const int PlaceBits = 18;
    private readonly int _frameUi;
    private readonly int _maxSkewUi;
    private readonly LockedPorts _locked;
    private readonly LaneCodeSight _sight;
    private readonly PortAlignment[] _marked;
    private MarkerDeskew? _markers;
    private long _next;
    private long _arrived;
    private int _blindFrames;
    private Mode _mode;

    /// <summary>Makes a deskew that waits for markers.</summary>
    /// <param name="ports">Ports, as many as lanes.</param>
    /// <param name="frameUi">UI from marker to marker, a multiple of 64.</param>
    /// <param name="maxSkewUi">The largest skew that the buffers hold, in UI.</param>
    /// <param name="columns">By lane: its column in the words, of odd weight, no two the same; 0 for a lane that is in no word.</param>
    /// <exception cref="ArgumentException">There are no columns of that kind, or not one a port.</exception>
    public LaneCodeDeskew(int ports, int frameUi, int maxSkewUi, ReadOnlySpan<ushort> columns)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(frameUi % 64, 0, nameof(frameUi));
        _markers = new MarkerDeskew(ports, frameUi, maxSkewUi);
        if (columns.Length != ports || !columns.ContainsAnyExcept((ushort)0) || HasBadColumn(columns))
        {
            throw new ArgumentException("Each port needs a column of odd weight of its own, or 0.", nameof(columns));
        }

        (_frameUi, _maxSkewUi) = (frameUi, maxSkewUi);
        _locked = new LockedPorts(ports, maxSkewUi);
        _sight = new LaneCodeSight(_locked, columns.ToArray(), frameUi, Math.Min(maxSkewUi, MaxReachUi));
        _marked = new PortAlignment[ports];
    }

    private enum Mode
    {
        /// <summary>Markers bring the link up.</summary>
        BringUp,

        /// <summary>The words are looked at.</summary>
        Seeing,

        /// <summary>Too much is wrong for the words to tell what: markers say where lanes are.</summary>
        Blind,
    }

    /// <inheritdoc/>
    public string Name => "lane-code";

    /// <inheritdoc/>
    public bool IsAligned => _locked.AreAligned();

    /// <inheritdoc/>
    public long? LockTimeUi => _locked.LockTimeUi;

    /// <inheritdoc/>
    public long LockLosses => _locked.Losses;

    /// <inheritdoc/>
    public long StateBits => ((long)_locked.Count * PortBits) + ((long)MaxLanes * (MaxLanes + 1) * _sight.Places * PlaceBits)
        + new MarkerDeskew(_locked.Count, _frameUi, _maxSkewUi).StateBits;

    /// <summary>Lanes found again by the words, not by markers.</summary>
    public long FoundByCode => _sight.Found;

    /// <inheritdoc/>
    public void CopyAlignments(Span<PortAlignment> alignments) => _locked.CopyAlignments(alignments);

    /// <inheritdoc/>
    public IReadOnlyList<(int Lane, long? SkewUi)> Missing() => _locked.Missing();

    /// <inheritdoc/>
    public void Skip(long frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        // Of the frame that was arriving nobody sees the end.
        _next = Math.Max(_next, _arrived) + frames;
        _markers?.Skip(frames);
        _sight.Clear();
    }

    /// <inheritdoc/>
    public void Observe(IPortStreams streams)
    {
        ArgumentNullException.ThrowIfNull(streams);
        _arrived = streams.Arrived / _frameUi;
        if (_mode == Mode.BringUp)
        {
            _markers!.Observe(streams);
            TakeMarked(replace: true, lose: true);
            if (_locked.AreAligned())
            {
                // What was sent until now need not be words.
                (_mode, _markers, _next) = (Mode.Seeing, null, _arrived);
            }
        }

        for (; _mode != Mode.BringUp && (_next + 2) * _frameUi <= streams.Arrived; _next++)
        {
            _markers?.Observe(new Until(streams, (_next + 2) * _frameUi));
            Mark();
            if (_mode == Mode.Seeing)
            {
                Look(streams);
            }
        }

        _locked.NoteAlignment();
    }

    private static bool HasBadColumn(ReadOnlySpan<ushort> columns)
    {
        var seen = new HashSet<ushort>();
        foreach (ushort column in columns)
        {
            if (column != 0 && ((System.Numerics.BitOperations.PopCount(column) & 1) == 0 || !seen.Add(column)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What markers say, where they are asked: of lanes that are missing, or, where the words say nothing, of all.</summary>
    private void Mark()
    {
        if (_markers is null)
        {
            return;
        }

        _blindFrames = _mode == Mode.Blind ? _blindFrames + 1 : 0;
        TakeMarked(replace: _mode == Mode.Blind, lose: _blindFrames > PatienceFrames);
        int gone = 0;
        for (int port = 0; port < _marked.Length; port++)
        {
            gone += _marked[port].Lane < 0 ? 1 : 0;
        }

        if (_mode == Mode.Blind && gone <= 1 && CountMissing() <= 1)
        {
            _sight.Clear();
            _mode = Mode.Seeing;
        }

        if (_mode != Mode.Blind && CountMissing() == 0)
        {
            _markers = null;
        }
    }

    private void TakeMarked(bool replace, bool lose)
    {
        _markers!.CopyAlignments(_marked);
        for (int port = 0; port < _marked.Length; port++)
        {
            (PortAlignment marked, bool locked) = (_marked[port], _locked.Contains(port));
            bool same = locked && marked == new PortAlignment(_locked.LaneOf(port), _locked.FirstFrameOf(port));
            if (locked && !same && (marked.Lane < 0 ? lose : replace))
            {
                _locked.Lose(port);
            }

            if (marked.Lane >= 0 && !_locked.Contains(port))
            {
                _locked.Lock(port, marked.Lane, marked.FirstFrame, _markers.LockTimeUi ?? 0);
            }
        }
    }

    /// <summary>Looks at the next frame, and calls for markers where the words no longer tell all.</summary>
    private void Look(IPortStreams streams)
    {
        bool told = _sight.TryLookAtFrame(streams, _next);
        if (!told)
        {
            _mode = Mode.Blind;
            _markers = null;
        }

        if (_markers is null && (!told || CountMissing() > 0))
        {
            _markers = new MarkerDeskew(_locked.Count, _frameUi, _maxSkewUi);
            _markers.Skip(_next);
        }
    }

    private int CountMissing()
    {
        int missing = 0;
        for (int port = 0; port < _locked.Count; port++)
        {
            missing += _locked.Contains(port) ? 0 : 1;
        }

        return missing;
    }

    /// <summary>The ports, as if nothing had arrived from a position on.</summary>
    private sealed class Until(IPortStreams streams, long arrived) : IPortStreams
    {
        public int Ports => streams.Ports;

        public long Arrived => arrived;

        public bool Holds(int port, long position, int count) => position + count <= arrived && streams.Holds(port, position, count);

        public void Read(int port, long position, int count, Span<ulong> destination) => streams.Read(port, position, count, destination);
    }
}
