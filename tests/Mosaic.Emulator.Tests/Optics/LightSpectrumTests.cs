using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

/// <summary>The spectrum of the light: eight frequencies at a time are those of the definition, to the bit, and that is the product.</summary>
[Trait("Isa", "true")]
public sealed class LightSpectrumTests
{
    private const double Distance = 0.21;

    [Theory]
    [InlineData(0, 3)]
    [InlineData(5, 20)]
    [InlineData(40, 20)]
    [InlineData(300, 18)]
    public void Blocks_EqualTheirDefinition(int count, int blocks)
    {
        LightSpectrum light = Started(count, 0.8, out _);
        double[] real = new double[LightSpectrum.Block], imaginary = new double[LightSpectrum.Block];
        for (int block = 0; block < blocks; block++)
        {
            Assert.Equal(count + 1, light.Next(0, real, imaginary));
            for (int k = 0; k < LightSpectrum.Block; k++)
                Assert.Equal(light.Scalar((block * LightSpectrum.Block) + k), (real[k], imaginary[k]));
        }
    }

    /// <summary>Whatever blocks before were left, and after how many taps: the product, within what rounding may do.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(300)]
    public void Products_AreRight_WhateverWasLeft(int count)
    {
        LightSpectrum light = Started(count, 0.8, out double[] taps);
        double[] real = new double[LightSpectrum.Block], imaginary = new double[LightSpectrum.Block];
        int left = 0;
        for (int block = 0; block < 40; block++)
        {
            // Every third is left early or late.
            double least = block % 3 == 1 ? 0.9 : block % 3 == 2 ? 1e-3 : 0;
            if (light.Next(least, real, imaginary) <= count)
            {
                left++;
                continue;
            }

            for (int k = 0; k < LightSpectrum.Block; k++)
            {
                System.Numerics.Complex z = new(0.8, ((block * LightSpectrum.Block) + k + 0.5) * Distance), product = 1;
                foreach (double tap in taps)
                    product *= System.Numerics.Complex.Cosh(0.5 * tap * z) / Math.Cosh(0.5 * tap * 0.8);
                Assert.Equal(product.Real, real[k], LightSpectrum.Rounding(count));
                Assert.Equal(product.Imaginary, imaginary[k], LightSpectrum.Rounding(count));
            }
        }

        Assert.InRange(left, 15, 26);
    }

    /// <summary>A product is left once all of it is small, and not before.</summary>
    [Fact]
    public void Blocks_AreLeftOnceTheyAreSmall()
    {
        // Without a tilt, cosines: of ¼π(½ + k), the largest of which is cos ⅛π.
        var light = new LightSpectrum();
        light.Start([.. Enumerable.Repeat(1.0, 64)], 0);
        light.Begin(0.5 * Math.PI);
        double[] real = new double[LightSpectrum.Block], imaginary = new double[LightSpectrum.Block];
        double largest = Math.Cos(Math.PI / 8);
        int enough = (int)Math.Ceiling(Math.Log(1e-2) / Math.Log(largest) / LightSpectrum.Block) * LightSpectrum.Block;
        Assert.Equal(enough, light.Next(1e-2, real, imaginary));
        Assert.Equal(65, light.Next(0.9 * Math.Pow(largest, 64), real, imaginary));
    }

    /// <summary>Behind the last frequency the spectrum is as small as was asked for, up to the end.</summary>
    [Fact]
    public void Last_IsWhereItIsSmall()
    {
        LightSpectrum light = Started(300, 0.8, out double[] taps);
        const double least = 1e-4;
        double end = 2.5 / taps[^1], last = light.Last(end, least);
        Assert.True(last < 0.9 * end, $"{last} of {end}");
        for (double frequency = last; frequency < end; frequency += 0.01 * end)
        {
            double size = taps.Aggregate(1.0, (product, tap) => product * (System.Numerics.Complex.Cosh(0.5 * tap * new System.Numerics.Complex(0.8, frequency)) / Math.Cosh(0.4 * tap)).Magnitude);
            Assert.InRange(size, 0, least);
        }
    }

    private static LightSpectrum Started(int count, double tilt, out double[] taps)
    {
        var random = new RandomModels(46);
        taps = [.. Enumerable.Range(0, count).Select(_ => random.Uniform(0, 3)).Order()];
        var light = new LightSpectrum();
        light.Start(taps, tilt);
        light.Begin(Distance);
        return light;
    }
}
