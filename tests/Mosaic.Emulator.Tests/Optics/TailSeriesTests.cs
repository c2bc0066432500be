using System.Runtime.Intrinsics;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

public class TailSeriesTests
{
    /// <summary>Lanes small enough to enumerate, from closed eyes to rare errors: the result, and that the error is within the bound that comes with it.</summary>
    [Fact]
    public void SmallLanes_EqualFullEnumeration_WithinTheBound()
    {
        var random = new RandomModels(31);
        int likely = 0, rare = 0;
        for (int i = 0; i < 300; i++)
        {
            LaneDecisionModel lane = random.Lane(random.Integer(1, 13), random.Uniform(0.5, 12), negative: i % 3 == 0);
            (InterferenceGrid grid, NoiseScale noise) = Collect(lane);
            if (new SeriesAverage().Mean(lane, noise, grid) is not { } found)
                continue;
            double expected = 0;
            int count = 0;
            foreach (long current in RandomModels.Currents(lane))
            {
                expected += lane.ErrorProbability(current + lane.Cursor, 0, true) + lane.ErrorProbability(current, 0, false);
                count++;
            }

            expected /= count;
            Assert.InRange(Math.Abs(found.Sum - expected), 0, found.Error);
            Assert.True(found.Error <= 1e-6 * found.Sum);
            (likely, rare) = (likely + (expected > 1e-3 ? 1 : 0), rare + (expected is > 1e-30 and < 1e-7 ? 1 : 0));
        }

        Assert.True(likely >= 12 && rare >= 12, $"{likely} likely, {rare} rare");
    }

    /// <summary>
    /// Links at the ends of the ranges, without loss and nearly without noise: against the finest grid, which knows nothing of frequencies. The
    /// neighbours of 64 × 64 lanes, by one lane in the middle and one at the edge.
    /// </summary>
    [Theory]
    [InlineData(0.8, 30, 20, 2.125)]
    [InlineData(0.8, 24, 20, 2.125)]
    [InlineData(0.8, 22, 20, 2.125)]
    [InlineData(0.8, 20, 20, 2.125)]
    [InlineData(0.8, 20, 0, 2.125)]
    [InlineData(0.8, 26, 0.5, 2.125)]
    [InlineData(0.5, 40, 0, 0.3)]
    [InlineData(1.87, 40, 5, 2.125)]
    public void LanesWithoutLoss_AreThoseOfTheFinestGrid(double ledGHz, double spotUm, double jitterPs, double rateGbps)
    {
        var options = new OpticalLinkOptions
        {
            Array = new() { Rows = 11, Columns = 11 },
            LitChannels = 121,
            Lane = new() { BitRateGbps = rateGbps },
            Led = new() { AveragePowerDbm = 20, BandwidthGHz = ledGHz },
            Fiber = new() { LengthM = 0 },
            Optics = new() { SpotSigmaUm = spotUm, TransmitLossDb = 0, ReceiveLossDb = 0 },
            Receiver = new() { JitterPs = jitterPs, NoisePaPerSqrtHz = 0.1, RinDbPerHz = -200, ResponsivityAPerW = 0.5 },
        };
        IReadOnlyList<LaneDecisionModel> lanes = new OpticalLink(options, 1).Lanes;
        int compared = 0;
        foreach (int which in new[] { 60, 61, 5 })
        {
            (InterferenceGrid grid, NoiseScale noise) = Collect(lanes[which]);
            if (lanes[which].ErrorBound == 0 || new SeriesAverage().Mean(lanes[which], noise, grid) is not { } found)
                continue;
            double expected = 2 * BerPredictor.OnGrid(lanes[which], noise, grid, new GridLevels());
            Assert.Equal(1, found.Sum / expected, expected > 1e-12 ? 1e-7 : 1e-4);
            Assert.InRange(found.Error, 0, 3e-7 * found.Sum);
            compared++;
        }

        Assert.InRange(compared, 1, 3);
    }

    /// <summary>All taps but one at their worst: 1 in 2²⁰ at the upper end, and hardly any noise.</summary>
    [Fact]
    public void TheWorstPatternAlone_IsRightOnTheGridToo()
    {
        const long size = 100_000_000_000;
        var lane = new LaneDecisionModel(
            0, 0, [new LeakagePath(0, 0, [20 * size]), .. Enumerable.Range(1, 20).Select(i => new LeakagePath(i, 0, [size]))], (19 * size) + (size / 2), 2e19, 0, 0);
        (InterferenceGrid grid, NoiseScale noise) = Collect(lane);
        double expected = lane.ErrorProbability(20 * size, 0, false) / (1 << 21);
        double all = 0.5 * (lane.ErrorProbability(20 * size, 0, true) / (1 << 20));
        Assert.Equal(1, BerPredictor.OnGrid(lane, noise, grid, new GridLevels()) / (expected + all), 1e-11);
    }

    /// <summary>Sums of few taps, pair by pair, are full enumeration; and hundreds of equal taps are the binomial distribution.</summary>
    [Fact]
    public void Pairs_EqualFullEnumeration()
    {
        var random = new RandomModels(35);
        for (int i = 0; i < 80; i++)
        {
            LaneDecisionModel lane = random.Lane(random.Integer(0, 12), random.Uniform(0.5, 12), negative: i % 3 == 0);
            (InterferenceGrid grid, NoiseScale noise) = Collect(lane);
            long[] currents = [.. RandomModels.Currents(lane)];
            double expected = currents.Average(current => 0.5 * (lane.ErrorProbability(current + lane.Cursor, 0, true) + lane.ErrorProbability(current, 0, false)));
            Assert.Equal(1, new SumPairs().Mean(lane, noise, grid)!.Value / expected, 1e-10);
        }

        const int count = 300;
        const long tap = 1_000_000_000_000;
        var alike = new LaneDecisionModel(
            0, 0, [new LeakagePath(0, 0, [100 * tap]), .. Enumerable.Range(1, count).Select(i => new LeakagePath(i, 0, [tap]))], 200 * tap, 7e21, 0, 0);
        double binomial = 0, chance = Math.Pow(2, -count);
        for (int ones = 0; ones <= count; ones++)
        {
            binomial += 0.5 * chance * (alike.ErrorProbability((100 + ones) * tap, 0, true) + alike.ErrorProbability(ones * tap, 0, false));
            chance *= (double)(count - ones) / (ones + 1);
        }

        Assert.Equal(1, BerPredictor.Predict(alike) / binomial, 1e-10);
        (InterferenceGrid all, NoiseScale quiet) = Collect(alike);
        Assert.NotNull(new SumPairs().Mean(alike, quiet, all));
        Assert.Null(new SumPairs().Mean(random.Lane(40, 3), quiet, Collect(random.Lane(40, 3)).Grid));
    }

    /// <summary>Where it is said that sums are too many, there are more than 2²²; 300 equal taps make 301.</summary>
    [Fact]
    public void Pairs_AreTried_WhereTapsMayMakeFewSums()
    {
        double[] differ = [.. Enumerable.Range(0, 23).Select(i => 1 + Math.Sqrt(i))];
        Assert.True(SumPairs.MayBeFew([]));
        Assert.True(SumPairs.MayBeFew(differ.AsSpan(0, 22)));
        Assert.False(SumPairs.MayBeFew(differ));
        Assert.True(SumPairs.MayBeFew([.. Enumerable.Repeat(1.0, 300)]));
        Assert.True(SumPairs.MayBeFew([.. Enumerable.Repeat(1.0, 2047), .. Enumerable.Repeat(2.0, 2047)])); // 2048²
        Assert.False(SumPairs.MayBeFew([.. Enumerable.Repeat(1.0, 2047), .. Enumerable.Repeat(2.0, 2048)]));
    }

    /// <summary>The mean over the noise in closed form, by nodes, and by nodes four times as many.</summary>
    [Fact]
    public void NoiseInClosedForm_IsThatOfNodes()
    {
        var random = new RandomModels(32);
        for (int i = 0; i < 60; i++)
        {
            double tilt = i % 2 == 0 ? 0 : random.Uniform(0.1, 1.5), growth = Math.Exp(random.Uniform(-9, -5.5)) / Math.Pow(1 + tilt, 5.0 / 3);
            var noise = new NoiseParabola(1, random.Uniform(-growth, growth), random.Uniform(0, growth * growth / 4), 0.1);
            var series = new TailSeries();
            series.Start([.. Enumerable.Range(0, 30).Select(_ => random.Uniform(0.5, 2))]);
            Assert.True(series.Expand(tilt, 0.09, 9, 1e-13, 1_000_000));
            double margin = random.Uniform(-4, 8);
            bool one = random.Integer(0, 1) == 1;
            double logScale = tilt * margin;
            double closed = Closed(series, logScale, noise, margin, one);
            double nodes = NoiseNodes.Mean(series, series.Terms, logScale, noise, margin, one, tilt, 96, out double envelope);
            double many = NoiseNodes.Mean(series, series.Terms, logScale, noise, margin, one, tilt, 384, out _);
            Assert.Equal(many, nodes, 1e-12 * envelope);
            Assert.Equal(many - (tilt == 0 ? 0.5 : 0), closed, (NoiseWaves.Error(growth, tilt) + 1e-13) * envelope);
        }
    }

    private static double Closed(TailSeries series, double logScale, NoiseParabola noise, double margin, bool one)
    {
        var waves = new NoiseWaves();
        waves.Start(series, noise.Linear);
        return waves.Mean(series, series.Terms, logScale, noise, margin, one);
    }

    /// <summary>
    /// Frequencies beyond 6.5/(0.95·(1 − 8g)σ) are not looked at: there the noise, however it grows with the current, lets no more through
    /// than exp(−6.5²/2).
    /// </summary>
    [Fact]
    public void Noise_LetsNothingThroughBeyond()
    {
        foreach (double growth in new[] { 0, 1e-3, 0.01, 0.03, 0.05 })
        {
            foreach (double tilt in new[] { 0, 1, 3, 7 })
            {
                if (tilt * growth > 0.1)
                    continue;
                foreach (double share in new[] { 0.0, 0.5, 1 })
                {
                    var noise = new NoiseParabola(1, growth, share * growth * growth / 4, 0.01);
                    foreach (bool one in new[] { false, true })
                    {
                        for (double damped = 2; damped <= 6.5; damped += 0.5)
                        {
                            double through = Through(noise, tilt, damped / (0.95 * (1 - (8 * growth))), one);
                            Assert.True(through < (1.05 * Math.Exp(-0.5 * damped * damped)) + 2e-14, $"{growth} {tilt} {share} {one} {damped}: {through}");
                        }
                    }
                }
            }
        }
    }

    /// <summary>|E exp((λ + iω)V)| / E exp(λV) by a fine trapezoidal rule.</summary>
    private static double Through(NoiseParabola noise, double tilt, double frequency, bool one)
    {
        double real = 0, imaginary = 0, all = 0;
        for (double node = -12; node <= 16; node += 0.005)
        {
            double v = one ? noise.Place(node) : -noise.Place(-node), weight = Math.Exp((-0.5 * node * node) + (tilt * v));
            (real, imaginary, all) = (real + (weight * Math.Cos(frequency * v)), imaginary + (weight * Math.Sin(frequency * v)), all + weight);
        }

        return Math.Sqrt((real * real) + (imaginary * imaginary)) / all;
    }

    /// <summary>The bound for an interval is above the product at every frequency in it, and not idle.</summary>
    [Fact]
    public void Remainder_BoundsAllOfAnInterval()
    {
        var random = new RandomModels(33);
        int small = 0;
        for (int i = 0; i < 200; i++)
        {
            double[] taps = new double[TailRemainder.Room + 64];
            double[] frozen = new double[taps.Length], pull = new double[taps.Length + 1];
            for (int k = TailRemainder.Room; k < taps.Length; k++)
                taps[k] = Math.Exp(random.Uniform(-5, 1));
            Array.Sort(taps);
            double tilt = i % 2 == 0 ? 0 : random.Uniform(0, 2);
            for (int k = 0; k < taps.Length; k++)
            {
                frozen[k] = Math.Tanh(0.5 * tilt * taps[k]);
                pull[k + 1] = pull[k] + (taps[k] * taps[k] * (1 - (frozen[k] * frozen[k])));
            }

            double low = Math.Exp(random.Uniform(-1, 6)), width = Math.Exp(random.Uniform(-8, -2.8));
            double bound = new TailRemainder(taps, frozen, pull).Product(low, width, 1e-100);
            for (int at = 0; at <= 50; at++)
            {
                double product = 1;
                for (int k = TailRemainder.Room; k < taps.Length; k++)
                {
                    double sine = Math.Sin(0.5 * low * (1 + (width * at / 50)) * taps[k]);
                    product *= 1 - (sine * sine * (1 - (frozen[k] * frozen[k])));
                }

                Assert.True(Math.Sqrt(product) <= bound * (1 + 1e-12));
            }

            small += bound < 1e-6 ? 1 : 0;
        }

        Assert.True(small >= 20, $"{small} are small");
    }

    [Trait("Isa", "true")]
    [Fact]
    public void UnitCircle_EqualsItsDefinition()
    {
        var random = new RandomModels(34);
        for (int i = 0; i < 500; i++)
        {
            double first = random.Uniform(-3000, 3000), step = random.Uniform(0, 3);
            Vector512<double> cosine = UnitCircle.Cos(
                Vector512.Create(first) + (Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7) * Vector512.Create(step)), out Vector512<double> sine);
            for (int k = 0; k < 8; k++)
            {
                double angle = first + (k * step), expected = UnitCircle.Cos(angle, out double expectedSine);
                Assert.Equal((expected, expectedSine), (cosine[k], sine[k]));
                Assert.Equal(Elementary.Cos(angle), expected, 5e-16);
                Assert.Equal(Elementary.Sin(angle), expectedSine, 5e-16);
            }
        }
    }

    private static (InterferenceGrid Grid, NoiseScale Noise) Collect(LaneDecisionModel lane)
    {
        var noise = new NoiseScale(lane);
        var grid = new InterferenceGrid();
        grid.Collect(lane, noise.SteepestDeviation() / InterferenceGrid.StepsPerDeviation, neighboursOnly: lane.HasJitter);
        return (grid, noise);
    }
}
