using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Fec.BitSliced;

/// <summary>
/// A matrix over GF(2) that folds a few bit planes ("tops") into many others ("rows"): row r is XORed with every top t
/// whose entry (r,t) is 1. The four Russians' way: the tops are dealt to four tables, each holding the XORs of all subsets
/// of its at most five tops, so that a row needs four table entries instead of about half of the tops.
/// </summary>
internal sealed class FoldMatrix
{
    /// <summary>The most tops that one matrix can fold.</summary>
    public const int MaxTops = Tables * TableBits;

    private const int Tables = 4;
    private const int TableBits = 5;
    private const int TableEntries = 1 << TableBits;

    // One word a row: the byte offsets of its four entries, 16 bits each, the tables one behind the other.
    private readonly ulong[] _offsets;

    /// <summary>Builds the tables' indices.</summary>
    /// <param name="tops">The number of tops, 1 to <see cref="MaxTops"/>.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="entry">Whether row r takes top t: called as entry(r, t).</param>
    public FoldMatrix(int tops, int rows, Func<int, int, bool> entry)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tops, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tops, MaxTops);
        Tops = tops;
        _offsets = new ulong[rows];
        for (int row = 0; row < rows; row++)
        {
            for (int table = 0; table < Tables; table++)
            {
                int index = table * TableEntries;
                for (int bit = 0; bit < TableBits && (table * TableBits) + bit < tops; bit++)
                    index += entry(row, (table * TableBits) + bit) ? 1 << bit : 0;
                _offsets[row] |= (ulong)(index * Vector<byte>.Count) << (16 * table);
            }
        }
    }

    /// <summary>Division by a polynomial over GF(2): twenty leading bits into the d bits behind them, row r the coefficient of x^(d−1−r).</summary>
    /// <param name="polynomial">Coefficients, index i that of xⁱ, the last one 1; d is its degree.</param>
    public static FoldMatrix Division(bool[] polynomial)
    {
        int degree = polynomial.Length - 1;
        var powers = new bool[MaxTops][];
        powers[0] = polynomial[..degree];
        for (int i = 1; i < powers.Length; i++)
        {
            bool[] last = powers[i - 1];
            powers[i] = [false, .. last[..^1]];
            for (int j = 0; j < degree; j++)
                powers[i][j] ^= last[^1] && polynomial[j];
        }

        return new FoldMatrix(MaxTops, degree, (row, top) => powers[MaxTops - 1 - top][degree - 1 - row]);
    }

    /// <summary>Words of working space that <see cref="Fold"/> needs.</summary>
    public static int WorkWords => Tables * TableEntries * Vector<ulong>.Count;

    /// <summary>The number of tops.</summary>
    public int Tops { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => _offsets.Length;

    /// <summary>Folds one vector's width of words of every plane.</summary>
    /// <param name="planes">The words from which the positions count.</param>
    /// <param name="top">Position of the first top; the others follow at <paramref name="stride"/>.</param>
    /// <param name="row">Position of the first row; the others follow at <paramref name="stride"/>.</param>
    /// <param name="stride">Words from one plane to the next.</param>
    /// <param name="work">At least <see cref="WorkWords"/> words.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Fold(Span<ulong> planes, int top, int row, int stride, Span<ulong> work)
    {
        Debug.Assert(work.Length >= WorkWords, "Four tables.");
        Debug.Assert(top + ((Tops - 1) * stride) + Vector<ulong>.Count <= planes.Length, "Every top is inside.");
        Debug.Assert(row + ((Rows - 1) * stride) + Vector<ulong>.Count <= planes.Length, "Every row is inside.");

        // No bounds checks below: planes as asserted, and an offset is by construction one of an entry of the four tables.
        ref ulong tables = ref MemoryMarshal.GetReference(work);
        for (int table = 0; table < Tables; table++)
        {
            int first = table * TableBits;
            Subsets(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(planes), top + (first * stride)), stride,
                int.Min(TableBits, Tops - first), ref Unsafe.Add(ref tables, table * TableEntries * Vector<ulong>.Count));
        }

        // Two rows at a time; a row costs six loads, and that is what limits the rate.
        ref ulong target = ref Unsafe.Add(ref MemoryMarshal.GetReference(planes), row);
        ref ulong offset = ref MemoryMarshal.GetArrayDataReference(_offsets);
        int left = _offsets.Length;
        for (; left >= 2; left -= 2)
        {
            ref ulong next = ref Unsafe.Add(ref target, stride);
            Vector<ulong> sum = Vector.LoadUnsafe(ref target) ^ Entries(ref tables, offset);
            Vector<ulong> nextSum = Vector.LoadUnsafe(ref next) ^ Entries(ref tables, Unsafe.Add(ref offset, 1));
            sum.StoreUnsafe(ref target);
            nextSum.StoreUnsafe(ref next);
            offset = ref Unsafe.Add(ref offset, 2);
            target = ref Unsafe.Add(ref next, stride);
        }

        if (left > 0)
            (Vector.LoadUnsafe(ref target) ^ Entries(ref tables, offset)).StoreUnsafe(ref target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ulong> Entries(ref ulong tables, ulong offsets) =>
        (Entry(ref tables, (ushort)offsets) ^ Entry(ref tables, (ushort)BitOperations.RotateRight(offsets, 16)))
        ^ (Entry(ref tables, (ushort)BitOperations.RotateRight(offsets, 32)) ^ Entry(ref tables, (nuint)(offsets >> 48)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ulong> Entry(ref ulong tables, nuint offset) =>
        Vector.LoadUnsafe(ref Unsafe.AddByteOffset(ref tables, offset));

    /// <summary>Writes the XORs of all subsets of up to five tops, the subset of tops i, j, … as entry 2^i + 2^j + …</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void Subsets(ref ulong tops, int stride, int count, ref ulong table)
    {
        Vector<ulong> zero = Vector<ulong>.Zero;
        Vector<ulong> a = count > 0 ? Vector.LoadUnsafe(ref tops) : zero;
        Vector<ulong> b = count > 1 ? Vector.LoadUnsafe(ref tops, (nuint)stride) : zero;
        Vector<ulong> c = count > 2 ? Vector.LoadUnsafe(ref tops, 2 * (nuint)stride) : zero;
        Vector<ulong> d = count > 3 ? Vector.LoadUnsafe(ref tops, 3 * (nuint)stride) : zero;
        Vector<ulong> e = count > 4 ? Vector.LoadUnsafe(ref tops, 4 * (nuint)stride) : zero;
        nuint width = (nuint)Vector<ulong>.Count;
        Eight(ref table, zero, a, b, c);
        Eight(ref Unsafe.Add(ref table, 8 * width), d, a, b, c);
        Eight(ref Unsafe.Add(ref table, 16 * width), e, a, b, c);
        Eight(ref Unsafe.Add(ref table, 24 * width), d ^ e, a, b, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(ref ulong table, Vector<ulong> start, Vector<ulong> a, Vector<ulong> b, Vector<ulong> c)
    {
        nuint width = (nuint)Vector<ulong>.Count;
        Vector<ulong> startC = start ^ c, ab = a ^ b;
        start.StoreUnsafe(ref table);
        (start ^ a).StoreUnsafe(ref table, width);
        (start ^ b).StoreUnsafe(ref table, 2 * width);
        (start ^ ab).StoreUnsafe(ref table, 3 * width);
        startC.StoreUnsafe(ref table, 4 * width);
        (startC ^ a).StoreUnsafe(ref table, 5 * width);
        (startC ^ b).StoreUnsafe(ref table, 6 * width);
        (startC ^ ab).StoreUnsafe(ref table, 7 * width);
    }
}
