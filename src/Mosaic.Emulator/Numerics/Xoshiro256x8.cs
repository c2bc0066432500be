using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// Eight interleaved xoshiro256++ generators (D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", 2021)
/// seeded by blocks 0 … 15 of an address: word j·8+i is state word j of generator i. For numbers that are all used, in order.
/// Always eight, whatever the width of the machine.
/// </summary>
internal ref struct Xoshiro256x8
{
    /// <summary>Words of a step, one of each generator.</summary>
    public const int Generators = 8;

    /// <summary>The first block of the address that seeding leaves free.</summary>
    public const uint FirstFreeBlock = Generators * 4 / 2;

    private Vector256<ulong> _a0, _a1, _a2, _a3;
    private Vector256<ulong> _b0, _b1, _b2, _b3;

    public Xoshiro256x8(RandomAddress address)
    {
        Span<ulong> seeds = stackalloc ulong[Generators * 4];
        address.Fill(seeds);
        ref ulong words = ref MemoryMarshal.GetReference(seeds);
        _a0 = Vector256.LoadUnsafe(ref words, 0);
        _b0 = Vector256.LoadUnsafe(ref words, 4);
        _a1 = Vector256.LoadUnsafe(ref words, 8);
        _b1 = Vector256.LoadUnsafe(ref words, 12);
        _a2 = Vector256.LoadUnsafe(ref words, 16);
        _b2 = Vector256.LoadUnsafe(ref words, 20);
        _a3 = Vector256.LoadUnsafe(ref words, 24);
        _b3 = Vector256.LoadUnsafe(ref words, 28);
    }

    /// <summary>The next steps: word 8s+i is that of generator i in step s. The state stays in registers meanwhile.</summary>
    /// <param name="words">Receives whole steps.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Fill(scoped Span<ulong> words)
    {
        ref ulong target = ref MemoryMarshal.GetReference(words);
        Vector256<ulong> a0 = _a0, a1 = _a1, a2 = _a2, a3 = _a3, b0 = _b0, b1 = _b1, b2 = _b2, b3 = _b3;
        for (int i = 0; i + Generators <= words.Length; i += Generators)
        {
            Step(ref a0, ref a1, ref a2, ref a3).StoreUnsafe(ref target, (nuint)i);
            Step(ref b0, ref b1, ref b2, ref b3).StoreUnsafe(ref target, (nuint)i + 4);
        }

        (_a0, _a1, _a2, _a3, _b0, _b1, _b2, _b3) = (a0, a1, a2, a3, b0, b1, b2, b3);
    }

    /// <summary>The next word of each generator.</summary>
    /// <param name="low">Those of generators 0 … 3.</param>
    /// <param name="high">Those of generators 4 … 7.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next(out Vector256<ulong> low, out Vector256<ulong> high)
    {
        low = Step(ref _a0, ref _a1, ref _a2, ref _a3);
        high = Step(ref _b0, ref _b1, ref _b2, ref _b3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Step(ref Vector256<ulong> s0, ref Vector256<ulong> s1, ref Vector256<ulong> s2, ref Vector256<ulong> s3)
    {
        Vector256<ulong> sum = s0 + s3;
        Vector256<ulong> result = ((sum << 23) | (sum >>> 41)) + s0;
        Vector256<ulong> t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = (s3 << 45) | (s3 >>> 19);
        return result;
    }
}
