using System.Numerics;

namespace Mosaic.Emulator.Fec.Clause177;

/// <summary>
/// The parity-check matrix of the inner code of IEEE 802.3 clause 177 (802.3dj). Its checks see the 120 message bits only in
/// pairs, m_xor(k) = m(2k) ⊕ m(2k+1), so a word has 68 <em>positions</em>: 60 pairs, and 8 parity bits. Over positions it is an
/// extended Hamming code of distance 4; over bits its distance is 2, since to flip both bits of a pair changes no check.
/// <para>Parity is the remainder of Σ m_xor(k)·x^(67−k) modulo g(x) = x⁸+x⁷+x⁵+x⁴+x+1 = (x+1)(x⁷+x⁴+1), highest power first.
/// A column, and a syndrome, is a byte whose bit j belongs to parity bit j, the coefficient of x^(7−j).</para>
/// </summary>
internal static class Clause177Columns
{
    /// <summary>Bits of a message.</summary>
    public const int MessageBits = 120;

    /// <summary>Bits of a codeword.</summary>
    public const int CodeBits = 128;

    /// <summary>Parity bits.</summary>
    public const int ParityBits = 8;

    /// <summary>Pairs of message bits: positions 0 … 59.</summary>
    public const int Pairs = MessageBits / 2;

    /// <summary>Pairs and parity bits.</summary>
    public const int Positions = Pairs + ParityBits;

    // x⁷+x⁵+x⁴+x+1, what x⁸ leaves; bit i is the coefficient of xⁱ.
    private const int Remainder = 0xB3;

    private static readonly byte[] Columns = MakeColumns();
    private static readonly sbyte[] PositionsByColumn = MakePositions();

    /// <summary>The column of each position. All have odd weight, for x + 1 divides g(x).</summary>
    public static ReadOnlySpan<byte> OfPosition => Columns;

    /// <summary>The position of each column, −1 where a byte is none.</summary>
    public static ReadOnlySpan<sbyte> PositionOf => PositionsByColumn;

    private static byte[] MakeColumns()
    {
        var columns = new byte[Positions];
        int power = Remainder; // x⁸ mod g, the last pair's
        for (int pair = Pairs - 1; pair >= 0; pair--)
        {
            for (int bit = 0; bit < ParityBits; bit++)
                columns[pair] |= (byte)(((power >> (ParityBits - 1 - bit)) & 1) << bit);
            power = ((power << 1) & 0xFF) ^ (power >= 0x80 ? Remainder : 0);
        }

        for (int bit = 0; bit < ParityBits; bit++)
            columns[Pairs + bit] = (byte)(1 << bit);
        return columns;
    }

    private static sbyte[] MakePositions()
    {
        var positions = new sbyte[1 << ParityBits];
        Array.Fill(positions, (sbyte)-1);
        for (int position = 0; position < Positions; position++)
            positions[Columns[position]] = (sbyte)position;
        return positions;
    }

    /// <summary>Whether a syndrome has odd weight, as any odd number of columns adds up to.</summary>
    public static bool IsOdd(int syndrome) => (BitOperations.PopCount((uint)syndrome) & 1) != 0;
}
