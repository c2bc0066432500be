using System.Runtime.InteropServices;
using Mosaic.Emulator.Fec.Clause177;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Fec;

public class ChaseSearchTests
{
    /// <summary>The kernel and its definition, on random words; few magnitudes make many ties, −128 and 0 are among them.</summary>
    [Theory]
    [Trait("Isa", "true")]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(31)]
    [InlineData(256)]
    public void KernelIsTheDefinition(int values)
    {
        var random = new ulong[16];
        for (uint round = 0; round < 3000; round++)
        {
            Philox.Fill(random, 21, 0, (uint)values, round, 0);
            Span<sbyte> word = MemoryMarshal.Cast<ulong, sbyte>(random.AsSpan());
            foreach (ref sbyte value in word)
                value = values == 256 ? value : (sbyte)((byte)value % values - (values / 2));
            for (int syndrome = 1 + (int)(round % 3); syndrome < 256; syndrome += 25)
            {
                WordFlips expected = ChaseSearch.FindPlainly(in word[0], syndrome);
                Assert.Equal(expected, ChaseSearch.Find(in word[0], syndrome));
                // What is flipped changes the syndrome to 0.
                Assert.True(expected.Count == 0 || Syndrome(expected) == syndrome);
            }
        }
    }

    /// <summary>
    /// All 4,096 codewords of the code shortened to 12 message bits: those sent before are known zeros, dearer to flip than all that
    /// noise can cost. Chase's codeword costs the least of all wherever the set to flip has at most one position that is not
    /// among the six cheapest, and else never less.
    /// </summary>
    [Theory]
    [InlineData(3, 500)]
    [InlineData(9, 500)]
    [InlineData(15, 500)]
    public void AgainstAllCodewordsOfAShortenedCode(int largest, int words)
    {
        const int Known = 108;
        var code = new Clause177Code(1);
        bool[][] codewords = [.. Enumerable.Range(0, 4096).Select(message =>
        {
            var word = new bool[128];
            for (int i = 0; i < 12; i++)
                word[Known + i] = ((message >> i) & 1) != 0;
            Clause177Words.Parity(word.AsSpan(0, 120)).CopyTo(word, 120);
            return word;
        })];
        var random = new RandomSymbols(22);
        var soft = new sbyte[128];
        soft.AsSpan(0, Known).Fill(127);
        int covered = 0;
        for (int word = 0; word < words; word++)
        {
            foreach (ref sbyte value in soft.AsSpan(Known))
                value = (sbyte)(random.Below((2 * largest) + 1) - largest);
            int least = codewords.Min(codeword => Clause177Words.Cost(soft, codeword));
            bool[] found = Decode(code, soft, out short verdict);
            int cost = Clause177Words.Cost(soft, found);
            Assert.True(verdict < 0 || cost >= least);
            bool isCovered = codewords.Where(codeword => Clause177Words.Cost(soft, codeword) == least).Any(codeword => IsCovered(soft, codeword));
            Assert.True(!isCovered || (verdict >= 0 && cost == least), $"{cost} instead of {least}");
            Assert.True(!isCovered || codewords.Any(codeword => codeword.AsSpan().SequenceEqual(found)));
            covered += isCovered ? 1 : 0;
        }

        Assert.True(covered > words / 2, $"{covered} of {words} covered");
    }

    /// <summary>The same at full length, against the likeliest codeword by the trellis of syndromes.</summary>
    [Theory]
    [InlineData(0.40)]
    [InlineData(0.55)]
    public void AgainstTheLikeliestCodewordOfTheWholeCode(double sigma)
    {
        const int Words = 1500;
        sbyte[] soft = Clause177Words.Receive(Clause177Words.Random(Words, 23), sigma, 24);
        var code = new Clause177Code(1);
        int covered = 0;
        for (int word = 0; word < Words; word++)
        {
            ReadOnlySpan<sbyte> received = soft.AsSpan(128 * word, 128);
            bool[] likeliest = SyndromeTrellis.Decode(received), found = Decode(code, received, out short verdict);
            int least = Clause177Words.Cost(received, likeliest), cost = Clause177Words.Cost(received, found);
            Assert.True(verdict < 0 || Clause177Words.Parity(found.AsSpan(0, 120)).AsSpan().SequenceEqual(found.AsSpan(120)));
            Assert.True(verdict < 0 || cost >= least);
            bool isCovered = IsCovered(received, likeliest);
            Assert.True(!isCovered || (verdict >= 0 && cost == least));
            covered += isCovered ? 1 : 0;
        }

        Assert.True(covered > Words * 3 / 4, $"{covered} of {Words} covered");
    }

    /// <summary>
    /// The textbook's way: flip each set of the six least reliable positions, correct one error by the syndrome, and keep the
    /// codeword of largest correlation. No codeword that it finds correlates better than the one that the decoder found.
    /// </summary>
    [Fact]
    public void CorrelationIsThatOfAPlainDecoder()
    {
        const int Words = 1000;
        sbyte[] soft = Clause177Words.Receive(Clause177Words.Random(Words, 25), 0.5, 26);
        var code = new Clause177Code(1);
        for (int word = 0; word < Words; word++)
        {
            ReadOnlySpan<sbyte> received = soft.AsSpan(128 * word, 128);
            int? best = PlainChase(received);
            bool[] found = Decode(code, received, out short verdict);
            Assert.Equal(best is null, verdict < 0);
            if (best is not null)
                Assert.Equal(best.Value, Correlation(received, found));
        }
    }

    private static int? PlainChase(ReadOnlySpan<sbyte> received)
    {
        int[] flipOf = new int[68], reliability = new int[68], columns = new int[68];
        for (int k = 0; k < 68; k++)
        {
            columns[k] = k < 60 ? Clause177Words.Table[k] : 0x80 >> (k - 60);
            flipOf[k] = k < 60 && Math.Abs((int)received[2 * k]) <= Math.Abs((int)received[(2 * k) + 1]) ? 2 * k : k < 60 ? (2 * k) + 1 : 60 + k;
            reliability[k] = Math.Abs((int)received[flipOf[k]]);
        }

        int[] least = [.. Enumerable.Range(0, 68).OrderBy(k => reliability[k]).ThenBy(k => k).Take(6)];
        int? best = null;
        for (int pattern = 0; pattern < 64; pattern++)
        {
            var hard = new bool[128];
            for (int i = 0; i < 128; i++)
                hard[i] = received[i] < 0;
            for (int i = 0; i < 6; i++)
                hard[flipOf[least[i]]] ^= ((pattern >> i) & 1) != 0;
            int syndrome = 0;
            for (int i = 0; i < 128; i++)
                syndrome ^= hard[i] ? columns[i < 120 ? i / 2 : i - 60] : 0;
            int wrong = Array.IndexOf(columns, syndrome);
            if (syndrome != 0 && wrong < 0)
                continue;

            if (wrong >= 0)
                hard[flipOf[wrong]] ^= true;
            best = Math.Max(best ?? int.MinValue, Correlation(received, hard));
        }

        return best;
    }

    private static int Correlation(ReadOnlySpan<sbyte> received, ReadOnlySpan<bool> word)
    {
        int sum = 0;
        for (int i = 0; i < 128; i++)
            sum += word[i] ? -received[i] : received[i];
        return sum;
    }

    /// <summary>The whole codeword that the decoder decided on.</summary>
    private static bool[] Decode(Clause177Code code, ReadOnlySpan<sbyte> soft, out short verdict)
    {
        var message = new ulong[2];
        var verdicts = new short[1];
        code.Decode(soft, message, verdicts, 1);
        verdict = verdicts[0];
        bool[] bits = Clause177Words.Bits(message, 0, 120);
        return [.. bits, .. Clause177Words.Parity(bits)];
    }

    /// <summary>Whether of the positions in which a codeword differs from the signs one at most is not among the six cheapest.</summary>
    private static bool IsCovered(ReadOnlySpan<sbyte> soft, ReadOnlySpan<bool> codeword)
    {
        int[] costs = new int[68];
        bool[] differs = new bool[68];
        for (int k = 0; k < 68; k++)
        {
            int bit = k < 60 ? 2 * k : 60 + k;
            int count = k < 60 ? 2 : 1, cost = 127;
            for (int i = bit; i < bit + count; i++)
            {
                cost = Math.Min(cost, Math.Abs((int)soft[i]));
                differs[k] ^= (soft[i] < 0) != codeword[i];
            }

            costs[k] = cost;
        }

        int[] cheapest = [.. Enumerable.Range(0, 68).OrderBy(k => costs[k]).ThenBy(k => k).Take(6)];
        return Enumerable.Range(0, 68).Count(k => differs[k] && !cheapest.Contains(k)) <= 1;
    }

    private static int Syndrome(WordFlips flips)
    {
        int syndrome = 0;
        for (int bit = 0; bit < 128; bit++)
        {
            if (((bit < 64 ? flips.Low : flips.High) >> bit & 1) != 0)
                syndrome ^= Clause177Columns.OfPosition[bit < 120 ? bit / 2 : bit - 60];
        }

        return syndrome;
    }
}
