using Mosaic.Emulator.Bonding;
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
                double[] levels = [.. Enumerable.Range(0, 11).Select(i => i switch { 0 => 0, 1 => 1e-40, 2 => 0.99, 3 => Math.BitDecrement(1), 4 => random.NextDouble(), _ => probability.Model.ErrorBound * Math.Pow(random.NextDouble(), 4) })];
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
        int patterns = probability.OwnBounds.Length;
        SecondStage.Pending[] pending = [.. levels.Select((_, i) => new SecondStage.Pending { Candidate = i, Lane = lane, Pattern = random.Next(patterns) })];
        MarginGap.Find(pending, levels, tables);
        LaneDecisionModel model = probability.Model;
        LaneTables.Receiver receiver = tables.Receivers[lane];
        int close = 0;
        foreach (SecondStage.Pending one in pending)
        {
            close += one.Above - one.Below < 0.1 * (Math.Abs(one.Below - tables.Owns[(lane << tables.PatternBits) + one.Pattern].Short) + model.Sigma(model.Threshold)) ? 1 : 0;
            int bit = one.Pattern >> probability.CursorBit & 1;
            bool IsError(long sum)
            {
                long current = probability.OwnCurrents[one.Pattern] + (bit == 1 ? receiver.Lowest + sum : receiver.Highest - sum);
                return levels[one.Candidate] < Gaussian.Q(model.Margin(current, model.HasJitter ? probability.OwnDisplacements[one.Pattern] : 0, bit));
            }

            Assert.Equal(bit - 1, one.Inverted);
            Assert.True(one.Below <= one.Above);
            long span = receiver.Highest - receiver.Lowest;
            foreach (long sum in new[] { one.Below - 1, one.Below - 1 - (span / 7), one.Above, one.Above + (span / 7) }.Where(sum => sum >= 0 && sum <= span))
            {
                Assert.Equal(sum < one.Below, IsError(sum));
            }
        }

        return close;
    }
}
