using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Tests.Measurement;

public class FrameComparerTests
{
    private static readonly CodeShape Shape = new(SymbolBits: 4, CodewordSymbols: 15, MessageSymbols: 11, Interleave: 2);

    private readonly struct RoundRobin : IBitLanes
    {
        public int LaneOf(long bit) => (int)(bit / 4 % 3);
    }

    private readonly struct BitByBit : IBitLanes
    {
        public int LaneOf(long bit) => (int)(bit % 7);
    }

    /// <summary>The bits of a symbol on lanes of their own: each wrong one counts where it travelled, the symbol once.</summary>
    [Fact]
    public void WrongBitsOfASymbol_CountOnTheirLanes()
    {
        const int Groups = 64;
        var sent = new ulong[Groups * Shape.GroupCodeBits / 64];
        var message = new ulong[Groups * Shape.GroupMessageBits / 64];
        ulong[] received = [.. sent];
        // All four bits of symbol 15, which is bits 60 … 63, and two bits of the next.
        received[0] ^= 0xFUL << 60;
        received[1] ^= 0b1001;
        var counts = new LinkCounts(7, 15);
        var comparer = new FrameComparer<BitByBit>(Shape, Groups, default);
        comparer.Begin(64, counts);
        comparer.Compare(sent, received, 0, message, message, 0);
        comparer.End(new short[Groups * 2]);
        var lanes = new long[7];
        foreach (int bit in (int[])[60, 61, 62, 63, 64, 67])
        {
            lanes[bit % 7]++;
        }

        Assert.Equal(lanes, counts.LaneErrors);
        Assert.Equal([126, 2], counts.SymbolErrorHistogram.Take(2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Counts_WhatWasPlanted(int parts)
    {
        const int Groups = 64;
        var sentCode = new ulong[Groups * Shape.GroupCodeBits / 64];
        var sentMessage = new ulong[Groups * Shape.GroupMessageBits / 64];
        var receivedCode = sentCode.ToArray();
        var decoded = sentMessage.ToArray();
        var verdicts = new short[Groups * 2];

        // Group 3, codeword 1: two bits of its symbol 5, one of its symbol 14; corrected. A correct decode.
        Flip(receivedCode, Bit(3, 5, 1, 15) + 0);
        Flip(receivedCode, Bit(3, 5, 1, 15) + 3);
        Flip(receivedCode, Bit(3, 14, 1, 15) + 2);
        verdicts[7] = 2;
        // Group 10, codeword 0: three symbols, declared lost, one of them in the message.
        foreach (int symbol in (int[])[0, 12, 13])
        {
            Flip(receivedCode, Bit(10, symbol, 0, 15));
        }

        Flip(decoded, Bit(10, 0, 0, 11));
        verdicts[20] = -1;
        // Group 63, codeword 1: three symbols, taken for one and decoded wrongly.
        foreach (int symbol in (int[])[1, 2, 3])
        {
            Flip(receivedCode, Bit(63, symbol, 1, 15) + 1);
        }

        Flip(decoded, Bit(63, 4, 1, 11) + 1);
        Flip(decoded, Bit(63, 10, 1, 11) + 3);
        verdicts[127] = 1;

        var counts = new LinkCounts(3, 15);
        long payloadBits = (Groups * Shape.GroupMessageBits) - 1;
        var comparer = new FrameComparer<RoundRobin>(Shape, Groups, default);
        comparer.Begin(payloadBits, counts);
        for (int part = 0; part < parts; part++)
        {
            Range code = Part(sentCode.Length, part, parts), message = Part(sentMessage.Length, part, parts);
            comparer.Compare(sentCode[code], receivedCode[code], code.Start.Value, sentMessage[message], decoded[message], message.Start.Value);
        }

        comparer.End(verdicts);

        Assert.Equal((9, 128, 125, 1, 1, 1), (counts.BitErrors, counts.Codewords, counts.Clean, counts.Corrected, counts.Uncorrectable, counts.Miscorrected));
        Assert.Equal((64, 2), (counts.Groups, counts.FailedGroups));
        // The last payload bit of all is the wrong bit 3 of symbol 10 of the last codeword, and is padding here.
        Assert.Equal((payloadBits, 2), (counts.PayloadBits, counts.PayloadBitErrors));
        Assert.Equal([125, 0, 1, 2], counts.SymbolErrorHistogram.Take(4));
        var lanes = new long[3];
        foreach ((int group, int symbol, int codeword, int bits) in new[] { (3, 5, 1, 2), (3, 14, 1, 1), (10, 0, 0, 1), (10, 12, 0, 1), (10, 13, 0, 1), (63, 1, 1, 1), (63, 2, 1, 1), (63, 3, 1, 1) })
        {
            lanes[((group * 30) + (symbol * 2) + codeword) % 3] += bits;
        }

        Assert.Equal(lanes, counts.LaneErrors);
    }

    private static Range Part(int words, int part, int parts) => (words * part / parts)..(words * (part + 1) / parts);

    private static int Bit(int group, int symbol, int codeword, int symbolsOfCodeword) =>
        ((group * symbolsOfCodeword * 2) + (symbol * 2) + codeword) * 4;

    private static void Flip(ulong[] words, int bit) => words[bit / 64] ^= 1UL << (bit % 64);
}
