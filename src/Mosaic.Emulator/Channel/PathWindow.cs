using System.Diagnostics;
using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>Where a path's bits lie: those of its source from UI n − FirstShift − (taps−1) on.</summary>
internal readonly struct PathWindow(LeakagePath path, int tableStart)
{
    private readonly int _source = path.Source;
    private readonly int _lead = -path.FirstShift - (path.Coefficients.Length - 1);
    private readonly int _mask = (1 << path.Coefficients.Length) - 1;

    /// <summary>Where the path's table starts.</summary>
    public readonly int TableStart = tableStart;

    /// <summary>The path's bits at a UI, the one seen by the last tap lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Pattern(ref ulong rows, LinkBlock sent, int ui)
    {
        int start = ui + _lead;
        int index = (_source * sent.Stride) + sent.MarginWords + (start >> 6);
        Debug.Assert(index >= 0 && index + 1 < sent.Storage.Length);
        ref ulong word = ref Unsafe.Add(ref rows, index);
        // Two shifts, since a shift by 64 − 0 would be one by 0.
        ulong bits = (word >> start) | (Unsafe.Add(ref word, 1) << 1 << ~start);
        return (int)bits & _mask;
    }
}
