using Mosaic.Emulator.Channel;

namespace Mosaic.Emulator.Link.Events;

/// <summary>What the lanes of a frame have wrong: lane and UI of each bit, markers included. Holds the memory of one worker.</summary>
internal sealed class ErrorList
{
    private ulong[] _places = new ulong[1024];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The places: UI in the upper half, lane in the lower.</summary>
    public Span<ulong> Places => _places.AsSpan(0, Count);

    /// <summary>The lane of a place.</summary>
    public static int LaneOf(ulong place) => (int)(uint)place;

    /// <summary>The UI of a place.</summary>
    public static int UiOf(ulong place) => (int)(place >> 32);

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds candidates that are errors, but for those that repeat an earlier one.</summary>
    /// <param name="errors">The candidates.</param>
    /// <param name="candidates">All candidates.</param>
    /// <param name="laneOf">By channel: its lane.</param>
    public void Add(ReadOnlySpan<ulong> errors, CandidateList candidates, ReadOnlySpan<int> laneOf)
    {
        if (_places.Length < Count + errors.Length)
        {
            Array.Resize(ref _places, 2 * (Count + errors.Length));
        }

        ReadOnlySpan<ulong> all = candidates.Places;
        Span<ulong> places = _places.AsSpan(Count, errors.Length);
        int added = 0;
        foreach (ulong error in errors)
        {
            ulong place = all[(int)error];
            places[added] = (place << 32) | (uint)laneOf[CandidateList.LaneOf(place)];
            added += candidates.IsRepeated((int)error) ? 0 : 1;
        }

        Count += added;
    }

    /// <summary>Adds a bit.</summary>
    public void Add(int lane, int ui)
    {
        if (Count == _places.Length)
        {
            Array.Resize(ref _places, 2 * Count);
        }

        _places[Count++] = ((ulong)(uint)ui << 32) | (uint)lane;
    }
}
