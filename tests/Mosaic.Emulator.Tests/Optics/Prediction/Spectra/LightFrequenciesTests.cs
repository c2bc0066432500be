using System.Numerics;
using Mosaic.Emulator.Optics.Prediction.Spectra;

namespace Mosaic.Emulator.Tests.Optics.Prediction.Spectra;

/// <summary>The frequencies at which light matters: all that are not small, with their products.</summary>
public sealed class LightFrequenciesTests
{
    private const double Tilt = 0.3, Step = 0.01, End = 40, Least = 1e-6;

    /// <summary>Taps that decide by themselves and taps that are nearly alike: no frequency that matters is missing, and what is there is M(z)/M(s)/z.</summary>
    [Theory]
    [InlineData(3, 2.0, 3.0)]
    [InlineData(80, 0.98, 1.02)]
    [InlineData(80, 0.0, 0.4)]
    [InlineData(12, 0.9, 1.1)]
    [InlineData(0, 0.0, 0.0)]
    public void AllThatMatter_AreFound(int count, double smallest, double largest)
    {
        var random = new RandomModels(48);
        double[] taps = [.. Enumerable.Range(0, count).Select(_ => random.Uniform(smallest, largest)).Order()];
        var frequencies = new LightFrequencies();
        frequencies.Light.Start(taps, Tilt);
        Assert.True(frequencies.Find(Tilt, Step, End, Least, double.PositiveInfinity));
        frequencies.Compute(0.5 * taps.Sum());
        Assert.Equal(0, frequencies.Numbers.Length % 2);
        Assert.Equal(frequencies.Numbers.Length * LightSpectrum.Block, frequencies.Real.Length);

        int next = 0, missing = 0, all = 0;
        double itself = 0, farther = 0;
        for (double number = 0.5; number * Step < End; number += LightSpectrum.Block)
        {
            all++;
            bool there = next < frequencies.Numbers.Length && frequencies.Numbers[next] == number;
            missing += there ? 0 : 1;
            for (int k = 0; k < LightSpectrum.Block; k++)
            {
                double frequency = (number + k) * Step;
                Complex z = new(Tilt, frequency), product = 1;
                foreach (double tap in taps)
                    product *= Complex.Cosh(0.5 * tap * z) / Math.Cosh(0.5 * tap * Tilt);
                if (!there)
                {
                    Assert.InRange(product.Magnitude, 0, Least * frequency / Tilt);
                    continue;
                }

                itself += Step * frequency * (product / z).Magnitude;
                double size = Math.Abs(product.Real) + Math.Abs(product.Imaginary);
                farther += Step * (frequency + (LightRuns.Blocks * LightSpectrum.Block * Step)) / z.Magnitude * Math.Min(0.5 * taps.Sum(), frequencies.Light.Sensitivity * size);
                Complex found = new(frequencies.Real[(next * LightSpectrum.Block) + k], frequencies.Imaginary[(next * LightSpectrum.Block) + k]);
                Assert.InRange((found - (product / z)).Magnitude, 0, 1e-11 / z.Magnitude);
            }

            next += there ? 1 : 0;
        }

        Assert.True(next == frequencies.Numbers.Length || (next == frequencies.Numbers.Length - 1 && double.IsPositiveInfinity(frequencies.Numbers[next])));
        // |a + bi| is between |a| + |b| and 0.7 of that.
        Assert.InRange(frequencies.Angles.Itself, itself * (1 - 1e-9), 1.5 * itself);
        Assert.InRange(frequencies.Angles.Factors, farther * (1 - 1e-9), farther * (1 + 1e-9));
        if (count == 80)
            Assert.True(missing > all / 2, $"{missing} of {all} are passed over");
    }

    /// <summary>If too many matter, that is told when a quarter of all has been looked at.</summary>
    [Fact]
    public void TooMany_AreToldBeforeAllAreFound()
    {
        var random = new RandomModels(50);
        double[] taps = [.. Enumerable.Range(0, 12).Select(_ => random.Uniform(0.9, 1.1)).Order()];
        var frequencies = new LightFrequencies();
        frequencies.Light.Start(taps, Tilt);
        Assert.True(frequencies.Find(Tilt, Step, End, 1e-3, double.PositiveInfinity));
        long all = frequencies.Work;
        frequencies.Compute(0.5 * taps.Sum());
        long computed = frequencies.Work;
        Assert.False(frequencies.Find(Tilt, Step, End, 1e-3, frequencies.Numbers.Length / 4));
        Assert.InRange(frequencies.Work - computed, 1, all / 2);
    }

    /// <summary>Where all that came before mattered, some of what follows is not looked at; but not all of it.</summary>
    [Fact]
    public void WhatIsNotLookedAt_EndsAgain()
    {
        // Half a turn of the largest is not the end of it, and small ones make all small behind a tenth.
        double[] taps = [.. Enumerable.Repeat(0.05, 400), 1];
        var frequencies = new LightFrequencies();
        frequencies.Light.Start(taps, Tilt);
        Assert.True(frequencies.Find(Tilt, 1e-4, End, Least, double.PositiveInfinity));
        frequencies.Compute(0.5 * taps.Sum());
        int blocks = frequencies.Numbers.Length, all = (int)(End / 1e-4) / LightSpectrum.Block;
        Assert.InRange(blocks, 1000, all / 4);
        Assert.True(frequencies.Find(Tilt, 1e-4, End, Least, 2 * blocks));
    }
}
