using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>Packs words of symbols into streams of groups, bit by bit, and takes them apart again.</summary>
internal static class SymbolStream
{
    /// <summary>Word i is codeword i mod c of group ⌊i/c⌋; words that the last group misses are zeros.</summary>
    public static ulong[] Pack(IReadOnlyList<ushort[]> words, int interleave, int symbolBits)
    {
        int symbols = words[0].Length, groups = (words.Count + interleave - 1) / interleave;
        var stream = new ulong[BitString.WordCount((long)groups * interleave * symbols * symbolBits)];
        for (int word = 0; word < words.Count; word++)
        {
            for (int symbol = 0; symbol < symbols; symbol++)
            {
                for (int bit = 0; bit < symbolBits; bit++)
                {
                    long at = Position(word, symbol, interleave, symbols, symbolBits) + bit;
                    stream[at >> 6] |= (ulong)((words[word][symbol] >> bit) & 1) << (int)(at & 63);
                }
            }
        }

        return stream;
    }

    public static ushort[] Unpack(ReadOnlySpan<ulong> stream, int word, int symbols, int interleave, int symbolBits)
    {
        var symbolsOfWord = new ushort[symbols];
        for (int symbol = 0; symbol < symbols; symbol++)
        {
            for (int bit = 0; bit < symbolBits; bit++)
            {
                long at = Position(word, symbol, interleave, symbols, symbolBits) + bit;
                symbolsOfWord[symbol] |= (ushort)(((stream[(int)(at >> 6)] >> (int)(at & 63)) & 1) << bit);
            }
        }

        return symbolsOfWord;
    }

    private static long Position(int word, int symbol, int interleave, int symbols, int symbolBits) =>
        ((((long)(word / interleave) * symbols) + symbol) * interleave + (word % interleave)) * symbolBits;
}
