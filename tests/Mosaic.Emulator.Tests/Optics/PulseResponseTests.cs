using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

public class PulseResponseTests
{
    private static readonly FiberOptions NoDispersion = new() { LengthM = 0 };

    [Fact]
    public void Ideal_IsOneTap()
    {
        PulseResponse pulse = Create(null, null, NoDispersion);
        Assert.Equal(127, pulse.SamplingPhase); // the earlier middle of 0 … 255
        Assert.Equal([0.0, 1.0, 0.0], new[] { -1, 0, 1 }.Select(k => pulse.Tap(k, 0)));
        Assert.Equal(1, pulse.Taps[-pulse.FirstTap]);
        Assert.Equal(1, pulse.Taps.Sum());
        Assert.Equal(1, pulse.Tap(0, 255));
        Assert.Equal(1, pulse.Tap(-1, 256)); // there the next bit begins
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(2.5)]
    public void SinglePole_TapsAtAPhase_ClosedForm(double bandwidthGHz)
    {
        foreach (PulseResponse pulse in new[] { Create(bandwidthGHz, null, NoDispersion), Create(null, bandwidthGHz, NoDispersion) })
        {
            double decay = 2 * Math.PI * bandwidthGHz / 2.125; // per UI
            foreach (int phase in new[] { 1, 77, 255 })
            {
                double x = phase / 256.0;
                AssertRelative(1 - Math.Exp(-decay * x), pulse.Tap(0, phase));
                for (int k = 1; Math.Exp(-decay * (k + 1)) > 1e-5; k++)
                    AssertRelative(Math.Exp(-decay * (x + k - 1)) - Math.Exp(-decay * (x + k)), pulse.Tap(k, phase));
            }

            // 2h₀ − Σ|h| is largest where the bit ends; there a pole's response is still all its own.
            Assert.Equal(256, pulse.SamplingPhase);
        }
    }

    [Fact]
    public void TwoPoles_TapsAtAPhase_ClosedForm()
    {
        PulseResponse pulse = Create(1.87, 1.6, NoDispersion);
        double a = 2.125 / (2 * Math.PI * 1.87), b = 2.125 / (2 * Math.PI * 1.6); // in UI
        for (int k = 0; k < 4; k++)
            AssertRelative(Step(k + 0.5) - Step(k - 0.5), pulse.Tap(k, 128));

        double Step(double t) => t < 0 ? 0 : 1 - (a * Math.Exp(-t / a) - b * Math.Exp(-t / b)) / (a - b);
    }

    [Fact]
    public void EqualPoles_TapsAtAPhase_AreTheLimit()
    {
        PulseResponse pulse = Create(1.6, 1.6, NoDispersion), near = Create(1.6, 1.6 * (1 + 1e-9), NoDispersion);
        double a = 2.125 / (2 * Math.PI * 1.6);
        for (int k = 0; k < 4; k++)
        {
            AssertRelative(Step(k + 0.25) - Step(k - 0.75), pulse.Tap(k, 64));
            Assert.Equal(pulse.Tap(k, 64), near.Tap(k, 64), 2e-9);
        }

        double Step(double t) => t < 0 ? 0 : 1 - Math.Exp(-t / a) * (1 + t / a);
    }

    [Theory]
    [InlineData(2.125, 20)]
    [InlineData(1.3, 50)]
    [InlineData(10, 5)]
    public void Taps_AddUpToOne_AtEveryPhase(double rate, double lengthM)
    {
        PulseResponse pulse = Create(1.87, 1.6, new FiberOptions { LengthM = lengthM }, rate);
        for (int phase = -300; phase < 1000; phase += 13)
        {
            (int first, int last) = pulse.TapRange(phase);
            double sum = 0;
            for (int k = first; k <= last; k++)
                sum += pulse.Tap(k, phase);
            Assert.Equal(1, sum, 1e-14);
            Assert.Equal((0, 0), (pulse.Tap(first - 1, phase), pulse.Tap(last + 1, phase)));
        }
    }

    /// <summary>A fast pole has settled where S is 1 in the table: from there to the end of the bit all is equally good.</summary>
    [Fact]
    public void SamplingPhase_IsInTheMiddleOfEqualOnes()
    {
        double settled = Math.Log(1e10) / (2 * Math.PI * 50 / 2.125 / 256);
        Assert.InRange(Create(50, null, NoDispersion).SamplingPhase, (256 + settled) / 2 - 1, (256 + settled) / 2 + 1);
    }

    /// <summary>Of two equals it is the earlier one: a light that rises evenly for a bit and 1/256 more.</summary>
    [Fact]
    public void SamplingPhase_OfTwoEquals_IsTheEarlier()
    {
        PulseResponse pulse = PulseResponse.Of(0, [.. Enumerable.Range(1, 257).Select(i => i / 257.0)]);
        Assert.Equal(pulse.Tap(0, 255), pulse.Tap(0, 256), 1e-15);
        Assert.Equal(255, pulse.SamplingPhase);
    }

    /// <summary>Behind a strong equaliser all taps but the bit's own are negative for a while, and the eye stays 1 open; but the bit does not stay as it is.</summary>
    [Fact]
    public void SamplingPhase_WhereOvershootChanges_IsTheEarliest()
    {
        PulseResponse pulse = PulseResponse.Create(new OpticalLinkOptions { Receiver = new() { Equalizer = "18" } });
        Assert.Equal(1, pulse.WidestOpening, 1e-12);
        Assert.InRange(Opening(pulse.SamplingPhase), 1 - 1e-11, 1);
        Assert.InRange(Opening(pulse.SamplingPhase + 20), 1 - 1e-11, 1);
        Assert.InRange(Opening(pulse.SamplingPhase - 2), -1, 1 - 1e-4);

        double Opening(int phase) => 2 * pulse.Tap(0, phase) - Enumerable.Range(-4, 20).Sum(k => Math.Abs(pulse.Tap(k, phase)));
    }

    [Fact]
    public void SamplingPhase_OpensTheEyeMost()
    {
        PulseResponse pulse = Create(1.87, 1.6, new FiberOptions { LengthM = 30 });
        double best = Opening(pulse.SamplingPhase);
        for (int phase = -256; phase < 1024; phase++)
            Assert.True(Opening(phase) < best + 1e-12 && (phase >= pulse.SamplingPhase || Opening(phase) < best));

        double Opening(int phase)
        {
            double opening = 2 * pulse.Tap(0, phase);
            for (int k = -10; k <= 10; k++)
                opening -= Math.Abs(pulse.Tap(k, phase));
            return opening;
        }
    }

    private static PulseResponse Create(double? led, double? receiver, FiberOptions fiber, double rate = 2.125) =>
        PulseResponse.Create(new OpticalLinkOptions
        {
            Lane = new LaneOptions { BitRateGbps = rate },
            Led = new LedOptions { BandwidthGHz = led },
            Receiver = new ReceiverOptions { BandwidthGHz = receiver },
            Fiber = fiber,
        });

    private static void AssertRelative(double expected, double actual) => Assert.Equal(1, actual / expected, 1e-9);
}
