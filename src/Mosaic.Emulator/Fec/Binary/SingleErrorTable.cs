namespace Mosaic.Emulator.Fec.Binary;

/// <summary>One error at most: every residue that one wrong bit can leave is in a table.</summary>
internal sealed class SingleErrorTable : WordCorrector
{
    private readonly short[] _bitOf;

    /// <summary>Makes the table.</summary>
    /// <param name="residues">What each bit of a word leaves when it alone is wrong; all different and none zero.</param>
    /// <param name="checkBits">r, at most 16.</param>
    public SingleErrorTable(ReadOnlySpan<ushort> residues, int checkBits)
    {
        _bitOf = new short[1 << checkBits];
        Array.Fill(_bitOf, DecodeVerdict.Uncorrectable);
        for (int bit = 0; bit < residues.Length; bit++)
            _bitOf[residues[bit]] = (short)bit;
    }

    /// <inheritdoc/>
    public override short Find(ReadOnlySpan<ulong> syndrome, Span<int> positions)
    {
        short bit = _bitOf[(int)syndrome[0]];
        positions[0] = bit;
        return bit < 0 ? DecodeVerdict.Uncorrectable : (short)1;
    }
}
