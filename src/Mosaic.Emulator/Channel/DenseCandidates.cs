using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// A Bernoulli process for large probabilities: 8 random bits per UI are compared with the upper 8 of the probability's
/// 64, and only a tie looks at the other 56.
/// </summary>
/// <remarks>
/// The bytes come from eight interleaved xoshiro256++ generators (D. Blackman, S. Vigna, "Scrambled linear pseudorandom
/// number generators", 2021) seeded by blocks 0 … 15 of the address: word j·8+i is state word j of generator i. One step
/// of all eight serves 64 UI: UI 8i+k gets byte k of generator i. Always eight, whatever the width of the machine.
/// </remarks>
internal ref struct DenseCandidates
{
    public const int Generators = 8;

    /// <summary>The first block of the address that seeding leaves free.</summary>
    public const uint FirstFreeBlock = Generators * 4 / 2;

    private Vector256<ulong> _a0, _a1, _a2, _a3;
    private Vector256<ulong> _b0, _b1, _b2, _b3;

    public DenseCandidates(RandomAddress address)
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

    /// <summary>The next 64 UI: where the byte is below the threshold, and where it equals it.</summary>
    public ulong Next(byte threshold, out ulong ties)
    {
        Vector256<byte> bound = Vector256.Create(threshold);
        Vector256<byte> a = Step(ref _a0, ref _a1, ref _a2, ref _a3).AsByte();
        Vector256<byte> b = Step(ref _b0, ref _b1, ref _b2, ref _b3).AsByte();
        ties = Mask(Vector256.Equals(a, bound), Vector256.Equals(b, bound));
        return Mask(Vector256.LessThan(a, bound), Vector256.LessThan(b, bound));
    }

    private static ulong Mask(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);

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
