using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// <see cref="Philox"/> with AVX-512: 32 blocks at a time, one 32-bit counter word in each 64-bit element. Four vectors of
/// eight, so that three multiply while one waits.
/// </summary>
internal static class Philox512
{
    /// <summary>Words of one step: 32 blocks of two.</summary>
    internal const int StepWords = 64;

    internal static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    /// <summary>Fills as many whole steps as fit and returns the number of words written.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static int Fill(Span<ulong> destination, ulong key, uint first, uint c1, uint c2, uint c3)
    {
        int length = destination.Length / StepWords * StepWords;
        ref ulong target = ref MemoryMarshal.GetReference(destination);
        for (int i = 0; i < length; i += StepWords)
        {
            // Counter word 0 wraps within 32 bits: the upper halves of the elements are never looked at.
            Vector512<ulong> index = Vector512.Create((ulong)first) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
            State a = new(index, c1, c2, c3), b = new(index + Vector512.Create(8UL), c1, c2, c3);
            State c = new(index + Vector512.Create(16UL), c1, c2, c3), d = new(index + Vector512.Create(24UL), c1, c2, c3);
            uint k0 = (uint)key, k1 = (uint)(key >> 32);
            for (int round = 0; round < Philox.Rounds; round++)
            {
                Vector512<ulong> key0 = Vector512.Create((ulong)k0), key1 = Vector512.Create((ulong)k1);
                a.Round(key0, key1);
                b.Round(key0, key1);
                c.Round(key0, key1);
                d.Round(key0, key1);
                k0 += Philox.Weyl0;
                k1 += Philox.Weyl1;
            }

            a.Store(ref Unsafe.Add(ref target, i));
            b.Store(ref Unsafe.Add(ref target, i + 16));
            c.Store(ref Unsafe.Add(ref target, i + 32));
            d.Store(ref Unsafe.Add(ref target, i + 48));
            first += 32;
        }

        return length;
    }

    private struct State(Vector512<ulong> index, uint c1, uint c2, uint c3)
    {
        private Vector512<ulong> _x0 = index;
        private Vector512<ulong> _x1 = Vector512.Create((ulong)c1);
        private Vector512<ulong> _x2 = Vector512.Create((ulong)c2);
        private Vector512<ulong> _x3 = Vector512.Create((ulong)c3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Round(Vector512<ulong> key0, Vector512<ulong> key1)
        {
            // VPMULUDQ reads the lower halves only, so the garbage above them does no harm.
            Vector512<ulong> product0 = Avx512F.Multiply(_x0.AsUInt32(), Vector512.Create((ulong)Philox.Multiplier0).AsUInt32());
            Vector512<ulong> product1 = Avx512F.Multiply(_x2.AsUInt32(), Vector512.Create((ulong)Philox.Multiplier1).AsUInt32());
            _x0 = (product1 >>> 32) ^ _x1 ^ key0;
            _x1 = product1;
            _x2 = (product0 >>> 32) ^ _x3 ^ key1;
            _x3 = product0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref ulong target)
        {
            Vector512<ulong> lower = Vector512.Create(0xFFFFFFFFUL);
            Vector512<ulong> low = (_x0 & lower) | (_x1 << 32);
            Vector512<ulong> high = (_x2 & lower) | (_x3 << 32);
            // low = l0 … l7, high = h0 … h7 → l0 h0 … l3 h3 | l4 h4 … l7 h7
            Avx512F.PermuteVar8x64x2(low, Vector512.Create(0UL, 8, 1, 9, 2, 10, 3, 11), high).StoreUnsafe(ref target);
            Avx512F.PermuteVar8x64x2(low, Vector512.Create(4UL, 12, 5, 13, 6, 14, 7, 15), high).StoreUnsafe(ref target, 8);
        }
    }
}
