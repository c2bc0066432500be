using Mosaic.Emulator.Optics.Prediction.Spectra;

namespace Mosaic.Emulator.Tests.Optics.Prediction.Spectra;

/// <summary>The spectrum of the light: eight frequencies at a time are those of the definition, to the bit, and that is the product.</summary>
[Trait("Isa", "true")]
public sealed class LightSpectrumTests
{
    private const double Distance = 0.21;

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(300)]
    public void Blocks_EqualTheirDefinition(int count)
    {
        LightSpectrum light = Started(count, 0.8, out _);
        double[] real = new double[LightSpectrum.Block], imaginary = new double[LightSpectrum.Block];
        foreach (int block in new[] { 0, 1, 2, 7, 1002, 1003, 5 })
        {
            Assert.True(light.At(block, 0, real, imaginary, out int used));
            Assert.Equal(count, used);
            for (int k = 0; k < LightSpectrum.Block; k++)
                Assert.Equal(light.Scalar((block * LightSpectrum.Block) + k), (real[k], imaginary[k]));
        }
    }

    /// <summary>Runs that follow each other, are made anew, or start anywhere.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(41)]
    [InlineData(300)]
    public void Runs_EqualTheirDefinition(int count)
    {
        LightSpectrum light = Started(count, 0.8, out _);
        double[] real = new double[LightRuns.Blocks * LightSpectrum.Block], imaginary = new double[real.Length];
        foreach ((int run, int turns) in new[] { (0, 0), (1, 1), (2, 2), (5, 0), (6, 1), (7, 2), (8, 0), (9, 1), (0, 0), (1002, 0), (1003, 1) })
        {
            light.Runs.Compute(run, real, imaginary);
            for (int k = 0; k < real.Length; k++)
                Assert.Equal(light.Runs.Scalar((run * real.Length) + k, turns), (real[k], imaginary[k]));
        }
    }

    /// <summary>Nothing is turned from what other taps made.</summary>
    [Fact]
    public void ARunAfterOthersOfOtherTaps_IsMadeAnew()
    {
        LightSpectrum light = Started(41, 0.8, out _);
        double[] real = new double[LightRuns.Blocks * LightSpectrum.Block], imaginary = new double[real.Length];
        light.Runs.Compute(2, real, imaginary);
        light.Start([.. Enumerable.Range(1, 60).Select(i => 0.05 * i)], 0.5);
        light.Begin(0.1);
        light.Runs.Compute(3, real, imaginary);
        for (int k = 0; k < real.Length; k++)
            Assert.Equal(light.Runs.Scalar((3 * real.Length) + k, 0), (real[k], imaginary[k]));
    }

    /// <summary>Blocks by themselves and in runs: the product, within what rounding may do.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(47)]
    [InlineData(300)]
    public void Products_AreRight(int count)
    {
        LightSpectrum light = Started(count, 0.8, out double[] taps);
        double[] real = new double[LightRuns.Blocks * LightSpectrum.Block], imaginary = new double[real.Length], re = new double[LightSpectrum.Block], im = new double[LightSpectrum.Block];
        for (int run = 0; run < 9; run++)
        {
            light.Runs.Compute(run, real, imaginary);
            for (int k = 0; k < real.Length; k++)
            {
                System.Numerics.Complex z = new(0.8, ((run * real.Length) + k + 0.5) * Distance), product = 1;
                foreach (double tap in taps)
                    product *= System.Numerics.Complex.Cosh(0.5 * tap * z) / Math.Cosh(0.5 * tap * 0.8);
                Assert.Equal(product.Real, real[k], LightRuns.Rounding(count));
                Assert.Equal(product.Imaginary, imaginary[k], LightRuns.Rounding(count));
                if (k % LightSpectrum.Block == 0)
                    Assert.True(light.At(((run * real.Length) + k) / LightSpectrum.Block, 0, re, im, out _));
                Assert.Equal(product.Real, re[k % LightSpectrum.Block], LightRuns.Rounding(count));
                Assert.Equal(product.Imaginary, im[k % LightSpectrum.Block], LightRuns.Rounding(count));
            }
        }
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
        Assert.False(light.At(0, 1e-2, real, imaginary, out int used));
        Assert.Equal(enough, used);
        Assert.True(light.At(1, 0.9 * Math.Pow(largest, 64), real, imaginary, out used));
        Assert.Equal(64, used);
    }

    /// <summary>Of any number of taps: what is returned says whether anything was received.</summary>
    [Fact]
    public void WhatIsReturned_SaysWhetherAnythingWasReceived()
    {
        double[] real = new double[LightSpectrum.Block], imaginary = new double[LightSpectrum.Block];
        var light = new LightSpectrum();
        int left = 0;
        for (int count = 0; count <= 48; count++)
        {
            light.Start([.. Enumerable.Repeat(1.0, count)], 0.1);
            light.Begin(0.1);
            foreach (double least in new[] { 0, 0.5, 0.999, 2 })
            {
                Array.Fill(real, double.NaN);
                bool received = light.At(3, least, real, imaginary, out int used);
                Assert.InRange(used, Math.Min(count, 1), count);
                Assert.Equal(received, !double.IsNaN(real[0]));
                left += received ? 0 : 1;
            }
        }

        Assert.InRange(left, 80, 150);
    }

    /// <summary>Eight intervals at a time are those whose bound, by the definition, is not small.</summary>
    [Theory]
    [InlineData(0, 3.0)]
    [InlineData(9, 3.0)]
    [InlineData(160, 3.0)]
    [InlineData(160, 0.01)]
    public void Intervals_AreThoseOfTheDefinition(int count, double largest)
    {
        LightSpectrum light = Started(count, 0.8, out _, largest);
        int some = 0, left = 0;
        for (int look = 0; look < 64; look++)
        {
            int first = look * 8 * light.Wide, apart = 1 + (look % 8);
            foreach (double least in new[] { 0.5, 1e-2, 1e-5 })
            {
                uint expected = 0;
                for (int i = 0; i < 8; i++)
                    expected |= light.LookScalar(first + (i * apart * light.Wide)) >= least * least ? 1u << i : 0;
                Assert.Equal(expected, light.Look(first, apart, least, out int used));
                Assert.InRange(used, Math.Min(count, 8), count);
                (some, left) = (some + (expected != 0 ? 1 : 0), left + (used < count ? 1 : 0));
            }
        }

        Assert.True(some > 0 && (count < 160 || left > 0), $"{some} not small, {left} left early");
    }

    /// <summary>No product is larger than the bound of its interval; and of taps that are nearly alike, between the peaks, the bound is small.</summary>
    [Fact]
    public void TheBoundOfAnInterval_HoldsAllOfIt()
    {
        const int count = 160;
        var random = new RandomModels(47);
        double[] taps = [.. Enumerable.Range(0, count).Select(_ => random.Uniform(0.98, 1.02)).Order()];
        var light = new LightSpectrum();
        light.Start(taps, 0.1);
        light.Begin(0.05);
        double[] real = new double[LightSpectrum.Block], imaginary = new double[LightSpectrum.Block];
        int small = 0, all = 0;
        double nearest = double.PositiveInfinity;
        for (int from = 0; from < 600; from += light.Wide)
        {
            double bound = Math.Sqrt(light.LookScalar(from)), largest = 0;
            for (int block = from; block < from + light.Wide; block++)
            {
                Assert.True(light.At(block, 0, real, imaginary, out int used));
                Assert.Equal(count, used);
                for (int k = 0; k < LightSpectrum.Block; k++)
                    largest = Math.Max(largest, Math.Sqrt((real[k] * real[k]) + (imaginary[k] * imaginary[k])));
            }

            Assert.InRange(largest, 0, bound + LightRuns.Rounding(count));
            (small, all) = (small + (bound < 1e-10 ? 1 : 0), all + 1);
            if (largest > 1e-3)
                nearest = Math.Min(nearest, bound / largest);
        }

        Assert.True(small > all / 2 && nearest < 3, $"{small} of {all} small, bounds from {nearest} times the largest up");
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

    private static LightSpectrum Started(int count, double tilt, out double[] taps, double largest = 3)
    {
        var random = new RandomModels(46);
        taps = [.. Enumerable.Range(0, count).Select(_ => random.Uniform(0, largest)).Order()];
        var light = new LightSpectrum();
        light.Start(taps, tilt);
        light.Begin(Distance);
        return light;
    }
}
