using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mosaic.Emulator.Numerics;

/// <summary><see cref="Philox"/> with AVX2: eight blocks at a time, one 32-bit counter word in each 64-bit element.</summary>
internal static class PhiloxAvx2
{
    /// <summary>Words of one step: eight blocks of two.</summary>
    internal const int StepWords = 16;

    internal static bool IsSupported => Avx2.IsSupported;

    /// <summary>Fills as many whole steps as fit and returns the number of words written.</summary>
    internal static int Fill(Span<ulong> destination, ulong key, uint first, uint c1, uint c2, uint c3)
    {
        int length = destination.Length / StepWords * StepWords;
        ref ulong target = ref MemoryMarshal.GetReference(destination);
        for (int i = 0; i < length; i += StepWords)
        {
            // Counter word 0 wraps within 32 bits: the upper halves of the elements are never looked at.
            Vector256<ulong> index = Vector256.Create((ulong)first) + Vector256.Create(0UL, 1, 2, 3);
            State a = new(index, c1, c2, c3);
            State b = new(index + Vector256.Create(4UL), c1, c2, c3);
            uint k0 = (uint)key, k1 = (uint)(key >> 32);
            for (int round = 0; round < Philox.Rounds; round++)
            {
                Vector256<ulong> key0 = Vector256.Create((ulong)k0), key1 = Vector256.Create((ulong)k1);
                a.Round(key0, key1);
                b.Round(key0, key1);
                k0 += Philox.Weyl0;
                k1 += Philox.Weyl1;
            }

            a.Store(ref Unsafe.Add(ref target, i));
            b.Store(ref Unsafe.Add(ref target, i + 8));
            first += 8;
        }

        return length;
    }

    private struct State(Vector256<ulong> index, uint c1, uint c2, uint c3)
    {
        private Vector256<ulong> _x0 = index;
        private Vector256<ulong> _x1 = Vector256.Create((ulong)c1);
        private Vector256<ulong> _x2 = Vector256.Create((ulong)c2);
        private Vector256<ulong> _x3 = Vector256.Create((ulong)c3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Round(Vector256<ulong> key0, Vector256<ulong> key1)
        {
            // VPMULUDQ reads the lower halves only, so the garbage above them does no harm.
            Vector256<ulong> product0 = Avx2.Multiply(_x0.AsUInt32(), Vector256.Create((ulong)Philox.Multiplier0).AsUInt32());
            Vector256<ulong> product1 = Avx2.Multiply(_x2.AsUInt32(), Vector256.Create((ulong)Philox.Multiplier1).AsUInt32());
            _x0 = (product1 >> 32) ^ _x1 ^ key0;
            _x1 = product1;
            _x2 = (product0 >> 32) ^ _x3 ^ key1;
            _x3 = product0;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref ulong target)
        {
            Vector256<ulong> lower = Vector256.Create(0xFFFFFFFFUL);
            Vector256<ulong> low = (_x0 & lower) | (_x1 << 32);
            Vector256<ulong> high = (_x2 & lower) | (_x3 << 32);
            // low = l0 l1 l2 l3, high = h0 h1 h2 h3 → l0 h0 l1 h1 | l2 h2 l3 h3
            Vector256<ulong> even = Avx2.UnpackLow(low, high), odd = Avx2.UnpackHigh(low, high);
            Avx2.Permute2x128(even, odd, 0x20).StoreUnsafe(ref target);
            Avx2.Permute2x128(even, odd, 0x31).StoreUnsafe(ref target, 4);
        }
    }
}
