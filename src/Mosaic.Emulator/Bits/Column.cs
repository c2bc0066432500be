using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Bits;

/// <summary>
/// Numbers one after the other, the first on a 64-byte border, so that no aligned vector straddles two lines of the cache: each such load or store
/// would cost two. They never move; the garbage collector frees them.
/// </summary>
internal readonly unsafe struct Column<T>
    where T : unmanaged
{
    private readonly T[] _numbers; // what the references point into, which keeps it
    private readonly T* _first;

    /// <param name="length">How many.</param>
    public Column(int length)
    {
        ArraySegment<T> numbers = AlignedWords.AllocateSegment<T>(length);
        (_numbers, Length) = (numbers.Array!, length);
        _first = (T*)Marshal.UnsafeAddrOfPinnedArrayElement(_numbers, 0) + numbers.Offset;
    }

    /// <summary>How many there are.</summary>
    public int Length { get; }

    /// <summary>The first.</summary>
    public ref T First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.AsRef<T>(_first);
    }

    /// <summary>All.</summary>
    public Span<T> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MemoryMarshal.CreateSpan(ref First, Length);
    }

    /// <summary>A longer one, with the first ones of these.</summary>
    /// <param name="length">How many it has.</param>
    /// <param name="kept">How many of these.</param>
    public Column<T> Longer(int length, int kept)
    {
        var longer = new Column<T>(length);
        Span[..kept].CopyTo(longer.Span);
        return longer;
    }

    /// <summary>One of them.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Span[index];
    }
}
