namespace Mosaic.Emulator.Bonding;

/// <summary>
/// Turns blocks of lanes from rounds, each of which starts at a byte, into lane rows and back. Has scratch memory of its
/// own: one thread at a time.
/// </summary>
internal interface IRoundTranspose
{
    /// <summary>Lanes of a block.</summary>
    int BlockLanes { get; }

    /// <summary>Rounds of a unit of work: they fill whole words of a row.</summary>
    int UnitRounds { get; }

    /// <summary>Rounds to rows, for one block. May read 24 bytes past its fields, and write a row up to 4 words long in full.</summary>
    /// <param name="rounds">The block's first byte in the first round.</param>
    /// <param name="stride">Bytes from one round to the next.</param>
    /// <param name="units">Units.</param>
    /// <param name="rows">The first word of the block's first row.</param>
    /// <param name="rowStride">Words from one row to the next.</param>
    void ToRows(ref byte rounds, nint stride, int units, ref ulong rows, nint rowStride);

    /// <summary>Rows to rounds, for one block. Blocks go in order: one may be written over the next.</summary>
    /// <param name="rows">The first word of the block's first row.</param>
    /// <param name="rowStride">Words from one row to the next.</param>
    /// <param name="units">Units.</param>
    /// <param name="rounds">The block's first byte in the first round.</param>
    /// <param name="stride">Bytes from one round to the next.</param>
    /// <param name="roomBytes">Bytes from the block's first to the end of the round: none behind is written.</param>
    void FromRows(ref ulong rows, nint rowStride, int units, ref byte rounds, nint stride, int roomBytes);
}
