using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>What survivors see along one path or several at once: all along the first, then all along the second, each as many as a stride has. Holds the memory of one worker.</summary>
/// <param name="looks">Looks through windows.</param>
/// <param name="room">For so many, with what vectors may write behind the last.</param>
internal sealed class PathLooks(LaneLooks looks, int room)
{
    private readonly Column<ulong> _windows = new(room), _seen = new(room), _at = new(room);
    private int _steps;

    /// <summary>How many paths there are.</summary>
    public int Together { get; private set; }

    /// <summary>From one survivor along a path to the same along the next; whole vectors.</summary>
    public int Stride { get; private set; }

    /// <summary>What is seen.</summary>
    public Span<ulong> Seen => _seen.Span[..(Together * Stride)];

    /// <summary>Looks along paths.</summary>
    /// <param name="places">Where the survivors are; behind the last, as far as whole steps go, any place that there is.</param>
    /// <param name="count">How many survivors.</param>
    /// <param name="depth">The first path.</param>
    /// <param name="together">How many paths.</param>
    /// <param name="tables">Where receivers look.</param>
    /// <param name="frame">The frame.</param>
    public void See<TWords>(Column<ulong> places, int count, int depth, int together, LaneTables tables, uint frame)
        where TWords : struct, IWords<TWords>
    {
        (Together, Stride) = (together, InVectors<TWords>(count));
        for (int part = 0; part < together; part++)
        {
            Aim<TWords>(depth + part, part * Stride, LaneLooks.InSteps(count), ref places.First, tables);
        }

        int aimed = together * Stride;
        _steps = LaneLooks.InSteps(aimed);
        if (TWords.Count < LaneLooks.Step / 2)
        {
            // The last path's do not always fill the step; nothing is seen through windows of zeros.
            _windows.Span[aimed.._steps].Clear();
        }

        looks.See(_windows.Span[.._steps], At(places), frame, _seen.Span);
    }

    /// <summary>Adds to what is seen which groups it is of.</summary>
    public void Mark(SymbolPlaces symbols, Column<ulong> places) => symbols.Mark(_windows.Span[.._steps], At(places), _seen.Span[.._steps]);

    /// <summary>What was seen adds so much.</summary>
    /// <param name="at">Of which survivor, and of which path.</param>
    /// <param name="numbered">Their <see cref="PendingSurvivors.Numbers"/>.</param>
    /// <param name="currents">What patterns add.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TWords Current<TWords>(nint at, TWords numbered, ref ulong currents)
        where TWords : struct, IWords<TWords>
    {
        TWords window = TWords.Load(ref _windows.First, at), seen = TWords.Load(ref _seen.First, at);
        TWords mask = TWords.ShiftRight(TWords.Ones, TWords.Create(64) - Window.Taps(window));
        return TWords.Gather(ref currents, (window >>> Window.TableAt) + ((seen ^ numbered) & mask));
    }

    /// <summary>Puts what one has seen in another's place.</summary>
    public void Move(int from, int to)
    {
        for (int part = 0; part < Together * Stride; part += Stride)
        {
            (_seen[part + to], _windows[part + to]) = (_seen[part + from], _windows[part + from]);
        }
    }

    /// <summary>So many in whole vectors.</summary>
    public static int InVectors<TWords>(int count)
        where TWords : struct, IWords<TWords> => (count + TWords.Count - 1) / TWords.Count * TWords.Count;

    [MethodImpl(Kernel.Compiled)]
    private void Aim<TWords>(int depth, int first, int steps, ref ulong at, LaneTables tables)
        where TWords : struct, IWords<TWords>
    {
        ref ulong windows = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(tables.PathWindows), depth * tables.Channels);
        ref ulong window = ref Unsafe.Add(ref _windows.First, first);
        for (nint i = 0; i < steps; i += TWords.Count)
        {
            TWords.Gather(ref windows, TWords.Load(ref at, i) >>> 32).Store(ref window, i);
        }
    }

    /// <summary>Where each is looked through.</summary>
    [MethodImpl(Kernel.Compiled)]
    private ReadOnlySpan<ulong> At(Column<ulong> places)
    {
        if (Together == 1)
        {
            return places.Span[.._steps];
        }

        for (int part = 0; part < Together; part++)
        {
            places.Span[..Stride].CopyTo(_at.Span[(part * Stride)..]);
        }

        return _at.Span[.._steps];
    }
}
