using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

/// <summary>Random words and errors for tests: a stream of 32-bit numbers keyed by a seed.</summary>
internal sealed class RandomSymbols(ulong seed)
{
    private uint _index;

    /// <summary>A number from 0 to <paramref name="limit"/> − 1.</summary>
    public int Below(int limit) => (int)(((Philox.Block(seed, _index++, 0, 0, 0).Low & 0xFFFFFFFF) * (ulong)limit) >> 32);

    public ushort[] Word(int symbols, int symbolBits)
    {
        var word = new ushort[symbols];
        foreach (ref ushort symbol in word.AsSpan())
            symbol = (ushort)Below(1 << symbolBits);
        return word;
    }

    /// <summary>Changes exactly so many symbols of a word.</summary>
    public void AddErrors(ushort[] word, int errors, int symbolBits)
    {
        var hit = new HashSet<int>();
        while (hit.Count < errors)
        {
            int position = Below(word.Length);
            if (hit.Add(position))
                word[position] ^= (ushort)(1 + Below((1 << symbolBits) - 1));
        }
    }
}
