using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>Where a path's bits lie in a block: those of its source from UI n − FirstShift − (taps−1) on.</summary>
internal readonly struct PathWindow
{
    private readonly long _start; // bit of the block's storage that UI 0 sees first
    private readonly int _mask;

    /// <param name="path">The path.</param>
    /// <param name="tableStart">Where its table starts.</param>
    /// <param name="stride">Words from row to row of the block.</param>
    /// <param name="marginWords">Words before each row.</param>
    public PathWindow(LeakagePath path, int tableStart, int stride, int marginWords)
    {
        _start = ((((long)path.Source * stride) + marginWords) * 64) - path.LastShift;
        _mask = (1 << path.Coefficients.Length) - 1;
        TableStart = tableStart;
    }

    /// <summary>Where the path's table starts.</summary>
    public readonly int TableStart;

    /// <summary>Where it ends.</summary>
    public readonly int TableEnd => TableStart + _mask + 1;

    /// <summary>The path's bits at a UI, the one seen by the last tap lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Pattern(ref ulong rows, int ui)
    {
        long bit = _start + ui;
        Debug.Assert(bit >= 0);
        if (BitConverter.IsLittleEndian)
        {
            // Bytes lie in the order of time: one load, at any of them, holds the 15 bits that may be needed.
            ref byte first = ref Unsafe.Add(ref Unsafe.As<ulong, byte>(ref rows), (nint)(bit >> 3));
            return (int)(Unsafe.ReadUnaligned<uint>(ref first) >> ((int)bit & 7)) & _mask;
        }

        ref ulong word = ref Unsafe.Add(ref rows, (nint)(bit >> 6));
        // Two shifts, since a shift by 64 − 0 would be one by 0.
        ulong bits = (word >> (int)bit) | (Unsafe.Add(ref word, 1) << 1 << ~(int)bit);
        return (int)bits & _mask;
    }

    /// <summary>The same at several UI, where bytes lie in the order of time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly TWords Patterns<TWords>(ref ulong rows, TWords ui)
        where TWords : struct, IWords<TWords>
    {
        TWords bit = ui + TWords.Create((ulong)_start);
        return TWords.ShiftRight(TWords.GatherAt(ref rows, bit >>> 3), bit & TWords.Create(7)) & TWords.Create((ulong)_mask);
    }
}
