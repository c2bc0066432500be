using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Survivors that are not decided about, side by side, and those that have turned out to be errors. Holds the memory of one worker.</summary>
/// <param name="room">For so many, with what vectors may write behind the last.</param>
internal sealed class PendingSurvivors(int room)
{
    /// <summary>In <see cref="Numbers"/>, where the number is, and the own bits.</summary>
    public const int NumberAt = 16, OwnAt = 8;

    private readonly ulong[] _errors = new ulong[room];
    private int _errorCount;

    /// <summary>How many are not decided about.</summary>
    public int Count { get; private set; }

    /// <summary>The candidates that are errors.</summary>
    public ReadOnlySpan<ulong> Errors => _errors.AsSpan(0, _errorCount);

    /// <summary>Their places.</summary>
    public Column<ulong> Places { get; } = new(room);

    /// <summary>Which candidates they are, above their own bits, and eight bits that are ones for a 0, which sees its neighbours' bits inverted.</summary>
    public Column<ulong> Numbers { get; } = new(room);

    /// <summary>What the paths have added, from their least on.</summary>
    public Column<ulong> Sums { get; } = new(room);

    /// <summary>Surely an error while the sum is below this.</summary>
    public Column<ulong> Below { get; } = new(room);

    /// <summary>Surely none from this sum on.</summary>
    public Column<ulong> Above { get; } = new(room);

    /// <summary>Which candidate one is.</summary>
    public int NumberOf(int index) => (int)(Numbers[index] >> NumberAt);

    /// <summary>Forgets all.</summary>
    public void Clear() => (Count, _errorCount) = (0, 0);

    /// <summary>Leaves the first ones alone.</summary>
    public void Keep(int count) => Count = count;

    /// <summary>Puts one in another's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Move(int from, int to) =>
        (Places[to], Numbers[to], Sums[to], Below[to], Above[to]) = (Places[from], Numbers[from], Sums[from], Below[from], Above[from]);

    /// <summary>Adds an error.</summary>
    public void AddError(int number) => _errors[_errorCount++] = (ulong)number;

    /// <summary>Adds survivors: those that are errors to these, and those that are not decided about.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TWords>(TWords places, TWords numbers, TWords below, TWords above, TWords isError, TWords isPending)
        where TWords : struct, IWords<TWords>
    {
        AddErrors(numbers, isError);
        int count = Count;
        Write(places, numbers, default, below, above, isPending, ref count);
        Count = count;
    }

    /// <summary>Adds what was seen along some paths, and keeps those about which it decides nothing.</summary>
    /// <param name="seen">What was seen.</param>
    /// <param name="depth">The first path.</param>
    /// <param name="tables">Where receivers look.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Decide<TWords>(PathLooks seen, int depth, LaneTables tables)
        where TWords : struct, IWords<TWords>
    {
        ref ulong rests = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(tables.Rests), (depth + seen.Together - 1) * tables.Channels);
        ref ulong currents = ref MemoryMarshal.GetArrayDataReference(tables.Currents), numbers = ref Numbers.First;
        ref ulong sums = ref Sums.First, at = ref Places.First, belows = ref Below.First, aboves = ref Above.First;
        nint count = Count, stride = seen.Stride, all = seen.Together * stride;
        int left = 0;
        TWords end = TWords.Create((ulong)count);
        for (nint i = 0; i < count; i += TWords.Count)
        {
            TWords place = TWords.Load(ref at, i), number = TWords.Load(ref numbers, i), below = TWords.Load(ref belows, i), above = TWords.Load(ref aboves, i);
            TWords sum = TWords.Load(ref sums, i);
            for (nint each = i; each < all; each += stride)
            {
                sum += seen.Current(each, number, ref currents);
            }

            TWords isOne = TWords.IsLess(TWords.Numbers + TWords.Create((ulong)i), end);
            TWords isError = TWords.IsNegative(sum + TWords.Gather(ref rests, place >>> 32) - below), isNone = TWords.IsNegative(above - TWords.Create(1) - sum);
            AddErrors(number, isError & isOne);
            Write(place, number, sum, below, above, TWords.Without(TWords.Without(isOne, isError), isNone), ref left);
        }

        Count = left;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddErrors<TWords>(TWords numbers, TWords isError)
        where TWords : struct, IWords<TWords>
    {
        int count = BitOperations.PopCount(isError.Mask);
        (numbers >>> NumberAt).StoreFew(isError, count, ref MemoryMarshal.GetArrayDataReference(_errors), _errorCount);
        _errorCount += count;
    }

    /// <summary>Writes those that are left of some behind the others, which may be where they were read from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write<TWords>(TWords places, TWords numbers, TWords sums, TWords below, TWords above, TWords isLeft, ref int count)
        where TWords : struct, IWords<TWords>
    {
        places.StoreSome(isLeft, ref Places.First, count);
        numbers.StoreSome(isLeft, ref Numbers.First, count);
        sums.StoreSome(isLeft, ref Sums.First, count);
        below.StoreSome(isLeft, ref Below.First, count);
        above.StoreSome(isLeft, ref Above.First, count);
        count += BitOperations.PopCount(isLeft.Mask);
    }
}
