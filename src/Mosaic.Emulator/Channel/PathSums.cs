using System.Collections.Immutable;
using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>What the bits that paths see add up to: for each path, one after the other in a table, what all patterns of its bits add.</summary>
/// <remarks>A part of whoever has it: between two frames that leaves the cache, and one more reference to follow would be one more wait.</remarks>
internal readonly struct PathSums
{
    private readonly PathWindow[] _windows;
    private readonly long[] _table;

    /// <param name="paths">The paths.</param>
    /// <param name="perTap">What each tap of a path adds where its bit is 1.</param>
    /// <param name="stride">Words from row to row of the blocks that are sent.</param>
    /// <param name="marginWords">Words before each row.</param>
    public PathSums(ReadOnlySpan<LeakagePath> paths, Func<LeakagePath, ImmutableArray<long>> perTap, int stride, int marginWords)
    {
        _windows = new PathWindow[paths.Length];
        int entries = 0;
        for (int i = 0; i < _windows.Length; i++)
        {
            _windows[i] = new PathWindow(paths[i], entries, stride, marginWords);
            entries += 1 << paths[i].Coefficients.Length;
        }

        // Looked up side by side, so that it must not move.
        _table = GC.AllocateArray<long>(entries, pinned: true);
        for (int i = 0; i < _windows.Length; i++)
        {
            PatternSums.Fill(perTap(paths[i]).AsSpan(), 0, _table.AsSpan(_windows[i].TableStart, 1 << paths[i].Coefficients.Length));
        }
    }

    /// <summary>Where the paths' bits lie, and each path's first entry in the table.</summary>
    public ReadOnlySpan<PathWindow> Windows => _windows;

    /// <summary>The table.</summary>
    public ReadOnlySpan<long> Table => _table;

    /// <summary>What all patterns of a path add.</summary>
    public ReadOnlySpan<long> Of(int path) => _table.AsSpan(_windows[path].TableStart.._windows[path].TableEnd);

    /// <summary>What a pattern of a path adds.</summary>
    public long Of(int path, int pattern) => _table[_windows[path].TableStart + pattern];

    /// <summary>The least and the most that all of them can add together.</summary>
    public (long Lowest, long Highest) Extremes()
    {
        (long lowest, long highest) = (0, 0);
        for (int path = 0; path < _windows.Length; path++)
        {
            (lowest, highest) = (lowest + TensorPrimitives.Min(Of(path)), highest + TensorPrimitives.Max(Of(path)));
        }

        return (lowest, highest);
    }

    /// <summary>What some of the paths add at a UI.</summary>
    /// <param name="rows">The first word of the sent block's storage.</param>
    /// <param name="ui">The UI.</param>
    /// <param name="from">The first path.</param>
    /// <param name="to">The one behind the last.</param>
    [MethodImpl(Kernel.Compiled)]
    public long At(ref ulong rows, int ui, int from, int to)
    {
        ref long entries = ref MemoryMarshal.GetArrayDataReference(_table);
        ref PathWindow windows = ref MemoryMarshal.GetArrayDataReference(_windows);
        long sum = 0;
        for (int i = from; i < to; i++)
        {
            ref PathWindow window = ref Unsafe.Add(ref windows, i);
            int entry = window.TableStart + window.Pattern(ref rows, ui);
            Debug.Assert(entry < _table.Length);
            sum += Unsafe.Add(ref entries, entry);
        }

        return sum;
    }
}
