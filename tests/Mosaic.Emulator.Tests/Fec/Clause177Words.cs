using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec.Clause177;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>The Clause 177 code from its polynomial and its published table, and samples of it over a Gaussian channel.</summary>
internal static class Clause177Words
{
    /// <summary>Table 177-1 of IEEE P802.3dj: the parity of each pair k = 0 … 59, parity bit 0 the most significant.</summary>
    public static readonly byte[] Table = Convert.FromHexString(
        "944A25CBBC5E2FCE67EA75E3A8542A15D3B0582C160BDC6E37C261E9AD8F9E4FFE7FE673E070381C0E07DA6DEFAE57F279E5AB8C4623C8643219D5B3");

    /// <summary>Parity by long division: the remainder of the pairs' sums, times x⁸, by x⁸+x⁷+x⁵+x⁴+x+1, highest power first.</summary>
    public static bool[] Parity(ReadOnlySpan<bool> message)
    {
        bool[] generator = [true, true, false, true, true, false, false, true, true];
        var rest = new bool[68];
        for (int k = 0; k < 60; k++)
            rest[k] = message[2 * k] ^ message[(2 * k) + 1];
        for (int k = 0; k < 60; k++)
        {
            for (int i = 0; rest[k] && i <= 8; i++)
                rest[k + i] ^= generator[i] && i > 0;
        }

        return rest[60..];
    }

    /// <summary>The encoder's own words as bits, one after the other.</summary>
    public static bool[][] Random(int words, ulong seed)
    {
        var code = new Clause177Code(1);
        var message = new ulong[BitString.WordCount(120L * words)];
        Philox.Fill(message, seed, 0, 0, 0, 0);
        var stream = new ulong[2 * words];
        code.Encode(message, stream, words);
        return [.. Enumerable.Range(0, words).Select(word => Bits(stream, 128L * word, 128))];
    }

    public static bool[] Bits(ReadOnlySpan<ulong> stream, long first, int count)
    {
        var bits = new bool[count];
        for (int i = 0; i < count; i++)
            bits[i] = BitString.ReadBits(stream, first + i, 1) != 0;
        return bits;
    }

    /// <summary>Log-likelihoods of words sent as ±1 with noise: 2x/σ² in steps of a quarter, rounded and clipped.</summary>
    public static sbyte[] Receive(bool[][] words, double sigma, ulong seed)
    {
        var soft = new sbyte[128 * words.Length];
        var numbers = new ulong[2 * 64];
        for (int word = 0; word < words.Length; word++)
        {
            Philox.Fill(numbers, seed, 0, 1, (uint)word, 0);
            for (int i = 0; i < 64; i++)
            {
                (double half, double cosine, double sine) = NormalPairs.FromWords(numbers[2 * i], numbers[(2 * i) + 1]);
                double radius = Math.Sqrt(2 * half) * sigma;
                soft[(128 * word) + i] = Quantize((words[word][i] ? -1 : 1) + (radius * cosine), sigma);
                soft[(128 * word) + 64 + i] = Quantize((words[word][64 + i] ? -1 : 1) + (radius * sine), sigma);
            }
        }

        return soft;
    }

    /// <summary>What it costs to change the signs of a word to a codeword: the sum of the magnitudes of those that change.</summary>
    public static int Cost(ReadOnlySpan<sbyte> soft, ReadOnlySpan<bool> codeword)
    {
        int cost = 0;
        for (int i = 0; i < 128; i++)
            cost += (soft[i] < 0) != codeword[i] ? Math.Min(127, Math.Abs((int)soft[i])) : 0;
        return cost;
    }

    private static sbyte Quantize(double x, double sigma) => (sbyte)Math.Clamp(Math.Round(4 * 2 * x / (sigma * sigma)), -127, 127);
}
