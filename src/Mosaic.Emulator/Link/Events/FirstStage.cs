using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// What the first stage leaves of a frame's candidates: those whose level is below the bound that their own bits set; and those that need parity for
/// it, where that is asked. Those at an end of the frame are for others. Holds the memory of one worker.
/// </summary>
internal sealed class FirstStage(LinkDesign design, uint trial)
{
    /// <summary>Tables of counts, whose sum is asked for.</summary>
    public const int Tables = 4;

    /// <summary>So many at a time, for which there is room close by.</summary>
    private const int Chunk = 2048;

    private readonly LaneLooks _looks = new(design.Options.Seed, trial);
    private readonly Column<ulong> _windows = new(Chunk + LaneLooks.Step), _seen = new(Chunk + LaneLooks.Step);
    private readonly List<int> _ends = new(512);

    /// <summary>What is left.</summary>
    public SurvivorList Survivors { get; } = new();

    /// <summary>Candidates that were not looked at: at an end of the frame, or not among code bits.</summary>
    public ReadOnlySpan<int> Ends => CollectionsMarshal.AsSpan(_ends);

    /// <summary>Turns to a frame.</summary>
    /// <param name="room">Candidates that it hardly ever has more of.</param>
    public void Start(int room)
    {
        Survivors.Start();
        Survivors.Reserve(room);
        _ends.Clear();
    }

    /// <summary>Ends it.</summary>
    public void End() => Survivors.End();

    /// <summary>Looks at some of a frame's candidates.</summary>
    /// <param name="candidates">All candidates so far.</param>
    /// <param name="from">The first of them to look at; after whole steps of <see cref="LaneLooks.Step"/>, so that vectors are read as they are aligned.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="receivers">Where the receivers look.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="places">Where symbols are, if it is asked which groups are looked at; else null.</param>
    /// <param name="counts">
    /// <see cref="Tables"/> tables by group, <see cref="SymbolPlaces.NoGroup"/> among these: how many symbols were looked at, in all of them together, which is added to;
    /// empty: nobody asks.
    /// </param>
    public void Run(CandidateList candidates, int from, int to, ChannelLooks receivers, long frame, SymbolPlaces? places, Span<int> counts)
    {
        LaneTables tables = receivers.Tables;
        Survivors.Reserve(to - from);
        candidates.Reserve(LaneLooks.Step);
        ulong unseen = places is null ? 0 : Look.Of(false, false, places.NoGroup, places.NoGroup);
        for (int first = from; first < to; first += Chunk)
        {
            int count = int.Min(to - first, Chunk), steps = LaneLooks.InSteps(count);
            Span<ulong> at = candidates.Columns.Places.Span;
            ReadOnlySpan<double> levels = candidates.Levels;
            Aim(at.Slice(first, count), tables.Windows);
            _windows.Span.Slice(count, LaneLooks.Step).Clear(); // nothing is seen through these, of tables that there are
            _looks.See(_windows.Span[..steps], at.Slice(first, steps), (uint)frame, _seen.Span);
            places?.Mark(_windows.Span[..steps], at.Slice(first, steps), _seen.Span[..steps]);
            if (Words8.IsSupported)
            {
                Sift<Words8>(first, at.Slice(first, count), levels.Slice(first, count), tables, receivers.Reaches.Inner, unseen);
            }
            else
            {
                Sift<Words4>(first, at.Slice(first, count), levels.Slice(first, count), tables, receivers.Reaches.Inner, unseen);
            }

            if (!counts.IsEmpty)
            {
                Tally(_seen.Span[..count], counts);
            }
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private void Aim(ReadOnlySpan<ulong> places, ulong[] windows)
    {
        ref ulong window = ref MemoryMarshal.GetArrayDataReference(windows), aimed = ref _windows.First;
        ref ulong place = ref MemoryMarshal.GetReference(places);
        for (nint i = 0; i < places.Length; i++)
        {
            Unsafe.Add(ref aimed, i) = Unsafe.Add(ref window, (nint)(Unsafe.Add(ref place, i) >> 32));
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private void Sift<TWords>(int first, ReadOnlySpan<ulong> places, ReadOnlySpan<double> levels, LaneTables tables, (int From, int To) inner, ulong unseen)
        where TWords : struct, IWords<TWords>
    {
        ref ulong bounds = ref MemoryMarshal.GetArrayDataReference(tables.Bounds), place = ref MemoryMarshal.GetReference(places);
        ref ulong level = ref Unsafe.As<double, ulong>(ref MemoryMarshal.GetReference(levels));
        ref ulong seen = ref _seen.First, windows = ref _windows.First;
        SurvivorList survivors = Survivors;
        TWords from = TWords.Create((ulong)inner.From), length = TWords.Create((ulong)int.Max(inner.To - inner.From, 0)), end = TWords.Create((ulong)(first + places.Length));
        for (nint i = 0; i < places.Length; i += TWords.Count)
        {
            TWords look = TWords.Load(ref seen, i), window = TWords.Load(ref windows, i), at = TWords.Load(ref place, i), u = TWords.Load(ref level, i);
            // Numbers that are not negative are in the order of their bits.
            TWords isBelow = TWords.IsLess(u, TWords.Gather(ref bounds, (window >>> Window.TableAt) + (look & TWords.Create(Look.Pattern))));
            TWords isInner = TWords.IsLess((at & TWords.Create(uint.MaxValue)) - from, length) & TWords.IsLess(default, window);
            TWords numbers = TWords.Numbers + TWords.Create((ulong)(first + i)), isOne = TWords.IsLess(numbers, end);
            TWords isLeft = (isBelow | TWords.IsLess(default, look & TWords.Create(Look.HasParity))) & isInner & isOne;
            survivors.Add(numbers, at, look | TWords.Without(TWords.Create(Look.IsAbove), isBelow), u, isLeft);
            uint outer = TWords.Without(isOne, isInner).Mask;
            if (outer != 0)
            {
                TWords.Select(isInner, look, TWords.Create(unseen)).Store(ref seen, i);
                for (; outer != 0; outer &= outer - 1)
                {
                    _ends.Add(first + (int)i + BitOperations.TrailingZeroCount(outer));
                }
            }
        }

    }

    [MethodImpl(Kernel.Compiled)]
    private static void Tally(ReadOnlySpan<ulong> looks, Span<int> counts)
    {
        ref int count = ref MemoryMarshal.GetReference(counts);
        // In turn to tables of their own: what there is not is all of one group, and each count would wait for the one before.
        int i = 0, groups = counts.Length / Tables;
        ref ulong look = ref MemoryMarshal.GetReference(looks);
        ref int second = ref Unsafe.Add(ref count, groups), third = ref Unsafe.Add(ref second, groups), fourth = ref Unsafe.Add(ref third, groups);
        for (; i + Tables <= looks.Length; i += Tables)
        {
            Tally(Unsafe.Add(ref look, i), ref count);
            Tally(Unsafe.Add(ref look, i + 1), ref second);
            Tally(Unsafe.Add(ref look, i + 2), ref third);
            Tally(Unsafe.Add(ref look, i + 3), ref fourth);
        }

        for (; i < looks.Length; i++)
        {
            Tally(Unsafe.Add(ref look, i), ref count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Tally(ulong look, ref int counts)
    {
        Unsafe.Add(ref counts, Look.FirstGroup(look))++;
        Unsafe.Add(ref counts, (nint)(look >> Look.SecondGroupAt))++;
    }
}
