using System.Numerics;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;
using Mosaic.Emulator.Optics.Prediction.Grids;

namespace Mosaic.Emulator.Tests.Optics.Prediction;

public class BerPredictorTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SmallLanes_EqualFullEnumeration(bool negative)
    {
        var random = new RandomModels(21);
        int compared = 0;
        for (int i = 0; i < 150; i++)
        {
            LaneDecisionModel lane = random.Lane(random.Integer(0, 13), random.Uniform(0.5, 16), negative);
            double expected = Enumerate(lane), actual = BerPredictor.Predict(lane);
            Assert.Equal(1, actual / expected, expected >= 1e-12 ? 1e-6 : 1e-4);
            compared += expected >= 1e-12 ? 1 : 0;
        }

        Assert.True(compared >= 60);
    }

    [Fact]
    public void LanesOfLinks_EqualFullEnumeration()
    {
        var random = new RandomModels(22);
        int compared = 0;
        for (int i = 0; i < 12; i++)
        {
            foreach (LaneDecisionModel lane in new OpticalLink(random.Link(1, 2), (ulong)i).Lanes)
            {
                if (RandomModels.OtherTaps(lane).Length > 18)
                    continue;
                double expected = Enumerate(lane);
                if (expected < 1e-12)
                    continue;
                Assert.Equal(1, BerPredictor.Predict(lane) / expected, 1e-6);
                compared++;
            }
        }

        Assert.True(compared >= 12);
    }

    /// <summary>With an equaliser and jitter: every pattern of all bits, the noise of each from the slopes of its own ones.</summary>
    [Fact]
    public void LanesOfEqualizedLinks_EqualFullEnumeration()
    {
        var random = new RandomModels(25);
        int compared = 0;
        for (int i = 0; i < 25; i++)
        {
            foreach (LaneDecisionModel lane in new OpticalLink(random.EqualizedLink(1, random.Integer(1, 2)), (ulong)i).Lanes)
            {
                if (RandomModels.OtherTaps(lane).Length > 16)
                    continue;
                Assert.True(lane.HasJitter);
                double expected = EnumerateWithJitter(lane);
                if (expected < 1e-12)
                    continue;
                Assert.Equal(1, BerPredictor.Predict(lane) / expected, 1e-6);
                compared++;
            }
        }

        Assert.True(compared >= 12, $"{compared} lanes");
    }

    /// <summary>
    /// Hundreds of taps that each move the current by several σ: the normal approximation of their sum is right to some
    /// percent at a closed eye, and rounding that built up would show as rates of 0 and 1.
    /// </summary>
    [Theory]
    [InlineData(700, 5e11)]
    [InlineData(3000, 1.2e11)]
    [InlineData(3000, 0.37e11)]
    public void HundredsOfStrongTaps_StayNearTheNormalSum(int count, double size)
    {
        const double sigma = 3e10;
        var random = new RandomModels(26);
        long[] taps = [.. Enumerable.Range(0, count).Select(_ => (long)(size * random.Uniform(0.9, 1.1)))];
        const long cursor = 10_000_000_000_000;
        long mean = taps.Sum() / 2;
        var paths = new List<LeakagePath> { new(0, 0, [cursor]) };
        for (int i = 0; i < count; i += 8)
            paths.Add(new LeakagePath(1 + i, 0, [.. taps.Skip(i).Take(8)]));
        var lane = new LaneDecisionModel(0, 0, [.. paths], mean + cursor / 2, sigma * sigma, 0, 0);
        double total = Math.Sqrt(sigma * sigma + taps.Sum(tap => 0.25 * tap * tap));
        Assert.Equal(1, BerPredictor.Predict(lane) / Gaussian.Q(cursor / 2 / total), 0.05);
    }

    /// <summary>Eyes closed by light from many neighbours, over links of quite different noise: the two ways agree.</summary>
    [Fact]
    public void ClosedEyes_AreTheSameOnACoarseningGrid()
    {
        int compared = 0;
        foreach ((double rin, double power, double spot, double length) in new[] { (-200.0, 10.0, 40.0, 1.0), (-140, 10, 40, 20), (-200, 0, 25, 30), (-120, 10, 30, 10), (-160, -5, 60, 40) })
        {
            var options = new OpticalLinkOptions
            {
                Array = new() { Rows = 6, Columns = 6 },
                LitChannels = 36,
                Led = new() { AveragePowerDbm = power },
                Optics = new() { SpotSigmaUm = spot },
                Fiber = new() { LengthM = length },
                Receiver = new() { RinDbPerHz = rin, NoisePaPerSqrtHz = 0.5, ResponsivityAPerW = 1 },
            };
            foreach (LaneDecisionModel lane in new OpticalLink(options, 3).Lanes)
            {
                var noise = new NoiseScale(lane);
                var grid = new InterferenceGrid();
                grid.Collect(lane, noise.SteepestDeviation() / InterferenceGrid.StepsPerDeviation, neighboursOnly: false);
                if (new SmoothedAverage().Mean(lane, noise, grid, 1_000_000) is not { } smoothed)
                    continue;
                Assert.Equal(1, smoothed.Ratio / BerPredictor.OnGrid(lane, noise, grid, new GridLevels()), 1e-7);
                compared++;
            }
        }

        Assert.True(compared >= 100, $"{compared} lanes");
    }

    /// <summary>Own patterns of all jitters, on grids as coarse as each allows, against the sum over the finest with nothing left out.</summary>
    [Fact]
    public void JitteredLanes_AreTheSameOnCoarserGrids()
    {
        int closed = 0, rare = 0;
        foreach ((double rin, double power, double spot, double jitter) in new[] { (-200.0, 10.0, 40.0, 20.0), (-140, 10, 40, 20), (-130, -5, 20, 15), (-130, 0, 12, 60), (-125, -5, 14, 30) })
        {
            var options = new OpticalLinkOptions
            {
                Array = new() { Rows = 5, Columns = 5 },
                LitChannels = 25,
                Led = new() { AveragePowerDbm = power },
                Optics = new() { SpotSigmaUm = spot },
                Fiber = new() { LengthM = 15 },
                Receiver = new() { RinDbPerHz = rin, NoisePaPerSqrtHz = 0.5, JitterPs = jitter, ResponsivityAPerW = 1 },
            };
            foreach (LaneDecisionModel lane in new OpticalLink(options, 3).Lanes)
            {
                double expected = OverThePlainGrid(lane);
                if (expected < 1e-50)
                    continue;
                Assert.Equal(1, BerPredictor.Predict(lane) / expected, expected > 1e-12 ? 1e-6 : 1e-4);
                (closed, rare) = (closed + (expected > 1e-2 ? 1 : 0), rare + (expected is > 1e-12 and < 1e-4 ? 1 : 0));
            }
        }

        Assert.True(closed >= 20 && rare >= 10, $"{closed} closed, {rare} rare");
    }

    /// <summary>
    /// What 64×64 lanes at the ends of the ranges cost, told by one lane in the middle: 4,096 times that, at some nanoseconds a point,
    /// is less than a second on two cores.
    /// </summary>
    [Theory]
    [InlineData(0.8, 20, 20, 10, 1, 3.7)] // 128 own patterns behind open eyes
    [InlineData(0.8, 20, 0, 10, 1, 3.7)]
    [InlineData(1.87, 40, 20, 10, 1, 3.7)] // closed ones
    [InlineData(0.8, 40, 20, 10, 1, 0)]
    [InlineData(0.8, 40, 0.5, 10, 1, 0)]
    [InlineData(0.8, 40, 0, 10, 1, 0)]
    [InlineData(0.8, 40, 20, 0, 1, 0)]
    [InlineData(0.8, 30, 20, 10, 1, 0)]
    [InlineData(0.8, 24, 20, 10, 1, 0)] // rarer errors, which took longest
    [InlineData(0.8, 22, 20, 10, 1, 0)]
    [InlineData(0.8, 20, 0, 10, 1, 0)]
    public void TheWorst_TakeBoundedWork(double ledGHz, double spotUm, double jitterPs, double powerDbm, double responsivity, double lossDb)
    {
        var options = new OpticalLinkOptions
        {
            Array = new() { Rows = 11, Columns = 11 },
            LitChannels = 121,
            Led = new() { AveragePowerDbm = powerDbm, BandwidthGHz = ledGHz },
            Fiber = new() { LengthM = lossDb == 0 ? 0 : 20 },
            Optics = new() { SpotSigmaUm = spotUm, TransmitLossDb = lossDb, ReceiveLossDb = 0 },
            Receiver = new() { JitterPs = jitterPs, NoisePaPerSqrtHz = 0.1, RinDbPerHz = -200, ResponsivityAPerW = responsivity },
        };
        LaneDecisionModel lane = new OpticalLink(options, 1).Lanes[60];
        FinestGrid.IsPredicted(lane, MostWork, 1e-6);
    }

    /// <summary>Jitter, wide spots and a threshold in the middle: 64 patterns of own bits, whose tails no coarse grid takes, go on to the tables as they are.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void JitterBehindWideSpots_TakesBoundedWork(ulong seed)
    {
        var options = new OpticalLinkOptions
        {
            Array = new() { Rows = 15, Columns = 15 },
            LitChannels = 225,
            Lane = new() { BitRateGbps = 1.91 },
            Led = new() { AveragePowerDbm = 8.5, ExtinctionRatioDb = 8.6, BandwidthGHz = 0.824 },
            Fiber = new() { LengthM = 9.3 },
            Optics = new() { SpotSigmaUm = 25, HaloSigmaUm = 77, TransmitLossDb = 0, ReceiveLossDb = 0 },
            Receiver = new() { JitterPs = 31, NoisePaPerSqrtHz = 0.35, RinDbPerHz = -167, ResponsivityAPerW = 1, BandwidthGHz = 2.02, Threshold = "midpoint" },
        };
        FinestGrid.IsPredicted(new OpticalLink(options, seed).Lanes[112], MostWork, 1e-6);
    }

    /// <summary>Little jitter and rare errors, of a few of the patterns, behind noise that grows fast: the finest grid of these patterns is quick.</summary>
    [Theory]
    [InlineData(5, 0.027, 56, 5.1, 1.02, 2.53, 1.4, 1.36, 3.4, -123.7)]
    [InlineData(12.4, 0.083, 23, 3.8, 0.513, 1.32, 1.8, 0.98, 2.9, -121.9)]
    public void RareErrorsOfLittleJitter_TakeLittleWork(
        double spotUm, double halo, double haloUm, double powerDbm, double ledGHz, double rateGbps, double noise, double receiverGHz, double jitterPs, double rinDbPerHz)
    {
        var options = new OpticalLinkOptions
        {
            Array = new() { Rows = 9, Columns = 9 },
            LitChannels = 81,
            Lane = new() { BitRateGbps = rateGbps },
            Led = new() { AveragePowerDbm = powerDbm, BandwidthGHz = ledGHz },
            Fiber = new() { LengthM = 4.5 },
            Optics = new() { SpotSigmaUm = spotUm, HaloFraction = halo, HaloSigmaUm = haloUm, TransmitLossDb = 0, ReceiveLossDb = 0 },
            Receiver = new() { JitterPs = jitterPs, NoisePaPerSqrtHz = noise, RinDbPerHz = rinDbPerHz, ResponsivityAPerW = 1, BandwidthGHz = receiverGHz, Threshold = "midpoint" },
        };
        // What was given up is counted the next time.
        var workspace = new BerPredictor.Workspace();
        LaneDecisionModel lane = new OpticalLink(options, 1).Lanes[40];
        BerPredictor.Predict(lane, workspace);
        BerPredictor.Predict(lane, workspace);
        Assert.InRange(workspace.Work, 1, MostWork / 5);
    }

    // In points of tables, which take 0.65 to 0.95 ns each, sums included; a tail at a point takes 2.4 ns, and there are a tenth as many. 4,096 lanes on two cores in a
    // second have 490 µs each: 490,000 points with nothing beside them. The finest of these tables take two fifths of that.
    private const long MostWork = 250_000;

    [Trait("Isa", "true")]
    [Fact]
    public void TailAverage_EqualsItsDefinition()
    {
        var random = new RandomModels(27);
        for (int length = 0; length <= 300; length += length < 16 ? 8 : 48)
        {
            double[] weights = [.. Enumerable.Range(0, length).Select(_ => random.Uniform(-0.1, 1))];
            var noise = new NoiseParabola(random.Uniform(0.5, 2), random.Uniform(0, 0.1), random.Uniform(0, 0.01), 0.3);
            double first = random.Uniform(-12, 0), step = random.Uniform(0.02, 0.2);
            foreach (bool one in new[] { false, true })
                Assert.Equal(TailAverage.SumScalar(weights, first, step, noise, one), TailAverage.Sum(weights, first, step, noise, one));
            double[] expected = [.. Enumerable.Range(0, length + 3).Select(i => (double)i)], actual = [.. expected];
            TailAverage.AddScalar(expected, first, step, noise, 0.3);
            TailAverage.Add(actual, first, step, noise, 0.3);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void TailAverageQ_IsTheTail()
    {
        for (double x = -12; x < TailAverage.Farthest; x += 0.00137)
            Assert.Equal(1, TailAverage.Q(x) / Gaussian.Q(x), x < 9 ? 3e-11 : 1e-10);
        Assert.Equal(1, TailAverage.Q(double.NegativeInfinity));
        Assert.InRange(TailAverage.Q(double.PositiveInfinity), 0, 1e-307);
    }

    [Trait("Isa", "true")]
    [Fact]
    public void AddHalfWay_EqualsItsDefinition()
    {
        var random = new RandomModels(28);
        for (int length = 0; length <= 70; length++)
        {
            double[] between = [.. Enumerable.Range(0, length + 11).Select(_ => random.Uniform(-1, 1))];
            double[] expected = [.. Enumerable.Range(0, length).Select(i => (double)i)], actual = [.. expected];
            GridLevels.AddHalfWayScalar(between, expected);
            GridLevels.AddHalfWay(between, actual);
            Assert.Equal(expected, actual);
        }
    }

    /// <summary>Where a deviation lies is guessed from the noise; the guess must not matter, whatever the noise.</summary>
    [Fact]
    public void NoisePlace_IsTheCurrentOfItsDeviations()
    {
        var random = new RandomModels(29);
        for (int i = 0; i < 200; i++)
        {
            var noise = new NoiseParabola(random.Uniform(1, 10), random.Uniform(0, 1), random.Uniform(0, 0.005), 1e-3);
            double deviations = random.Uniform(-9, 9);
            Assert.Equal(deviations, noise.Deviations(noise.Place(deviations)), 1e-9);
        }

        Assert.Equal(double.PositiveInfinity, new NoiseParabola(1, 0, 0.02, 0.1).Place(9));
        Assert.Equal(double.NegativeInfinity, new NoiseParabola(1, 0, 0.02, 0.1).Place(-9));
    }

    private static double OverThePlainGrid(LaneDecisionModel lane)
    {
        var noise = new NoiseScale(lane);
        var grid = new InterferenceGrid();
        grid.Collect(lane, noise.SteepestDeviation() / InterferenceGrid.StepsPerDeviation, neighboursOnly: true);
        grid.Build();
        double sum = 0;
        List<OwnPattern> patterns = OwnPattern.All(lane);
        foreach (OwnPattern pattern in patterns)
        {
            double jitter = (double)pattern.Displacement * pattern.Displacement, sign = pattern.Bit ? 1 : -1;
            double first = grid.First + pattern.Current + (pattern.Bit ? lane.Cursor : 0);
            for (int i = 0; i < grid.Weights.Length; i++)
            {
                double current = first + (i * grid.Step);
                double variance = lane.NoiseA + jitter + (current * (lane.NoiseB + (current * lane.NoiseC)));
                sum += grid.Weights[i] * Gaussian.Q(sign * (current - lane.Threshold) / Math.Sqrt(Math.Max(variance, 0.25 * (lane.NoiseA + jitter))));
            }
        }

        return sum / patterns.Count;
    }

    [Fact]
    public void ShotNoiseAlone_EqualsFullEnumeration()
    {
        // σ from 1e10 without light to 2e13 at the level of a 1.
        var lane = new LaneDecisionModel(
            0, 10_000_000_000, [new LeakagePath(0, -1, [50_000_000_000_000, 1_000_000_000_000_000, 150_000_000_000_000, 9_000_000_000_000])],
            260_000_000_000_000, 1e20, 5e11, 1e-5);
        Assert.Equal(1, BerPredictor.Predict(lane) / Enumerate(lane), 1e-6);
    }

    [Fact]
    public void ManyTaps_AreTheSumOfTheirGroups()
    {
        // 300 neighbours with equal taps: the number of 1s among them is binomial.
        const int count = 300;
        const long tap = 1_000_000_000_000;
        var paths = new List<LeakagePath> { new(0, 0, [1_000_000_000_000_000]) };
        for (int i = 1; i <= count; i++)
            paths.Add(new LeakagePath(i, 0, [tap]));
        var lane = new LaneDecisionModel(0, 0, [.. paths], 650_000_000_000_000, 7e27, 0, 0);
        double expected = 0, chance = Math.Pow(2, -count);
        for (int ones = 0; ones <= count; ones++)
        {
            expected += 0.5 * chance
                * (lane.ErrorProbability(lane.Cursor + ones * tap, 0, true) + lane.ErrorProbability(ones * tap, 0, false));
            chance *= (double)(count - ones) / (ones + 1);
        }

        Assert.InRange(expected, 1e-12, 1e-6);
        Assert.Equal(1, BerPredictor.Predict(lane) / expected, 1e-6);
    }

    [Fact]
    public void ClosedAndOpenEyes_AreResults()
    {
        var closed = new LaneDecisionModel(
            0, 0, [new LeakagePath(0, 0, [1000]), new LeakagePath(1, 0, [1_000_000])], 500_500, 1e4, 0, 0);
        Assert.Equal(0.5, BerPredictor.Predict(closed), 1e-9);
        var open = new LaneDecisionModel(0, 0, [new LeakagePath(0, 0, [1_000_000])], 500_000, 1, 0, 0);
        Assert.Equal(0, BerPredictor.Predict(open));
    }

    [Trait("Isa", "true")]
    [Fact]
    public void Convolve_EqualsItsDefinition()
    {
        var random = new RandomModels(23);
        double[] weights = [.. Enumerable.Range(0, 9).Select(_ => random.Uniform(-1, 1))];
        for (int length = 1; length <= 300; length += length < 40 ? 1 : 13)
        {
            int lag = length % 5, pad = lag + 8 + length % 3, grown = length + lag + 8;
            var from = new double[pad + grown + Vector<double>.Count];
            for (int i = 0; i < length; i++)
                from[pad + i] = random.Uniform(-1, 1);
            var expected = new double[from.Length];
            var actual = new double[from.Length];
            TapKernel.ConvolveScalar(from, expected, pad, grown, 0.5, lag, weights);
            TapKernel.Convolve(from, actual, pad, grown, 0.5, lag, weights);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void GroupWeights_KeepMoments()
    {
        var moments = new SymmetricMoments();
        double[] steps = [0.3, 0.7, 1.1];
        foreach (double step in steps)
            moments.Add(step);
        for (int order = 0; order <= 8; order += 2)
        {
            double expected = 0, actual = 0;
            for (int signs = 0; signs < 8; signs++)
                expected += Math.Pow(steps.Select((s, i) => (signs >> i & 1) == 0 ? s : -s).Sum(), order) / 8;
            for (int k = -4; k <= 4; k++)
                actual += moments.Weight(Math.Abs(k)) * Math.Pow(k, order);
            Assert.Equal(1, actual / expected, 1e-12);
        }
    }

    private static double EnumerateWithJitter(LaneDecisionModel lane)
    {
        (long Coefficient, long Displacement, bool Cursor)[] taps =
        [
            .. from path in lane.Paths
               from t in Enumerable.Range(0, path.Coefficients.Length)
               select (path.Coefficients[t], path.Displacements.Length > 0 ? path.Displacements[t] : 0, path.Source == lane.Lane && path.FirstShift + t == 0),
        ];
        double sum = 0;
        for (int bits = 0; bits < 1 << taps.Length; bits++)
        {
            double current = lane.OffLevel, displacement = 0;
            bool bit = false;
            for (int i = 0; i < taps.Length; i++)
            {
                if ((bits >> i & 1) == 0)
                    continue;
                current += taps[i].Coefficient;
                displacement += taps[i].Displacement;
                bit |= taps[i].Cursor;
            }

            double sigma = Math.Sqrt(lane.NoiseA + lane.NoiseB * current + lane.NoiseC * current * current + displacement * displacement);
            sum += Gaussian.Q((bit ? current - lane.Threshold : lane.Threshold - current) / sigma);
        }

        return sum / (1 << taps.Length);
    }

    private static double Enumerate(LaneDecisionModel lane)
    {
        double sum = 0;
        long count = 0;
        foreach (long current in RandomModels.Currents(lane))
        {
            sum += lane.ErrorProbability(current + lane.Cursor, 0, true) + lane.ErrorProbability(current, 0, false);
            count++;
        }

        return sum / (2 * count);
    }
}
