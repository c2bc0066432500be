using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding.Transposes;

/// <summary>
/// Transposes of 64×64 bit matrices that lie side by side, a word of each in a row: what <see cref="BitTranspose"/> does with four. Two
/// halves of three rounds of butterflies each, so that eight rows stay in registers; which comes first does not matter.
/// </summary>
internal static class BitMatrices
{
    /// <summary>Rows that the near half takes at once.</summary>
    public const int NearRows = 8;

    /// <summary>The butterflies of rows that are 32, 16 and 8 apart, for 64 rows.</summary>
    /// <param name="rows">The first word of the first row.</param>
    /// <param name="stride">Words from one row to the next.</param>
    /// <param name="matrices">Matrices; up to 7 words behind them are changed.</param>
    public static void Far(ref ulong rows, nint stride, nint matrices)
    {
        if (Words8.IsSupported)
        {
            Far<Words8>(ref rows, stride, matrices);
        }
        else
        {
            Far<Words4>(ref rows, stride, matrices);
        }
    }

    /// <summary>The butterflies of rows that are 4, 2 and 1 apart, for eight rows.</summary>
    /// <param name="rows">The first word of the first of them.</param>
    /// <param name="stride">Words from one row to the next.</param>
    /// <param name="matrices">Matrices; up to 7 words behind them are changed.</param>
    public static void Near(ref ulong rows, nint stride, nint matrices)
    {
        if (Words8.IsSupported)
        {
            Near<Words8>(ref rows, stride, matrices);
        }
        else
        {
            Near<Words4>(ref rows, stride, matrices);
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private static void Far<TWords>(ref ulong rows, nint stride, nint matrices)
        where TWords : struct, IWords<TWords>
    {
        for (nint row = 0; row < 8; row++, rows = ref Unsafe.Add(ref rows, stride))
        {
            for (nint at = 0; at < matrices; at += TWords.Count)
            {
                ThreeRounds<TWords>(ref Unsafe.Add(ref rows, at), 8 * stride, 8, 0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF, 0x00000000FFFFFFFF);
            }
        }
    }

    [MethodImpl(Kernel.Compiled)]
    private static void Near<TWords>(ref ulong rows, nint stride, nint matrices)
        where TWords : struct, IWords<TWords>
    {
        for (nint at = 0; at < matrices; at += TWords.Count)
        {
            ThreeRounds<TWords>(ref Unsafe.Add(ref rows, at), stride, 1, 0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F);
        }
    }

    /// <summary>Butterflies of 4, 2 and 1 times <paramref name="block"/> among eight rows, <paramref name="step"/> words apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ThreeRounds<TWords>(ref ulong rows, nint step, int block, ulong mask1, ulong mask2, ulong mask4)
        where TWords : struct, IWords<TWords>
    {
        TWords r0 = TWords.Load(ref rows), r1 = TWords.Load(ref rows, step), r2 = TWords.Load(ref rows, 2 * step), r3 = TWords.Load(ref rows, 3 * step);
        TWords r4 = TWords.Load(ref rows, 4 * step), r5 = TWords.Load(ref rows, 5 * step), r6 = TWords.Load(ref rows, 6 * step), r7 = TWords.Load(ref rows, 7 * step);
        TWords mask = TWords.Create(mask4);
        Trade(ref r0, ref r4, 4 * block, mask);
        Trade(ref r1, ref r5, 4 * block, mask);
        Trade(ref r2, ref r6, 4 * block, mask);
        Trade(ref r3, ref r7, 4 * block, mask);
        mask = TWords.Create(mask2);
        Trade(ref r0, ref r2, 2 * block, mask);
        Trade(ref r1, ref r3, 2 * block, mask);
        Trade(ref r4, ref r6, 2 * block, mask);
        Trade(ref r5, ref r7, 2 * block, mask);
        mask = TWords.Create(mask1);
        Trade(ref r0, ref r1, block, mask);
        Trade(ref r2, ref r3, block, mask);
        Trade(ref r4, ref r5, block, mask);
        Trade(ref r6, ref r7, block, mask);
        r0.Store(ref rows);
        r1.Store(ref rows, step);
        r2.Store(ref rows, 2 * step);
        r3.Store(ref rows, 3 * step);
        r4.Store(ref rows, 4 * step);
        r5.Store(ref rows, 5 * step);
        r6.Store(ref rows, 6 * step);
        r7.Store(ref rows, 7 * step);
    }

    /// <summary>The upper blocks of the upper row against the lower blocks of the lower row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Trade<TWords>(ref TWords upper, ref TWords lower, int block, TWords mask)
        where TWords : struct, IWords<TWords>
    {
        if (TWords.Count == Words8.Count)
        {
            // Choosing by a mask is one operation there.
            TWords low = lower;
            lower = TWords.Select(mask, upper >>> block, low);
            upper = TWords.Select(mask, upper, low << block);
            return;
        }

        TWords trade = ((upper >>> block) ^ lower) & mask;
        lower ^= trade;
        upper ^= trade << block;
    }
}
