using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Benchmarks.Machine;

/// <summary>What one core moves: bytes read, copied, or XORed as d ^= s, within a footprint of source and destination together.</summary>
internal static class Bandwidth
{
    private static ulong _sink;

    /// <summary>Reads a footprint.</summary>
    /// <param name="footprint">Bytes.</param>
    public static Yardstick Read(int footprint)
    {
        Memory<ulong> source = Filled(footprint);
        return new(() => _sink ^= Vector512.IsHardwareAccelerated ? Read512(source.Span) : Read256(source.Span), footprint);
    }

    /// <summary>Copies half of a footprint to the other half; bytes written count.</summary>
    /// <param name="footprint">Bytes of source and destination.</param>
    public static Yardstick Copy(int footprint)
    {
        (Memory<ulong> source, Memory<ulong> target) = (Filled(footprint / 2), Filled(footprint / 2));
        return new(() => source.Span.CopyTo(target.Span), footprint / 2);
    }

    /// <summary>XORs likewise.</summary>
    /// <param name="footprint">Bytes of source and destination.</param>
    public static Yardstick Xor(int footprint)
    {
        (Memory<ulong> source, Memory<ulong> target) = (Filled(footprint / 2), Filled(footprint / 2));
        return new(() => Xor(source.Span, target.Span), footprint / 2);
    }

    private static Memory<ulong> Filled(int bytes)
    {
        Memory<ulong> words = AlignedWords.Allocate(bytes / sizeof(ulong));
        words.Span.Fill(3);
        return words;
    }

    private static void Xor(Span<ulong> source, Span<ulong> target)
    {
        if (Vector512.IsHardwareAccelerated)
            Xor512(source, target);
        else
            Xor256(source, target);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Read512(ReadOnlySpan<ulong> source)
    {
        ref ulong from = ref MemoryMarshal.GetReference(source);
        Vector512<ulong> a = default, b = default, c = default, d = default;
        for (int i = 0; i + 32 <= source.Length; i += 32)
        {
            a ^= Vector512.LoadUnsafe(ref from, (nuint)i);
            b ^= Vector512.LoadUnsafe(ref from, (nuint)i + 8);
            c ^= Vector512.LoadUnsafe(ref from, (nuint)i + 16);
            d ^= Vector512.LoadUnsafe(ref from, (nuint)i + 24);
        }

        return Vector512.Sum(a ^ b ^ c ^ d);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Read256(ReadOnlySpan<ulong> source)
    {
        ref ulong from = ref MemoryMarshal.GetReference(source);
        Vector256<ulong> a = default, b = default, c = default, d = default;
        for (int i = 0; i + 16 <= source.Length; i += 16)
        {
            a ^= Vector256.LoadUnsafe(ref from, (nuint)i);
            b ^= Vector256.LoadUnsafe(ref from, (nuint)i + 4);
            c ^= Vector256.LoadUnsafe(ref from, (nuint)i + 8);
            d ^= Vector256.LoadUnsafe(ref from, (nuint)i + 12);
        }

        return Vector256.Sum(a ^ b ^ c ^ d);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Xor512(ReadOnlySpan<ulong> source, Span<ulong> target)
    {
        ref ulong from = ref MemoryMarshal.GetReference(source), to = ref MemoryMarshal.GetReference(target);
        for (int i = 0; i + 16 <= target.Length; i += 16)
        {
            (Vector512.LoadUnsafe(ref to, (nuint)i) ^ Vector512.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
            (Vector512.LoadUnsafe(ref to, (nuint)i + 8) ^ Vector512.LoadUnsafe(ref from, (nuint)i + 8)).StoreUnsafe(ref to, (nuint)i + 8);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Xor256(ReadOnlySpan<ulong> source, Span<ulong> target)
    {
        ref ulong from = ref MemoryMarshal.GetReference(source), to = ref MemoryMarshal.GetReference(target);
        for (int i = 0; i + 8 <= target.Length; i += 8)
        {
            (Vector256.LoadUnsafe(ref to, (nuint)i) ^ Vector256.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
            (Vector256.LoadUnsafe(ref to, (nuint)i + 4) ^ Vector256.LoadUnsafe(ref from, (nuint)i + 4)).StoreUnsafe(ref to, (nuint)i + 4);
        }
    }
}
