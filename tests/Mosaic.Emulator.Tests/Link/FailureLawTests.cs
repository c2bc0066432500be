using System.Numerics;
using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Link;

public class FailureLawTests
{
    private static readonly double[] Probabilities = [0.1, 0.02, 0.5, 0.3, 1e-3, 0.2, 0.9, 0.05, 0.15, 0.4, 0.01, 0.25];
    private static readonly short[] Codewords = [0, 1, 0, -1, 0, 0, 1, 0, -1, 0, 0, 1];

    /// <summary>The weight of everything that a unit does not correct is the sum over its patterns, one by one; of what it does, without a tilt.</summary>
    [Theory]
    [InlineData(0, false, 1)]
    [InlineData(0, false, 5)]
    [InlineData(1, true, 3)]
    [InlineData(1, false, 20)]
    [InlineData(2, false, 1.5)]
    [InlineData(2, true, 40)]
    [InlineData(4, true, 7)]
    public void Weights_AreSumsOverAllPatterns(int correctable, bool addsToOdd, double tilt)
    {
        var units = new TwoUnits(correctable, addsToOdd);
        FailureLaw law = new(), plain = new();
        law.Fill(units, 0, tilt);
        plain.Fill(units, -1, 1);
        for (int unit = 0; unit < 2; unit++)
        {
            double harmless = 0, failing = 0, other = 0;
            foreach ((double probability, int[] wrong) in units.Patterns(unit))
            {
                harmless += wrong.Length <= correctable ? probability : 0;
                failing += wrong.Length > correctable ? probability * law.FactorOf(unit, wrong) : 0;
                other += wrong.Length > correctable ? probability * Math.Pow(tilt, wrong.Length) : 0;
            }

            Assert.Equal(1, plain.Harmless[unit] / harmless, 1e-12);
            Assert.Equal(1, plain.Harmless[unit] + plain.Failing[unit], 1e-12);
            Assert.Equal(1, law.Failing[unit] / failing, 1e-12);
            // Planted fault: every bit tilted, whichever codeword counts it.
            Assert.True(tilt == 1 || Math.Abs((law.Failing[unit] / other) - 1) > 1e-6);
        }
    }

    /// <summary>Patterns are drawn as often as they weigh: each within what chance reaches in 1e-9 of cases.</summary>
    [Theory]
    [InlineData(1, true, 3)]
    [InlineData(2, false, 2)]
    public void Draws_FollowTheWeights(int correctable, bool addsToOdd, double tilt)
    {
        const int Draws = 40_000;
        var units = new TwoUnits(correctable, addsToOdd);
        var law = new FailureLaw();
        law.Fill(units, 0, tilt);
        var random = new UniformStream();
        random.Begin(new RandomAddress(5, RandomPurpose.WeightedFlips));
        Span<int> wrong = stackalloc int[12];
        for (int unit = 0; unit < 2; unit++)
        {
            var counts = new Dictionary<int, int>();
            for (int i = 0; i < Draws; i++)
            {
                int key = 0;
                foreach (int bit in wrong[..law.Draw(unit, random, wrong)])
                    key |= 1 << bit;
                counts[key] = counts.GetValueOrDefault(key) + 1;
            }

            bool Fits(Func<int[], double> factor, double whole) => units.Patterns(unit).Where(pattern => pattern.Wrong.Length > correctable).All(pattern =>
            {
                int count = counts.GetValueOrDefault(pattern.Wrong.Sum(bit => 1 << bit));
                double p = Math.Min(1, pattern.Probability * factor(pattern.Wrong) / whole);
                return (count == 0 || PoissonBinomial.BinomialTail(Draws, p, count - 1) > 1e-9) && (count >= Draws || 1 - PoissonBinomial.BinomialTail(Draws, p, count) > 1e-9);
            });

            double untilted = units.Patterns(unit).Where(pattern => pattern.Wrong.Length > correctable).Sum(pattern => pattern.Probability);
            Assert.True(Fits(pattern => law.FactorOf(unit, pattern), law.Failing[unit]));
            Assert.False(Fits(_ => 1, untilted));
            Assert.All(counts.Keys, key => Assert.True(BitOperations.PopCount((uint)key) > correctable));
        }
    }

    private sealed class TwoUnits : FlipUnits
    {
        public TwoUnits(int correctable, bool addsToOdd)
        {
            (Correctable, AddsToOdd, Addable) = (correctable, addsToOdd, 9);
            (Count, Start, Probability, Codeword) = (2, [0, 7, 12], Probabilities, Codewords);
        }

        public IEnumerable<(double Probability, int[] Wrong)> Patterns(int unit)
        {
            int first = Start[unit], length = Start[unit + 1] - first;
            for (int pattern = 0; pattern < 1 << length; pattern++)
            {
                int[] wrong = [.. Enumerable.Range(0, length).Where(bit => (pattern >> bit & 1) != 0).Select(bit => first + bit)];
                yield return (Enumerable.Range(first, length).Aggregate(1.0, (product, bit) => product * (wrong.Contains(bit) ? Probabilities[bit] : 1 - Probabilities[bit])), wrong);
            }
        }

        public override void Load(int group, FrameProbabilities probabilities, ReadOnlySpan<double> codeBits) => throw new NotSupportedException();

        public override void Flip(int unit, ReadOnlySpan<int> wrong, Span<ulong> stream, long firstBit, UniformStream random) => throw new NotSupportedException();
    }
}
