using System.Numerics;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// The parity-check matrix of an extended Hamming code of any length, shortened where the length is between two powers of
/// two: distance 4, so that one error is corrected and two are detected (SECDED).
/// <para>It has r rows, the smallest number with 2^(r−1) ≥ data + r. Every column is a different vector of odd weight, as in
/// M. Y. Hsiao, “A Class of Optimal Minimum Odd-weight-column SEC-DED Codes”, IBM J. Res. Dev. 14 (1970): check bit i has the
/// unit vector 2^i, and data bits have the others, ascending by their r−1 lower bits. Those lower bits are the positions 3, 5,
/// 6, 7, 9 … of a data bit in Hamming's code, and the highest is what makes the weight odd.</para>
/// </summary>
public sealed class SecdedColumns
{
    private readonly short[] _bitOf;
    private readonly ushort[] _columns;

    /// <summary>Makes the matrix.</summary>
    /// <param name="dataBits">Data bits of a word, 1 … 32,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public SecdedColumns(int dataBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dataBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dataBits, 32_000);
        DataBits = dataBits;
        CheckBits = 3;
        while (1 << (CheckBits - 1) < dataBits + CheckBits)
        {
            CheckBits++;
        }

        _columns = new ushort[dataBits + CheckBits];
        _bitOf = new short[1 << CheckBits];
        Array.Fill(_bitOf, (short)-1);
        int address = 3;
        for (int bit = 0; bit < dataBits; bit++, address++)
        {
            if (BitOperations.IsPow2(address))
            {
                address++;
            }

            Set(bit, address | ((BitOperations.PopCount((uint)address) & 1 ^ 1) << (CheckBits - 1)));
        }

        for (int check = 0; check < CheckBits; check++)
        {
            Set(dataBits + check, 1 << check);
        }
    }

    /// <summary>Data bits of a word.</summary>
    public int DataBits { get; }

    /// <summary>r, the check bits of a word.</summary>
    public int CheckBits { get; }

    /// <summary>Data bits and check bits.</summary>
    public int Length => _columns.Length;

    /// <summary>The column of each bit of a word, data bits first; bit i of a column belongs to check i.</summary>
    public ReadOnlySpan<ushort> Columns => _columns;

    /// <summary>The bit whose column a syndrome is, or −1: none was wrong, or more than one.</summary>
    /// <param name="syndrome">The syndrome, 0 … 2^r − 1.</param>
    public int BitOf(int syndrome) => _bitOf[syndrome];

    private void Set(int bit, int column)
    {
        _columns[bit] = (ushort)column;
        _bitOf[column] = (short)bit;
    }
}
