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
