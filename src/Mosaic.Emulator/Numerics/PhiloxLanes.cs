using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Numerics;

/// <summary><see cref="Philox"/> of eight counters side by side, a counter word in the lower half of each element; the upper halves may hold anything.</summary>
internal struct PhiloxLanes(Vector512<ulong> c0, Vector512<ulong> c1, Vector512<ulong> c2, Vector512<ulong> c3)
{
    private Vector512<ulong> _x0 = c0, _x1 = c1, _x2 = c2, _x3 = c3;

    /// <summary>The blocks' first words, when all rounds are done.</summary>
    public readonly Vector512<ulong> Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (_x0 & Vector512.Create(0xFFFFFFFFUL)) | (_x1 << 32);
    }

    /// <summary>Their second words.</summary>
    public readonly Vector512<ulong> High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (_x2 & Vector512.Create(0xFFFFFFFFUL)) | (_x3 << 32);
    }

    /// <summary>One round.</summary>
    /// <param name="key0">Lower key word of the round.</param>
    /// <param name="key1">Upper key word of the round.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Round(Vector512<ulong> key0, Vector512<ulong> key1)
    {
        // Products look at the lower halves of the elements only, so what is above them does no harm.
        Vector512<ulong> product0 = Wide.Multiply(_x0, Vector512.Create((ulong)Philox.Multiplier0));
        Vector512<ulong> product1 = Wide.Multiply(_x2, Vector512.Create((ulong)Philox.Multiplier1));
        _x0 = (product1 >>> 32) ^ _x1 ^ key0;
        _x1 = product1;
        _x2 = (product0 >>> 32) ^ _x3 ^ key1;
        _x3 = product0;
    }

    /// <summary>All rounds of four, so that three multiply while one waits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(ref PhiloxLanes a, ref PhiloxLanes b, ref PhiloxLanes c, ref PhiloxLanes d, ulong key)
    {
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
    }
}
