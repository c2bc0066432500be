using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding.Arrivals;

public class DelayDriftTests
{
    private const int FrameWords = 12;
    private const int FrameUi = FrameWords * 64;

    /// <summary>The definition, from the drawn numbers, in rationals of two to the power of 40.</summary>
    private static long Defined(ulong seed, int lane, double ppm, double variationUi, long ui)
    {
        var stream = new RandomAddress(seed, RandomPurpose.ArrivalDrift, 3);
        (ulong bit, ulong start) = stream.Block((uint)(2 * lane));
        System.Numerics.BigInteger one = System.Numerics.BigInteger.One << 40, variation = (System.Numerics.BigInteger)Math.Floor(variationUi * (double)one);
        var fastest = (System.Numerics.BigInteger)Math.Ceiling(ppm / 1e6 * (double)one);
        var rate = (fastest + 1) * stream.Block((uint)((2 * lane) + 1)).Low >> 64;
        var x = (((2 * variation * start) >> 64) + (rate * ui)) % (2 * variation);
        return (long)(((bit >> 24) + System.Numerics.BigInteger.Min(x, (2 * variation) - 1 - x)) >> 40);
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(1000, 1.5)]
    [InlineData(300, 8.5)]
    [InlineData(0.01, 8)]
    [InlineData(1, 10_000)]
    public void Delay_IsTheDefinition_AndItsChangesAreAllFound(double ppm, double variationUi)
    {
        var drift = DelayDrift.Draw(20, ppm, variationUi, 7, 3);
        int changes = 0;
        for (int lane = 0; lane < 20; lane++)
        {
            long ui = 0;
            for (int i = 0; i < 200; i++)
            {
                int delay = drift.At(lane, ui);
                Assert.Equal(Defined(7, lane, ppm, variationUi, ui), delay);
                Assert.InRange(delay, 0, drift.MaxUi);
                long next = drift.NextChange(lane, ui);
                if (next == DelayDrift.Never)
                {
                    break;
                }

                Assert.Equal(delay, drift.At(lane, next - 1));
                Assert.Equal(1, Math.Abs(drift.At(lane, next) - delay));
                Assert.Equal(delay, drift.At(lane, ui + ((next - ui) / 2)));
                ui = next;
                changes++;
            }
        }

        Assert.Equal((int)Math.Ceiling(variationUi), drift.MaxUi);
        Assert.True(changes > 1000);
    }

    [Fact]
    public void Rates_AreUniform_AndDelaysWanderOverAllOfTheVariation()
    {
        const int Lanes = 4000;
        var drift = DelayDrift.Draw(Lanes, 100, 8, 1, 0);
        var seen = new int[drift.MaxUi + 1];
        double first = 0;
        for (int lane = 0; lane < Lanes; lane++)
        {
            seen[drift.At(lane, 0)]++;
            first += drift.NextChange(lane, 0) is var next && next <= 10_000 ? 1 : 0;
        }

        // Delay 0 and 8 have half the share of the others; each share within six sigma (2e-9 each).
        Assert.All(seen.Select((count, delay) => (count, delay)), one =>
        {
            double share = one.delay is 0 or 8 ? 1 / 16.0 : 1 / 8.0;
            Assert.InRange(one.count, (Lanes * share) - (6 * Math.Sqrt(Lanes * share)), (Lanes * share) + (6 * Math.Sqrt(Lanes * share)));
        });

        // In 10,000 UI a lane moves by d, uniform in [0, 1] UI. Of 16 gaps between borders, up and down, 14 are 1 UI long and two,
        // at the turning points, uniform in [0, 2]: it meets a border with probability d − d²/32. Six sigma: 2e-9.
        double meets = 0.5 - (1 / 96.0);
        Assert.InRange(first / Lanes, meets - (3 / Math.Sqrt(Lanes)), meets + (3 / Math.Sqrt(Lanes)));
    }

    /// <summary>Streams written bit by bit: the delay drawn for each UI says where its bit arrives; two at a place, the later one counts.</summary>
    [Theory]
    [InlineData(1000, 3, 1)]
    [InlineData(1000, 1, 2)]
    [InlineData(900, 40, 3)]
    public void Streams_SlipWhereTheDelayChanges(double ppm, double variationUi, ulong seed)
    {
        const int Lanes = 5, Frames = 60;
        var drift = DelayDrift.Draw(Lanes, ppm, variationUi, seed, 0);
        var arrival = Arrival.Draw(new int[Lanes], 3, 20, shuffle: true, seed, 0, drift);
        var streams = new ArrivedFrames(arrival, FrameUi, 3);
        var written = new bool[Lanes, (Frames + 1) * FrameUi];
        var random = new Random(4);
        int slips = 0, expected = 0, whole = 0;
        for (int frame = 0; frame < Frames; frame++)
        {
            var rows = new LinkBlock(Lanes, FrameWords);
            for (int lane = 0; lane < Lanes; lane++)
            {
                new RandomAddress(seed, RandomPurpose.Payload, 0, (uint)frame, lane).Fill(rows.Row(lane));
                (int constant, _) = arrival.DelaysOf(arrival.PortOf(lane));
                for (long ui = (long)frame * FrameUi; ui < (frame + 1) * FrameUi; ui++)
                {
                    int bit = (int)(ui % FrameUi), delay = drift.At(lane, ui), before = drift.At(lane, Math.Max(0, ui - 1));
                    expected += delay != before ? 1 : 0;
                    written[lane, ui + constant + delay] = (rows.Row(lane)[bit >> 6] >> (bit & 63) & 1) != 0;
                }
            }

            streams.Put(rows);
            slips += streams.LastSlips;
            for (int repeat = 0; repeat < 100; repeat++)
            {
                int port = random.Next(Lanes), lane = arrival.LaneOf(port), count = random.Next(1, FrameUi);
                long position = streams.Arrived - random.Next(count, 2 * FrameUi);
                if (position < 0 || !streams.Holds(port, position, count))
                {
                    continue;
                }

                var read = new ulong[(count + 63) / 64];
                streams.Read(port, position, count, read);
                for (int i = 0; i < count; i++)
                {
                    Assert.Equal(written[lane, position + i], (read[i >> 6] >> (i & 63) & 1) != 0);
                }
            }

            for (int port = 0; frame > 0 && port < Lanes; port++)
            {
                int lane = arrival.LaneOf(port);
                long start = ((frame - 1L) * FrameUi) + AlignmentMarker.LengthUi;
                (int constant, _) = arrival.DelaysOf(port);
                int late = constant + drift.At(lane, start);
                bool steady = drift.NextChange(lane, start) is var next && (next > (long)frame * FrameUi || (next == (long)frame * FrameUi && drift.At(lane, next) > drift.At(lane, start)));
                Assert.Equal(steady, streams.IsAligned(port, new PortAlignment(lane, late), frame - 1));
                Assert.False(streams.IsAligned(port, new PortAlignment(lane, late + 1), frame - 1));
                Assert.False(streams.IsAligned(port, new PortAlignment((lane + 1) % Lanes, late), frame - 1));
                whole += steady ? 1 : 0;
            }
        }

        Assert.Equal(expected, slips);
        Assert.True(slips > 40 && whole > 40);
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(1001, 8)]
    [InlineData(1, 0.5)]
    [InlineData(1, 10_001)]
    public void BadValues_AreRefused(double ppm, double variationUi) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DelayDrift.Draw(4, ppm, variationUi, 1, 0));
}
