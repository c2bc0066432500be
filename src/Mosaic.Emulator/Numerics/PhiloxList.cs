using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// <see cref="Philox"/> at any list of counters that have their upper two words in common: what is wanted here and there of
/// many streams at once. 32 blocks at a time where 512-bit vectors are native, else eight; one by one elsewhere.
/// </summary>
internal static class PhiloxList
{
    /// <summary>Blocks of a step: the spans have room for whole steps, whatever is in them behind the list.</summary>
    public const int Step = 32;

    /// <summary>Two words for each entry of the list.</summary>
    /// <param name="c0">Counter word 0 of each block; whole steps.</param>
    /// <param name="c1">Counter word 1 of each; as many.</param>
    /// <param name="words">Receives two words of each.</param>
    /// <param name="key">The key.</param>
    /// <param name="c2">Counter word 2 of all.</param>
    /// <param name="c3">Counter word 3 of all.</param>
    public static void Fill(ReadOnlySpan<uint> c0, ReadOnlySpan<uint> c1, Span<ulong> words, ulong key, uint c2, uint c3)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(c0.Length % Step, 0, nameof(c0));
        ArgumentOutOfRangeException.ThrowIfLessThan(c1.Length, c0.Length, nameof(c1));
        ArgumentOutOfRangeException.ThrowIfLessThan(words.Length, 2 * c0.Length, nameof(words));
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
        {
            FillBy512(c0, c1, words, key, c2, c3);
        }
        else if (Avx2.IsSupported)
        {
            FillByAvx2(c0, c1, words, key, c2, c3);
        }
        else
        {
            FillScalar(c0, c1, words, key, c2, c3);
        }
    }

    /// <summary>The definition.</summary>
    internal static void FillScalar(ReadOnlySpan<uint> c0, ReadOnlySpan<uint> c1, Span<ulong> words, ulong key, uint c2, uint c3)
    {
        for (int i = 0; i < c0.Length; i++)
        {
            (words[2 * i], words[(2 * i) + 1]) = Philox.Block(key, c0[i], c1[i], c2, c3);
        }
    }

    /// <summary>Four vectors of eight, so that three multiply while one waits.</summary>
    internal static void FillBy512(ReadOnlySpan<uint> c0, ReadOnlySpan<uint> c1, Span<ulong> words, ulong key, uint c2, uint c3)
    {
        ref uint a = ref MemoryMarshal.GetReference(c0), b = ref MemoryMarshal.GetReference(c1);
        ref ulong target = ref MemoryMarshal.GetReference(words);
        for (int i = 0; i < c0.Length; i += Step)
        {
            Vector512<ulong> x2 = Vector512.Create((ulong)c2), x3 = Vector512.Create((ulong)c3), y2 = x2, y3 = x3, z2 = x2, z3 = x3, w2 = x2, w3 = x3;
            Vector512<ulong> x0 = Widen(ref a, i), x1 = Widen(ref b, i), y0 = Widen(ref a, i + 8), y1 = Widen(ref b, i + 8);
            Vector512<ulong> z0 = Widen(ref a, i + 16), z1 = Widen(ref b, i + 16), w0 = Widen(ref a, i + 24), w1 = Widen(ref b, i + 24);
            uint k0 = (uint)key, k1 = (uint)(key >> 32);
            for (int round = 0; round < Philox.Rounds; round++)
            {
                Vector512<ulong> key0 = Vector512.Create((ulong)k0), key1 = Vector512.Create((ulong)k1);
                Round(ref x0, ref x1, ref x2, ref x3, key0, key1);
                Round(ref y0, ref y1, ref y2, ref y3, key0, key1);
                Round(ref z0, ref z1, ref z2, ref z3, key0, key1);
                Round(ref w0, ref w1, ref w2, ref w3, key0, key1);
                k0 += Philox.Weyl0;
                k1 += Philox.Weyl1;
            }

            Store(x0, x1, x2, x3, ref Unsafe.Add(ref target, 2 * i));
            Store(y0, y1, y2, y3, ref Unsafe.Add(ref target, (2 * i) + 16));
            Store(z0, z1, z2, z3, ref Unsafe.Add(ref target, (2 * i) + 32));
            Store(w0, w1, w2, w3, ref Unsafe.Add(ref target, (2 * i) + 48));
        }
    }

    internal static void FillByAvx2(ReadOnlySpan<uint> c0, ReadOnlySpan<uint> c1, Span<ulong> words, ulong key, uint c2, uint c3)
    {
        ref uint a = ref MemoryMarshal.GetReference(c0), b = ref MemoryMarshal.GetReference(c1);
        ref ulong target = ref MemoryMarshal.GetReference(words);
        for (int i = 0; i < c0.Length; i += 8)
        {
            Vector256<ulong> x0 = WidenHalf(ref a, i), x1 = WidenHalf(ref b, i), x2 = Vector256.Create((ulong)c2), x3 = Vector256.Create((ulong)c3);
            Vector256<ulong> y0 = WidenHalf(ref a, i + 4), y1 = WidenHalf(ref b, i + 4), y2 = x2, y3 = x3;
            uint k0 = (uint)key, k1 = (uint)(key >> 32);
            for (int round = 0; round < Philox.Rounds; round++)
            {
                Vector256<ulong> key0 = Vector256.Create((ulong)k0), key1 = Vector256.Create((ulong)k1);
                Round(ref x0, ref x1, ref x2, ref x3, key0, key1);
                Round(ref y0, ref y1, ref y2, ref y3, key0, key1);
                k0 += Philox.Weyl0;
                k1 += Philox.Weyl1;
            }

            Store(x0, x1, x2, x3, ref Unsafe.Add(ref target, 2 * i));
            Store(y0, y1, y2, y3, ref Unsafe.Add(ref target, (2 * i) + 8));
        }
    }

    // Products look at the lower halves of the elements only, so what is above them does no harm.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector512<ulong> x0, ref Vector512<ulong> x1, ref Vector512<ulong> x2, ref Vector512<ulong> x3, Vector512<ulong> key0, Vector512<ulong> key1)
    {
        Vector512<ulong> product0 = Multiply(x0, Vector512.Create((ulong)Philox.Multiplier0));
        Vector512<ulong> product1 = Multiply(x2, Vector512.Create((ulong)Philox.Multiplier1));
        x0 = (product1 >>> 32) ^ x1 ^ key0;
        x1 = product1;
        x2 = (product0 >>> 32) ^ x3 ^ key1;
        x3 = product0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector256<ulong> x0, ref Vector256<ulong> x1, ref Vector256<ulong> x2, ref Vector256<ulong> x3, Vector256<ulong> key0, Vector256<ulong> key1)
    {
        Vector256<ulong> product0 = Avx2.Multiply(x0.AsUInt32(), Vector256.Create((ulong)Philox.Multiplier0).AsUInt32());
        Vector256<ulong> product1 = Avx2.Multiply(x2.AsUInt32(), Vector256.Create((ulong)Philox.Multiplier1).AsUInt32());
        x0 = (product1 >>> 32) ^ x1 ^ key0;
        x1 = product1;
        x2 = (product0 >>> 32) ^ x3 ^ key1;
        x3 = product0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Multiply(Vector512<ulong> a, Vector512<ulong> b) => Avx512F.IsSupported
        ? Avx512F.Multiply(a.AsUInt32(), b.AsUInt32())
        : (a & Vector512.Create(0xFFFFFFFFUL)) * (b & Vector512.Create(0xFFFFFFFFUL));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Widen(ref uint first, int at)
    {
        Vector256<uint> eight = Vector256.LoadUnsafe(ref first, (nuint)at);
        return Vector512.Create(Vector256.WidenLower(eight), Vector256.WidenUpper(eight));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> WidenHalf(ref uint first, int at)
    {
        Vector128<uint> four = Vector128.LoadUnsafe(ref first, (nuint)at);
        return Vector256.Create(Vector128.WidenLower(four), Vector128.WidenUpper(four));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<ulong> x0, Vector512<ulong> x1, Vector512<ulong> x2, Vector512<ulong> x3, ref ulong target)
    {
        Vector512<ulong> lower = Vector512.Create(0xFFFFFFFFUL), low = (x0 & lower) | (x1 << 32), high = (x2 & lower) | (x3 << 32);
        Interleave(low.GetLower(), high.GetLower(), ref target);
        Interleave(low.GetUpper(), high.GetUpper(), ref Unsafe.Add(ref target, 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<ulong> x0, Vector256<ulong> x1, Vector256<ulong> x2, Vector256<ulong> x3, ref ulong target)
    {
        Vector256<ulong> lower = Vector256.Create(0xFFFFFFFFUL);
        Interleave((x0 & lower) | (x1 << 32), (x2 & lower) | (x3 << 32), ref target);
    }

    /// <summary>l0 l1 l2 l3 and h0 h1 h2 h3 as l0 h0 l1 h1 l2 h2 l3 h3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector256<ulong> low, Vector256<ulong> high, ref ulong target)
    {
        if (Avx2.IsSupported)
        {
            Vector256<ulong> even = Avx2.UnpackLow(low, high), odd = Avx2.UnpackHigh(low, high);
            Avx2.Permute2x128(even, odd, 0x20).StoreUnsafe(ref target);
            Avx2.Permute2x128(even, odd, 0x31).StoreUnsafe(ref target, 4);
            return;
        }

        for (int i = 0; i < 4; i++)
        {
            Unsafe.Add(ref target, 2 * i) = low[i];
            Unsafe.Add(ref target, (2 * i) + 1) = high[i];
        }
    }
}
