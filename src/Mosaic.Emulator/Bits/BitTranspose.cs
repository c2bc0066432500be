using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mosaic.Emulator.Bits;

/// <summary>
/// Transposes of 64×64 bit matrices in place: bit c of row r trades places with bit r of row c. Six rounds of butterflies,
/// each trading the off-diagonal blocks of half the size of the round before (H. S. Warren, Hacker's Delight, 7-3).
/// </summary>
public static class BitTranspose
{
    /// <summary>Rows, and bits of a row, of a matrix.</summary>
    public const int Size = 64;

    /// <summary>Transposes one matrix. This is the definition.</summary>
    /// <param name="rows">64 words, row r at index r.</param>
    /// <exception cref="ArgumentException">There are not 64 words.</exception>
    public static void Transpose(Span<ulong> rows)
    {
        if (rows.Length != Size)
            throw new ArgumentException($"A matrix has {Size} words, not {rows.Length}.", nameof(rows));

        ulong mask = 0x00000000FFFFFFFF;
        for (int block = Size / 2; block != 0; block >>= 1, mask ^= mask << block)
        {
            for (int row = 0; row < Size; row = (row + block + 1) & ~block)
            {
                ulong trade = ((rows[row] >> block) ^ rows[row + block]) & mask;
                rows[row] ^= trade << block;
                rows[row + block] ^= trade;
            }
        }
    }

    /// <summary>Transposes four matrices at once, with vectors of four words.</summary>
    /// <param name="rows">256 words: row r of matrix i at index 4·r + i.</param>
    /// <exception cref="ArgumentException">There are not 256 words.</exception>
    [MethodImpl(Kernel.Compiled)]
    public static void TransposeFour(Span<ulong> rows)
    {
        if (rows.Length != 4 * Size)
            throw new ArgumentException($"Four matrices have {4 * Size} words, not {rows.Length}.", nameof(rows));

        // Two passes of three rounds each, so that eight rows stay in registers: rows 8 apart, then neighbours.
        ref ulong first = ref MemoryMarshal.GetReference(rows);
        for (nuint row = 0; row < 8; row++)
            ThreeRounds(ref first, row, 8, 8, 0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF, 0x00000000FFFFFFFF);
        for (nuint row = 0; row < Size; row += 8)
            ThreeRounds(ref first, row, 1, 1, 0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F);
    }

    /// <summary>Transposes four by four words: word c of row r trades places with word r of row c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void TransposeWords(
        ref Vector256<ulong> row0, ref Vector256<ulong> row1, ref Vector256<ulong> row2, ref Vector256<ulong> row3)
    {
        if (!Avx2.IsSupported)
        {
            (Vector256<ulong> a, Vector256<ulong> b, Vector256<ulong> c, Vector256<ulong> d) = (row0, row1, row2, row3);
            row0 = Vector256.Create(a[0], b[0], c[0], d[0]);
            row1 = Vector256.Create(a[1], b[1], c[1], d[1]);
            row2 = Vector256.Create(a[2], b[2], c[2], d[2]);
            row3 = Vector256.Create(a[3], b[3], c[3], d[3]);
            return;
        }

        // a0 b0 a2 b2 | a1 b1 a3 b3 | c0 d0 c2 d2 | c1 d1 c3 d3, then halves.
        Vector256<ulong> even01 = Avx2.UnpackLow(row0, row1), odd01 = Avx2.UnpackHigh(row0, row1);
        Vector256<ulong> even23 = Avx2.UnpackLow(row2, row3), odd23 = Avx2.UnpackHigh(row2, row3);
        row0 = Avx2.Permute2x128(even01, even23, 0x20);
        row1 = Avx2.Permute2x128(odd01, odd23, 0x20);
        row2 = Avx2.Permute2x128(even01, even23, 0x31);
        row3 = Avx2.Permute2x128(odd01, odd23, 0x31);
    }

    /// <summary>Butterflies of 4, 2 and 1 times <paramref name="block"/> among eight rows, <paramref name="step"/> apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ThreeRounds(ref ulong rows, nuint row, nuint step, int block, ulong mask1, ulong mask2, ulong mask4)
    {
        rows = ref Unsafe.Add(ref rows, row * 4);
        step *= 4;
        Vector256<ulong> r0 = Vector256.LoadUnsafe(ref rows), r1 = Vector256.LoadUnsafe(ref rows, step);
        Vector256<ulong> r2 = Vector256.LoadUnsafe(ref rows, 2 * step), r3 = Vector256.LoadUnsafe(ref rows, 3 * step);
        Vector256<ulong> r4 = Vector256.LoadUnsafe(ref rows, 4 * step), r5 = Vector256.LoadUnsafe(ref rows, 5 * step);
        Vector256<ulong> r6 = Vector256.LoadUnsafe(ref rows, 6 * step), r7 = Vector256.LoadUnsafe(ref rows, 7 * step);

        Vector256<ulong> mask = Vector256.Create(mask4);
        Trade(ref r0, ref r4, 4 * block, mask);
        Trade(ref r1, ref r5, 4 * block, mask);
        Trade(ref r2, ref r6, 4 * block, mask);
        Trade(ref r3, ref r7, 4 * block, mask);
        mask = Vector256.Create(mask2);
        Trade(ref r0, ref r2, 2 * block, mask);
        Trade(ref r1, ref r3, 2 * block, mask);
        Trade(ref r4, ref r6, 2 * block, mask);
        Trade(ref r5, ref r7, 2 * block, mask);
        mask = Vector256.Create(mask1);
        Trade(ref r0, ref r1, block, mask);
        Trade(ref r2, ref r3, block, mask);
        Trade(ref r4, ref r5, block, mask);
        Trade(ref r6, ref r7, block, mask);

        r0.StoreUnsafe(ref rows);
        r1.StoreUnsafe(ref rows, step);
        r2.StoreUnsafe(ref rows, 2 * step);
        r3.StoreUnsafe(ref rows, 3 * step);
        r4.StoreUnsafe(ref rows, 4 * step);
        r5.StoreUnsafe(ref rows, 5 * step);
        r6.StoreUnsafe(ref rows, 6 * step);
        r7.StoreUnsafe(ref rows, 7 * step);
    }

    /// <summary>The upper blocks of the upper row against the lower blocks of the lower row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Trade(ref Vector256<ulong> upper, ref Vector256<ulong> lower, int block, Vector256<ulong> mask)
    {
        Vector256<ulong> trade = ((upper >>> block) ^ lower) & mask;
        lower ^= trade;
        upper ^= trade << block;
    }
}
