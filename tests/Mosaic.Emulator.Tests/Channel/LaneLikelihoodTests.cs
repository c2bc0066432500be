using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Channel;

public class LaneLikelihoodTests
{
    public static TheoryData<string> Names => [.. ChannelConfigurations.Names];

    /// <summary>On fifty links: the bits are those of the hard receiver, and each byte is the rounded logarithm of two Gaussians at the sample.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Waveform_SaysWhatItsSamplesSay(string name)
    {
        const int Words = 6;
        var sample = new ChannelSample(ChannelConfigurations.Get(name), Words, 6, "waveform");
        var waveform = (WaveformChannel)sample.Channel;
        LinkBlock hard = new(sample.Sent.Lanes, Words), received = new(sample.Sent.Lanes, Words);
        var soft = new SoftBlock(sample.Sent.Lanes, sample.Ui);
        var address = new RandomAddress(4, RandomPurpose.Channel, 1, 2);
        waveform.Transmit(sample.Sent, hard, address);
        waveform.Transmit(sample.Sent, received, soft, address);
        double[] currents = new double[sample.Ui], sigmas = new double[sample.Ui], noises = new double[sample.Ui];
        int differ = 0;
        for (int lane = 0; lane < sample.Sent.Lanes; lane++)
        {
            Assert.Equal(hard.Row(lane), received.Row(lane));
            waveform.Samples(sample.Sent, lane, address, currents, sigmas, noises);
            ((double mean0, double variance0), (double mean1, double variance1)) = (Moments(sample.Models[lane], 0), Moments(sample.Models[lane], 1));
            for (int ui = 0; ui < sample.Ui; ui++)
            {
                double x = currents[ui] + (sigmas[ui] * noises[ui]);
                double nats = (0.5 * Math.Log(variance1 / variance0)) + ((x - mean1) * (x - mean1) / (2 * variance1)) - ((x - mean0) * (x - mean0) / (2 * variance0));
                Assert.InRange(Math.Clamp(4 * nats, -127, 127) - soft.Row(lane)[ui], -0.5 - 1e-6, 0.5 + 1e-6);
                Assert.InRange(waveform.Likelihood(lane).Of(x) - soft.Row(lane)[ui], -1, 1);
                // Planted fault: a mean that is off by two percent of the eye.
                double wrong = mean0 + (0.02 * (mean1 - mean0));
                nats = (0.5 * Math.Log(variance1 / variance0)) + ((x - mean1) * (x - mean1) / (2 * variance1)) - ((x - wrong) * (x - wrong) / (2 * variance0));
                differ += Math.Abs(Math.Clamp(4 * nats, -127, 127) - soft.Row(lane)[ui]) > 0.5 + 1e-6 ? 1 : 0;
            }
        }

        Assert.True(differ > 0 || name is "in the dark");
    }

    /// <summary>
    /// Where a sample is the own bit's current and noise, L is the logarithm of what the sample makes of even odds: of the samples of
    /// one L, the share of ones is 1/(1 + exp L). Bernstein's inequality, false alarm 1e-6.
    /// </summary>
    [Theory]
    [InlineData(2.0, 0, 0)]
    [InlineData(1.5, 3e-2, 0)]
    [InlineData(2.5, 1e-2, 1e-5)]
    public void SharesOfOnesAreWhatIsSaid(double deviations, double shot, double intensity)
    {
        // A swing of 1000 above 300; noise at no current is what gives the deviations at half the swing.
        const long Off = 300, Swing = 1000;
        double sigma = Swing / 2 / deviations, noiseB = shot * sigma * sigma / Off, noiseC = intensity;
        var model = new LaneDecisionModel(0, Off, [new LeakagePath(0, 0, [Swing], [])], 760, sigma * sigma, noiseB, noiseC);
        int words = StudySize.Times(4000);
        var channel = new WaveformChannel([model], words);
        var sent = new LinkBlock(1, words, channel.MarginWords);
        new RandomAddress(8, RandomPurpose.Payload).Fill(sent.Row(0));
        var soft = new SoftBlock(1, words * 64);
        channel.Transmit(sent, new LinkBlock(1, words), soft, new RandomAddress(9, RandomPurpose.Channel));
        Assert.True(Fits(1));
        // Planted fault: log-likelihoods that are too large by a fifth.
        Assert.False(Fits(1.2));

        bool Fits(double factor)
        {
            // Of bits that are said to be zeros, ones; a byte stands for half a step to either side.
            double ones = 0, least = 0, most = 0, variance = 0;
            for (int ui = 0; ui < words * 64; ui++)
            {
                double said = factor * soft.Row(0)[ui], step = 0.5 * factor;
                if (said < 2)
                    continue;

                ones += (sent.Row(0)[ui >> 6] >> (ui & 63) & 1) != 0 ? 1 : 0;
                // The clipped ones say no more than that L is as large or larger.
                least += soft.Row(0)[ui] == 127 ? 0 : Share(said + step);
                most += Share(said - step);
                variance += Share(said - step);
            }

            double limit = ConditionalTest.Limit(variance, 1);
            return ones >= least - limit && ones <= most + limit;
        }

        static double Share(double steps) => 1 / (1 + Math.Exp(steps / 4));
    }

    /// <summary>Mean and variance of a lane's samples by adding up what each bit does, its own bit given.</summary>
    private static (double Mean, double Variance) Moments(LaneDecisionModel model, int bit)
    {
        double mean = model.OffLevel, spread = 0, shift = 0, shiftSpread = 0;
        foreach (LeakagePath path in model.Paths)
        {
            for (int tap = 0; tap < path.Coefficients.Length; tap++)
            {
                double current = path.Coefficients[tap], displacement = path.Displacements.Length > 0 ? path.Displacements[tap] : 0;
                bool own = path.Source == model.Lane && path.FirstShift + tap == 0;
                mean += own ? bit * current : current / 2;
                shift += own ? bit * displacement : displacement / 2;
                spread += own ? 0 : current * current / 4;
                shiftSpread += own ? 0 : displacement * displacement / 4;
            }
        }

        double meanSquare = (mean * mean) + spread;
        return (mean, spread + model.NoiseA + (model.NoiseB * mean) + (model.NoiseC * meanSquare) + (shift * shift) + shiftSpread);
    }
}
