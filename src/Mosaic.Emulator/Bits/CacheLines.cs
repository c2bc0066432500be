using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Mosaic.Emulator.Bits;

/// <summary>Asks for memory before it is needed: what lies in many rows, a little in each, no machine foresees.</summary>
internal static class CacheLines
{
    private const int LineWords = 8;

    /// <summary>Asks for words; changes nothing but the time that they take.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(ReadOnlySpan<ulong> words)
    {
        if (Sse.IsSupported)
        {
            // Nothing is read: what the garbage collector moves meanwhile is asked for in vain.
            byte* first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(words));
            for (nint at = 0; at < words.Length; at += LineWords)
            {
                Sse.Prefetch0(first + (at * sizeof(ulong)));
            }
        }
    }

    /// <summary>Asks for some bytes of each of some rows; those behind the last row may be asked for too, in vain.</summary>
    /// <param name="first">Where they are in the first row.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="bytes">Bytes of each.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void PrefetchRows(ref byte first, nint stride, int rows, nint bytes)
    {
        if (Sse.IsSupported)
        {
            byte* at = (byte*)Unsafe.AsPointer(ref first);
            for (; rows > 0; rows--, at += stride)
            {
                for (nint i = 0; i < bytes; i += LineWords * sizeof(ulong))
                {
                    Sse.Prefetch0(at + i);
                }

                Sse.Prefetch0(at + bytes - 1);
            }
        }
    }
}
