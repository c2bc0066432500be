using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Bits;

/// <summary>Word buffers that start on a cache line, so that no aligned vector of a kernel straddles two.</summary>
public static class AlignedWords
{
    private const int LineBytes = 64;

    /// <summary>A buffer of zeros that starts on a 64-byte border and never moves.</summary>
    /// <param name="count">The number of words, 0 or more.</param>
    /// <returns>The buffer; the garbage collector frees it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public static Memory<ulong> Allocate(int count) => AllocateSegment<ulong>(count);

    /// <summary>The same of numbers whose size divides a line's, with the array that it is a part of.</summary>
    internal static unsafe ArraySegment<T> AllocateSegment<T>(int count)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int line = LineBytes / sizeof(T);
        T[] numbers = GC.AllocateArray<T>(checked(count + line - 1), pinned: true);
        int past = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(numbers, 0) / sizeof(T)) & (line - 1);
        return new ArraySegment<T>(numbers, (line - past) & (line - 1), count);
    }
}
