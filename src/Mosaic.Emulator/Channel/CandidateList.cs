using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Channel;

/// <summary>Candidates of all lanes in a frame, those of a lane one after the other. Holds the memory of one worker.</summary>
internal sealed class CandidateList
{
    private ulong[] _places = new ulong[1024];
    private int[] _blocks = new int[1024];
    private double[] _levels = new double[1024];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Where each is: the lane in the upper half, the UI in the lower.</summary>
    public Span<ulong> Places => _places.AsSpan(0, Count);

    /// <summary>What p must be above for a candidate to be an error: a uniform number times p̄.</summary>
    public Span<double> Levels => _levels.AsSpan(0, Count);

    /// <summary>Of each a number that says which point of its cell it is: <see cref="CandidateCells.PointOf"/>. The points before it are right before it.</summary>
    public Span<int> Blocks => _blocks.AsSpan(0, Count);

    /// <summary>The same, with what is behind the end: what <see cref="Reserve"/> made room for.</summary>
    public (ulong[] Places, int[] Blocks, double[] Levels) Arrays => (_places, _blocks, _levels);

    /// <summary>The lane of a place.</summary>
    public static int LaneOf(ulong place) => (int)(place >> 32);

    /// <summary>The UI of a place.</summary>
    public static int UiOf(ulong place) => (int)place;

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;

    /// <summary>Makes room for some more.</summary>
    public void Reserve(int more)
    {
        if (Count + more > _places.Length)
        {
            int room = Math.Max(2 * _places.Length, Count + more);
            Array.Resize(ref _places, room);
            Array.Resize(ref _blocks, room);
            Array.Resize(ref _levels, room);
        }
    }

    /// <summary>Takes in candidates that have been written behind the last.</summary>
    /// <param name="count">How many.</param>
    public void Extend(int count) => Count += count;

    /// <summary>Forgets the last ones.</summary>
    /// <param name="count">How many are left.</param>
    public void Shorten(int count) => Count = count;

    /// <summary>Whether an earlier candidate of the same lane has the same UI, which makes this one none.</summary>
    public bool IsRepeated(int index)
    {
        // Those before its cell are elsewhere, so that they may be compared too; most have sixteen at most before them, for which there is no branch.
        const int Close = 16;
        int earlier = CandidateCells.PointOf(_blocks[index]);
        Vector512<ulong> place = Vector512.Create(_places[index]);
        if (earlier > Close || index < Close)
        {
            return _places.AsSpan(index - earlier, earlier).Contains(_places[index]);
        }

        return Vector512.EqualsAny(Vector512.LoadUnsafe(ref _places[index - Close]), place)
            | Vector512.EqualsAny(Vector512.LoadUnsafe(ref _places[index - (Close / 2)]), place);
    }
}
