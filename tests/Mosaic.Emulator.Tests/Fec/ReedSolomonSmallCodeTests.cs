using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.ReedSolomon;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>Small codes, every received word: the decoder is the bounded-distance decoder.</summary>
public class ReedSolomonSmallCodeTests
{
    [Theory]
    [InlineData(7, 3, 1)]
    [InlineData(7, 3, 0)]
    [InlineData(7, 4, 5)] // an odd number of parity symbols
    [InlineData(6, 2, 0)] // shortened from here on
    [InlineData(6, 3, -2)]
    [InlineData(5, 1, 0)]
    [InlineData(5, 3, 3)]
    [InlineData(4, 3, 1)] // detects only
    [InlineData(2, 1, 0)]
    public void Decode_EveryWord(int n, int k, int firstRoot)
    {
        var parameters = new ReedSolomonParameters("small", 3, 0xB, n, k, firstRoot);
        int t = (n - k) / 2, words = 1 << (3 * n);
        (short[] verdicts, int[] decoded) = BruteForce(parameters, t);

        var received = new ulong[BitString.WordCount(3L * n * words)];
        for (int word = 0; word < words; word++)
            BitString.WriteBits(received, 3L * n * word, 3 * n, (ulong)word);
        var message = new ulong[BitString.WordCount(3L * k * words)];
        var actual = new short[words];
        new ReedSolomonCode(parameters, 1).Decode(received, message, actual, words);

        Assert.True(verdicts.AsSpan().SequenceEqual(actual));
        for (int word = 0; word < words; word++)
        {
            ulong expected = (ulong)decoded[word] & ((1UL << (3 * k)) - 1);
            if (expected != BitString.ReadBits(message, 3L * k * word, 3 * k))
                Assert.Fail($"Word {word:X} has another message.");
        }
    }

    [Theory]
    [InlineData(7, 3, 1)]
    [InlineData(6, 3, -2)]
    [InlineData(5, 1, 0)]
    public void Decode_EveryWord_Reference(int n, int k, int firstRoot)
    {
        var parameters = new ReedSolomonParameters("small", 3, 0xB, n, k, firstRoot);
        (short[] verdicts, int[] decoded) = BruteForce(parameters, (n - k) / 2);
        var reference = new ReedSolomonReference(parameters);
        var word = new ushort[n];
        for (int i = 0; i < verdicts.Length; i++)
        {
            OctalWord.Unpack(i, word);
            if (reference.Decode(word) != verdicts[i] || OctalWord.Pack(word) != decoded[i])
                Assert.Fail($"Word {i:X} is decoded otherwise.");
        }
    }

    [Fact]
    public void Decode_EveryPatternOfThreeErrors()
    {
        var parameters = new ReedSolomonParameters("small", 4, 0x13, 15, 9, 1);
        var code = new ReedSolomonCode(parameters, 2);
        var random = new RandomSymbols(11);
        var sent = new ushort[15];
        random.Word(9, 4).CopyTo(sent, 0);
        new ReedSolomonReference(parameters).Encode(sent.AsSpan(0, 9), sent.AsSpan(9));
        ulong codeword = 0, errors = 0;
        for (int i = 0; i < 15; i++)
            codeword |= (ulong)sent[i] << (4 * i);

        // One pass of all values for each of the 455 triples of places: 3375 words, two to a group.
        const int Groups = 1688;
        var received = new ulong[BitString.WordCount(Groups * 120L)];
        var message = new ulong[BitString.WordCount(Groups * 72L)];
        var verdicts = new short[2 * Groups];
        for (int triple = 0; triple < 1 << 15; triple++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)triple) != 3)
                continue;

            for (int word = 0; word < 2 * Groups; word++)
            {
                // Past the last of 15³ patterns the first comes again.
                int values = word % 3375;
                errors = 0;
                for (int i = 0; i < 15; i++)
                {
                    if (((triple >> i) & 1) == 0)
                        continue;
                    errors |= (ulong)((values % 15) + 1) << (4 * i);
                    values /= 15;
                }

                for (int i = 0; i < 15; i++)
                    BitString.WriteBits(received, (((word / 2 * 15) + i) * 8L) + (word % 2 * 4), 4, (codeword ^ errors) >> (4 * i));
            }

            code.Decode(received, message, verdicts, Groups);
            Assert.False(verdicts.AsSpan().ContainsAnyExcept((short)3));
            for (int word = 0; word < 2 * Groups; word++)
            {
                for (int i = 0; i < 9; i++)
                {
                    if (BitString.ReadBits(message, (((word / 2 * 9) + i) * 8L) + (word % 2 * 4), 4) != sent[i])
                        Assert.Fail($"Triple {triple:X} word {word} is decoded otherwise.");
                }
            }
        }
    }

    /// <summary>
    /// Verdicts and decoded words for all received words, by painting the ball of radius t around each codeword. A codeword
    /// is a word whose polynomial vanishes at every root, which is the definition of the code without any encoder.
    /// </summary>
    private static (short[] Verdicts, int[] Decoded) BruteForce(ReedSolomonParameters parameters, int t)
    {
        int n = parameters.CodewordSymbols, words = 1 << (3 * n), codewords = 0;
        var verdicts = new short[words];
        var decoded = new int[words];
        var symbols = new ushort[n];
        verdicts.AsSpan().Fill(DecodeVerdict.Uncorrectable);
        for (int word = 0; word < words; word++)
        {
            if (verdicts[word] == DecodeVerdict.Uncorrectable)
                decoded[word] = word;
            OctalWord.Unpack(word, symbols);
            if (!IsCodeword(parameters, symbols))
                continue;

            codewords++;
            Paint(word, word, 0, n, 0, t, verdicts, decoded);
        }

        Assert.Equal(1 << (3 * parameters.MessageSymbols), codewords);
        return (verdicts, decoded);
    }

    private static void Paint(int codeword, int word, int first, int n, int distance, int t, short[] verdicts, int[] decoded)
    {
        Assert.Equal(DecodeVerdict.Uncorrectable, verdicts[word]);
        verdicts[word] = (short)distance;
        decoded[word] = codeword;
        for (int position = first; distance < t && position < n; position++)
        {
            for (int value = 1; value < 8; value++)
                Paint(codeword, word ^ (value << (3 * position)), position + 1, n, distance + 1, t, verdicts, decoded);
        }
    }

    private static bool IsCodeword(ReedSolomonParameters parameters, ushort[] symbols)
    {
        GaloisField field = parameters.Field;
        for (int root = 0; root < parameters.ParitySymbols; root++)
        {
            int value = 0;
            for (int i = 0; i < symbols.Length; i++)
                value ^= field.Multiply(symbols[i], field.Antilog((long)(parameters.FirstRoot + root) * (symbols.Length - 1 - i)));
            if (value != 0)
                return false;
        }

        return true;
    }
}
