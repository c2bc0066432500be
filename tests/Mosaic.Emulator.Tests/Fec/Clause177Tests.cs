using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Fec.Clause177;

namespace Mosaic.Emulator.Tests.Fec;

public class Clause177Tests
{
    [Fact]
    public void AMessageWithOneBitHasThePublishedParity()
    {
        var code = new Clause177Code(1);
        for (int bit = 0; bit < 120; bit++)
        {
            var message = new ulong[2];
            BitString.WriteBits(message, bit, 1, 1);
            var stream = new ulong[2];
            code.Encode(message, stream, 1);
            int parity = 0;
            for (int i = 0; i < 8; i++)
                parity |= (int)BitString.ReadBits(stream, 120 + i, 1) << (7 - i);
            Assert.Equal(Clause177Words.Table[bit / 2], parity);
            Assert.Equal(0, BitString.HammingDistance(message, stream, 120));
        }
    }

    [Fact]
    public void ParityIsTheRemainder() =>
        Assert.All(Clause177Words.Random(1000, 11), word => Assert.Equal(Clause177Words.Parity(word.AsSpan(0, 120)), word[120..]));

    [Fact]
    public void TheCodeSaysWhatItIs()
    {
        IBlockCode code = CodeCatalog.Create("clause177", 4);
        Assert.IsAssignableFrom<ISoftBlockCode>(code);
        Assert.Equal(
            ("clause177", 1, 128, 120, 0, 4, 480, 512, false),
            (code.Name, code.SymbolBits, code.CodewordSymbols, code.MessageSymbols, code.CorrectableSymbols, code.Interleave,
                code.GroupMessageBits, code.GroupCodeBits, code.IsLinearHardDecision));
        Assert.Equal(0, code.BatchGroups % 64);
        Assert.Throws<ArgumentOutOfRangeException>("interleave", () => CodeCatalog.Create("clause177", 0));
        Assert.Throws<ArgumentOutOfRangeException>("interleave", () => CodeCatalog.Create("clause177", 65_537));
    }

    /// <summary>Words that take turns bit by bit are what each would be by itself, in both directions and both ways of decoding.</summary>
    [Theory]
    [Trait("Isa", "true")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(130)]
    [InlineData(1025)]
    public void InterleavedWordsAreWordsByThemselves(int interleave)
    {
        const int Groups = 5;
        int words = Groups * interleave;
        Clause177Code one = new(1), many = new(interleave);
        bool[][] sent = Clause177Words.Random(words, 12);
        var message = new ulong[BitString.WordCount(120L * words)];
        var stream = new ulong[BitString.WordCount(128L * words)];
        for (int word = 0; word < words; word++)
        {
            for (int bit = 0; bit < 120; bit++)
                BitString.WriteBits(message, Position(word, bit, 120), 1, sent[word][bit] ? 1u : 0u);
        }

        many.Encode(message, stream, Groups);
        for (int word = 0; word < words; word++)
        {
            for (int bit = 0; bit < 128; bit++)
                Assert.Equal(sent[word][bit], BitString.ReadBits(stream, Position(word, bit, 128), 1) != 0);
        }

        // Received with noise, and by its signs alone.
        sbyte[] soft = Clause177Words.Receive(sent, 0.5, 13), together = new sbyte[soft.Length];
        ulong[] signs = new ulong[2 * words], signsTogether = new ulong[stream.Length];
        for (int word = 0; word < words; word++)
        {
            for (int bit = 0; bit < 128; bit++)
            {
                sbyte value = soft[(128 * word) + bit];
                together[Position(word, bit, 128)] = value;
                BitString.WriteBits(signs, (128 * word) + bit, 1, value < 0 ? 1u : 0u);
                BitString.WriteBits(signsTogether, Position(word, bit, 128), 1, value < 0 ? 1u : 0u);
            }
        }

        ulong[] decoded = new ulong[message.Length], decodedTogether = new ulong[message.Length];
        short[] verdicts = new short[words], verdictsTogether = new short[words];
        one.Decode(soft, decoded, verdicts, words);
        many.Decode(together, decodedTogether, verdictsTogether, Groups);
        Check();
        Assert.Contains(verdicts, verdict => verdict > 1);
        one.Decode(signs, decoded, verdicts, words);
        many.Decode(signsTogether, decodedTogether, verdictsTogether, Groups);
        Check();
        Assert.Contains((short)-1, verdicts);

        void Check()
        {
            Assert.Equal(verdicts, verdictsTogether);
            for (int word = 0; word < words; word++)
            {
                for (int bit = 0; bit < 120; bit++)
                    Assert.Equal(BitString.ReadBits(decoded, (120L * word) + bit, 1), BitString.ReadBits(decodedTogether, Position(word, bit, 120), 1));
            }
        }

        int Position(int word, int bit, int length) => (word / interleave * length * interleave) + (bit * interleave) + (word % interleave);
    }

    /// <summary>
    /// By syndromes: how many error patterns of the least weight there are. One alone is nearest where nothing or one parity bit is
    /// wrong, nowhere else; that is what the hard decoder makes of each syndrome.
    /// </summary>
    [Fact]
    public void HardDecisionsCorrectWhatOnlyOneNearestCodewordExplains()
    {
        byte[] columns = [.. Enumerable.Range(0, 128).Select(bit => bit < 120 ? Clause177Words.Table[bit / 2] : (byte)(0x80 >> (bit - 120)))];
        var nearest = new int[256]; // of weight 0 and 1; 2 and 3 in turn
        nearest[0] = 1;
        foreach (byte column in columns)
            nearest[column]++;
        int[] pairs = new int[256], triples = new int[256];
        for (int a = 0; a < 128; a++)
        {
            for (int b = 0; b < a; b++)
            {
                pairs[columns[a] ^ columns[b]]++;
                for (int c = 0; c < b; c++)
                    triples[columns[a] ^ columns[b] ^ columns[c]]++;
            }
        }

        var code = new Clause177Code(1);
        for (int syndrome = 0; syndrome < 256; syndrome++)
        {
            int ways = nearest[syndrome] > 0 ? nearest[syndrome] : pairs[syndrome] > 0 ? pairs[syndrome] : triples[syndrome];
            Assert.True(ways > 0);
            // A codeword with the syndrome on its parity bits.
            var received = new ulong[2];
            for (int i = 0; i < 8; i++)
                BitString.WriteBits(received, 120 + i, 1, (ulong)(syndrome >> (7 - i)) & 1);
            var verdicts = new short[1];
            code.Decode(received, new ulong[2], verdicts, 1);
            Assert.Equal(ways > 1 ? -1 : syndrome == 0 ? 0 : 1, verdicts[0]);
        }
    }

    /// <summary>All patterns of one and two wrong bits: the message comes out as received, and a pair of wrong bits is not seen.</summary>
    [Fact]
    public void WhatHardDecodingMakesOfOneAndTwoErrors()
    {
        var code = new Clause177Code(1);
        bool[] sent = Clause177Words.Random(1, 14)[0];
        for (int a = 0; a < 128; a++)
        {
            for (int b = 0; b <= a; b++)
            {
                var received = new ulong[2];
                for (int bit = 0; bit < 128; bit++)
                    BitString.WriteBits(received, bit, 1, sent[bit] ^ (bit == a) ^ (bit == b && a != b) ? 1u : 0u);
                var message = new ulong[2];
                var verdicts = new short[1];
                code.Decode(received, message, verdicts, 1);
                Assert.Equal(0, BitString.HammingDistance(received, message, 120));
                int expected = a == b ? (a < 120 ? -1 : 1) : a / 2 == b / 2 && a < 120 ? 0 : -1;
                Assert.Equal(expected, verdicts[0]);
            }
        }
    }

    [Fact]
    public void SoftArgumentsAreChecked()
    {
        var code = new Clause177Code(2);
        var soft = new sbyte[512];
        var message = new ulong[8];
        var verdicts = new short[4];
        code.Decode(soft, message, verdicts, 2);
        Assert.Throws<ArgumentOutOfRangeException>("groups", () => code.Decode(soft, message, verdicts, -1));
        var exception = Assert.Throws<ArgumentException>("received", () => code.Decode(soft.AsSpan(1), message, verdicts, 2));
        Assert.Contains("512 log-likelihoods", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("message", () => code.Decode(soft, message.AsSpan(0, 7), verdicts, 2));
        Assert.Throws<ArgumentException>("verdicts", () => code.Decode(soft, message, verdicts.AsSpan(1), 2));
    }

    /// <summary>Nothing behind the streams is touched, and the last words are filled up with zeros.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    [InlineData(9, 1)]
    public void StreamsEndWhereTheyEnd(int interleave, int groups)
    {
        var code = new Clause177Code(interleave);
        int messageWords = BitString.WordCount((long)groups * code.GroupMessageBits), codeWords = BitString.WordCount((long)groups * code.GroupCodeBits);
        var message = new ulong[messageWords];
        message.AsSpan().Fill(ulong.MaxValue);
        var stream = new ulong[codeWords + 1];
        stream.AsSpan().Fill(ulong.MaxValue);
        code.Encode(message, stream, groups);
        Assert.Equal(ulong.MaxValue, stream[^1]);
        Assert.Equal((long)groups * code.GroupMessageBits, stream.AsSpan(0, codeWords).ToArray().Sum(word => (long)BitOperations.PopCount(word)));

        var decoded = new ulong[messageWords + 1];
        decoded.AsSpan().Fill(ulong.MaxValue);
        var soft = new sbyte[groups * code.GroupCodeBits];
        soft.AsSpan().Fill(1);
        foreach (bool hard in new[] { false, true })
        {
            decoded.AsSpan(0, messageWords).Fill(ulong.MaxValue);
            if (hard)
                code.Decode(new ulong[codeWords], decoded, new short[groups * interleave], groups);
            else
                code.Decode(soft, decoded, new short[groups * interleave], groups);
            Assert.Equal(ulong.MaxValue, decoded[^1]);
            Assert.All(decoded[..messageWords], word => Assert.Equal(0UL, word));
        }
    }
}
