using Mosaic.Emulator.Bonding.Arrivals;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>
/// Deskew by evidence that adds up over markers, for lanes on which hardly a marker arrives without many errors. Sync bits
/// that agree are counted at a place, frame after frame, until no random bits can be the reason; lane number and frame
/// counter are read from all markers seen there together. A locked port is lost when its markers have been worse than
/// about 3 bits in 10 for long enough.
/// </summary>
/// <remarks>
/// Lanes are taken to be less than a frame apart, and each to arrive at one port: what is locked helps to read what is
/// not. State advances by whole frames, so that it does not matter how often <see cref="Observe"/> is called. How much
/// evidence is enough: <see cref="CorrelateLimits"/>.
/// </remarks>
public sealed class CorrelateDeskew : IDeskew
{
    /// <summary>Bits of a marker that may be wrong at no cost to a locked port: 5 in 16.</summary>
    public const int Allowance = 40;

    /// <summary>Wrong bits beyond the allowance, added up and never below 0, that lose a port: four markers of random bits.</summary>
    public const int LossLimit = 96;

    /// <summary>Probability of a false lock, per frame of hunting on all ports, at most.</summary>
    public const double FalseLockPerFrame = CorrelateLimits.FalseLockPerFrame;

    // Of a place that is followed: place in the frame 24, markers 5, wrong bits 11, and the numbers of the markers.
    private const int FollowedBits = 40 + (48 * CorrelateLimits.MaxMarkers);

    // Of a port: lane 12, place in the frame 24, frame counter 12, wrong bits beyond the allowance 8, whether locked 1.
    private const int PortBits = 57;

    private readonly int _frameUi;
    private readonly CorrelateLimits _limits;
    private readonly LockedPorts _locked;
    private readonly MarkerReader _reader;
    private readonly PlaceHunt[] _hunts;
    private readonly long[] _nextMarker;
    private readonly int[] _excess;
    private long _until;

    /// <summary>Makes a deskew with all ports hunting.</summary>
    /// <param name="ports">Ports, as many as lanes.</param>
    /// <param name="frameUi">UI from marker to marker.</param>
    /// <param name="maxSkewUi">The largest skew that the buffers hold, in UI.</param>
    public CorrelateDeskew(int ports, int frameUi, int maxSkewUi)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ports);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ports, AlignmentMarker.MaxLanes);
        ArgumentOutOfRangeException.ThrowIfLessThan(frameUi, AlignmentMarker.LengthUi);
        ArgumentOutOfRangeException.ThrowIfNegative(maxSkewUi);
        _frameUi = frameUi;
        _limits = new CorrelateLimits(ports, frameUi);
        _locked = new LockedPorts(ports, maxSkewUi);
        _reader = new MarkerReader(ports, frameUi, _limits);
        _hunts = new PlaceHunt[ports];
        for (int port = 0; port < ports; port++)
        {
            _hunts[port] = new PlaceHunt(frameUi, _limits);
        }

        _nextMarker = new long[ports];
        _excess = new int[ports];
    }

    /// <inheritdoc/>
    public string Name => "correlate";

    /// <inheritdoc/>
    public long LockLosses => _locked.Losses;

    /// <inheritdoc/>
    public long? LockTimeUi => _locked.LockTimeUi;

    /// <inheritdoc/>
    public bool IsAligned => _locked.AreAligned();

    /// <inheritdoc/>
    public long StateBits => _locked.Count * (PortBits + ((long)PlaceHunt.Capacity(_frameUi) * FollowedBits));

    /// <inheritdoc/>
    public void Expect(ReadOnlySpan<bool> lit) => _locked.Expect(lit);

    /// <inheritdoc/>
    public void CopyAlignments(Span<PortAlignment> alignments) => _locked.CopyAlignments(alignments);

    /// <inheritdoc/>
    public IReadOnlyList<(int Lane, long? SkewUi)> Missing() => _locked.Missing();

    /// <inheritdoc/>
    public void Observe(IPortStreams streams)
    {
        ArgumentNullException.ThrowIfNull(streams);
        for (; _until + _frameUi <= streams.Arrived; _until += _frameUi)
        {
            long until = _until + _frameUi;
            for (int port = 0; port < _hunts.Length; port++)
            {
                if (_locked.Contains(port))
                {
                    Check(port, streams, until);
                }

                if (!_locked.Contains(port) && _locked.IsAnyMissing())
                {
                    _hunts[port].Advance(streams, port, until);
                }
                else if (!_locked.Contains(port))
                {
                    _hunts[port].Restart(until);
                }
            }

            LockWhatIsFound();
            _locked.NoteAlignment();
        }
    }

    /// <inheritdoc/>
    public void Skip(long frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        long ui = frames * _frameUi;
        _until += ui;
        for (int port = 0; port < _hunts.Length; port++)
        {
            _nextMarker[port] += ui;
            _excess[port] = 0;
            if (!_locked.Contains(port))
            {
                // What a late lane shows of the frame before is gone.
                _hunts[port].Restart(_until + _frameUi);
            }
        }
    }

    /// <summary>
    /// Looks at the markers of a locked port. What they have wrong beyond the allowance adds up, and what they have less is
    /// taken off again: Page's test (Biometrika 41, 1954) for a change for the worse.
    /// </summary>
    private void Check(int port, IPortStreams streams, long until)
    {
        Span<ulong> marker = stackalloc ulong[AlignmentMarker.Words];
        for (; _nextMarker[port] + AlignmentMarker.LengthUi <= until; _nextMarker[port] += _frameUi)
        {
            if (_locked.Rests(port))
            {
                _excess[port] = 0;
                continue;
            }

            streams.Read(port, _nextMarker[port], AlignmentMarker.LengthUi, marker);
            long frame = (_nextMarker[port] - _locked.FirstFrameOf(port)) / _frameUi;
            int wrong = AlignmentMarker.Distance(marker[0], marker[1], _locked.LaneOf(port), frame);
            _excess[port] = Math.Max(0, _excess[port] + wrong - Allowance);
            if (_excess[port] >= LossLimit)
            {
                _reader.Release(_locked.LaneOf(port));
                _locked.Lose(port);
                _hunts[port].Restart(_nextMarker[port]);
                return;
            }
        }
    }

    /// <summary>Locks ports until no more can be: each one that is leaves fewer lanes to choose from for the others.</summary>
    private void LockWhatIsFound()
    {
        for (bool again = true; again;)
        {
            again = false;
            for (int port = 0; port < _hunts.Length; port++)
            {
                if (_locked.Contains(port) || !_hunts[port].TryFind(out MarkerEvidence place)
                    || !_reader.TryReadLane(place, out int lane) || !_reader.TryReadFirstFrame(place, _locked.AnyFirstFrame(), out long firstFrame))
                {
                    continue;
                }

                _reader.Take(lane);
                _locked.Lock(port, lane, firstFrame, place.Next - _frameUi + AlignmentMarker.LengthUi);
                _nextMarker[port] = place.Next;
                _excess[port] = 0;
                again = true;
            }
        }
    }
}
