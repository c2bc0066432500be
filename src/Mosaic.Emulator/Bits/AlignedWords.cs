using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Bits;

/// <summary>Word buffers that start on a cache line, so that no aligned vector of a kernel straddles two.</summary>
public static class AlignedWords
{
    private const int LineWords = 8;

    /// <summary>A buffer of zeros that starts on a 64-byte border and never moves.</summary>
    /// <param name="count">The number of words, 0 or more.</param>
    /// <returns>The buffer; the garbage collector frees it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static Memory<ulong> Allocate(int count) => AllocateSegment(count);

    /// <summary>The same, with the array that it is a part of.</summary>
    internal static ArraySegment<ulong> AllocateSegment(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ulong[] words = GC.AllocateArray<ulong>(checked(count + LineWords - 1), pinned: true);
        int past = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(words, 0) >> 3) & (LineWords - 1);
        return new ArraySegment<ulong>(words, (LineWords - past) & (LineWords - 1), count);
    }
}
