using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding.Arrivals;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>
/// Deskew by alignment markers. A port hunts for a marker at every bit, is locked when the next one is good too, and lost
/// after five bad ones in a row. Lanes later than the largest skew behind the first are not aligned: no buffer holds them.
/// </summary>
/// <remarks>
/// In the hunt a marker has at most 8 of its 80 sync bits wrong and both numbers within three bits of a Golay word;
/// behind the first one a marker is good with at most 12 of its 128 bits wrong. A place in random bits passes for sync
/// with probability Σ_{i≤8} C(80,i)·2⁻⁸⁰ = 2.7e-14, and is locked on only if the marker that it foretells a frame later
/// is there as well, which random bits do with Σ_{i≤12} C(128,i)·2⁻¹²⁸ = 8e-23.
/// </remarks>
public sealed class MarkerDeskew : IDeskew
{
    /// <summary>Sync bits that may be wrong in the hunt.</summary>
    public const int HuntTolerance = 8;

    /// <summary>Marker bits that may be wrong once its place and content are foretold.</summary>
    public const int CheckTolerance = 12;

    /// <summary>Bad markers in a row that lose a port.</summary>
    public const int UnlockAfter = 5;

    // Places in 127 words and one more: with the words that the last of them looks at, blocks of any vector's width.
    private const int ChunkWords = 129;

    // State 2, bad markers 3, lane 12, place in the frame 24 and frame counter 12.
    private const int PortBits = 53;
    private readonly int _frameUi;
    private readonly LockedPorts _locked;
    private readonly Port[] _ports;

    /// <summary>Makes a deskew with all ports hunting.</summary>
    /// <param name="ports">Ports, as many as lanes.</param>
    /// <param name="frameUi">UI from marker to marker.</param>
    /// <param name="maxSkewUi">The largest skew that the buffers hold, in UI.</param>
    public MarkerDeskew(int ports, int frameUi, int maxSkewUi)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ports);
        ArgumentOutOfRangeException.ThrowIfLessThan(frameUi, AlignmentMarker.LengthUi);
        ArgumentOutOfRangeException.ThrowIfNegative(maxSkewUi);
        _frameUi = frameUi;
        _locked = new LockedPorts(ports, maxSkewUi);
        _ports = new Port[ports];
    }

    private enum State : byte
    {
        Hunting,
        Checking,
        Locked,
    }

    /// <inheritdoc/>
    public string Name => "marker";

    /// <inheritdoc/>
    public long LockLosses => _locked.Losses;

    /// <inheritdoc/>
    public long? LockTimeUi => _locked.LockTimeUi;

    /// <inheritdoc/>
    public bool IsAligned => _locked.AreAligned();

    /// <inheritdoc/>
    public long StateBits => (long)_ports.Length * PortBits;

    /// <inheritdoc/>
    public void Observe(IPortStreams streams)
    {
        ArgumentNullException.ThrowIfNull(streams);
        for (int port = 0; port < _ports.Length; port++)
        {
            while (_ports[port].Next + AlignmentMarker.LengthUi <= streams.Arrived)
            {
                if (_locked.Rests(port))
                {
                    _ports[port].Next += _frameUi;
                    _ports[port].Bad = 0;
                }
                else if (_ports[port].State == State.Hunting && !_locked.IsAnyMissing())
                {
                    _ports[port].Next = streams.Arrived;
                }
                else if (_ports[port].State == State.Hunting)
                {
                    Hunt(port, streams);
                }
                else
                {
                    Check(port, streams);
                }
            }
        }

        _locked.NoteAlignment();
    }

    /// <inheritdoc/>
    public void Skip(long frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frames);
        foreach (ref Port port in _ports.AsSpan())
        {
            port.Next += frames * _frameUi;
            port.Bad = 0;
        }
    }

    /// <inheritdoc/>
    public void Expect(ReadOnlySpan<bool> lit) => _locked.Expect(lit);

    /// <inheritdoc/>
    public void CopyAlignments(Span<PortAlignment> alignments) => _locked.CopyAlignments(alignments);

    /// <inheritdoc/>
    public IReadOnlyList<(int Lane, long? SkewUi)> Missing() => _locked.Missing();

    /// <summary>Looks at every place from the port's next on, up to the first marker or the end.</summary>
    private void Hunt(int index, IPortStreams streams)
    {
        ref Port port = ref _ports[index];
        Span<ulong> chunk = stackalloc ulong[ChunkWords];
        while (port.Next + AlignmentMarker.LengthUi <= streams.Arrived)
        {
            int count = (int)Math.Min(ChunkWords * 64, streams.Arrived - port.Next);
            streams.Read(index, port.Next, count, chunk);
            int places = count - AlignmentMarker.LengthUi + 1;
            for (int place = -1; (place = SyncSearch.Next<TightTolerance>(chunk, place + 1, places)) < places;)
            {
                if (TryMarker(ref port, BitString.Read64(chunk, place), BitString.Read64(chunk, place + 64), port.Next + place))
                {
                    return;
                }
            }

            port.Next += places;
        }
    }

    private bool TryMarker(ref Port port, ulong first, ulong second, long position)
    {
        if (AlignmentMarker.SyncDistance(first, second) > HuntTolerance)
        {
            return false;
        }

        (int lane, int counter) = AlignmentMarker.Read(second);
        if (lane < 0 || lane >= _ports.Length || counter < 0)
        {
            return false;
        }

        // The counter says which frame this is, up to its period: the latest frame that can have arrived by now.
        long frame = position / _frameUi;
        frame -= (frame - counter) & (AlignmentMarker.CounterPeriod - 1);
        port.Lane = lane;
        port.FirstFrame = position - (frame * _frameUi);
        port.Next = position + _frameUi;
        port.State = State.Checking;
        return true;
    }

    [MethodImpl(Kernel.Compiled)]
    private void Check(int index, IPortStreams streams)
    {
        ref Port port = ref _ports[index];
        Span<ulong> marker = stackalloc ulong[AlignmentMarker.Words];
        streams.Read(index, port.Next, AlignmentMarker.LengthUi, marker);
        long frame = (port.Next - port.FirstFrame) / _frameUi;
        bool good = AlignmentMarker.Distance(marker[0], marker[1], port.Lane, frame) <= CheckTolerance;
        if (port.State == State.Checking)
        {
            // Golay words are 8 bits apart, less than the tolerance: a number misread once must not be confirmed.
            good &= AlignmentMarker.Read(marker[1]) == (port.Lane, (int)(frame & (AlignmentMarker.CounterPeriod - 1)));
        }

        if (good)
        {
            port.Bad = 0;
            if (port.State == State.Checking)
            {
                port.State = State.Locked;
                _locked.Lock(index, port.Lane, port.FirstFrame, port.Next + AlignmentMarker.LengthUi);
            }
        }
        else if (port.State == State.Checking || ++port.Bad == UnlockAfter)
        {
            if (port.State == State.Locked)
            {
                _locked.Lose(index);
            }

            port.State = State.Hunting;
            port.Bad = 0;
            return;
        }

        port.Next += _frameUi;
    }

    private struct Port
    {
        public State State;
        public int Bad;
        public int Lane;

        /// <summary>Hunting: the next place to look at. Else: where the next marker must be.</summary>
        public long Next;

        /// <summary>Where frame 0 starts in this port's stream.</summary>
        public long FirstFrame;
    }
}
