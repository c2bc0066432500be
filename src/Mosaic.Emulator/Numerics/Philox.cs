
namespace Mosaic.Emulator.Numerics;

/// <summary>
/// Philox4x32-10, the counter-based generator of J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3"
/// (SC 2011): a keyed bijection of a 128-bit counter. This file is the definition; <see cref="PhiloxSteps"/> computes
/// the same words many blocks at a time.
/// </summary>
public static class Philox
{
    internal const uint Multiplier0 = 0xD2511F53;
    internal const uint Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9;
    internal const uint Weyl1 = 0xBB67AE85;
    internal const int Rounds = 10;

    /// <summary>One block: the words x0|x1·2³² and x2|x3·2³² of the published function.</summary>
    /// <param name="key">k0|k1·2³².</param>
    /// <param name="c0">Counter word 0.</param>
    /// <param name="c1">Counter word 1.</param>
    /// <param name="c2">Counter word 2.</param>
    /// <param name="c3">Counter word 3.</param>
    public static (ulong Low, ulong High) Block(ulong key, uint c0, uint c1, uint c2, uint c3)
    {
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0;
            ulong product1 = (ulong)Multiplier1 * c2;
            c0 = (uint)(product1 >> 32) ^ c1 ^ k0;
            c1 = (uint)product1;
            c2 = (uint)(product0 >> 32) ^ c3 ^ k1;
            c3 = (uint)product0;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (c0 | ((ulong)c1 << 32), c2 | ((ulong)c3 << 32));
    }

    /// <summary>The blocks of consecutive values of counter word 0, two words each.</summary>
    /// <param name="destination">Receives the words; an odd length takes the first word of the last block.</param>
    /// <param name="key">The key.</param>
    /// <param name="first">Counter word 0 of the first block; it wraps at 2³².</param>
    /// <param name="c1">Counter word 1.</param>
    /// <param name="c2">Counter word 2.</param>
    /// <param name="c3">Counter word 3.</param>
    public static void Fill(Span<ulong> destination, ulong key, uint first, uint c1, uint c2, uint c3)
    {
        int done = Words8.IsSupported ? PhiloxSteps.ByFour<Words8>(destination, key, first, c1, c2, c3) : 0;
        if (Words4.IsSupported)
        {
            done += PhiloxSteps.ByTwo<Words4>(destination[done..], key, first + (uint)(done / 2), c1, c2, c3);
        }

        FillScalar(destination[done..], key, first + (uint)(done / 2), c1, c2, c3);
    }

    internal static void FillScalar(Span<ulong> destination, ulong key, uint first, uint c1, uint c2, uint c3)
    {
        for (int i = 0; i < destination.Length; i += 2)
        {
            (ulong low, ulong high) = Block(key, first++, c1, c2, c3);
            destination[i] = low;
            if (i + 1 < destination.Length)
            {
                destination[i + 1] = high;
            }
        }
    }
}
