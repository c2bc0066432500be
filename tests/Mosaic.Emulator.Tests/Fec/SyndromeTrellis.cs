namespace Mosaic.Emulator.Tests.Fec;

/// <summary>
/// Maximum-likelihood decoding of the Clause 177 code by its trellis of 256 partial syndromes over 128 bits (J. K. Wolf,
/// “Efficient maximum likelihood decoding of linear block codes using a trellis”, IEEE Trans. Inf. Theory 24 (1978)).
/// </summary>
internal static class SyndromeTrellis
{
    public static bool[] Decode(ReadOnlySpan<sbyte> soft)
    {
        const int Unreached = int.MaxValue / 2;
        int[] costs = new int[256], next = new int[256];
        costs.AsSpan().Fill(Unreached);
        costs[0] = 0;
        var takesOne = new bool[128, 256];
        for (int bit = 0; bit < 128; bit++)
        {
            int column = Column(bit), value = Math.Max((int)soft[bit], -127), zero = value < 0 ? -value : 0, one = value < 0 ? 0 : value;
            for (int state = 0; state < 256; state++)
            {
                int byZero = costs[state] + zero, byOne = costs[state ^ column] + one;
                takesOne[bit, state] = byOne < byZero;
                next[state] = Math.Min(byZero, byOne);
            }

            (costs, next) = (next, costs);
        }

        var word = new bool[128];
        for (int bit = 127, state = 0; bit >= 0; bit--)
        {
            word[bit] = takesOne[bit, state];
            state ^= word[bit] ? Column(bit) : 0;
        }

        return word;
    }

    private static int Column(int bit) => bit < 120 ? Clause177Words.Table[bit / 2] : 0x80 >> (bit - 120);
}
