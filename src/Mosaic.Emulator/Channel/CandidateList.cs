using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Channel;

/// <summary>Candidates of all lanes in a frame, those of a lane one after the other. Holds the memory of one worker.</summary>
internal sealed class CandidateList
{
    private Column<ulong> _places = new(1024);
    private Column<int> _blocks = new(1024);
    private Column<double> _levels = new(1024);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Where each is: the lane in the upper half, the UI in the lower.</summary>
    public Span<ulong> Places => _places.Span[..Count];

    /// <summary>What p must be above for a candidate to be an error: a uniform number times p̄.</summary>
    public Span<double> Levels => _levels.Span[..Count];

    /// <summary>Of each a number that says which point of its cell it is: <see cref="CandidateCells.PointOf"/>. The points before it are right before it.</summary>
    public Span<int> Blocks => _blocks.Span[..Count];

    /// <summary>The same, with what is behind the end: what <see cref="Reserve"/> made room for.</summary>
    public (Column<ulong> Places, Column<int> Blocks, Column<double> Levels) Columns => (_places, _blocks, _levels);

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
            (_places, _blocks, _levels) = (_places.Longer(room, Count), _blocks.Longer(room, Count), _levels.Longer(room, Count));
        }
    }

    /// <summary>Takes in candidates that have been written behind the last.</summary>
    /// <param name="count">How many.</param>
    public void Extend(int count) => Count += count;

    /// <summary>Whether an earlier candidate of the same lane has the same UI, which makes this one none.</summary>
    [MethodImpl(Kernel.Compiled)]
    public bool IsRepeated(int index)
    {
        // Those before its cell are elsewhere, so that they may be compared too; most have sixteen at most before them, for which there is no branch.
        const int Close = 16;
        int earlier = CandidateCells.PointOf(_blocks[index]);
        ref ulong place = ref _places[index];
        Vector512<ulong> places = Vector512.Create(place);
        if (earlier > Close || index < Close)
        {
            return _places.Span.Slice(index - earlier, earlier).Contains(place);
        }

        return Vector512.EqualsAny(Vector512.LoadUnsafe(ref Unsafe.Subtract(ref place, Close)), places)
            | Vector512.EqualsAny(Vector512.LoadUnsafe(ref Unsafe.Subtract(ref place, Close / 2)), places);
    }
}
