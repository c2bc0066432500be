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
    /// <summary>Cells are drawn in steps of so many.</summary>
    public const int Step = 32;

    /// <summary>So many cells have few enough candidates that these stay in the cache.</summary>
    public const int Together = 16 * Step;

    /// <summary>What a point behind the frame's end has for its level: more than any p of a lane that has cells, so that it is no error.</summary>
    public const double NoLevel = 0.5;

    private const int Eight = CandidateCells.Together;
    private const double Deviations = 8;
    private const ulong RareTail = 1UL << 57; // 1 in 128
    private readonly int _frameUi;
    private readonly Cell[] _cells;
    private readonly Column<uint> _block, _lane; // of the cells, in whole steps
    private readonly Column<ulong> _points; // of each
    private readonly ulong[] _filled; // those that have any
    private readonly ulong[] _tails; // of eight cells that are alike one after the other; of eight that are not their first ones, their second ones …
    private readonly bool[] _areAlike; // of each eight cells
    private readonly int[] _firstTail, _sureTails; // so many are looked at in any case, since one of the words is most often below the one before
    private Column<uint> _pointUi; // of each point's cell
    private readonly double _meanPoints, _largestMean; // of all cells, of one
    private int _filledCount;

    /// <param name="lanes">The lanes; those without cells are left out.</param>
    /// <param name="ui">UI of a frame.</param>
    public CellDraw(IReadOnlyList<LaneSampler?> lanes, int ui)
    {
        _frameUi = ui;
        var cells = new List<(Cell Cell, CandidateCells? Of)>();
        for (int lane = 0; lane < lanes.Count; lane++)
        {
            if (lanes[lane] is not { Cells: { } some } sampler)
            {
                continue;
            }

            // Cells of a lane that has many are eight by eight; what is between them and others has no points.
            while (some.Count % Eight == 0 && cells.Count % Eight != 0)
            {
                cells.Add(default);
            }

            for (int cell = 0; cell < some.Count; cell++)
            {
                cells.Add((new Cell(cell * (int)CandidateCells.Blocks, ((ulong)(uint)lane << 32) | (uint)(cell * some.Ui), some.Ui, sampler.Bound), some));
            }
        }

        int count = cells.Count, room = (count + Step - 1) / Step * Step;
        cells.AddRange(Enumerable.Repeat(default((Cell, CandidateCells?)), room - count));
        _cells = [.. cells.Select(cell => cell.Cell)];
        (_meanPoints, _largestMean) = (_cells.Sum(cell => cell.Bound * cell.Ui), _cells.Select(cell => cell.Bound * cell.Ui).DefaultIfEmpty().Max());
        _pointUi = new(Room(Together));
        (_block, _lane, _points, _filled) = (new(room), new(room), new(room), new ulong[room + Eight]);
        for (int cell = 0; cell < room; cell++)
        {
            (_block[cell], _lane[cell]) = ((uint)_cells[cell].Block, (uint)CandidateList.LaneOf(_cells[cell].Start));
        }

        (_firstTail, _sureTails, _areAlike) = (new int[room / Eight], new int[room / Eight], new bool[room / Eight]);
        var tails = new List<ulong>();
        CandidateCells? last = null;
        for (int first = 0; first < room; first += Eight)
        {
            CandidateCells?[] eight = [.. cells.Skip(first).Take(Eight).Select(cell => cell.Of)];
            int at = first / Eight, width = eight.Distinct().Count() == 1 ? 1 : Eight;
            _areAlike[at] = width == 1;
            if (width == 1 && last is not null && eight[0] == last)
            {
                (_firstTail[at], _sureTails[at]) = (_firstTail[at - 1], _sureTails[at - 1]);
                continue;
            }

            _firstTail[at] = tails.Count;
            last = width == 1 ? eight[0] : null;
            for (int n = 0; n == 0 || tails.Skip(tails.Count - width).Any(tail => tail > 0); n++)
            {
                ulong[] row = [.. eight.Take(width).Select(of => of?.Tail(n) ?? 0)];
                tails.AddRange(row);
                _sureTails[at] += row.Max() > RareTail / Eight ? width : 0;
            }
        }

        _tails = [.. tails];
    }

    /// <summary>Cells, in whole steps.</summary>
    public int Cells => _block.Length;

    /// <summary>Room that the candidates of so many cells in a row take, hardly ever more.</summary>
    public int Room(int cells)
    {
        double mean = double.Min(_meanPoints, cells * _largestMean);
        return (int)(mean + (Deviations * Math.Sqrt(mean))) + (2 * Step);
    }

    /// <summary>Adds the candidates of all cells in a frame to a list.</summary>
    public void Draw(RandomAddress address, CandidateList list) => Draw(address, list, 0, Cells);

    /// <summary>Adds the candidates of some cells in a frame to a list.</summary>
    /// <param name="address">Seed, purpose, trial and frame of the random numbers.</param>
    /// <param name="list">Receives them; and, for each point behind the frame's end, one that is no error (<see cref="NoLevel"/>).</param>
    /// <param name="from">The first cell.</param>
    /// <param name="to">The cell behind the last; whole steps.</param>
    public void Draw(RandomAddress address, CandidateList list, int from, int to)
    {
        uint tag = (address with { Lane = 0 }).Tag;
        int points = Words8.IsSupported ? CountPoints<Words8>(address, tag, from, to) : CountPoints<Words4>(address, tag, from, to), before = list.Count;
        list.Reserve(points + Step);
        if (_pointUi.Length < points + Step)
        {
            _pointUi = new(2 * (points + Step));
        }

        Spread(list);
        list.Columns.Places.Span.Slice(before + points, Step).Clear(); // so that nothing behind the last one seems to be behind the frame's end
        if (Words8.IsSupported)
        {
            Place<Words8>(address, tag, list, points);
        }
        else
        {
            Place<Words4>(address, tag, list, points);
        }

        list.Extend(points);
    }

    /// <summary>How many points each cell has; and how many there are.</summary>
    [MethodImpl(Kernel.Compiled)]
    private int CountPoints<TWords>(RandomAddress address, uint tag, int from, int to)
        where TWords : struct, IWords<TWords>
    {
        ref uint block = ref _block.First, lane = ref _lane.First;
        ref ulong tails = ref MemoryMarshal.GetArrayDataReference(_tails), points = ref _points.First;
        TWords purpose = TWords.Create(tag), c2 = TWords.Create(address.Frame), c3 = TWords.Create(address.Trial), sum = default;
        ref ulong filled = ref MemoryMarshal.GetArrayDataReference(_filled);
        nint filledCount = 0;
        int width = TWords.Count;
        for (nint i = from; i < to; i += 4 * width)
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
                (TWords.Numbers + TWords.Create((ulong)cell)).StoreSome(isFilled, ref filled, filledCount);
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
        nint eight = cell / Eight, n = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_firstTail), eight);
        nint sure = n + Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_sureTails), eight);
        TWords count = default, below;
        if (Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_areAlike), eight))
        {
            for (; n < sure; n++)
            {
                count -= TWords.IsLess(words, TWords.Create(Unsafe.Add(ref tails, n)));
            }

            for (; (below = TWords.IsLess(words, TWords.Create(Unsafe.Add(ref tails, n)))).Mask != 0; n++)
            {
                count -= below;
            }

            return count;
        }

        nint within = cell % Eight;
        for (; n < sure; n += Eight)
        {
            count -= TWords.IsLess(words, TWords.Load(ref tails, n + within));
        }

        for (; (below = TWords.IsLess(words, TWords.Load(ref tails, n + within))).Mask != 0; n += Eight)
        {
            count -= below;
        }

        return count;
    }

    /// <summary>Writes for each point what its cell says, eight at a time, whatever comes to be behind the last one.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Spread(CandidateList list)
    {
        (Column<ulong> places, Column<int> block, Column<double> levels) = list.Columns;
        nint first = list.Count;
        ref Cell cells = ref MemoryMarshal.GetArrayDataReference(_cells);
        ref ulong points = ref _points.First, place = ref Unsafe.Add(ref places.First, first);
        ref int blocks = ref Unsafe.Add(ref block.First, first);
        ref double level = ref Unsafe.Add(ref levels.First, first);
        ref uint within = ref _pointUi.First;
        nuint at = 0;
        nuint sure = (nuint)(_largestMean > Eight / 2 ? 2 * Eight : Eight); // as many as most cells have, so that it is seldom asked whether there are more
        Vector256<int> numbers = Vector256.Create(1, 2, 3, 4, 5, 6, 7, 8);
        foreach (ulong i in _filled.AsSpan(0, _filledCount))
        {
            ref readonly Cell cell = ref Unsafe.Add(ref cells, (nint)i);
            nint left = (nint)Unsafe.Add(ref points, (nint)i);
            Vector256<int> number = numbers + Vector256.Create(cell.Block);
            Vector256<uint> ui = Vector256.Create((uint)cell.Ui);
            Vector512<ulong> start = Vector512.Create(cell.Start);
            Vector512<double> bound = Vector512.Create(cell.Bound);
            do
            {
                for (nuint step = 0; step < sure; step += Eight)
                {
                    number.StoreUnsafe(ref blocks, at + step);
                    ui.StoreUnsafe(ref within, at + step);
                    start.StoreUnsafe(ref place, at + step);
                    bound.StoreUnsafe(ref level, at + step);
                    number += Vector256.Create(Eight);
                }

                at += (nuint)nint.Min(left, (nint)sure);
                left -= (nint)sure;
            }
            while (left > 0);
        }
    }

    /// <summary>Adds to each point's cell its place in it, and turns its bound into its level.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Place<TWords>(RandomAddress address, uint tag, CandidateList list, int points)
        where TWords : struct, IWords<TWords>
    {
        (Column<ulong> places, Column<int> block, Column<double> levels) = list.Columns;
        nint first = list.Count;
        ref ulong place = ref Unsafe.Add(ref places.First, first);
        ref uint blocks = ref Unsafe.As<int, uint>(ref Unsafe.Add(ref block.First, first)), within = ref _pointUi.First;
        ref double level = ref Unsafe.Add(ref levels.First, first);
        TWords purpose = TWords.Create(tag), c2 = TWords.Create(address.Frame), c3 = TWords.Create(address.Trial), last = TWords.Create((ulong)_frameUi - 1);
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
            uint over = Place(a, one, TWords.Widen(ref within, i), last, ref place, ref level, i).Mask;
            over |= Place(b, two, TWords.Widen(ref within, i + width), last, ref place, ref level, i + width).Mask << width;
            over |= Place(c, three, TWords.Widen(ref within, i + (2 * width)), last, ref place, ref level, i + (2 * width)).Mask << (2 * width);
            over |= Place(d, four, TWords.Widen(ref within, i + (3 * width)), last, ref place, ref level, i + (3 * width)).Mask << (3 * width);
            for (; over != 0; over &= over - 1)
            {
                // Somewhere in the first cell, where it is no point that one of the last cell repeats.
                nint at = i + BitOperations.TrailingZeroCount(over);
                Unsafe.Add(ref place, at) = (Unsafe.Add(ref place, at) >>> 32 << 32) | (Unsafe.Add(ref within, at) / 2);
                Unsafe.Add(ref level, at) = NoLevel;
            }
        }
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

    /// <summary>A cell.</summary>
    /// <param name="Block">Its first block of random numbers.</param>
    /// <param name="Start">The place of its first UI.</param>
    /// <param name="Ui">How many UI it has.</param>
    /// <param name="Bound">p̄ of the lane.</param>
    private readonly record struct Cell(int Block, ulong Start, int Ui, double Bound);
}
