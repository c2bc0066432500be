using Mosaic.Emulator.Optics.Prediction;
using Mosaic.Emulator.Optics.Prediction.Spectra;

namespace Mosaic.Emulator.Tests.Optics.Prediction.Spectra;

/// <summary>The loops of a tail's spectrum: eight at a time are those of the definitions, to the bit, and the definitions are right.</summary>
[Trait("Isa", "true")]
public sealed class SpectrumTests
{
    [Fact]
    public void Tail_EqualsItsDefinition()
    {
        var random = new RandomModels(42);
        for (int count = 0; count <= 40; count += 8)
        {
            double first = random.Integer(0, 50) + 0.5, from = random.Uniform(-2, 2), step = random.Uniform(0.01, 0.1), last = first + LightSpectrum.Block + 5;
            double[] weights = Draw(random, count, 0, 1), a = Draw(random, 2 * LightSpectrum.Block, -1, 1), b = Draw(random, 2 * LightSpectrum.Block, -1, 1);
            double[] parts = [.. Enumerable.Range(0, 2 * LightSpectrum.Block).Select(k => first + k <= last ? Spectrum.TailScalar(weights, from, step, first + k, a[k], b[k]) : 0)];
            double[] both = [.. parts[..LightSpectrum.Block].Zip(parts[LightSpectrum.Block..], (one, two) => one + two)];
            Assert.Equal(Total(both), Spectrum.Tail(weights, from, step, last, [first, first + LightSpectrum.Block], a, b));
            Assert.Equal(Total(parts[..LightSpectrum.Block]), Spectrum.Tail(weights, from, step, last, [first, double.PositiveInfinity], a, b));
            double plain = weights.Select((weight, i) => weight * ((a[0] * Math.Cos(Math.PI * (from + (i * step)) * first)) + (b[0] * Math.Sin(Math.PI * (from + (i * step)) * first)))).Sum();
            Assert.Equal(plain, Spectrum.TailScalar(weights, from, step, first, a[0], b[0]), 1e-12);
        }
    }

    [Fact]
    public void Sines_AreRight()
    {
        for (int i = -3000; i < 3000; i++)
        {
            double x = 0.00737 * i;
            (double sin, double cos) = Spectrum.SinCos(x);
            Assert.Equal(double.SinPi(x), sin, 1e-15);
            Assert.Equal(double.CosPi(x), cos, 1e-15);
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
