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
}
