using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Link.Events;

/// <summary>Right below what is surely an error, and right at what surely is none, the last word says the same.</summary>
[Trait("Isa", "true")]
public class MarginGapTests
{
    private const int Eight = 8;

    [Theory]
    [InlineData("receiver.jitterPs", "0")]
    [InlineData("receiver.jitterPs", "25")]
    [InlineData("receiver.rinDbPerHz", "-112")]
    [InlineData("receiver.noisePaPerSqrtHz", "4")]
    [InlineData("optics.crosstalk", "none")]
    public void Bounds_AreOnTheirSides(string path, string value)
    {
        LinkDesign design = new(LinkEmulatorTests.Small(("engine", "event"), ("fiber.lengthM", "25"), (path, value)).Build());
        var channel = (BitTrueChannel)design.Channel;
        LaneTables tables = design.Looks.Of(channel, design.BroughtUp).Tables;
        var random = new Random(23);
        (int lanes, int close, int all) = (0, 0, 0);
        for (int lane = 0; lane < channel.Channels; lane++)
        {
            LaneProbability probability = channel.Probability(lane)!;
            if (tables.IsPlain[lane])
            {
                lanes++;
                double[] levels = [.. Enumerable.Range(0, 16).Select(i => i switch { 0 => 0, 1 => 1e-40, 2 => 0.99, 3 => Math.BitDecrement(1), 4 => random.NextDouble(), _ => probability.Model.ErrorBound * Math.Pow(random.NextDouble(), 4) })];
                close += AreOnTheirSides(probability, tables, lane, levels, random);
                all += levels.Length;
            }
        }

        Assert.True(lanes > 10);
        // Bounds that said nothing would be on their sides too: most are within a tenth of the margin and of the noise.
        Assert.True(close > 0.6 * all, $"{close} of {all}");
    }

    private static int AreOnTheirSides(LaneProbability probability, LaneTables tables, int lane, double[] levels, Random random)
    {
        int patterns = probability.OwnBounds.Length, close = 0;
        LaneDecisionModel model = probability.Model;
        long lowest = tables.Lowest[lane], span = (long)tables.Total[lane];
        for (int first = 0; first < levels.Length; first += Eight)
        {
            double[] some = levels[first..(first + Eight)];
            int[] own = [.. some.Select(_ => random.Next(patterns))];
            ulong[] least = [.. some.Select(level => MarginGap.Brackets[MarginBracket.Index(level) / 2])];
            ulong[] most = [.. own.Select(pattern => (lane << tables.PatternBits) + pattern).Select(entry => tables.Noise[tables.HasJitter ? entry : lane] ^ (tables.Short[entry] & LaneTables.ShortOfZero))], curvature = [.. own.Select(_ => tables.Curvature[lane])];
            (ulong[] least4, ulong[] most4) = ([.. least], [.. most]);
            Find<Words8>(least, most, curvature);
            Find<Words4>(least4, most4, curvature);
            Assert.Equal(least, least4);
            Assert.Equal(most, most4);
            for (int i = 0; i < some.Length; i++)
            {
                int bit = probability.PlainBit(own[i]);
                ulong entry = tables.Short[(lane << tables.PatternBits) + own[i]];
                Assert.Equal(bit == 0, (entry & LaneTables.ShortOfZero) != 0);
                long missing = (long)(entry & ~LaneTables.ShortOfZero) - LaneTables.ShortBias, below = (long)least[i] + missing, above = (long)most[i] + missing;
                close += above - below < 0.1 * (Math.Abs(below - missing) + model.Sigma(model.Threshold)) ? 1 : 0;
                bool IsError(long sum)
                {
                    long current = probability.OwnCurrents[own[i]] + lowest + (bit == 1 ? sum : span - sum);
                    return some[i] < Gaussian.Q(model.Margin(current, probability.PlainDisplacement(own[i]), bit));
                }

                Assert.True(below <= above);
                foreach (long sum in new[] { below - 1, below - 1 - (span / 7), above, above + (span / 7) }.Where(sum => sum >= 0 && sum <= span))
                {
                    Assert.Equal(sum < below, IsError(sum));
                }
            }
        }

        return close;
    }

    private static void Find<TWords>(ulong[] brackets, ulong[] noise, ulong[] curvature)
        where TWords : struct, IWords<TWords>
    {
        for (int i = 0; i < brackets.Length; i += TWords.Count)
        {
            (TWords below, TWords above) = MarginGap.Find(TWords.Load(ref brackets[0], i), TWords.Load(ref noise[0], i), TWords.Load(ref curvature[0], i));
            below.Store(ref brackets[0], i);
            above.Store(ref noise[0], i);
        }
    }
}
