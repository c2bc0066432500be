namespace Mosaic.Emulator.Channel;

/// <summary>Candidates of all lanes in a frame, those of a lane one after the other. Holds the memory of one worker.</summary>
internal sealed class CandidateList
{
    private int[] _lanes = new int[1024];
    private int[] _ui = new int[1024];
    private double[] _levels = new double[1024];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The lane of each.</summary>
    public ReadOnlySpan<int> Lanes => _lanes.AsSpan(0, Count);

    /// <summary>The UI of each.</summary>
    public ReadOnlySpan<int> Ui => _ui.AsSpan(0, Count);

    /// <summary>What p must be above for a candidate to be an error: a uniform number times p̄.</summary>
    public ReadOnlySpan<double> Levels => _levels.AsSpan(0, Count);

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;

    /// <summary>Makes room for some more.</summary>
    public void Reserve(int more)
    {
        if (Count + more > _lanes.Length)
        {
            int room = Math.Max(2 * _lanes.Length, Count + more);
            Array.Resize(ref _lanes, room);
            Array.Resize(ref _ui, room);
            Array.Resize(ref _levels, room);
        }
    }

    /// <summary>Adds one, for which there is room.</summary>
    public void AddReserved(int lane, int ui, double level)
    {
        int at = Count;
        (_lanes[at], _ui[at], _levels[at]) = (lane, ui, level);
        Count = at + 1;
    }

    /// <summary>Whether an earlier candidate of the same lane has the same UI, which makes this one none.</summary>
    public bool IsRepeated(int index)
    {
        for (int i = index - 1; i >= 0 && _lanes[i] == _lanes[index]; i--)
        {
            if (_ui[i] == _ui[index])
            {
                return true;
            }
        }

        return false;
    }
}
