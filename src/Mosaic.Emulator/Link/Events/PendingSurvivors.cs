using System.Numerics;
using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Survivors that are not decided about, side by side.</summary>
/// <param name="room">For so many, with what vectors may write behind the last.</param>
internal sealed class PendingSurvivors(int room)
{
    /// <summary>In <see cref="Numbers"/>, where the number is, and the own bits.</summary>
    public const int NumberAt = 16, OwnAt = 8;

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

    /// <summary>Puts one in another's place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Move(int from, int to) =>
        (Places[to], Numbers[to], Sums[to], Below[to], Above[to]) = (Places[from], Numbers[from], Sums[from], Below[from], Above[from]);

    /// <summary>Writes those that are left of some behind the others, which may be where they were read from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep<TWords>(TWords places, TWords numbers, TWords sums, TWords below, TWords above, TWords isLeft, ref int count)
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
