using System.Numerics;
using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>Candidates that the first stage has left, side by side; with room for a step behind the last. Holds the memory of one worker.</summary>
internal sealed class SurvivorList
{
    private Column<ulong> _numbers = new(0), _places = new(0), _looks = new(0), _levels = new(0);

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Which candidates they are.</summary>
    public ReadOnlySpan<ulong> Numbers => _numbers.Span[..Count];

    /// <summary>Their places.</summary>
    public ReadOnlySpan<ulong> Places => _places.Span[..Count];

    /// <summary>What each of them showed: a <see cref="Look"/>.</summary>
    public ReadOnlySpan<ulong> Looks => _looks.Span[..Count];

    /// <summary>Bits of their levels.</summary>
    public ReadOnlySpan<ulong> Levels => _levels.Span[..Count];

    /// <summary>Forgets all.</summary>
    public void Start()
    {
        Count = 0;
        // Nothing is drawn of lanes that never err, and still vectors look behind the last.
        Reserve(0);
    }

    /// <summary>Makes room for some more.</summary>
    public void Reserve(int more)
    {
        int room = Count + more + LaneLooks.Step;
        if (_numbers.Length < room)
        {
            room = int.Max(room, 2 * _numbers.Length);
            (_numbers, _places) = (_numbers.Longer(room, Count), _places.Longer(room, Count));
            (_looks, _levels) = (_looks.Longer(room, Count), _levels.Longer(room, Count));
        }
    }

    /// <summary>Adds those of some that are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<TWords>(TWords numbers, TWords places, TWords looks, TWords levels, TWords areLeft)
        where TWords : struct, IWords<TWords>
    {
        int count = BitOperations.PopCount(areLeft.Mask);
        numbers.StoreFew(areLeft, count, ref _numbers.First, Count);
        places.StoreFew(areLeft, count, ref _places.First, Count);
        looks.StoreFew(areLeft, count, ref _looks.First, Count);
        levels.StoreFew(areLeft, count, ref _levels.First, Count);
        Count += count;
    }

    /// <summary>Has a place and a look that there are behind the last one, since vectors take them along.</summary>
    public void End()
    {
        _places.Span.Slice(Count, LaneLooks.Step).Clear();
        _looks.Span.Slice(Count, LaneLooks.Step).Clear();
    }
}
