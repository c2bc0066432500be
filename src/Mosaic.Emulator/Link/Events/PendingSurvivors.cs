using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Survivors that are not decided about, side by side.</summary>
/// <param name="room">For so many, with what vectors may write behind the last.</param>
internal sealed class PendingSurvivors(int room)
{
    /// <summary>In <see cref="Numbers"/>, where the number is, and the own bits.</summary>
    public const int NumberAt = 16, OwnAt = 8;

    /// <summary>Their places.</summary>
    public ulong[] Places { get; } = new ulong[room];

    /// <summary>Which candidates they are, above their own bits, and eight bits that are ones for a 0, which sees its neighbours' bits inverted.</summary>
    public ulong[] Numbers { get; } = new ulong[room];

    /// <summary>What the paths have added, from their least on.</summary>
    public ulong[] Sums { get; } = new ulong[room];

    /// <summary>Surely an error while the sum is below this.</summary>
    public ulong[] Below { get; } = new ulong[room];

    /// <summary>Surely none from this sum on.</summary>
    public ulong[] Above { get; } = new ulong[room];

    /// <summary>Which candidate one is.</summary>
    public int NumberOf(int index) => (int)(Numbers[index] >> NumberAt);

    /// <summary>Puts one in another's place.</summary>
    public void Move(int from, int to) =>
        (Places[to], Numbers[to], Sums[to], Below[to], Above[to]) = (Places[from], Numbers[from], Sums[from], Below[from], Above[from]);

    /// <summary>Writes those that are left of some behind the others, which may be where they were read from.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep<TWords>(TWords places, TWords numbers, TWords sums, TWords below, TWords above, TWords isLeft, ref int count)
        where TWords : struct, IWords<TWords>
    {
        TWords.Compress(places, isLeft).Store(ref MemoryMarshal.GetArrayDataReference(Places), count);
        TWords.Compress(numbers, isLeft).Store(ref MemoryMarshal.GetArrayDataReference(Numbers), count);
        TWords.Compress(sums, isLeft).Store(ref MemoryMarshal.GetArrayDataReference(Sums), count);
        TWords.Compress(below, isLeft).Store(ref MemoryMarshal.GetArrayDataReference(Below), count);
        TWords.Compress(above, isLeft).Store(ref MemoryMarshal.GetArrayDataReference(Above), count);
        count += BitOperations.PopCount(isLeft.Mask);
    }
}
