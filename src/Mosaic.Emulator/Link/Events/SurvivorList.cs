using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Candidates that the first stage has left, side by side; with room for a step behind the last. Holds the memory of one worker.</summary>
internal sealed class SurvivorList
{
    private ulong[] _numbers = [], _places = [], _looks = [], _levels = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Which candidates they are.</summary>
    public ReadOnlySpan<ulong> Numbers => _numbers.AsSpan(0, Count);

    /// <summary>Their places.</summary>
    public ReadOnlySpan<ulong> Places => _places.AsSpan(0, Count);

    /// <summary>What each of them showed: a <see cref="Look"/>.</summary>
    public ReadOnlySpan<ulong> Looks => _looks.AsSpan(0, Count);

    /// <summary>Bits of their levels.</summary>
    public ReadOnlySpan<ulong> Levels => _levels.AsSpan(0, Count);

    /// <summary>Forgets all, and makes room for so many.</summary>
    public void Start(int most)
    {
        Count = 0;
        if (_numbers.Length < most + LaneLooks.Step)
        {
            int room = 2 * (most + LaneLooks.Step);
            (_numbers, _places, _looks, _levels) = (new ulong[room], new ulong[room], new ulong[room], new ulong[room]);
        }
    }

    /// <summary>Adds those of some that are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TWords>(TWords numbers, TWords places, TWords looks, TWords levels, TWords areLeft)
        where TWords : struct, IWords<TWords>
    {
        TWords.Compress(numbers, areLeft).Store(ref MemoryMarshal.GetArrayDataReference(_numbers), Count);
        TWords.Compress(places, areLeft).Store(ref MemoryMarshal.GetArrayDataReference(_places), Count);
        TWords.Compress(looks, areLeft).Store(ref MemoryMarshal.GetArrayDataReference(_looks), Count);
        TWords.Compress(levels, areLeft).Store(ref MemoryMarshal.GetArrayDataReference(_levels), Count);
        Count += BitOperations.PopCount(areLeft.Mask);
    }

    /// <summary>Has a place and a look that there are behind the last one, since vectors take them along.</summary>
    public void End()
    {
        _places.AsSpan(Count, LaneLooks.Step).Clear();
        _looks.AsSpan(Count, LaneLooks.Step).Clear();
    }
}
