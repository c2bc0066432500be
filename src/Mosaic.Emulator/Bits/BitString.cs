using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Bits;

/// <summary>
/// Strings of bits packed in 64-bit words, first bit first: bit i of a string is bit i mod 64 of word ⌊i/64⌋, so on the
/// little-endian machines that run this the bytes of a string are in order too. Ranges are given in bits and may start
/// and end anywhere; nothing here allocates.
/// </summary>
public static class BitString
{
    /// <summary>The number of words that hold <paramref name="bits"/> bits.</summary>
    /// <param name="bits">A number of bits, 0 to 2³⁷−64 (the longest span).</param>
    /// <returns>⌈bits/64⌉.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or no span is that long.</exception>
    public static int WordCount(long bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, (long)int.MaxValue << 6);
        return (int)((bits + 63) >> 6);
    }

    /// <summary>
    /// Copies a range of bits. Bits of the destination outside the range keep their values. A difference of offsets that
    /// is a multiple of 8 is a move of bytes; any other is one funnel shift a word.
    /// </summary>
    /// <param name="source">The words to read; those that the range touches must not overlap those it touches in <paramref name="destination"/>.</param>
    /// <param name="sourceBit">The first bit read, from 0.</param>
    /// <param name="destination">The words to write.</param>
    /// <param name="destinationBit">The first bit written, from 0.</param>
    /// <param name="count">The number of bits, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A position or the count is negative, or the range leaves its span.</exception>
    /// <exception cref="ArgumentException">The words read and the words written overlap.</exception>
    [MethodImpl(Kernel.Compiled)]
    public static void Copy(ReadOnlySpan<ulong> source, long sourceBit, Span<ulong> destination, long destinationBit, long count)
    {
        CheckRange(source.Length, sourceBit, count, nameof(sourceBit));
        CheckRange(destination.Length, destinationBit, count, nameof(destinationBit));
        if (count == 0)
            return;

        source = source[Touched(sourceBit, count)];
        destination = destination[Touched(destinationBit, count)];
        if (source.Overlaps(destination))
            throw new ArgumentException("The words read and the words written overlap.", nameof(destination));

        sourceBit &= 63;
        destinationBit &= 63;
        if (destinationBit != 0)
        {
            int head = (int)long.Min(64 - destinationBit, count);
            Put(ref destination[0], (int)destinationBit, head, Read64(source, sourceBit));
            sourceBit += head;
            count -= head;
            destination = destination[1..];
        }

        int words = (int)(count >> 6), tail = (int)(count & 63);
        if (words > 0)
            CopyWords(source[(int)(sourceBit >> 6)..], (int)(sourceBit & 63), destination[..words]);
        if (tail > 0)
            Put(ref destination[words], 0, tail, Read64(source, sourceBit + ((long)words << 6)));
    }

    /// <summary>The 64 bits from any position; bits past the end read as zero.</summary>
    /// <param name="words">The words to read.</param>
    /// <param name="bit">The position of the bit that becomes bit 0, from 0; at or past the end the result is 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Read64(ReadOnlySpan<ulong> words, long bit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bit);
        long index = bit >> 6;
        int shift = (int)(bit & 63);
        ulong low = index < words.Length ? words[(int)index] : 0;
        ulong high = index + 1 < words.Length ? words[(int)index + 1] : 0;
        // Two shifts, since a shift by 64 − 0 would be one by 0.
        return (low >> shift) | (high << 1 << (63 - shift));
    }

    /// <summary>Up to 64 bits from any position; bits past the end read as zero.</summary>
    /// <param name="words">The words to read.</param>
    /// <param name="bit">The position of the bit that becomes bit 0, from 0.</param>
    /// <param name="count">The number of bits, 0 to 64.</param>
    /// <returns>The bits, and zeros above them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The position is negative, or the count not 0 to 64.</exception>
    public static ulong ReadBits(ReadOnlySpan<ulong> words, long bit, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, 64u, nameof(count));
        return Read64(words, bit) & LowMask(count);
    }

    /// <summary>Writes up to 64 bits at any position; the bits around them keep their values.</summary>
    /// <param name="words">The words to write.</param>
    /// <param name="bit">The position of the first bit, from 0.</param>
    /// <param name="count">The number of bits, 0 to 64.</param>
    /// <param name="value">The bits, from bit 0; those above <paramref name="count"/> are ignored.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is not 0 to 64, or the range leaves the span.</exception>
    public static void WriteBits(Span<ulong> words, long bit, int count, ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, 64u, nameof(count));
        CheckRange(words.Length, bit, count, nameof(bit));
        if (count == 0)
            return;

        int index = (int)(bit >> 6), shift = (int)(bit & 63);
        int low = int.Min(64 - shift, count);
        Put(ref words[index], shift, low, value);
        if (count > low)
            Put(ref words[index + 1], 0, count - low, value >> low);
    }

    /// <summary>The number of positions among the first <paramref name="count"/> in which two strings differ.</summary>
    /// <param name="left">A string of at least <paramref name="count"/> bits.</param>
    /// <param name="right">Another.</param>
    /// <param name="count">The number of bits to compare, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or more than a span holds.</exception>
    public static long HammingDistance(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, long count)
    {
        CheckRange(int.Min(left.Length, right.Length), 0, count, nameof(count));
        int words = (int)(count >> 6), tail = (int)(count & 63);
        long distance = words == 0 ? 0 : TensorPrimitives.HammingBitDistance(left[..words], right[..words]);
        return tail == 0 ? distance : distance + BitOperations.PopCount((left[words] ^ right[words]) & LowMask(tail));
    }

    /// <summary>The definition of a copy to a word border, and its vector form: word i is bits 64·i + shift … of the source.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void CopyWords(ReadOnlySpan<ulong> source, int shift, Span<ulong> destination)
    {
        Debug.Assert(source.Length >= destination.Length + (shift == 0 ? 0 : 1), "The funnel reads one word more than it writes.");
        if ((shift & 7) == 0)
        {
            MemoryMarshal.AsBytes(source).Slice(shift >> 3, destination.Length << 3).CopyTo(MemoryMarshal.AsBytes(destination));
            return;
        }

        ref ulong s = ref MemoryMarshal.GetReference(source), d = ref MemoryMarshal.GetReference(destination);
        nuint i = 0, length = (nuint)destination.Length, width = (nuint)Vector<ulong>.Count;
        for (; i + width <= length; i += width)
        {
            // The last lane reads word i + width ≤ length, the extra word of the assertion.
            Vector<ulong> low = Vector.LoadUnsafe(ref s, i) >>> shift, high = Vector.LoadUnsafe(ref s, i + 1) << (64 - shift);
            (low | high).StoreUnsafe(ref d, i);
        }

        for (; i < length; i++)
            Unsafe.Add(ref d, i) = (Unsafe.Add(ref s, i) >> shift) | (Unsafe.Add(ref s, i + 1) << (64 - shift));
    }

    /// <summary>Replaces <paramref name="count"/> = 1 … 64 − shift bits of one word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref ulong word, int shift, int count, ulong value)
    {
        ulong mask = LowMask(count) << shift;
        word = (word & ~mask) | ((value << shift) & mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LowMask(int count) => count == 0 ? 0 : ulong.MaxValue >> (64 - count);

    /// <summary>The words that a range of at least one bit touches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Range Touched(long bit, long count) => (int)(bit >> 6)..((int)((bit + count - 1) >> 6) + 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckRange(int words, long bit, long count, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(bit, name);
        if (bit > ((long)words << 6) - count)
            throw new ArgumentOutOfRangeException(name, $"Bits {bit} … {bit} + {count} leave a span of {words} words.");
    }
}
