using System.Numerics;
using System.Numerics.Tensors;

namespace Mosaic.Emulator.Bonding;

/// <summary>
/// Syndromes of the words across the lanes, for a stretch of UI: row i is the XOR of all lanes whose column has bit i, and 0 at
/// a UI where nothing is wrong.
/// </summary>
internal sealed class LaneSyndromes
{
    /// <summary>Words of a stretch at most.</summary>
    public const int TileWords = 64;

    private readonly ushort[] _columns;
    private readonly ulong[] _rows;
    private readonly ulong[] _lane = new ulong[TileWords];

    /// <summary>Makes room for a stretch.</summary>
    /// <param name="columns">By lane: its column, 0 for one that is in no word.</param>
    public LaneSyndromes(ushort[] columns)
    {
        _columns = columns;
        CheckBits = 32 - BitOperations.LeadingZeroCount((uint)columns.Max());
        _rows = new ulong[CheckBits * TileWords];
    }

    /// <summary>Check bits of a word.</summary>
    public int CheckBits { get; }

    /// <summary>Words of the stretch.</summary>
    public int Words { get; private set; }

    /// <summary>A row.</summary>
    /// <param name="check">Check bit.</param>
    public Span<ulong> Row(int check) => _rows.AsSpan(check * TileWords, Words);

    /// <summary>Begins a stretch of zeros.</summary>
    /// <param name="words">Its words.</param>
    public void Clear(int words)
    {
        Words = words;
        _rows.AsSpan().Clear();
    }

    /// <summary>Adds up the lanes that are locked, but for some.</summary>
    /// <param name="streams">The ports.</param>
    /// <param name="locked">Where they are.</param>
    /// <param name="isOut">By lane: whether it is left out.</param>
    /// <param name="ui">The first UI, from where frame 0 starts.</param>
    /// <param name="words">Words of the stretch.</param>
    /// <returns>Whether all of them could be read.</returns>
    public bool TrySum(IPortStreams streams, LockedPorts locked, ReadOnlySpan<bool> isOut, long ui, int words)
    {
        Clear(words);
        for (int port = 0; port < locked.Count; port++)
        {
            if (locked.Contains(port) && !isOut[locked.LaneOf(port)] && !TryAdd(streams, port, locked.LaneOf(port), locked.FirstFrameOf(port) + ui))
            {
                return false;
            }
        }

        return true;
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
            sum ^= _rows[(BitOperations.TrailingZeroCount(left) * TileWords) + word];
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
            ulong row = _rows[(check * TileWords) + word];
            for (int m = 0; m < columns.Length; m++)
            {
                row ^= bits[m] & (0 - (ulong)(columns[m] >> check & 1));
            }

            wrong |= row;
        }

        return wrong;
    }

    /// <summary>The syndrome at a UI.</summary>
    /// <param name="word">The word.</param>
    /// <param name="bit">Bit of the word.</param>
    public int At(int word, int bit)
    {
        int syndrome = 0;
        for (int check = 0; check < CheckBits; check++)
        {
            syndrome |= (int)(_rows[(check * TileWords) + word] >> bit & 1) << check;
        }

        return syndrome;
    }
}
