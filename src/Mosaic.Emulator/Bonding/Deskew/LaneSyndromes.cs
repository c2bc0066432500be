using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.LaneCode;

namespace Mosaic.Emulator.Bonding.Deskew;

/// <summary>
/// Syndromes of the words across the lanes, for a stretch of UI: row i is the XOR of all lanes whose column has bit i, and 0 at
/// a UI where nothing is wrong.
/// </summary>
internal sealed class LaneSyndromes
{
    /// <summary>Words of a stretch at most.</summary>
    public const int TileWords = ColumnSums.Tile;

    /// <summary>Words whose syndromes are put side by side at a time: 16 bits each, four to a word, four matrices.</summary>
    public const int Together = 16;

    private readonly ushort[] _columns;
    private readonly ColumnSums _sums;
    private readonly ulong[] _work; // the rows come first
    private readonly ulong[] _lane = new ulong[TileWords];
    private readonly List<int> _missing = [];
    private readonly ulong[] _matrices = new ulong[4 * BitTranspose.Size];

    /// <summary>Makes room for a stretch.</summary>
    /// <param name="columns">By lane: its column, of odd weight, no two the same; 0 for one that is in no word.</param>
    public LaneSyndromes(ushort[] columns)
    {
        _columns = columns;
        CheckBits = 32 - BitOperations.LeadingZeroCount((uint)columns.Max());
        _sums = new ColumnSums(columns, CheckBits);
        _work = new ulong[_sums.WorkWords];
    }

    /// <summary>Check bits of a word.</summary>
    public int CheckBits { get; }

    /// <summary>Words of the stretch.</summary>
    public int Words { get; private set; }

    /// <summary>Lanes that are in words, and on no port, when <see cref="TrySum"/> added up the others.</summary>
    public ReadOnlySpan<int> Missing => CollectionsMarshal.AsSpan(_missing);

    /// <summary>A row.</summary>
    /// <param name="check">Check bit.</param>
    public Span<ulong> Row(int check) => ColumnSums.SumOf(check, _work)[..Words];

    /// <summary>Adds up the lanes that are locked, but for some.</summary>
    /// <param name="streams">The ports.</param>
    /// <param name="locked">Where they are.</param>
    /// <param name="isOut">By lane: whether it is left out.</param>
    /// <param name="ui">The first UI, from where frame 0 starts.</param>
    /// <param name="words">Words of the stretch.</param>
    /// <returns>Whether all of them could be read; if not, the rows say nothing.</returns>
    public bool TrySum(IPortStreams streams, LockedPorts locked, ReadOnlySpan<bool> isOut, long ui, int words)
    {
        Words = words;
        _missing.Clear();
        var rows = new LockedLanes(streams, locked, isOut, ui, words, _missing);
        _sums.Sum(ref rows, words, _work);
        return rows.AreHeld;
    }

    /// <summary>Adds a lane, or takes it out again.</summary>
    /// <param name="streams">The ports.</param>
    /// <param name="port">The lane's port.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="position">Where the stretch is in the port's stream.</param>
    public bool TryAdd(IPortStreams streams, int port, int lane, long position)
    {
        if (_columns[lane] == 0)
        {
            return true;
        }

        if (!streams.Holds(port, position, Words * 64))
        {
            return false;
        }

        Span<ulong> bits = _lane.AsSpan(0, Words);
        streams.Read(port, position, Words * 64, bits);
        for (uint left = _columns[lane]; left != 0; left &= left - 1)
        {
            Span<ulong> row = Row(BitOperations.TrailingZeroCount(left));
            TensorPrimitives.Xor(row, bits, row);
        }

        return true;
    }

    /// <summary>The XOR of some rows, at a word.</summary>
    /// <param name="checks">Which rows.</param>
    /// <param name="word">The word.</param>
    public ulong Combined(int checks, int word)
    {
        ulong sum = 0;
        for (uint left = (uint)checks; left != 0; left &= left - 1)
        {
            sum ^= _work[(BitOperations.TrailingZeroCount(left) * TileWords) + word];
        }

        return sum;
    }

    /// <summary>
    /// The UI of a word at which the syndrome is not the sum of some columns, as far as given bits say which of them: bit m of
    /// them belongs to column m.
    /// </summary>
    /// <param name="columns">Columns of lanes that are left out.</param>
    /// <param name="bits">By column: that lane's bits.</param>
    /// <param name="word">The word.</param>
    public ulong Unexplained(ReadOnlySpan<ushort> columns, ReadOnlySpan<ulong> bits, int word)
    {
        ulong wrong = 0;
        for (int check = 0; check < CheckBits; check++)
        {
            ulong row = _work[(check * TileWords) + word];
            for (int m = 0; m < columns.Length; m++)
            {
                row ^= bits[m] & (0 - (ulong)(columns[m] >> check & 1));
            }

            wrong |= row;
        }

        return wrong;
    }

    /// <summary>Puts all syndromes of some words side by side, 16 bits each.</summary>
    /// <param name="first">The first word.</param>
    /// <param name="words">How many, 16 at most.</param>
    /// <returns>That of UI u of word i at index <see cref="Together"/>·u + i; for as long as nothing changes.</returns>
    [MethodImpl(Kernel.Compiled)]
    public ReadOnlySpan<ushort> SideBySide(int first, int words)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(words, Together);
        // Row 16·q + check of matrix m has the check's bits of word 4·m + q: transposed, four syndromes to a UI.
        Span<ulong> matrices = _matrices;
        matrices.Clear();
        for (int check = 0; check < CheckBits; check++)
        {
            ReadOnlySpan<ulong> row = Row(check).Slice(first, words);
            for (int word = 0; word < row.Length; word++)
            {
                matrices[(4 * ((16 * (word % 4)) + check)) + (word / 4)] = row[word];
            }
        }

        BitTranspose.TransposeFour(matrices);
        return MemoryMarshal.Cast<ulong, ushort>(matrices);
    }

    /// <summary>The lanes that are locked, as they are read.</summary>
    private ref struct LockedLanes(IPortStreams streams, LockedPorts locked, ReadOnlySpan<bool> isOut, long ui, int words, List<int> missing) : ColumnSums.IRows
    {
        private readonly ReadOnlySpan<bool> _isOut = isOut;

        /// <summary>Whether all could be read.</summary>
        public bool AreHeld { get; private set; } = true;

        [MethodImpl(Kernel.Compiled)]
        public ref ulong Eight(ReadOnlySpan<int> rows, Span<ulong> room, out int stride)
        {
            stride = TileWords;
            for (int i = 0; i < rows.Length; i++)
            {
                Span<ulong> row = room.Slice(i * TileWords, words);
                if (rows[i] == ColumnSums.None || _isOut[rows[i]] || !TryRead(rows[i], row))
                {
                    row.Clear();
                }
            }

            return ref room[0];
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private bool TryRead(int lane, Span<ulong> row)
        {
            int port = locked.PortWith(lane);
            if (port < 0)
            {
                missing.Add(lane);
                return false;
            }

            long position = locked.FirstFrameOf(port) + ui;
            if (!streams.Holds(port, position, words * 64))
            {
                AreHeld = false;
                return false;
            }

            streams.Read(port, position, words * 64, row);
            return true;
        }
    }
}
