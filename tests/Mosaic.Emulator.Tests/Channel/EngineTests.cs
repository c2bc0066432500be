using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Channel;

public class EngineTests(ITestOutputHelper output)
{
    private static readonly string[] Engines = ["bit-true", "waveform"];

    /// <summary>Fifty links, from clean to closed, with and without neighbours, memory, skew, jitter and equaliser.</summary>
    public static TheoryData<string> Names => [.. ChannelConfigurations.Names];

    /// <summary>Both engines with an open and a closed eye.</summary>
    public static TheoryData<string, string> Some => new()
    {
        { "bit-true", "nearly closed" },
        { "bit-true", "heavy crosstalk" },
        { "waveform", "nearly closed" },
        { "waveform", "heavy crosstalk" },
    };

    /// <summary>Every bit of random rows, those at the borders of the frame included.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Engines_UseTheModel(string name)
    {
        const int Words = 6;
        var sample = new ChannelSample(ChannelConfigurations.Get(name), Words, 5);
        var bitTrue = (BitTrueChannel)sample.Channel;
        var waveform = new WaveformChannel(sample.Models, Words);
        double[] currents = new double[sample.Ui], sigmas = new double[sample.Ui], noises = new double[sample.Ui];
        Assert.Null(Difference(sample, bitTrue, waveform));

        // Planted fault: one tap is larger by 1e-5 of itself.
        LaneDecisionModel[] wrong = Perturbed(sample.Models, 0, -sample.Models[0].Paths[0].FirstShift, 1 + 1e-5);
        Assert.NotNull(Difference(sample, new BitTrueChannel(wrong, Words), waveform));
        Assert.NotNull(Difference(sample, bitTrue, new WaveformChannel(wrong, Words)));

        string? Difference(ChannelSample of, BitTrueChannel first, WaveformChannel second)
        {
            for (int lane = 0; lane < of.Sent.Lanes; lane++)
            {
                double[] expected = of.Probabilities(lane);
                second.Samples(of.Sent, lane, new RandomAddress(1, RandomPurpose.Channel), currents, sigmas, noises);
                for (int ui = 0; ui < of.Ui; ui++)
                {
                    double actual = first.ErrorProbability(of.Sent, lane, ui);
                    if (Math.Abs(actual - expected[ui]) > 1e-12 * expected[ui] || actual > of.Models[lane].ErrorBound)
                        return $"lane {lane}, UI {ui}: p {actual}, not {expected[ui]}";
                    (long current, double sigma) = of.At(lane, ui);
                    if (currents[ui] != current || Math.Abs(sigmas[ui] - sigma) > 1e-12 * sigma)
                        return $"lane {lane}, UI {ui}: current {currents[ui]}, not {current}; sigma {sigmas[ui]}, not {sigma}";
                }
            }

            return null;
        }
    }

    /// <summary>Rows of probabilities, from any block on, are those of their bits.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void RowsOfProbabilities_EqualThoseOfBits(string name) => AssertRows(name, [0, 32, 64]);

    [Trait("Isa", "true")]
    [Theory]
    [InlineData("heavy memory")]
    [InlineData("jitter, and a pulse of two paths")]
    public void RowsOfProbabilities_DoNotDependOnTheWidth(string name) => AssertRows(name, [32]);

    private static void AssertRows(string name, int[] starts)
    {
        var sample = new ChannelSample(ChannelConfigurations.Get(name), 3, 6);
        var channel = (BitTrueChannel)sample.Channel;
        double[] workspace = [], row = new double[128];
        for (int lane = 0; lane < sample.Sent.Lanes; lane++)
        {
            foreach (int first in starts)
            {
                channel.FillErrorProbabilities(sample.Sent, lane, first, row, ref workspace);
                Assert.Equal(Enumerable.Range(first, row.Length).Select(ui => channel.ErrorProbability(sample.Sent, lane, ui)), row);
            }
        }
    }

    /// <summary>Lanes look at what was sent around them, whatever has been turned over there.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    [Trait("Isa", "true")]
    public void BitTrue_WorksInPlace(string name)
    {
        var sample = new ChannelSample(ChannelConfigurations.Get(name), 120, 8);
        LinkBlock apart = new(sample.Sent.Lanes, sample.Sent.Words), place = new(sample.Sent.Lanes, sample.Sent.Words, sample.Sent.MarginWords);
        sample.Sent.Storage.CopyTo(place.Storage);
        var address = new RandomAddress(4, RandomPurpose.Channel, 1, 2);
        sample.Channel.Transmit(sample.Sent, apart, address);
        sample.Channel.Transmit(place, place, address);
        for (int lane = 0; lane < apart.Lanes; lane++)
        {
            Assert.Equal(apart.Row(lane), place.Row(lane));
            Assert.Equal(sample.Sent.Before(lane), place.Before(lane));
            Assert.Equal(sample.Sent.After(lane), place.After(lane));
        }
    }

    [Fact]
    public void Waveform_DecidesByItsSamples()
    {
        var sample = new ChannelSample(ChannelConfigurations.Get("nearly closed"), 200, 5, "waveform");
        var waveform = (WaveformChannel)sample.Channel;
        var received = new LinkBlock(sample.Sent.Lanes, sample.Sent.Words);
        var address = new RandomAddress(4, RandomPurpose.Channel, 1, 2);
        waveform.Transmit(sample.Sent, received, address);
        double[] currents = new double[sample.Ui], sigmas = new double[sample.Ui], noises = new double[sample.Ui];
        for (int lane = 0; lane < received.Lanes; lane++)
        {
            waveform.Samples(sample.Sent, lane, address, currents, sigmas, noises);
            for (int ui = 0; ui < sample.Ui; ui++)
            {
                Assert.Equal(
                    currents[ui] + (sigmas[ui] * noises[ui]) > sample.Models[lane].Threshold,
                    (received.Row(lane)[ui >> 6] >> (ui & 63) & 1) != 0);
            }
        }
    }

    /// <summary>
    /// The mean of p over random data against the prediction. UI as far apart as the lane's taps reach see different bits, so
    /// their p are independent; with 0 ≤ p ≤ p̄ and a mean of b their variance is at most p̄·b: Bernstein's inequality again.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Probabilities_HaveThePredictedMean(string name)
    {
        var sample = new ChannelSample(ChannelConfigurations.Get(name), StudySize.Times(64), 7);
        double[] predicted = BerPredictor.Predict(sample.Models);
        for (int lane = 0; lane < sample.Sent.Lanes; lane++)
        {
            LaneDecisionModel model = sample.Models[lane];
            int distance = model.MaxShift - model.MinShift + 1;
            double[] p = [.. sample.Probabilities(lane).Where((_, ui) => ui % distance == 0)];
            double bound = model.ErrorBound, variance = p.Length * bound * predicted[lane] / (bound * bound);
            Assert.True(ConditionalTest.Fits(p.Sum() / bound, p.Length * predicted[lane] / bound, variance, 12 * ChannelConfigurations.Names.Length));
        }
    }

    /// <summary>Per lane and value, and over all lanes in classes of probability: a wrong bound would show in the rare, likely errors.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Flips_AreAsManyAsTheModelSays(string name)
    {
        foreach (string engine in Engines)
        {
            CountFlips(name, engine);
        }
    }

    private void CountFlips(string name, string engine)
    {
        int frames = StudySize.Times(40);
        var sample = new ChannelSample(ChannelConfigurations.Get(name), 64, 6, engine);
        var flips = Enumerable.Range(0, frames).Select(f => sample.Flips((uint)f)).ToArray();
        Assert.True(Verdict(sample, flips, out string summary), summary);
        output.WriteLine(summary);

        // Planted fault: a flip is taken back with probability 1/2.
        var random = new Random(1);
        foreach (LinkBlock block in flips)
        {
            for (int lane = 0; lane < block.Lanes; lane++)
            {
                Span<ulong> row = block.Row(lane);
                for (int word = 0; word < row.Length; word++)
                {
                    ulong half = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
                    row[word] &= half;
                }
            }
        }

        Assert.False(Verdict(sample, flips, out _), $"A fault was planted and not found ({engine}).");
    }

    [Theory]
    [MemberData(nameof(Some))]
    public void Flips_OfDifferentBitsAndLanes_AreIndependentGivenTheData(string engine, string name)
    {
        const int Frames = 40;
        var sample = new ChannelSample(ChannelConfigurations.Get(name), 192, 9, engine);
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

    [Theory]
    [InlineData("bit-true")]
    [InlineData("waveform")]
    public void Frames_HaveFlipsOfTheirOwn_AndTheSameOnesAgain(string engine)
    {
        var sample = new ChannelSample(ChannelConfigurations.Get("nearly closed"), 64, 1, engine);
        Assert.Equal(sample.Flips(3).Storage.ToArray(), sample.Flips(3).Storage.ToArray());
        Assert.NotEqual(sample.Flips(3).Storage.ToArray(), sample.Flips(4).Storage.ToArray());
        Assert.NotEqual(sample.Flips(3).Storage.ToArray(), sample.Flips(3, seed: 78).Storage.ToArray());
    }

    /// <summary>The models with one coefficient of a lane multiplied.</summary>
    internal static LaneDecisionModel[] Perturbed(IReadOnlyList<LaneDecisionModel> models, int lane, int tap, double factor)
    {
        LaneDecisionModel model = models[lane];
        var paths = model.Paths.ToArray();
        int path = 0;
        for (; tap >= paths[path].Coefficients.Length; path++)
            tap -= paths[path].Coefficients.Length;
        LeakagePath old = paths[path];
        paths[path] = new LeakagePath(
            old.Source, old.FirstShift, old.Coefficients.SetItem(tap, (long)Math.Round(old.Coefficients[tap] * factor)), old.Displacements);
        LaneDecisionModel[] all = [.. models];
        all[lane] = new LaneDecisionModel(model.Lane, model.OffLevel, [.. paths], model.Threshold, model.NoiseA, model.NoiseB, model.NoiseC);
        return all;
    }

    private static bool Verdict(ChannelSample sample, LinkBlock[] flips, out string summary)
    {
        const int Classes = 60;
        int lanes = sample.Sent.Lanes, tests = (2 * lanes) + Classes, family = tests * Engines.Length * ChannelConfigurations.Names.Length;
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
        return Array.TrueForAll(sums, s => ConditionalTest.Fits(s.Count, s.Mean, s.Variance, family));
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
