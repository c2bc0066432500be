using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// Draws the candidates of all lanes that have cells, side by side: the words of all cells first, then those of all points. The same
/// candidates as lane by lane, in the same order within a lane. Holds the memory of one worker.
/// </summary>
internal sealed class CellDraw
{
    private const int Eight = 8, Step = 32;
    private const ulong RareTail = 1UL << 57; // 1 in 128
    private readonly int _frameUi, _count;
    private readonly Cell[] _cells;
    private readonly uint[] _block, _lane; // of the cells, in whole steps
    private readonly ulong[] _points; // of each
    private readonly ulong[] _tails; // eight cells at a time: their first tails, their second ones …
    private readonly int[] _firstTail, _sureTails; // of each eight cells; so many are looked at in any case, since one of the words is most often below the one before
    private uint[] _pointBlock = new uint[1024], _pointTag = new uint[1024], _pointUi = new uint[1024];

    /// <param name="lanes">The lanes; those without cells are left out.</param>
    /// <param name="ui">UI of a frame.</param>
    public CellDraw(IReadOnlyList<LaneSampler?> lanes, int ui)
    {
        _frameUi = ui;
        var cells = new List<(Cell Cell, CandidateCells Of)>();
        for (int lane = 0; lane < lanes.Count; lane++)
        {
            for (int cell = 0; lanes[lane] is { Cells: { } some } sampler && cell < some.Count; cell++)
            {
                cells.Add((new Cell(lane, (uint)cell * CandidateCells.Blocks, cell * some.Ui, some.Ui, sampler.Bound), some));
            }
        }

        _cells = [.. cells.Select(cell => cell.Cell)];
        _count = cells.Count;
        int room = (_count + Step - 1) / Step * Step;
        (_block, _lane, _points) = (new uint[room], new uint[room], new ulong[room]);
        (_firstTail, _sureTails) = (new int[room / Eight], new int[room / Eight]);
        var tails = new List<ulong>();
        for (int first = 0; first < room; first += Eight)
        {
            _firstTail[first / Eight] = tails.Count;
            for (int n = 0; n == 0 || tails.Skip(tails.Count - Eight).Any(tail => tail > 0); n++)
            {
                ulong[] row = [.. Enumerable.Range(first, Eight).Select(cell => cell < _count ? cells[cell].Of.Tail(n) : 0)];
                tails.AddRange(row);
                _sureTails[first / Eight] += row.Max() > RareTail / Eight ? Eight : 0;
            }
        }

        _tails = [.. tails];
        for (int i = 0; i < _count; i++)
        {
            (_block[i], _lane[i]) = (_cells[i].Block, (uint)_cells[i].Lane);
        }
    }

    /// <summary>Adds the candidates of a frame to a list.</summary>
    /// <param name="address">Seed, purpose, trial and frame of the random numbers.</param>
    /// <param name="list">Receives them.</param>
    public void Draw(RandomAddress address, CandidateList list)
    {
        uint tag = (address with { Lane = 0 }).Tag;
        int points = CountPoints(address, tag);
        list.Reserve(points + (2 * Step));
        if (_pointBlock.Length < points + (2 * Step))
        {
            int room = 2 * (points + (2 * Step));
            (_pointBlock, _pointTag, _pointUi) = (new uint[room], new uint[room], new uint[room]);
        }

        int before = list.Count;
        Spread(tag, list);
        bool isOver = Place(address, list, before, points);
        list.Extend(points);
        if (isOver)
        {
            Drop(list, before);
        }
    }

    /// <summary>How many points each cell has; and how many there are.</summary>
    [MethodImpl(Kernel.Compiled)]
    private int CountPoints(RandomAddress address, uint tag)
    {
        ref uint block = ref MemoryMarshal.GetArrayDataReference(_block), lane = ref MemoryMarshal.GetArrayDataReference(_lane);
        Vector512<ulong> purpose = Vector512.Create((ulong)tag), c2 = Vector512.Create((ulong)address.Frame), c3 = Vector512.Create((ulong)address.Trial), sum = Vector512<ulong>.Zero;
        for (int i = 0; i < _block.Length; i += Step)
        {
            PhiloxLanes a = Start(ref block, ref lane, i, purpose, c2, c3), b = Start(ref block, ref lane, i + Eight, purpose, c2, c3);
            PhiloxLanes c = Start(ref block, ref lane, i + (2 * Eight), purpose, c2, c3), d = Start(ref block, ref lane, i + (3 * Eight), purpose, c2, c3);
            PhiloxLanes.Run(ref a, ref b, ref c, ref d, address.Seed);
            sum += Count(a.Low, i) + Count(b.Low, i + Eight) + Count(c.Low, i + (2 * Eight)) + Count(d.Low, i + (3 * Eight));
        }

        return (int)Vector512.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static PhiloxLanes Start(ref uint block, ref uint tag, int at, Vector512<ulong> purpose, Vector512<ulong> c2, Vector512<ulong> c3) =>
        new(Wide.Widen(ref block, (nuint)at), Wide.Widen(ref tag, (nuint)at) | purpose, c2, c3);

    /// <summary>How many of their cells' tails eight words are below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<ulong> Count(Vector512<ulong> words, int cell)
    {
        ref ulong tails = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_tails), Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_firstTail), cell / Eight));
        nuint sure = (nuint)Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_sureTails), cell / Eight), n = 0;
        Vector512<ulong> count = Vector512<ulong>.Zero, below;
        for (; n < sure; n += Eight)
        {
            count -= Vector512.LessThan(words, Vector512.LoadUnsafe(ref tails, n));
        }

        for (; (below = Vector512.LessThan(words, Vector512.LoadUnsafe(ref tails, n))) != Vector512<ulong>.Zero; n += Eight)
        {
            count -= below;
        }

        count.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(_points), (nuint)cell);
        return count;
    }

    /// <summary>Writes for each point what its cell says, eight at a time, whatever comes to be behind the last one.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Spread(uint tag, CandidateList list)
    {
        (int[] lanes, int[] ui, int[] earlier, double[] levels) = list.Arrays;
        ref Cell cells = ref MemoryMarshal.GetArrayDataReference(_cells);
        ref ulong points = ref MemoryMarshal.GetArrayDataReference(_points);
        ref uint blocks = ref MemoryMarshal.GetArrayDataReference(_pointBlock), tags = ref MemoryMarshal.GetArrayDataReference(_pointTag), within = ref MemoryMarshal.GetArrayDataReference(_pointUi);
        nuint at = 0, to = (nuint)list.Count;
        Vector256<int> numbers = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);
        for (int i = 0; i < _count; i++)
        {
            ref readonly Cell cell = ref Unsafe.Add(ref cells, i);
            nint left = (nint)Unsafe.Add(ref points, i);
            Vector256<int> number = numbers;
            do
            {
                (Vector256.Create(cell.Block + 1) + number.AsUInt32()).StoreUnsafe(ref blocks, at);
                Vector256.Create(tag | (uint)cell.Lane).StoreUnsafe(ref tags, at);
                Vector256.Create((uint)cell.Ui).StoreUnsafe(ref within, at);
                Vector256.Create(cell.Lane).StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(lanes), to);
                Vector256.Create(cell.Start).StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(ui), to);
                number.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(earlier), to);
                Vector512.Create(cell.Bound).StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(levels), to);
                number += Vector256.Create(Eight);
                nuint done = (nuint)nint.Min(left, Eight);
                at += done;
                to += done;
                left -= Eight;
            }
            while (left > 0);
        }
    }

    /// <summary>Adds to each point's cell its place in it, and turns its bound into its level.</summary>
    /// <returns>Whether any is behind the frame's end.</returns>
    [MethodImpl(Kernel.Compiled)]
    private bool Place(RandomAddress address, CandidateList list, int first, int points)
    {
        (_, int[] uis, _, double[] levels) = list.Arrays;
        ref uint blocks = ref MemoryMarshal.GetArrayDataReference(_pointBlock), tags = ref MemoryMarshal.GetArrayDataReference(_pointTag), within = ref MemoryMarshal.GetArrayDataReference(_pointUi);
        ref int ui = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(uis), first);
        ref double level = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(levels), first);
        Vector512<ulong> c2 = Vector512.Create((ulong)address.Frame), c3 = Vector512.Create((ulong)address.Trial);
        Vector256<int> over = Vector256<int>.Zero, end = Vector256.Create(_frameUi - 1), numbers = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);
        for (int i = 0; i < points; i += Step)
        {
            PhiloxLanes a = Start(ref blocks, ref tags, i, Vector512<ulong>.Zero, c2, c3), b = Start(ref blocks, ref tags, i + Eight, Vector512<ulong>.Zero, c2, c3);
            PhiloxLanes c = Start(ref blocks, ref tags, i + (2 * Eight), Vector512<ulong>.Zero, c2, c3), d = Start(ref blocks, ref tags, i + (3 * Eight), Vector512<ulong>.Zero, c2, c3);
            PhiloxLanes.Run(ref a, ref b, ref c, ref d, address.Seed);
            for (int part = 0; part < Step; part += Eight)
            {
                PhiloxLanes words = part switch { 0 => a, Eight => b, 2 * Eight => c, _ => d };
                Vector256<int> at = Place(words, Wide.Widen(ref within, (nuint)(i + part)), ref Unsafe.Add(ref ui, i + part), ref Unsafe.Add(ref level, i + part));
                over |= Vector256.GreaterThan(at, end) & Vector256.LessThan(numbers, Vector256.Create(points - i - part));
            }
        }

        return over != Vector256<int>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Place(in PhiloxLanes words, Vector512<ulong> cellUi, ref int ui, ref double level)
    {
        // As CandidateCells.Place and RandomAddress.ToUnit.
        Vector512<ulong> word = words.Low, place = (Wide.Multiply(word >>> 32, cellUi) + (Wide.Multiply(word, cellUi) >>> 32)) >>> 32;
        Vector256<int> at = Vector256.LoadUnsafe(ref ui) + Vector256.Narrow(place.GetLower(), place.GetUpper()).AsInt32();
        at.StoreUnsafe(ref ui);
        (Vector512.ConvertToDouble(words.High >>> 11) * Vector512.Create(1.0 / (1UL << 53)) * Vector512.LoadUnsafe(ref level)).StoreUnsafe(ref level);
        return at;
    }

    /// <summary>Drops what is behind the frame's end.</summary>
    private void Drop(CandidateList list, int first)
    {
        Span<int> lanes = list.Lanes, ui = list.Ui, earlier = list.Earlier;
        Span<double> levels = list.Levels;
        int kept = first, dropped = 0; // of a cell
        for (int i = first; i < lanes.Length; i++)
        {
            dropped = earlier[i] == 0 ? 0 : dropped;
            (lanes[kept], ui[kept], levels[kept], earlier[kept]) = (lanes[i], ui[i], levels[i], earlier[i] - dropped);
            (kept, dropped) = ui[i] < _frameUi ? (kept + 1, dropped) : (kept, dropped + 1);
        }

        list.Shorten(kept);
    }

    private readonly record struct Cell(int Lane, uint Block, int Start, int Ui, double Bound);
}
