using System.Numerics;

namespace Mosaic.Emulator.Bonding;

/// <summary>
/// The extended binary Golay code [24,12,8]: 12 data bits in bits 0–11, 11 check bits of the cyclic code with
/// g(x) = x¹¹+x¹⁰+x⁶+x⁵+x⁴+x²+1 in bits 12–22, overall parity in bit 23. Any three bit errors are corrected.
/// </summary>
public static class Golay24
{
    private const uint Generator = 0xC75;
    private static readonly uint[] Words = MakeWords();

    /// <summary>Code words: 2¹².</summary>
    public const int Count = 4096;

    /// <summary>The largest number of bit errors that is always corrected.</summary>
    public const int CorrectableBits = 3;

    /// <summary>The code word of a value.</summary>
    /// <param name="value">0 … 4095.</param>
    public static uint Encode(int value) => Words[value];

    /// <summary>The value whose code word lies within three bits, or −1. Compares with all 4,096 words.</summary>
    /// <param name="received">24 received bits.</param>
    public static int Decode(uint received)
    {
        for (int value = 0; value < Words.Length; value++)
        {
            if (BitOperations.PopCount(Words[value] ^ received) <= CorrectableBits)
            {
                return value;
            }
        }

        return -1;
    }

    private static uint[] MakeWords()
    {
        var words = new uint[Count];
        for (uint value = 0; value < Count; value++)
        {
            // The polynomial is value·x¹¹ + remainder; its top 12 coefficients are the data.
            uint remainder = value << 11;
            for (int bit = 22; bit >= 11; bit--)
            {
                if ((remainder >> bit & 1) != 0)
                {
                    remainder ^= Generator << (bit - 11);
                }
            }

            uint word = value | (remainder << 12);
            words[value] = word | ((uint)(BitOperations.PopCount(word) & 1) << 23);
        }

        return words;
    }
}
