using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Channel;

public class BitTrueChannelTests(ITestOutputHelper output)
{
    /// <summary>From clean to closed, with and without neighbours, memory and skew.</summary>
    public static TheoryData<string> Names => [.. Configurations.Keys];

    private static readonly OpticalLinkOptions Small = new()
    {
        Array = new ArrayOptions { Rows = 3, Columns = 4 },
        Lane = new LaneOptions { SkewSpreadPs = 200 },
    };

    private static readonly Dictionary<string, OpticalLinkOptions> Configurations = new()
    {
        ["as shipped, less power"] = Small with { Led = Small.Led with { AveragePowerDbm = -12.5 } },
        ["heavy crosstalk"] = Small with { Optics = Small.Optics with { HaloFraction = 0.3, SpotSigmaUm = 15 }, Led = Small.Led with { AveragePowerDbm = -11.5 } },
        ["heavy memory"] = Small with { Led = Small.Led with { BandwidthGHz = 0.7, AveragePowerDbm = -11 } },
        ["large skew"] = Small with { Lane = Small.Lane with { SkewSpreadPs = 1900 }, Optics = Small.Optics with { HaloFraction = 0.3 }, Led = Small.Led with { AveragePowerDbm = -12.5 } },
        ["midpoint threshold"] = Small with { Receiver = Small.Receiver with { Threshold = ReceiverOptions.Midpoint, RinDbPerHz = -115 }, Led = Small.Led with { AveragePowerDbm = -12.5 } },
        ["no crosstalk"] = Small with { Optics = Small.Optics with { Crosstalk = OpticsOptions.None }, Led = Small.Led with { AveragePowerDbm = -13.5 } },
        ["nearly closed"] = Small with { Led = Small.Led with { AveragePowerDbm = -15 } },
        ["in the dark"] = Small with { Led = Small.Led with { AveragePowerDbm = -40 } },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Engine_UsesTheProbabilitiesOfTheModel(string name)
    {
        var sample = new ChannelSample(Configurations[name], 40, 5);
        for (int lane = 0; lane < sample.Sent.Lanes; lane++)
        {
            double[] expected = sample.Probabilities(lane);
            for (int ui = 0; ui < sample.Ui; ui++)
            {
                double actual = sample.Channel.ErrorProbability(sample.Sent, lane, ui);
                Assert.InRange(actual, expected[ui] * (1 - 1e-12), expected[ui] * (1 + 1e-12));
                Assert.InRange(actual, 0, sample.Models[lane].ErrorBound);
            }
        }
    }

    /// <summary>Per lane and value, and over all lanes in classes of probability: a wrong bound would show in the rare, likely errors.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Flips_AreAsManyAsTheModelSays(string name)
    {
        const int Frames = 40;
        var sample = new ChannelSample(Configurations[name], 128, 6);
        var flips = Enumerable.Range(0, Frames).Select(f => sample.Flips((uint)f)).ToArray();
        Assert.True(Verdict(sample, flips, out string summary), summary);
        output.WriteLine(summary);

        // Planted fault: a flip of a one is taken back with probability 1/4.
        var random = new Random(1);
        foreach (LinkBlock block in flips)
        {
            for (int lane = 0; lane < block.Lanes; lane++)
            {
                Span<ulong> row = block.Row(lane);
                for (int word = 0; word < row.Length; word++)
                {
                    ulong quarter = (ulong)random.NextInt64(long.MinValue, long.MaxValue) & (ulong)random.NextInt64(long.MinValue, long.MaxValue);
                    row[word] &= ~(quarter & sample.Sent.Row(lane)[word]);
                }
            }
        }

        Assert.False(Verdict(sample, flips, out _), "A fault was planted and not found.");
    }

    [Fact]
    public void Flips_OfDifferentBitsAndLanes_AreIndependentGivenTheData()
    {
        const int Frames = 60;
        var sample = new ChannelSample(Configurations["nearly closed"], 256, 9);
        LinkBlock[] flips = [.. Enumerable.Range(0, Frames).Select(f => sample.Flips((uint)f))];
        Assert.Equal([], Dependences(sample, flips));

        // Planted fault: one flip in fifty drags the next UI along.
        var random = new Random(2);
        foreach (LinkBlock block in flips)
        {
            for (int lane = 0; lane < block.Lanes; lane++)
            {
                Span<ulong> row = block.Row(lane);
                for (int word = 0; word < row.Length; word++)
                {
                    ulong chosen = 0;
                    for (int bit = 0; bit < 64; bit++)
                    {
                        chosen |= random.Next(50) == 0 ? 1UL << bit : 0;
                    }

                    row[word] |= (row[word] & chosen) << 1;
                }
            }
        }

        Assert.NotEmpty(Dependences(sample, flips));
    }

    /// <summary>Closed form: an ideal receiver without neighbours, memory and intensity noise has two currents and two noises.</summary>
    [Theory]
    [InlineData(-22.0)]
    [InlineData(-22.5)]
    [InlineData(-23.0)]
    [InlineData(-24.0)]
    [InlineData(-26.0)]
    [InlineData(-30.0)]
    public void IdealLink_AgreesWithQ(double powerDbm)
    {
        const double BitRate = 2.125e9, ElementaryCharge = 1.602176634e-19, Responsivity = 0.25, Noise = 5e-12;
        var options = new OpticalLinkOptions
        {
            Array = new ArrayOptions { Rows = 2, Columns = 5 },
            Lane = new LaneOptions { BitRateGbps = 2.125, SkewSpreadPs = 0 },
            Led = new LedOptions { AveragePowerDbm = powerDbm, PowerSpreadDb = 0, ExtinctionRatioDb = 10, BandwidthGHz = null },
            Fiber = new FiberOptions { LengthM = 0, LaunchHalfAngleDeg = 0, ChromaticPsPerNmKm = 0, SpectralWidthNm = 0, SkewSpreadPsPerM = 0 },
            Optics = new OpticsOptions { Crosstalk = OpticsOptions.None, TransmitLossDb = 2, ReceiveLossDb = 1 },
            Receiver = new ReceiverOptions { BandwidthGHz = null, DarkCurrentNa = 0, RinDbPerHz = null, NoisePaPerSqrtHz = 5, ResponsivityAPerW = Responsivity },
        };
        double mean = Responsivity * Math.Pow(10, (powerDbm - 3) / 10) * 1e-3;
        double one = mean * 20 / 11, zero = mean * 2 / 11, bandwidth = BitRate / 2;
        double sigmaOne = Math.Sqrt((Noise * Noise + 2 * ElementaryCharge * one) * bandwidth);
        double sigmaZero = Math.Sqrt((Noise * Noise + 2 * ElementaryCharge * zero) * bandwidth);
        double q = (one - zero) / (sigmaOne + sigmaZero);
        double expected = Erfc(q / Math.Sqrt(2)) / 2;

        const int Words = 2000, Frames = 20;
        var sample = new ChannelSample(options, Words, 3);
        long errors = 0;
        for (uint frame = 0; frame < Frames; frame++)
        {
            LinkBlock flips = sample.Flips(frame);
            for (int lane = 0; lane < flips.Lanes; lane++)
            {
                errors += flips.Row(lane).ToArray().Sum(w => (long)System.Numerics.BitOperations.PopCount(w));
            }
        }

        double bits = (double)Words * 64 * Frames * sample.Sent.Lanes;
        output.WriteLine($"Q {q:F3}: {errors} errors, expected {bits * expected:F1}");
        Assert.InRange(bits * expected, 100, bits);
        Assert.True(ConditionalTest.Fits(errors, bits * expected, bits * expected * (1 - expected), 6));
        // Twin: a receiver whose Q is 2 % off.
        double wrong = Erfc(1.02 * q / Math.Sqrt(2)) / 2;
        Assert.False(ConditionalTest.Fits(errors, bits * wrong, bits * wrong, 6));
    }

    [Fact]
    public void Frames_HaveFlipsOfTheirOwn_AndTheSameOnesAgain()
    {
        var sample = new ChannelSample(Configurations["nearly closed"], 64, 1);
        Assert.Equal(sample.Flips(3).Storage.ToArray(), sample.Flips(3).Storage.ToArray());
        Assert.NotEqual(sample.Flips(3).Storage.ToArray(), sample.Flips(4).Storage.ToArray());
        Assert.NotEqual(sample.Flips(3).Storage.ToArray(), sample.Flips(3, seed: 78).Storage.ToArray());
    }

    private static bool Verdict(ChannelSample sample, LinkBlock[] flips, out string summary)
    {
        const int Classes = 60;
        int lanes = sample.Sent.Lanes, tests = (2 * lanes) + Classes;
        var sums = new (double Count, double Mean, double Variance)[tests];
        for (int lane = 0; lane < lanes; lane++)
        {
            double[] probabilities = sample.Probabilities(lane);
            for (int ui = 0; ui < probabilities.Length; ui++)
            {
                double p = probabilities[ui];
                int count = flips.Count(f => (f.Row(lane)[ui >> 6] >> (ui & 63) & 1) != 0);
                int size = p < 1e-18 ? Classes - 1 : Math.Min(Classes - 1, (int)-Math.Log2(p));
                foreach (int test in (int[])[(2 * lane) + (sample.SentBit(lane, ui) ? 1 : 0), (2 * lanes) + size])
                {
                    sums[test].Count += count;
                    sums[test].Mean += p * flips.Length;
                    sums[test].Variance += p * (1 - p) * flips.Length;
                }
            }
        }

        summary = string.Join("; ", sums.Where(s => s.Mean > 0.5).Select(s => $"{s.Count}/{s.Mean:F1}"));
        return Array.TrueForAll(sums, s => ConditionalTest.Fits(s.Count, s.Mean, s.Variance, tests));
    }

    /// <summary>
    /// Σ(x−p)(x'−p') over pairs of bits some lanes and UI apart: mean 0, variance Σp(1−p)p'(1−p') where flips are
    /// independent. With tens of thousands of expected pairs the sum is normal to far beyond the limit used.
    /// </summary>
    private static List<(int Lanes, int Ui)> Dependences(ChannelSample sample, LinkBlock[] flips)
    {
        (int Lanes, int Ui)[] distances = [(0, 1), (0, 2), (0, 3), (0, 8), (0, 64), (1, 0), (1, 1), (1, -1), (4, 0), (4, 1), (5, 0)];
        double limit = Gaussian.QInverse(ConditionalTest.FalseAlarm / 2 / distances.Length);
        double[][] p = [.. Enumerable.Range(0, sample.Sent.Lanes).Select(sample.Probabilities)];
        var found = new List<(int, int)>();
        foreach ((int lanes, int distance) in distances)
        {
            double sum = 0, variance = 0;
            for (int lane = 0; lane + lanes < p.Length; lane++)
            {
                for (int ui = 1; ui + distance < sample.Ui && ui < sample.Ui; ui++)
                {
                    double a = p[lane][ui], b = p[lane + lanes][ui + distance];
                    variance += a * (1 - a) * b * (1 - b) * flips.Length;
                    foreach (LinkBlock block in flips)
                    {
                        sum += (Flipped(block, lane, ui) - a) * (Flipped(block, lane + lanes, ui + distance) - b);
                    }
                }
            }

            if (Math.Abs(sum) > limit * Math.Sqrt(variance))
            {
                found.Add((lanes, distance));
            }
        }

        return found;
    }

    private static double Flipped(LinkBlock block, int lane, int ui) => block.Row(lane)[ui >> 6] >> (ui & 63) & 1;

    // Not the library's: Q by Craig's integral, ½·erfc(x) = 1/π ∫₀^{π/2} exp(−x²/sin²θ) dθ, midpoint rule.
    private static double Erfc(double x)
    {
        const int Steps = 20_000;
        double sum = 0;
        for (int i = 0; i < Steps; i++)
        {
            double sine = Math.Sin(Math.PI / 2 * (i + 0.5) / Steps);
            sum += Math.Exp(-x * x / (sine * sine));
        }

        return sum / Steps;
    }
}
