using Mosaic.Emulator.Bonding.Arrivals;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>Which ports are locked, and what follows from that for the link as a whole: alignments, missing lanes, lock time.</summary>
internal sealed class LockedPorts
{
    private const int None = -1;
    private readonly int _maxSkewUi;
    private readonly int[] _lane;
    private readonly long[] _firstFrame;
    private readonly long[] _lockedAt;
    private readonly int[] _port; // by lane
    private readonly bool[] _lit; // by lane

    /// <summary>No port is locked.</summary>
    public LockedPorts(int ports, int maxSkewUi)
    {
        _maxSkewUi = maxSkewUi;
        _lane = new int[ports];
        _lane.AsSpan().Fill(None);
        _port = new int[ports];
        _port.AsSpan().Fill(None);
        _firstFrame = new long[ports];
        _lockedAt = new long[ports];
        _lit = new bool[ports];
        _lit.AsSpan().Fill(true);
    }

    /// <summary>Ports.</summary>
    public int Count => _lane.Length;

    /// <summary>How often a port was lost.</summary>
    public long Losses { get; private set; }

    /// <summary>When the last port was locked, as all were aligned for the first time.</summary>
    public long? LockTimeUi { get; private set; }

    /// <summary>See <see cref="IDeskew.Expect"/>.</summary>
    public void Expect(ReadOnlySpan<bool> lit) => lit.CopyTo(_lit);

    /// <summary>Whether a port is locked, and its lane dark: there is nothing to look at.</summary>
    public bool Rests(int port) => Contains(port) && !_lit[_lane[port]];

    /// <summary>Whether a port that is not locked has a lane to look for.</summary>
    public bool IsAnyMissing()
    {
        int missing = _lit.AsSpan().Count(true);
        foreach (int lane in _lane)
        {
            missing -= lane != None && _lit[lane] ? 1 : 0;
        }

        return missing > 0;
    }

    /// <summary>Whether a port is locked.</summary>
    public bool Contains(int port) => _lane[port] != None;

    /// <summary>Lane of a locked port.</summary>
    public int LaneOf(int port) => _lane[port];

    /// <summary>By lane: the port that it is on or was on last, −1 for none.</summary>
    public ReadOnlySpan<int> PortOf => _port;

    /// <summary>The port that is locked on a lane, −1 for none.</summary>
    public int PortWith(int lane) => _port[lane] is var port and >= 0 && _lane[port] == lane ? port : -1;

    /// <summary>Where frame 0 starts in a locked port's stream.</summary>
    public long FirstFrameOf(int port) => _firstFrame[port];

    /// <summary>Locks a port.</summary>
    public void Lock(int port, int lane, long firstFrame, long at)
    {
        _lane[port] = lane;
        _port[lane] = port;
        _firstFrame[port] = firstFrame;
        _lockedAt[port] = at;
    }

    /// <summary>Loses a port.</summary>
    public void Lose(int port)
    {
        _lane[port] = None;
        Losses++;
    }

    /// <summary>Where frame 0 starts in the first port that is locked, by number; null where none is.</summary>
    public long? AnyFirstFrame() => _lane.AsSpan().IndexOfAnyExcept(None) is var port and >= 0 ? _firstFrame[port] : null;

    /// <summary>Takes down when all ports were aligned, the first time that they are.</summary>
    public void NoteAlignment()
    {
        if (LockTimeUi is null && AreAligned())
        {
            LockTimeUi = _lockedAt.Max();
        }
    }

    /// <summary>Whether all lanes that are lit are aligned.</summary>
    public bool AreAligned() => !IsAnyMissing() && Missing().Count == 0;

    /// <summary>See <see cref="IDeskew.CopyAlignments"/>.</summary>
    public void CopyAlignments(Span<PortAlignment> alignments)
    {
        long first = FirstArrival();
        for (int port = 0; port < Count; port++)
        {
            alignments[port] = Contains(port) && _firstFrame[port] - first <= _maxSkewUi
                ? new PortAlignment(_lane[port], _firstFrame[port])
                : PortAlignment.None;
        }
    }

    /// <summary>See <see cref="IDeskew.Missing"/>.</summary>
    public IReadOnlyList<(int Lane, long? SkewUi)> Missing()
    {
        long first = FirstArrival();
        var missing = new SortedDictionary<int, long?>();
        for (int lane = 0; lane < Count; lane++)
        {
            if (_lit[lane])
            {
                missing[lane] = null;
            }
        }

        for (int port = 0; port < Count; port++)
        {
            if (!Contains(port) || !_lit[_lane[port]])
            {
                continue;
            }

            long skew = _firstFrame[port] - first;
            if (skew <= _maxSkewUi)
            {
                missing.Remove(_lane[port]);
            }
            else
            {
                missing[_lane[port]] = skew;
            }
        }

        return [.. missing.Select(m => (m.Key, m.Value))];
    }

    private long FirstArrival()
    {
        long first = long.MaxValue;
        for (int port = 0; port < Count; port++)
        {
            first = Contains(port) ? Math.Min(first, _firstFrame[port]) : first;
        }

        return first;
    }
}
