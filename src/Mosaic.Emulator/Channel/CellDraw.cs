using System.Numerics;
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
    private readonly int _frameUi;
    private readonly Cell[] _cells;
    private readonly uint[] _block, _lane; // of the cells, in whole steps
    private readonly ulong[] _points; // of each
    private readonly ulong[] _filled; // those that have any
    private readonly ulong[] _tails; // eight cells at a time: their first tails, their second ones …
    private readonly int[] _firstTail, _sureTails; // of each eight cells; so many are looked at in any case, since one of the words is most often below the one before
    private uint[] _pointUi = new uint[1024]; // of each point's cell
    private int _filledCount;

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
                cells.Add((new Cell(cell * (int)CandidateCells.Blocks, ((ulong)(uint)lane << 32) | (uint)(cell * some.Ui), some.Ui, sampler.Bound), some));
            }
        }

        _cells = [.. cells.Select(cell => cell.Cell)];
        int count = cells.Count, room = (count + Step - 1) / Step * Step;
        (_block, _lane, _points, _filled) = (new uint[room], new uint[room], new ulong[room], new ulong[room + Eight]);
        (_firstTail, _sureTails) = (new int[room / Eight], new int[room / Eight]);
        var tails = new List<ulong>();
        for (int first = 0; first < room; first += Eight)
        {
            _firstTail[first / Eight] = tails.Count;
            for (int n = 0; n == 0 || tails.Skip(tails.Count - Eight).Any(tail => tail > 0); n++)
            {
                ulong[] row = [.. Enumerable.Range(first, Eight).Select(cell => cell < count ? cells[cell].Of.Tail(n) : 0)];
                tails.AddRange(row);
                _sureTails[first / Eight] += row.Max() > RareTail / Eight ? Eight : 0;
            }
        }

        _tails = [.. tails];
        for (int i = 0; i < count; i++)
        {
            (_block[i], _lane[i]) = ((uint)_cells[i].Block, (uint)CandidateList.LaneOf(_cells[i].Start));
        }
    }

    /// <summary>Adds the candidates of a frame to a list.</summary>
    /// <param name="address">Seed, purpose, trial and frame of the random numbers.</param>
    /// <param name="list">Receives them.</param>
    public void Draw(RandomAddress address, CandidateList list)
    {
        uint tag = (address with { Lane = 0 }).Tag;
        int points = Words8.IsSupported ? CountPoints<Words8>(address, tag) : CountPoints<Words4>(address, tag), before = list.Count;
        list.Reserve(points + Step);
        if (_pointUi.Length < points + Step)
        {
            _pointUi = new uint[2 * (points + Step)];
        }

        Spread(list);
        list.Arrays.Places.AsSpan(before + points, Step).Clear(); // so that nothing behind the last one seems to be behind the frame's end
        bool isOver = Words8.IsSupported ? Place<Words8>(address, tag, list, points) : Place<Words4>(address, tag, list, points);
        list.Extend(points);
        if (isOver)
        {
            Drop(list, before);
        }
    }

    /// <summary>How many points each cell has; and how many there are.</summary>
    [MethodImpl(Kernel.Compiled)]
    private int CountPoints<TWords>(RandomAddress address, uint tag)
        where TWords : struct, IWords<TWords>
    {
        ref uint block = ref MemoryMarshal.GetArrayDataReference(_block), lane = ref MemoryMarshal.GetArrayDataReference(_lane);
        ref ulong tails = ref MemoryMarshal.GetArrayDataReference(_tails), points = ref MemoryMarshal.GetArrayDataReference(_points);
        TWords purpose = TWords.Create(tag), c2 = TWords.Create(address.Frame), c3 = TWords.Create(address.Trial), sum = default;
        ref ulong filled = ref MemoryMarshal.GetArrayDataReference(_filled);
        nint filledCount = 0;
        int width = TWords.Count;
        for (nint i = 0; i < _block.Length; i += 4 * width)
        {
            PhiloxLanes<TWords> a = new(TWords.Widen(ref block, i), TWords.Widen(ref lane, i) | purpose, c2, c3);
            PhiloxLanes<TWords> b = new(TWords.Widen(ref block, i + width), TWords.Widen(ref lane, i + width) | purpose, c2, c3);
            PhiloxLanes<TWords> c = new(TWords.Widen(ref block, i + (2 * width)), TWords.Widen(ref lane, i + (2 * width)) | purpose, c2, c3);
            PhiloxLanes<TWords> d = new(TWords.Widen(ref block, i + (3 * width)), TWords.Widen(ref lane, i + (3 * width)) | purpose, c2, c3);
            PhiloxLanes<TWords>.Run(ref a, ref b, ref c, ref d, address.Seed);
            for (int part = 0; part < 4; part++)
            {
                nint cell = i + (part * width);
                TWords count = Count(part switch { 0 => a.Low, 1 => b.Low, 2 => c.Low, _ => d.Low }, ref tails, cell);
                count.Store(ref points, cell);
                sum += count;
                TWords isFilled = TWords.IsLess(default, count);
                TWords.Compress(TWords.Numbers + TWords.Create((ulong)cell), isFilled).Store(ref filled, filledCount);
                filledCount += BitOperations.PopCount(isFilled.Mask);
            }
        }

        _filledCount = (int)filledCount;
        return (int)sum.Sum;
    }

    /// <summary>How many of their cells' tails some words are below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TWords Count<TWords>(TWords words, ref ulong tails, nint cell)
        where TWords : struct, IWords<TWords>
    {
        nint n = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_firstTail), cell / Eight) + (cell % Eight);
        nint sure = n + Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_sureTails), cell / Eight);
        TWords count = default, below;
        for (; n < sure; n += Eight)
        {
            count -= TWords.IsLess(words, TWords.Load(ref tails, n));
        }

        for (; (below = TWords.IsLess(words, TWords.Load(ref tails, n))).Mask != 0; n += Eight)
        {
            count -= below;
        }

        return count;
    }

    /// <summary>Writes for each point what its cell says, eight at a time, whatever comes to be behind the last one.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Spread(CandidateList list)
    {
        (ulong[] places, int[] block, double[] levels) = list.Arrays;
        nint first = list.Count;
        ref Cell cells = ref MemoryMarshal.GetArrayDataReference(_cells);
        ref ulong points = ref MemoryMarshal.GetArrayDataReference(_points), place = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(places), first);
        ref int blocks = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block), first);
        ref double level = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(levels), first);
        ref uint within = ref MemoryMarshal.GetArrayDataReference(_pointUi);
        nuint at = 0;
        Vector256<int> numbers = Vector256.Create(1, 2, 3, 4, 5, 6, 7, 8);
        foreach (ulong i in _filled.AsSpan(0, _filledCount))
        {
            ref readonly Cell cell = ref Unsafe.Add(ref cells, (nint)i);
            nint left = (nint)Unsafe.Add(ref points, (nint)i);
            Vector256<int> number = numbers + Vector256.Create(cell.Block);
            do
            {
                number.StoreUnsafe(ref blocks, at);
                Vector256.Create((uint)cell.Ui).StoreUnsafe(ref within, at);
                Vector512.Create(cell.Start).StoreUnsafe(ref place, at);
                Vector512.Create(cell.Bound).StoreUnsafe(ref level, at);
                number += Vector256.Create(Eight);
                at += (nuint)nint.Min(left, Eight);
                left -= Eight;
            }
            while (left > 0);
        }
    }

    /// <summary>Adds to each point's cell its place in it, and turns its bound into its level.</summary>
    /// <returns>Whether any is behind the frame's end.</returns>
    [MethodImpl(Kernel.Compiled)]
    private bool Place<TWords>(RandomAddress address, uint tag, CandidateList list, int points)
        where TWords : struct, IWords<TWords>
    {
        (ulong[] places, int[] block, double[] levels) = list.Arrays;
        nint first = list.Count;
        ref ulong place = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(places), first);
        ref uint blocks = ref Unsafe.As<int, uint>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block), first)), within = ref MemoryMarshal.GetArrayDataReference(_pointUi);
        ref double level = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(levels), first);
        TWords purpose = TWords.Create(tag), c2 = TWords.Create(address.Frame), c3 = TWords.Create(address.Trial), last = TWords.Create((ulong)_frameUi - 1), over = default;
        int width = TWords.Count;
        for (nint i = 0; i < points; i += 4 * width)
        {
            TWords one = TWords.Load(ref place, i), two = TWords.Load(ref place, i + width);
            TWords three = TWords.Load(ref place, i + (2 * width)), four = TWords.Load(ref place, i + (3 * width));
            PhiloxLanes<TWords> a = new(TWords.Widen(ref blocks, i), (one >>> 32) | purpose, c2, c3);
            PhiloxLanes<TWords> b = new(TWords.Widen(ref blocks, i + width), (two >>> 32) | purpose, c2, c3);
            PhiloxLanes<TWords> c = new(TWords.Widen(ref blocks, i + (2 * width)), (three >>> 32) | purpose, c2, c3);
            PhiloxLanes<TWords> d = new(TWords.Widen(ref blocks, i + (3 * width)), (four >>> 32) | purpose, c2, c3);
            PhiloxLanes<TWords>.Run(ref a, ref b, ref c, ref d, address.Seed);
            over |= Place(a, one, TWords.Widen(ref within, i), last, ref place, ref level, i);
            over |= Place(b, two, TWords.Widen(ref within, i + width), last, ref place, ref level, i + width);
            over |= Place(c, three, TWords.Widen(ref within, i + (2 * width)), last, ref place, ref level, i + (2 * width));
            over |= Place(d, four, TWords.Widen(ref within, i + (3 * width)), last, ref place, ref level, i + (3 * width));
        }

        return over.Mask != 0;
    }

    /// <summary>As <see cref="CandidateCells.Place"/> and <see cref="RandomAddress.ToUnit"/>; all ones where a place is behind the last UI.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWords Place<TWords>(in PhiloxLanes<TWords> words, TWords start, TWords cellUi, TWords last, ref ulong place, ref double level, nint at)
        where TWords : struct, IWords<TWords>
    {
        TWords word = words.Low;
        TWords found = start + ((TWords.Multiply(word >>> 32, cellUi) + (TWords.Multiply(word, cellUi) >>> 32)) >>> 32);
        found.Store(ref place, at);
        (words.High >>> 11).Scale(ref level, at, 1.0 / (1UL << 53));
        return TWords.IsLess(last, found & TWords.Create(uint.MaxValue));
    }

    /// <summary>Drops what is behind the frame's end.</summary>
    private void Drop(CandidateList list, int first)
    {
        Span<ulong> places = list.Places;
        Span<int> blocks = list.Blocks;
        Span<double> levels = list.Levels;
        int kept = first, dropped = 0; // of a cell
        for (int i = first; i < places.Length; i++)
        {
            dropped = CandidateCells.PointOf(blocks[i]) == 0 ? 0 : dropped;
            (places[kept], levels[kept], blocks[kept]) = (places[i], levels[i], blocks[i] - dropped);
            (kept, dropped) = CandidateList.UiOf(places[i]) < _frameUi ? (kept + 1, dropped) : (kept, dropped + 1);
        }

        list.Shorten(kept);
    }

    /// <summary>A cell.</summary>
    /// <param name="Block">Its first block of random numbers.</param>
    /// <param name="Start">The place of its first UI.</param>
    /// <param name="Ui">How many UI it has.</param>
    /// <param name="Bound">p̄ of the lane.</param>
    private readonly record struct Cell(int Block, ulong Start, int Ui, double Bound);
}
