using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
    private readonly int _width;

    /// <summary>Builds the tables' indices.</summary>
    /// <param name="tops">The number of tops, 1 to <see cref="MaxTops"/>.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="entry">Whether row r takes top t: called as entry(r, t).</param>
    public FoldMatrix(int tops, int rows, Func<int, int, bool> entry)
        : this(tops, rows, entry, Width)
    {
    }

    /// <summary>The same for vectors of another width.</summary>
    internal FoldMatrix(int tops, int rows, Func<int, int, bool> entry, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tops, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tops, MaxTops);
        Tops = tops;
        _width = width;
        _offsets = new ulong[rows];
        for (int row = 0; row < rows; row++)
        {
            for (int table = 0; table < Tables; table++)
            {
                int index = table * TableEntries;
                for (int bit = 0; bit < TableBits && (table * TableBits) + bit < tops; bit++)
                    index += entry(row, (table * TableBits) + bit) ? 1 << bit : 0;
                _offsets[row] |= (ulong)(index * width * sizeof(ulong)) << (16 * table);
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

    /// <summary>Words of a plane that are folded at once.</summary>
    public static int Width => Vector512.IsHardwareAccelerated ? PlaneVector512.Words : PlaneVector.Words;

    /// <summary>Words of working space that <see cref="Fold"/> needs.</summary>
    public static int WorkWords => Tables * TableEntries * PlaneVector512.Words;

    /// <summary>The number of tops.</summary>
    public int Tops { get; }

    /// <summary>The number of rows.</summary>
    public int Rows => _offsets.Length;

    /// <summary>Folds <see cref="Width"/> words of every plane.</summary>
    /// <param name="planes">The words from which the positions count.</param>
    /// <param name="top">Position of the first top; the others follow at <paramref name="stride"/>.</param>
    /// <param name="row">Position of the first row; the others follow at <paramref name="stride"/>.</param>
    /// <param name="stride">Words from one plane to the next.</param>
    /// <param name="work">At least <see cref="WorkWords"/> words.</param>
    public void Fold(Span<ulong> planes, int top, int row, int stride, Span<ulong> work)
    {
        if (_width == PlaneVector512.Words)
            Fold<PlaneVector512>(planes, top, row, stride, work);
        else
            Fold<PlaneVector>(planes, top, row, stride, work);
    }

    [MethodImpl(Kernel.Compiled)]
    private void Fold<TVector>(Span<ulong> planes, int top, int row, int stride, Span<ulong> work)
        where TVector : struct, IPlaneVector<TVector>
    {
        Debug.Assert(work.Length >= WorkWords, "Four tables.");
        Debug.Assert(top + ((Tops - 1) * stride) + TVector.Words <= planes.Length, "Every top is inside.");
        Debug.Assert(row + ((Rows - 1) * stride) + TVector.Words <= planes.Length, "Every row is inside.");

        // No bounds checks below: planes as asserted, and an offset is by construction one of an entry of the four tables.
        ref ulong tables = ref MemoryMarshal.GetReference(work);
        for (int table = 0; table < Tables; table++)
        {
            int first = table * TableBits;
            Subsets<TVector>(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(planes), top + (first * stride)), stride,
                int.Min(TableBits, Tops - first), ref Unsafe.Add(ref tables, table * TableEntries * TVector.Words));
        }

        // Two rows at a time; a row costs six loads, and that is what limits the rate.
        ref ulong target = ref Unsafe.Add(ref MemoryMarshal.GetReference(planes), row);
        ref ulong offset = ref MemoryMarshal.GetArrayDataReference(_offsets);
        int left = _offsets.Length;
        for (; left >= 2; left -= 2)
        {
            ref ulong next = ref Unsafe.Add(ref target, stride);
            TVector sum = TVector.Load(ref target) ^ Entries<TVector>(ref tables, offset);
            TVector nextSum = TVector.Load(ref next) ^ Entries<TVector>(ref tables, Unsafe.Add(ref offset, 1));
            sum.Store(ref target);
            nextSum.Store(ref next);
            offset = ref Unsafe.Add(ref offset, 2);
            target = ref Unsafe.Add(ref next, stride);
        }

        if (left > 0)
            (TVector.Load(ref target) ^ Entries<TVector>(ref tables, offset)).Store(ref target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Entries<TVector>(ref ulong tables, ulong offsets)
        where TVector : struct, IPlaneVector<TVector> =>
        (Entry<TVector>(ref tables, (ushort)offsets) ^ Entry<TVector>(ref tables, (ushort)BitOperations.RotateRight(offsets, 16)))
        ^ (Entry<TVector>(ref tables, (ushort)BitOperations.RotateRight(offsets, 32)) ^ Entry<TVector>(ref tables, (nuint)(offsets >> 48)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Entry<TVector>(ref ulong tables, nuint offset)
        where TVector : struct, IPlaneVector<TVector> =>
        TVector.Load(ref Unsafe.AddByteOffset(ref tables, offset));

    /// <summary>Writes the XORs of all subsets of up to five tops, the subset of tops i, j, … as entry 2^i + 2^j + …</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void Subsets<TVector>(ref ulong tops, int stride, int count, ref ulong table)
        where TVector : struct, IPlaneVector<TVector>
    {
        TVector zero = default;
        TVector a = count > 0 ? TVector.Load(ref tops) : zero;
        TVector b = count > 1 ? TVector.Load(ref tops, (nuint)stride) : zero;
        TVector c = count > 2 ? TVector.Load(ref tops, 2 * (nuint)stride) : zero;
        TVector d = count > 3 ? TVector.Load(ref tops, 3 * (nuint)stride) : zero;
        TVector e = count > 4 ? TVector.Load(ref tops, 4 * (nuint)stride) : zero;
        nuint width = (nuint)TVector.Words;
        Eight(ref table, zero, a, b, c);
        Eight(ref Unsafe.Add(ref table, 8 * width), d, a, b, c);
        Eight(ref Unsafe.Add(ref table, 16 * width), e, a, b, c);
        Eight(ref Unsafe.Add(ref table, 24 * width), d ^ e, a, b, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight<TVector>(ref ulong table, TVector start, TVector a, TVector b, TVector c)
        where TVector : struct, IPlaneVector<TVector>
    {
        nuint width = (nuint)TVector.Words;
        TVector startC = start ^ c, ab = a ^ b;
        start.Store(ref table);
        (start ^ a).Store(ref table, width);
        (start ^ b).Store(ref table, 2 * width);
        (start ^ ab).Store(ref table, 3 * width);
        startC.Store(ref table, 4 * width);
        (startC ^ a).Store(ref table, 5 * width);
        (startC ^ b).Store(ref table, 6 * width);
        (startC ^ ab).Store(ref table, 7 * width);
    }
}
