using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// What the first stage leaves of a frame's candidates, where a lane carries symbols of random payload: those whose level is below the bound that
/// their own bits set, and those that need parity for it. Those at an end of the frame are for others. Holds the memory of one worker.
/// </summary>
internal sealed class FirstStage(LinkDesign design, SymbolPlaces places, uint trial)
{
    /// <summary>So many at a time, for which there is room close by.</summary>
    private const int Chunk = 2048;

    private readonly SymbolLooks _looks = new(places, design.Options.Seed, trial);
    private readonly ulong[] _windows = new ulong[Chunk + SymbolLooks.Step], _seen = new ulong[Chunk + SymbolLooks.Step];
    private readonly List<int> _ends = [];
    private ulong[] _numbers = new ulong[1024], _places = new ulong[1024], _levels = new ulong[1024], _survivorLooks = new ulong[1024];

    /// <summary>How many are left.</summary>
    public int Count { get; private set; }

    /// <summary>Which candidates are left.</summary>
    public ReadOnlySpan<ulong> Numbers => _numbers.AsSpan(0, Count);

    /// <summary>Their places; with room for a step behind them, as all of these.</summary>
    public ReadOnlySpan<ulong> Places => _places.AsSpan(0, Count);

    /// <summary>What each of them showed: a <see cref="Look"/>.</summary>
    public ReadOnlySpan<ulong> Looks => _survivorLooks.AsSpan(0, Count);

    /// <summary>Bits of their levels.</summary>
    public ReadOnlySpan<ulong> Levels => _levels.AsSpan(0, Count);

    /// <summary>Candidates that were not looked at: at an end of the frame, or not among code bits.</summary>
    public ReadOnlySpan<int> Ends => CollectionsMarshal.AsSpan(_ends);

    /// <summary>Looks at a frame's candidates.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="tables">Where the receivers look.</param>
    /// <param name="inner">The UI between which all that they may look at is code.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="counts">By group: how many symbols were looked at, which is added to; empty: nobody asks.</param>
    public void Run(CandidateList candidates, LaneTables tables, (int From, int To) inner, long frame, Span<int> counts)
    {
        Count = 0;
        _ends.Clear();
        candidates.Reserve(SymbolLooks.Step);
        if (_numbers.Length < candidates.Count + SymbolLooks.Step)
        {
            int room = 2 * (candidates.Count + SymbolLooks.Step);
            (_numbers, _places, _levels, _survivorLooks) = (new ulong[room], new ulong[room], new ulong[room], new ulong[room]);
        }

        for (int first = 0; first < candidates.Count; first += Chunk)
        {
            int count = int.Min(candidates.Count - first, Chunk), steps = SymbolLooks.InSteps(count);
            (ulong[] at, _, double[] levels) = candidates.Arrays;
            Aim(at.AsSpan(first, count), tables.Windows);
            _windows.AsSpan(count, SymbolLooks.Step).Clear(); // nothing is seen through these, of tables that there are
            _looks.See(_windows.AsSpan(0, steps), at.AsSpan(first, steps), (uint)frame, _seen);
            if (Words8.IsSupported)
            {
                Sift<Words8>(first, at.AsSpan(first, count), levels.AsSpan(first, count), tables, inner);
            }
            else
            {
                Sift<Words4>(first, at.AsSpan(first, count), levels.AsSpan(first, count), tables, inner);
            }

            if (!counts.IsEmpty)
            {
                Tally(_seen.AsSpan(0, count), counts);
            }
        }

        _places.AsSpan(Count, SymbolLooks.Step).Clear();
        _survivorLooks.AsSpan(Count, SymbolLooks.Step).Clear();
    }

    [MethodImpl(Kernel.Compiled)]
    private void Aim(ReadOnlySpan<ulong> places, ulong[] windows)
    {
        ref ulong window = ref MemoryMarshal.GetArrayDataReference(windows), aimed = ref MemoryMarshal.GetArrayDataReference(_windows);
        ref ulong place = ref MemoryMarshal.GetReference(places);
        for (nint i = 0; i < places.Length; i++)
        {
            Unsafe.Add(ref aimed, i) = Unsafe.Add(ref window, (nint)(Unsafe.Add(ref place, i) >> 32));
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private void Sift<TWords>(int first, ReadOnlySpan<ulong> places, ReadOnlySpan<double> levels, LaneTables tables, (int From, int To) inner)
        where TWords : struct, IWords<TWords>
    {
        ref ulong bounds = ref MemoryMarshal.GetArrayDataReference(tables.Bounds), place = ref MemoryMarshal.GetReference(places);
        ref ulong level = ref Unsafe.As<double, ulong>(ref MemoryMarshal.GetReference(levels));
        ref ulong seen = ref MemoryMarshal.GetArrayDataReference(_seen), windows = ref MemoryMarshal.GetArrayDataReference(_windows);
        ref ulong number = ref MemoryMarshal.GetArrayDataReference(_numbers), left = ref MemoryMarshal.GetArrayDataReference(_survivorLooks);
        ref ulong leftPlace = ref MemoryMarshal.GetArrayDataReference(_places), leftLevel = ref MemoryMarshal.GetArrayDataReference(_levels);
        TWords from = TWords.Create((ulong)inner.From), length = TWords.Create((ulong)int.Max(inner.To - inner.From, 0)), end = TWords.Create((ulong)(first + places.Length));
        nint count = Count;
        for (nint i = 0; i < places.Length; i += TWords.Count)
        {
            TWords look = TWords.Load(ref seen, i), window = TWords.Load(ref windows, i), at = TWords.Load(ref place, i), u = TWords.Load(ref level, i);
            // Numbers that are not negative are in the order of their bits.
            TWords isBelow = TWords.IsLess(u, TWords.Gather(ref bounds, (window >>> Window.TableAt) + (look & TWords.Create(Look.Pattern))));
            TWords isInner = TWords.IsLess((at & TWords.Create(uint.MaxValue)) - from, length) & TWords.IsLess(default, window);
            TWords numbers = TWords.Numbers + TWords.Create((ulong)(first + i)), isOne = TWords.IsLess(numbers, end);
            TWords isLeft = (isBelow | TWords.IsLess(default, look & TWords.Create(Look.HasParity))) & isInner & isOne;
            TWords.Compress(numbers, isLeft).Store(ref number, count);
            TWords.Compress(at, isLeft).Store(ref leftPlace, count);
            TWords.Compress(u, isLeft).Store(ref leftLevel, count);
            TWords.Compress(look | TWords.Without(TWords.Create(Look.IsAbove), isBelow), isLeft).Store(ref left, count);
            count += BitOperations.PopCount(isLeft.Mask);
            uint outer = TWords.Without(isOne, isInner).Mask;
            if (outer != 0)
            {
                (look | TWords.Without(TWords.Create(Look.Unseen), isInner)).Store(ref seen, i);
                for (; outer != 0; outer &= outer - 1)
                {
                    _ends.Add(first + (int)i + BitOperations.TrailingZeroCount(outer));
                }
            }
        }

        Count = (int)count;
    }

    [MethodImpl(Kernel.Compiled)]
    private static void Tally(ReadOnlySpan<ulong> looks, Span<int> counts)
    {
        ref int count = ref MemoryMarshal.GetReference(counts);
        foreach (ulong look in looks)
        {
            // What is not seen has no group.
            int isSeen = (int)(~look >> Look.UnseenAt & 1);
            Unsafe.Add(ref count, Look.FirstGroup(look) & -isSeen) += isSeen;
            Unsafe.Add(ref count, Look.SecondGroup(look) & -isSeen) += isSeen & (int)(look >> Look.IsTwoAt);
        }
    }
}
