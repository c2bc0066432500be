using Mosaic.Emulator.Bonding.Arrivals;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>
/// What the words across the lanes tell of a frame: it watches for lanes that are out of place, searches for them, and locks them
/// where they are found.
/// </summary>
internal sealed class LaneCodeSight
{
    private const int TileUi = LaneSyndromes.TileWords * 64;
    private readonly LockedPorts _locked;
    private readonly ushort[] _columns;
    private readonly int _frameUi;
    private readonly LaneSyndromes _syndromes;
    private readonly SlipWatch _watch;
    private readonly LaneCodeSearch _search;
    private readonly bool[] _isOut;
    private int _looksSinceAlarm;
    private bool _searching;

    /// <summary>Sees lanes that are aligned.</summary>
    /// <param name="locked">Where they are; what is found goes there.</param>
    /// <param name="columns">By lane: its column, 0 for one that is in no word.</param>
    /// <param name="frameUi">UI from marker to marker.</param>
    /// <param name="reachUi">How far a lane is looked for.</param>
    public LaneCodeSight(LockedPorts locked, ushort[] columns, int frameUi, int reachUi)
    {
        (_locked, _columns, _frameUi) = (locked, columns, frameUi);
        _syndromes = new LaneSyndromes(columns);
        _watch = new SlipWatch(columns);
        _search = new LaneCodeSearch(columns, reachUi);
        _isOut = new bool[columns.Length];
    }

    /// <summary>Places that a lane is looked for at.</summary>
    public int Places => _search.Places;

    /// <summary>Lanes found again.</summary>
    public long Found { get; private set; }

    /// <summary>Forgets what it has seen, and whom it was looking for.</summary>
    public void Clear()
    {
        _watch.Clear();
        (_looksSinceAlarm, _searching) = (0, false);
    }

    /// <summary>Looks at a frame.</summary>
    /// <param name="streams">The ports.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>Whether the words could tell; if not, everything is forgotten.</returns>
    public bool TryLookAtFrame(IPortStreams streams, long frame)
    {
        for (long ui = AlignmentMarker.LengthUi; ui < _frameUi; ui += TileUi)
        {
            if (!TryLookAtTile(streams, (frame * _frameUi) + ui, (int)Math.Min(TileUi, _frameUi - ui) / 64))
            {
                Clear();
                return false;
            }
        }

        return true;
    }

    private bool TryLookAtTile(IPortStreams streams, long from, int words)
    {
        bool summed = TrySum(streams, from, words);
        for (int word = 0; word < words && summed; word += SlipWatch.LookWords)
        {
            int end = Math.Min(words, word + SlipWatch.LookWords);
            bool searching = _searching;
            if (searching)
            {
                Search(streams, from, word, end);
            }
            else if (!TryWatch(word, end))
            {
                return false;
            }

            // The rest of the tile is without those that are searched for.
            summed = searching == _searching || TrySum(streams, from, words);
        }

        return true;
    }

    /// <summary>Lanes that are searched for are in no sum.</summary>
    private bool TrySum(IPortStreams streams, long from, int words)
    {
        _isOut.AsSpan().Clear();
        foreach (int lane in _searching ? _search.Suspects : [])
        {
            _isOut[lane] = true;
        }

        return _syndromes.TrySum(streams, _locked, _isOut, from, words);
    }

    /// <summary>Watches for lanes that are out of place, and begins a search; false where lanes cannot be told from each other any more.</summary>
    private bool TryWatch(int first, int end)
    {
        ReadOnlySpan<int> missing = _syndromes.Missing;
        if (missing.Length > 1)
        {
            return false;
        }

        _watch.Look(_syndromes, first, end, missing.Length == 0 ? (ushort)0 : _columns[missing[0]]);
        if (_watch.Blind * SlipWatch.LookWords * 64 >= _frameUi)
        {
            return false;
        }

        // One look more: others may have slipped with it.
        _looksSinceAlarm = _watch.IsAlarmed ? _looksSinceAlarm + 1 : 0;
        if (_looksSinceAlarm < 2)
        {
            return true;
        }

        int[] suspects = [.. Enumerable.Range(0, _columns.Length).Where(lane => _watch.Score(lane) * 2 >= SlipWatch.Alarm)];
        Clear();
        return _searching = _search.TryBegin(suspects, missing);
    }

    private void Search(IPortStreams streams, long from, int first, int end)
    {
        IReadOnlyList<(int Lane, int LaterUi)>? found = _search.Look(streams, _locked.PortOf, _locked, _syndromes, from, first, end);
        if (found is null && !_search.IsOver)
        {
            return;
        }

        bool whole = found is not null;
        found ??= _search.FoundSoFar();
        foreach ((int lane, int laterUi) in found)
        {
            int port = _locked.PortOf[lane];
            long firstFrame = _locked.FirstFrameOf(port) + laterUi;
            if (laterUi != 0)
            {
                _locked.Lose(port);
                _locked.Lock(port, lane, firstFrame, firstFrame + from + (end * 64));
                Found++;
            }
        }

        foreach (int lane in whole ? [] : _search.Suspects)
        {
            if (!found.Any(one => one.Lane == lane))
            {
                _locked.Lose(_locked.PortOf[lane]);
            }
        }

        _searching = false;
    }
}
