using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    // One word a row: the byte offsets of its entry in each table, 16 bits each, the tables one behind the other.
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
                for (int top = FirstTop(table); top < FirstTop(table + 1); top++)
                    index += entry(row, top) ? 1 << (top - FirstTop(table)) : 0;
                _offsets[row] |= (ulong)(index * Vector<byte>.Count) << (16 * table);
            }
        }
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
    public void Fold(Span<ulong> planes, int top, int row, int stride, Span<ulong> work)
    {
        Debug.Assert(work.Length >= WorkWords, "Four tables.");
        Debug.Assert(top + ((Tops - 1) * stride) + Vector<ulong>.Count <= planes.Length, "Every top is inside.");
        Debug.Assert(row + ((Rows - 1) * stride) + Vector<ulong>.Count <= planes.Length, "Every row is inside.");

        // No bounds checks below: planes as asserted, and an offset is by construction one of an entry of the four tables.
        ref ulong tables = ref MemoryMarshal.GetReference(work);
        for (int table = 0; table < Tables; table++)
        {
            int first = FirstTop(table);
            Subsets(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(planes), top + (first * stride)), stride,
                FirstTop(table + 1) - first, ref Unsafe.Add(ref tables, table * TableEntries * Vector<ulong>.Count));
        }

        ref ulong target = ref Unsafe.Add(ref MemoryMarshal.GetReference(planes), row);
        foreach (ulong offsets in _offsets)
        {
            Vector<ulong> sum = Vector.LoadUnsafe(ref target)
                ^ Entry(ref tables, (ushort)offsets) ^ Entry(ref tables, (ushort)(offsets >> 16))
                ^ Entry(ref tables, (ushort)(offsets >> 32)) ^ Entry(ref tables, (ushort)(offsets >> 48));
            sum.StoreUnsafe(ref target);
            target = ref Unsafe.Add(ref target, stride);
        }
    }

    /// <summary>Tops are dealt evenly: table i holds those from FirstTop(i) to FirstTop(i + 1) − 1.</summary>
    private int FirstTop(int table) => Tops * table / Tables;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<ulong> Entry(ref ulong tables, uint offset) =>
        Vector.LoadUnsafe(ref Unsafe.AddByteOffset(ref tables, offset));

    /// <summary>Writes the XORs of all subsets of <paramref name="count"/> tops, each top doubling what is there.</summary>
    private static void Subsets(ref ulong tops, int stride, int count, ref ulong table)
    {
        int width = Vector<ulong>.Count;
        Vector<ulong>.Zero.StoreUnsafe(ref table);
        for (int i = 0; i < count; i++)
        {
            Vector<ulong> top = Vector.LoadUnsafe(ref tops, (nuint)(i * stride));
            ref ulong target = ref Unsafe.Add(ref table, width << i);
            for (int j = 0; j < width << i; j += width)
                (Vector.LoadUnsafe(ref table, (nuint)j) ^ top).StoreUnsafe(ref target, (nuint)j);
        }
    }
}
