using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// What the first stage leaves of a frame's candidates, where a lane carries symbols of random payload: those whose level is below the bound that
/// their own bits set, those that need parity for it, and those at an end of the frame. Holds the memory of one worker.
/// </summary>
internal sealed class FirstStage(LinkDesign design, SymbolPlaces places, uint trial)
{
    /// <summary>So many at a time, for which there is room close by.</summary>
    private const int Chunk = 2048;

    private readonly SymbolLooks _looks = new(places, design.Options.Seed, trial);
    private readonly ulong[] _windows = new ulong[Chunk], _seen = new ulong[Chunk];
    private int[] _survivors = new int[1024];
    private ulong[] _survivorLooks = new ulong[1024];

    /// <summary>How many are left.</summary>
    public int Count { get; private set; }

    /// <summary>The candidates that are left.</summary>
    public Span<int> Survivors => _survivors.AsSpan(0, Count);

    /// <summary>What each of them showed: a <see cref="Look"/>.</summary>
    public Span<ulong> Looks => _survivorLooks.AsSpan(0, Count);

    /// <summary>Looks at a frame's candidates.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="tables">Where the receivers look.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="counts">By group: how many symbols were looked at, which is added to; empty: nobody asks.</param>
    public void Run(CandidateList candidates, LaneTables tables, long frame, Span<int> counts)
    {
        Count = 0;
        candidates.Reserve(SymbolLooks.Step);
        if (_survivors.Length < candidates.Count + 1)
        {
            (_survivors, _survivorLooks) = (new int[2 * candidates.Count], new ulong[2 * candidates.Count]);
        }

        (int[] lanes, int[] ui, _, double[] levels) = candidates.Arrays;
        for (int first = 0; first < candidates.Count; first += Chunk)
        {
            int count = int.Min(candidates.Count - first, Chunk), steps = SymbolLooks.InSteps(count);
            Aim(lanes.AsSpan(first, count), tables.Windows);
            _looks.See(_windows.AsSpan(0, steps), ui.AsSpan(first, steps), (uint)frame, _seen);
            if (!counts.IsEmpty)
            {
                Tally(_seen.AsSpan(0, count), counts);
            }

            Sift(first, lanes.AsSpan(first, count), levels.AsSpan(first, count), tables);
        }
    }

    /// <summary>Forgets the last survivors.</summary>
    /// <param name="count">How many are left.</param>
    public void Shorten(int count) => Count = count;

    [MethodImpl(Kernel.Compiled)]
    private void Aim(ReadOnlySpan<int> lanes, ulong[] windows)
    {
        ref ulong window = ref MemoryMarshal.GetArrayDataReference(windows), aimed = ref MemoryMarshal.GetArrayDataReference(_windows);
        ref int lane = ref MemoryMarshal.GetReference(lanes);
        for (nint i = 0; i < lanes.Length; i++)
        {
            Unsafe.Add(ref aimed, i) = Unsafe.Add(ref window, Unsafe.Add(ref lane, i));
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private void Sift(int first, ReadOnlySpan<int> lanes, ReadOnlySpan<double> levels, LaneTables tables)
    {
        ref double bounds = ref MemoryMarshal.GetReference(tables.Bounds), level = ref MemoryMarshal.GetReference(levels);
        ref int lane = ref MemoryMarshal.GetReference(lanes), survivor = ref MemoryMarshal.GetArrayDataReference(_survivors);
        ref ulong seen = ref MemoryMarshal.GetArrayDataReference(_seen), left = ref MemoryMarshal.GetArrayDataReference(_survivorLooks);
        int bits = tables.PatternBits;
        nint count = Count;
        for (int i = 0; i < lanes.Length; i++)
        {
            ulong look = Unsafe.Add(ref seen, i);
            double bound = Unsafe.Add(ref bounds, (Unsafe.Add(ref lane, i) << bits) + (int)(look & Look.Pattern));
            Unsafe.Add(ref survivor, count) = first + i;
            Unsafe.Add(ref left, count) = look;
            bool isLeft = Unsafe.Add(ref level, i) < bound | (look & (Look.Unseen | Look.HasParity)) != 0;
            count += isLeft ? 1 : 0;
        }

        Count = (int)count;
    }

    [MethodImpl(Kernel.Compiled)]
    private static void Tally(ReadOnlySpan<ulong> looks, Span<int> counts)
    {
        ref int count = ref MemoryMarshal.GetReference(counts);
        foreach (ulong look in looks)
        {
            // What is not seen has no group, and a second symbol that is not looked at may have one behind the last.
            int isSeen = (int)(~look >> Look.UnseenAt & 1);
            Unsafe.Add(ref count, Look.FirstGroup(look) & -isSeen) += isSeen;
            Unsafe.Add(ref count, Look.SecondGroup(look) & -isSeen) += isSeen & (int)(look >> Look.IsTwoAt);
        }
    }
}
