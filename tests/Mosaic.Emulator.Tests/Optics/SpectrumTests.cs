using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

/// <summary>The loops of the spectral average: eight at a time are those of the definitions, to the bit, and the definitions are right.</summary>
[Trait("Isa", "true")]
public sealed class SpectrumTests
{
    [Fact]
    public void TapsAndTail_EqualTheirDefinitions()
    {
        var random = new RandomModels(42);
        Span<double> real = stackalloc double[Spectrum.Block], imaginary = stackalloc double[Spectrum.Block];
        for (int count = 0; count <= 40; count += 5)
        {
            double[] steps = Draw(random, count, 0, 0.3), tangents = Draw(random, count, 0, 1);
            double first = random.Integer(0, 50) + 0.5;
            Assert.Equal(count + 1, Spectrum.Taps(steps, tangents, first, 0, real, imaginary));
            for (int k = 0; k < Spectrum.Block; k++)
                Assert.Equal(Spectrum.TapsScalar(steps, tangents, first + k), (real[k], imaginary[k]));

            double[] weights = Draw(random, count, 0, 1), a = Draw(random, Spectrum.Block, -1, 1), b = Draw(random, Spectrum.Block, -1, 1);
            double from = random.Uniform(-2, 2), step = random.Uniform(0.01, 0.1), last = first + 5;
            double[] parts = [.. Enumerable.Range(0, Spectrum.Block).Select(k => first + k <= last ? Spectrum.TailScalar(weights, from, step, first + k, a[k], b[k]) : 0)];
            Assert.Equal(Total(parts), Spectrum.Tail(weights, from, step, last, [first], a, b));
        }
    }

    /// <summary>A product is given up once all of it is small, and not before.</summary>
    [Fact]
    public void Taps_AreLeftOnceTheirProductIsSmall()
    {
        double[] steps = [.. Enumerable.Repeat(0.25, 64)], tangents = new double[64];
        Span<double> real = stackalloc double[Spectrum.Block], imaginary = stackalloc double[Spectrum.Block];
        // cos ¼π(½ + k): the largest of the eight is cos ⅛π.
        double largest = Math.Cos(Math.PI / 8);
        int enough = (int)Math.Ceiling(Math.Log(1e-2) / Math.Log(largest) / Spectrum.Block) * Spectrum.Block;
        Assert.Equal(enough, Spectrum.Taps(steps, tangents, 0.5, 1e-2, real, imaginary));
        Assert.Equal(65, Spectrum.Taps(steps, tangents, 0.5, 0.9 * Math.Pow(largest, 64), real, imaginary));
    }

    [Fact]
    public void Sines_AreRight()
    {
        Span<double> real = stackalloc double[Spectrum.Block], imaginary = stackalloc double[Spectrum.Block];
        for (int i = 0; i < 300; i++)
        {
            double step = 0.0137 * i;
            Spectrum.Taps([step], [1], 0.5, 0, real, imaginary);
            for (int k = 0; k < Spectrum.Block; k++)
            {
                // The angle itself is rounded.
                double angle = Math.PI * step * (0.5 + k);
                Assert.Equal(Math.Cos(angle), real[k], 1e-15 + (4e-16 * angle));
                Assert.Equal(Math.Sin(angle), imaginary[k], 1e-15 + (4e-16 * angle));
            }
        }
    }

    [Fact]
    public void WeightsAndSize_EqualTheirDefinitions()
    {
        var random = new RandomModels(45);
        for (int i = 0; i < 20; i++)
        {
            var noise = new NoiseParabola(random.Uniform(0.5, 2), random.Uniform(-0.1, 0.1), random.Uniform(0, 0.01), 0);
            double tilt = random.Uniform(0, 5), exponent = random.Uniform(0, 10), first = random.Uniform(-15, -8), step = random.Uniform(0.1, 0.5), shift = random.Uniform(0, 5);
            double[] weights = new double[24], places = [.. Enumerable.Range(0, 24).Select(k => first + (k * step))];
            Spectrum.Weights(noise, tilt, exponent, first, step, weights);
            Assert.Equal(places.Select(w => Spectrum.WeightScalar(noise, tilt, exponent, w, step)), weights);

            double[] sums = new double[Spectrum.Group];
            for (int k = 0; k < places.Length; k++)
                sums[k % Spectrum.Group] += Spectrum.SizeScalar(noise, tilt, exponent, shift, places[k]);
            Assert.Equal(Total(sums) * (step * 0.3989422804014327), Spectrum.Size(noise, tilt, exponent, shift, first, step, places.Length));
        }
    }

    /// <summary>With constant noise the bell is normal: its spectrum at no frequency is exp(½s²σ²), and along a line moved by τ exp(½τ²/σ²) times that.</summary>
    [Fact]
    public void Size_OfConstantNoise_IsTheClosedForm()
    {
        var noise = new NoiseParabola(4, 0, 0, 0);
        Assert.Equal(1, Spectrum.Size(noise, 1.5, 4.5, 0, -30, 0.5, 120), 1e-11);
        Assert.Equal(Math.Exp(0.125 * 49), Spectrum.Size(noise, 1.5, 4.5, 7, -30, 0.5, 120), 1e-8);
        var weights = new double[120];
        Spectrum.Weights(noise, 1.5, 4.5, -30, 0.5, weights);
        Assert.Equal(1, weights.Sum(), 1e-11);
    }

    private static double[] Draw(RandomModels random, int count, double low, double high) => [.. Enumerable.Range(0, count).Select(_ => random.Uniform(low, high))];

    private static double Total(double[] eight) => eight[0] + eight[4] + (eight[2] + eight[6]) + (eight[1] + eight[5] + (eight[3] + eight[7]));
}
