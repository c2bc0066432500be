using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// <see cref="Philox"/> of some counters side by side, a counter word in the lower half of each number; the upper halves may hold anything.
/// </summary>
/// <typeparam name="TWords">How many.</typeparam>
internal struct PhiloxLanes<TWords>(TWords c0, TWords c1, TWords c2, TWords c3)
    where TWords : struct, IWords<TWords>
{
    private TWords _x0 = c0, _x1 = c1, _x2 = c2, _x3 = c3;

    /// <summary>The blocks' first words, when all rounds are done.</summary>
    public readonly TWords Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TWords.Select(TWords.Create(0xFFFFFFFF), _x0, _x1 << 32);
    }

    /// <summary>Their second words.</summary>
    public readonly TWords High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TWords.Select(TWords.Create(0xFFFFFFFF), _x2, _x3 << 32);
    }

    /// <summary>All rounds of four, so that three multiply while one waits.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">Another.</param>
    /// <param name="c">A third.</param>
    /// <param name="d">A fourth.</param>
    /// <param name="key">The key of all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(ref PhiloxLanes<TWords> a, ref PhiloxLanes<TWords> b, ref PhiloxLanes<TWords> c, ref PhiloxLanes<TWords> d, ulong key)
    {
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Philox.Rounds; round++)
        {
            TWords key0 = TWords.Create(k0), key1 = TWords.Create(k1);
            a.Round(key0, key1);
            b.Round(key0, key1);
            c.Round(key0, key1);
            d.Round(key0, key1);
            k0 += Philox.Weyl0;
            k1 += Philox.Weyl1;
        }
    }

    /// <summary>All rounds of two.</summary>
    /// <param name="a">One.</param>
    /// <param name="b">Another.</param>
    /// <param name="key">The key of both.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run(ref PhiloxLanes<TWords> a, ref PhiloxLanes<TWords> b, ulong key)
    {
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Philox.Rounds; round++)
        {
            TWords key0 = TWords.Create(k0), key1 = TWords.Create(k1);
            a.Round(key0, key1);
            b.Round(key0, key1);
            k0 += Philox.Weyl0;
            k1 += Philox.Weyl1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Round(TWords key0, TWords key1)
    {
        // Products look at the lower halves only, so what is above them does no harm.
        TWords product0 = TWords.Multiply(_x0, TWords.Create(Philox.Multiplier0)), product1 = TWords.Multiply(_x2, TWords.Create(Philox.Multiplier1));
        _x0 = TWords.Xor(product1 >>> 32, _x1, key0);
        _x1 = product1;
        _x2 = TWords.Xor(product0 >>> 32, _x3, key1);
        _x3 = product0;
    }
}
