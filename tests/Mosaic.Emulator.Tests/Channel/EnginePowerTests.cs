using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Channel;

/// <summary>
/// What the statistical test of the engines can see: a 3 % error in any coefficient, wherever that moves the error rate of its lane
/// by 1 % or more.
/// </summary>
public class EnginePowerTests(ITestOutputHelper output)
{
    private const int Words = 16_384;

    private static readonly OpticalLinkOptions Small = new()
    {
        Array = new ArrayOptions { Rows = 2, Columns = 2 },
        Led = new LedOptions { AveragePowerDbm = -13.8, PowerSpreadDb = 0 },
        Optics = new OpticsOptions { Crosstalk = "kernel", NearestDb = 9, DiagonalDb = 12 },
    };

    [Theory]
    [InlineData("bit-true")]
    [InlineData("waveform")]
    public void Counts_FitTheModel_AndShowEveryWrongCoefficient(string engine)
    {
        const int Lane = 1;
        int frames = StudySize.Times(64);
        var sample = new ChannelSample(Small, Words, 3, engine);
        double[] probabilities = sample.Probabilities(Lane);
        double mean = frames * probabilities.Sum(), variance = frames * probabilities.Sum(p => p * (1 - p));
        LaneDecisionModel model = sample.Models[Lane];
        double ratio = BerPredictor.Predict(model);
        int taps = model.Paths.Sum(path => path.Coefficients.Length), family = 2 * (taps + 1);
        double limit = ConditionalTest.Limit(variance, family);
        output.WriteLine($"{engine}: {mean:F0} errors expected at {ratio:E2}; a difference of {limit / mean:P2} is told from chance ({ConditionalTest.FalseAlarm} for the family)");

        long right = Count(model);
        Assert.True(Math.Abs(right - mean) <= limit, $"{right} errors, {mean:F0} expected");
        int planted = 0;
        for (int tap = 0; tap < taps; tap++)
        {
            LaneDecisionModel wrong = EngineTests.Perturbed(sample.Models, Lane, tap, 1.03)[Lane];
            double moved = (BerPredictor.Predict(wrong) / ratio) - 1;
            if (Math.Abs(moved) < 0.01)
                continue;
            planted++;
            long count = Count(wrong);
            double deviations = (Math.Abs(moved * mean) - limit) / Math.Sqrt(variance);
            output.WriteLine($"tap {tap}: rate {moved:+0.0%;-0.0%}, {(count / mean) - 1:+0.00%;-0.00%} counted; found with probability {1 - Gaussian.Q(deviations):G6}");
            Assert.False(Math.Abs(count - mean) <= limit, $"tap {tap} is wrong by 3 %, and {count} errors pass for {mean:F0}.");
        }

        Assert.InRange(planted, 3, taps);

        long Count(LaneDecisionModel of)
        {
            var received = new ulong[Words];
            var rows = new LinkBlock(sample.Sent.Lanes, Words);
            IChannel alone = sample.Channel.WithLanes([.. sample.Models.Select((_, lane) => lane == Lane ? of : null)]);
            var workspace = new double[100_000];
            var block = new LinkBlock(1, Words);
            long errors = 0;
            for (uint frame = 0; frame < frames; frame++)
            {
                var address = new RandomAddress(9, RandomPurpose.Channel, 0, frame, Lane);
                ReadOnlySpan<ulong> sent = sample.Sent.Row(Lane);
                if (engine is "bit-true")
                {
                    alone.Transmit(sample.Sent, rows, address with { Lane = 0 });
                    rows.Row(Lane).CopyTo(received);
                }
                else
                {
                    var slicer = new WaveformChannel.Slicer(received, of.Threshold);
                    new WaveformLane(of, sample.Sent.Stride, sample.Sent.MarginWords).Scan(sample.Sent, Words, address, workspace, ref slicer);
                }

                for (int word = 0; word < Words; word++)
                    errors += BitOperations.PopCount(received[word] ^ sent[word]);
            }

            return errors;
        }
    }

    /// <summary>
    /// Over the data, errors of neighbours at one UI are not independent: bits that are bad for one are for the other. Given the
    /// data x·x′ is 1 with probability p·p′, so both engines must count Σp·p′, and that is more than chance meetings would be.
    /// </summary>
    [Fact]
    public void ErrorsOfNeighbours_MeetAsOftenInBothEngines()
    {
        int frames = StudySize.Times(12);
        OpticalLinkOptions options = Small with
        {
            Array = new ArrayOptions { Rows = 1, Columns = 2 },
            Lane = new LaneOptions { SkewSpreadPs = 0 },
            Led = new LedOptions { AveragePowerDbm = -13.5 },
            Optics = new OpticsOptions { HaloFraction = 0.6 },
        };
        foreach (string engine in new[] { "bit-true", "waveform" })
        {
            var sample = new ChannelSample(options, Words, 4, engine);
            double[] p = sample.Probabilities(0), q = sample.Probabilities(1);
            double together = frames * p.Zip(q, (a, b) => a * b).Sum();
            double variance = frames * p.Zip(q, (a, b) => a * b * (1 - (a * b))).Sum();
            double chance = frames * p.Average() * q.Average() * sample.Ui;
            long met = 0;
            for (uint frame = 0; frame < frames; frame++)
            {
                LinkBlock flips = sample.Flips(frame);
                for (int word = 0; word < Words; word++)
                    met += BitOperations.PopCount(flips.Row(0)[word] & flips.Row(1)[word]);
            }

            output.WriteLine($"{engine}: {met} meetings, {together:F0} expected, {chance:F0} by chance");
            Assert.True(ConditionalTest.Fits(met, together, variance, 4));
            Assert.False(ConditionalTest.Fits(met, chance, variance, 4), "The correlation is too weak for this test to mean anything.");
        }
    }
}
