using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Bonding.LaneCode;

/// <summary>
/// Sums of rows by their columns: sum i is the XOR of all rows whose column has bit i. Columns are different vectors of odd weight,
/// so that all bits of one but its highest are an address of its own, and the highest is what makes the weight odd. Immutable.
/// </summary>
/// <remarks>
/// Eight addresses in a row give three sums, one for each of their lower bits, and their total, which goes on as one of eight at
/// the next level: two XORs a row and word, and one pass over the rows. All sums together are the total, since every row is in
/// an odd number of them: that gives the last one.
/// </remarks>
internal sealed class ColumnSums
{
    /// <summary>Words of each row at a time at most: eight rows and all sums stay in L1, and a row's part is several lines.</summary>
    public const int Tile = 64;

    /// <summary>No row has an address.</summary>
    public const int None = -1;

    private readonly int[] _rowAt; // by address; padded to whole eights
    private readonly int _checkBits;
    private readonly int _levels;

    /// <summary>Puts rows in the order of their addresses.</summary>
    /// <param name="columns">By row: its column, 0 for one that is in no sum.</param>
    /// <param name="checkBits">Bits of a column.</param>
    public ColumnSums(ReadOnlySpan<ushort> columns, int checkBits)
    {
        _checkBits = checkBits;
        _levels = Math.Max(1, (checkBits - 1 + 2) / 3);
        int mask = (1 << (checkBits - 1)) - 1, last = 0;
        foreach (ushort column in columns)
        {
            last = Math.Max(last, column & mask);
        }

        _rowAt = new int[(last / 8 * 8) + 8];
        Array.Fill(_rowAt, None);
        for (int row = 0; row < columns.Length; row++)
        {
            if (columns[row] != 0)
            {
                _rowAt[columns[row] & mask] = row;
            }
        }
    }

    /// <summary>Where rows lie that are summed.</summary>
    public interface IRows
    {
        /// <summary>Eight rows.</summary>
        /// <param name="rows">Which, <see cref="None"/> for one of zeros.</param>
        /// <param name="room">A tile for each of them, to be used if they do not lie evenly spaced.</param>
        /// <param name="stride">Words from one to the next.</param>
        /// <returns>The first one.</returns>
        ref ulong Eight(ReadOnlySpan<int> rows, Span<ulong> room, out int stride);
    }

    /// <summary>Words of memory that summing needs.</summary>
    public int WorkWords => ((3 * _levels) + 1 + (8 * _levels) + 8) * Tile;

    /// <summary>A sum, once <see cref="Sum"/> has worked it out.</summary>
    /// <param name="check">Bit of the columns.</param>
    /// <param name="work">The memory.</param>
    public static Span<ulong> SumOf(int check, Span<ulong> work) => work.Slice(check * Tile, Tile);

    /// <summary>Sums up.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="words">Words of each, <see cref="Tile"/> at most.</param>
    /// <param name="work">The memory, whatever is in it.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Sum<TRows>(ref TRows rows, int words, Span<ulong> work)
        where TRows : struct, IRows, allows ref struct
    {
        work[..(((3 * _levels) + 1) * Tile)].Clear();
        Span<ulong> room = Totals(_levels, work);
        int blocks = _rowAt.Length / 8;
        for (int block = 0; block < blocks; block++)
        {
            ref ulong eight = ref rows.Eight(_rowAt.AsSpan(block * 8, 8), room, out int stride);
            Fold(ref eight, stride, Totals(0, work).Slice(block % 8 * Tile, words), ref work[0]);
            // Eight totals, or all there are, are the rows of the next level.
            bool last = block == blocks - 1;
            for (int level = 1, at = block; level < _levels && (at % 8 == 7 || last); level++, at /= 8)
            {
                Span<ulong> totals = Totals(level - 1, work);
                totals[((at % 8 * Tile) + Tile)..(8 * Tile)].Clear();
                Fold(ref totals[0], Tile, Totals(level, work).Slice(at / 8 % 8 * Tile, words), ref work[3 * level * Tile]);
            }
        }

        Span<ulong> highest = SumOf(_checkBits - 1, work);
        Totals(_levels - 1, work)[..words].CopyTo(highest);
        for (int check = 0; check < _checkBits - 1; check++)
        {
            System.Numerics.Tensors.TensorPrimitives.Xor(highest[..words], SumOf(check, work)[..words], highest);
        }
    }

    private Span<ulong> Totals(int level, Span<ulong> work) => work.Slice(((3 * _levels) + 1 + (8 * level)) * Tile, 8 * Tile);

    /// <summary>Eight rows: adds those with the first, second and third bit of their number to three sums, and puts their total.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void Fold(ref ulong rows, int stride, Span<ulong> total, ref ulong sums)
    {
        ref ulong x1 = ref Unsafe.Add(ref rows, stride), x2 = ref Unsafe.Add(ref x1, stride), x3 = ref Unsafe.Add(ref x2, stride);
        ref ulong x4 = ref Unsafe.Add(ref x3, stride), x5 = ref Unsafe.Add(ref x4, stride), x6 = ref Unsafe.Add(ref x5, stride), x7 = ref Unsafe.Add(ref x6, stride);
        ref ulong t = ref MemoryMarshal.GetReference(total);
        nuint i = 0, words = (nuint)total.Length, width = (nuint)Vector<ulong>.Count;
        for (; i + width <= words; i += width)
        {
            Vector<ulong> v1 = Vector.LoadUnsafe(ref x1, i), v3 = Vector.LoadUnsafe(ref x3, i), v5 = Vector.LoadUnsafe(ref x5, i), v7 = Vector.LoadUnsafe(ref x7, i);
            (v1 ^ v3 ^ v5 ^ v7 ^ Vector.LoadUnsafe(ref sums, i)).StoreUnsafe(ref sums, i);
            Vector<ulong> v67 = Vector.LoadUnsafe(ref x6, i) ^ v7, v23 = Vector.LoadUnsafe(ref x2, i) ^ v3;
            (v67 ^ v23 ^ Vector.LoadUnsafe(ref sums, i + Tile)).StoreUnsafe(ref sums, i + Tile);
            Vector<ulong> v4567 = v67 ^ v5 ^ Vector.LoadUnsafe(ref x4, i);
            (v4567 ^ Vector.LoadUnsafe(ref sums, i + (2 * Tile))).StoreUnsafe(ref sums, i + (2 * Tile));
            (v4567 ^ v23 ^ v1 ^ Vector.LoadUnsafe(ref rows, i)).StoreUnsafe(ref t, i);
        }

        for (; i < words; i++)
        {
            ulong v23 = W(ref x2, i) ^ W(ref x3, i), v67 = W(ref x6, i) ^ W(ref x7, i), v4567 = W(ref x4, i) ^ W(ref x5, i) ^ v67;
            W(ref sums, i) ^= W(ref x1, i) ^ W(ref x3, i) ^ W(ref x5, i) ^ W(ref x7, i);
            W(ref sums, i + Tile) ^= v23 ^ v67;
            W(ref sums, i + (2 * Tile)) ^= v4567;
            W(ref t, i) = v4567 ^ v23 ^ W(ref rows, i) ^ W(ref x1, i);
        }

        static ref ulong W(ref ulong start, nuint word) => ref Unsafe.Add(ref start, word);
    }
}
