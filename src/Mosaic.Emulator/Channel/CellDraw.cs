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
    /// <summary>So many cells have few enough candidates that these stay in the cache.</summary>
    public const int Together = 16 * CellTables.Step;

    /// <summary>What a point behind the frame's end has for its level: more than any p of a lane that has cells, so that it is no error.</summary>
    public const double NoLevel = 0.5;

    private const int Step = CellTables.Step, Eight = CandidateCells.Together;
    private Column<ulong> _points = new(Together); // of each cell that is drawn
    private ulong[] _filled = new ulong[Together + Eight]; // those that have any
    private Column<uint> _pointUi = new(0); // of each point's cell
    private int _filledCount, _frameUi;
    private BitTrueChannel? _channel;

    /// <summary>The cells that are drawn.</summary>
    public CellTables Cells { get; } = new();

    /// <summary>Turns to a channel.</summary>
    public void Learn(BitTrueChannel channel)
    {
        if (!ReferenceEquals(channel, _channel))
        {
            (_channel, _frameUi) = (channel, channel.FrameUi);
            Cells.Learn(channel.Lanes);
            int points = Cells.Room(Together);
            _pointUi = _pointUi.Length < points ? new(points) : _pointUi;
        }
    }

    /// <summary>Adds the candidates of all cells in a frame to a list.</summary>
    public void Draw(RandomAddress address, CandidateList list) => Draw(address, list, 0, Cells.Count);

    /// <summary>Adds the candidates of some cells in a frame to a list.</summary>
    /// <param name="address">Seed, purpose, trial and frame of the random numbers.</param>
    /// <param name="list">Receives them; and, for each point behind the frame's end, one that is no error (<see cref="NoLevel"/>).</param>
    /// <param name="from">The first cell.</param>
    /// <param name="to">The cell behind the last; whole steps.</param>
    public void Draw(RandomAddress address, CandidateList list, int from, int to)
    {
        if (_points.Length < to - from)
        {
            (_points, _filled) = (new(to - from), new ulong[to - from + Eight]);
        }

        uint tag = (address with { Lane = 0 }).Tag;
        int points = Words8.IsSupported ? CountPoints<Words8>(address, tag, from, to) : CountPoints<Words4>(address, tag, from, to), before = list.Count;
        list.Reserve(points + Step);
        if (_pointUi.Length < points + Step)
        {
            _pointUi = new(2 * (points + Step));
        }

        Spread(from, list);
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
        ref uint block = ref Cells.Blocks.First, lane = ref Cells.Lanes.First;
        ref ulong tails = ref MemoryMarshal.GetArrayDataReference(Cells.Tails), points = ref _points.First;
        ref EightCells eights = ref MemoryMarshal.GetArrayDataReference(Cells.Eights);
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
                TWords count = Count(part switch { 0 => a.Low, 1 => b.Low, 2 => c.Low, _ => d.Low }, Unsafe.Add(ref eights, cell / Eight), ref tails, cell);
                count.Store(ref points, cell - from);
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
    private static TWords Count<TWords>(TWords words, EightCells eight, ref ulong tails, nint cell)
        where TWords : struct, IWords<TWords>
    {
        nint n = eight.First, sure = n + eight.Sure;
        TWords count = default, below;
        if (eight.AreAlike)
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
    private void Spread(int from, CandidateList list)
    {
        (Column<ulong> places, Column<int> block, Column<double> levels) = list.Columns;
        nint first = list.Count;
        ref uint lanes = ref Cells.Lanes.First, firstBlocks = ref Cells.Blocks.First;
        ref CellShape shapes = ref MemoryMarshal.GetArrayDataReference(Cells.Shapes);
        ref ulong points = ref _points.First, place = ref Unsafe.Add(ref places.First, first);
        ref int blocks = ref Unsafe.Add(ref block.First, first);
        ref double level = ref Unsafe.Add(ref levels.First, first);
        ref uint within = ref _pointUi.First;
        nuint at = 0;
        nuint sure = (nuint)(Cells.LargestMean > Eight / 2 ? 2 * Eight : Eight); // as many as most cells have, so that it is seldom asked whether there are more
        Vector256<int> numbers = Vector256.Create(1, 2, 3, 4, 5, 6, 7, 8);
        foreach (ulong i in _filled.AsSpan(0, _filledCount))
        {
            uint lane = Unsafe.Add(ref lanes, (nint)i), firstBlock = Unsafe.Add(ref firstBlocks, (nint)i);
            ref readonly CellShape cell = ref Unsafe.Add(ref shapes, (nint)lane);
            nint left = (nint)Unsafe.Add(ref points, (nint)i - from);
            Vector256<int> number = numbers + Vector256.Create((int)firstBlock);
            Vector256<uint> ui = Vector256.Create((uint)cell.Ui);
            Vector512<ulong> start = Vector512.Create(((ulong)lane << 32) | (firstBlock / CandidateCells.Blocks * (uint)cell.Ui));
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
}
