using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;
using Mosaic.Emulator.Optics.Prediction.Grids;
using Mosaic.Emulator.Optics.Prediction.Spectra;
using Mosaic.Emulator.Optics.Prediction.Tables;

namespace Mosaic.Emulator.Tests.Optics.Prediction.Tables;

public class SmoothedDecisionTests
{
    /// <summary>Lanes small enough to enumerate, from closed eyes to rare errors: the result, and that the error is within the bound that comes with it.</summary>
    [Fact]
    public void SmallLanes_EqualFullEnumeration_WithinTheBound()
    {
        var random = new RandomModels(31);
        int likely = 0, rare = 0;
        for (int i = 0; i < 300; i++)
        {
            LaneDecisionModel lane = random.Lane(random.Integer(0, 13), random.Uniform(0.5, 12), negative: i % 3 == 0);
            if (Smoothed(lane) is not { } found)
                continue;
            double expected = RandomModels.Currents(lane)
                .Average(current => 0.5 * (lane.ErrorProbability(current + lane.Cursor, 0, true) + lane.ErrorProbability(current, 0, false)));
            if (expected < 1e-50)
                continue;
            Assert.InRange(Math.Abs(found.Ratio - expected), 0, found.Error);
            Assert.True(found.Error <= 1e-6 * found.Ratio);
            (likely, rare) = (likely + (expected > 1e-3 ? 1 : 0), rare + (expected is > 1e-50 and < 1e-7 ? 1 : 0));
        }

        Assert.True(likely >= 50 && rare >= 50, $"{likely} likely, {rare} rare");
    }

    /// <summary>
    /// Links at the ends of the ranges, without loss and nearly without noise: against the finest grid, which is made of all taps and never gets coarser.
    /// Neighbours of 64 × 64 lanes, by one lane in the middle and one at the edge.
    /// </summary>
    [Theory]
    [InlineData("geometry", 0.8, 30, 20, 2.125)]
    [InlineData("geometry", 0.8, 24, 20, 2.125)]
    [InlineData("geometry", 0.8, 20, 20, 2.125)]
    [InlineData("geometry", 0.8, 20, 0, 2.125)]
    [InlineData("geometry", 0.8, 26, 0.5, 2.125)]
    [InlineData("geometry", 0.5, 40, 0, 0.3)]
    [InlineData("geometry", 1.87, 40, 5, 2.125)]
    [InlineData("kernel", 0.8, 8, 20, 2.125)]
    [InlineData("kernel", 0.4, 8, 0.5, 2.125)]
    [InlineData("kernel", 0.4, 9, 0, 2.125)]
    [InlineData("none", 0.3, 0, 0, 3)]
    public void LanesWithoutLoss_AreThoseOfTheFinestGrid(string crosstalk, double ledGHz, double spotUmOrDb, double jitterPs, double rateGbps)
    {
        double? level = string.Equals(crosstalk, "kernel", StringComparison.Ordinal) ? spotUmOrDb : null;
        var options = new OpticalLinkOptions
        {
            Array = new() { Rows = 11, Columns = 11 },
            LitChannels = 121,
            Lane = new() { BitRateGbps = rateGbps },
            Led = new() { AveragePowerDbm = 10, BandwidthGHz = ledGHz },
            Fiber = new() { LengthM = 0 },
            Optics = new() { Crosstalk = crosstalk, NearestDb = level, DiagonalDb = level + 3, SpotSigmaUm = level is null ? Math.Max(1, spotUmOrDb) : 8, TransmitLossDb = 0, ReceiveLossDb = 0 },
            Receiver = new() { JitterPs = jitterPs, NoisePaPerSqrtHz = 0.1, RinDbPerHz = -200, ResponsivityAPerW = 1 },
        };
        IReadOnlyList<LaneDecisionModel> lanes = new OpticalLink(options, 1).Lanes;
        int compared = 0;
        foreach (int which in new[] { 60, 5 })
        {
            if (lanes[which].ErrorBound == 0 || Smoothed(lanes[which]) is not { } found)
                continue;
            (InterferenceGrid grid, NoiseScale noise) = FinestGrid.Collect(lanes[which]);
            double expected = BerPredictor.OnGrid(lanes[which], noise, grid, new GridLevels());
            if (expected < 1e-50)
                continue;
            Assert.Equal(1, found.Ratio / expected, expected > 1e-12 ? 1e-7 : 1e-4);
            compared++;
        }

        Assert.InRange(compared, 1, 2);
    }

    /// <summary>Hundreds of equal taps are the binomial distribution, and need no more places than there are sums.</summary>
    [Fact]
    public void EqualTaps_AreTheBinomialDistribution()
    {
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

        var workspace = new BerPredictor.Workspace();
        Assert.Equal(1, BerPredictor.Predict(alike, workspace) / binomial, 1e-9);
        Assert.InRange(workspace.Work, 1, 5000);
    }

    /// <summary>Taps that differ by the rounding of their coefficients, or a little more, are as good as alike: few sums, and the mean of all that there are.</summary>
    [Fact]
    public void TapsThatHardlyDiffer_AreTakenForAlike()
    {
        const int count = 14;
        const long tap = 40_000_000_000_000, spread = 3_000_000;
        const double deviation = 1e13;
        var lane = new LaneDecisionModel(
            0, 0, [new LeakagePath(0, 0, [16 * tap]), .. Enumerable.Range(1, count).Select(i => new LeakagePath(i, 0, [tap + (i * i * spread / count / count)]))], 12 * tap, deviation * deviation, 0, 0);
        (double Ratio, double Error)? found = Smoothed(lane);
        double expected = RandomModels.Currents(lane).Average(current => 0.5 * (lane.ErrorProbability(current + lane.Cursor, 0, true) + lane.ErrorProbability(current, 0, false)));
        Assert.InRange(Math.Abs(found!.Value.Ratio - expected), 0, found.Value.Error);
        var workspace = new BerPredictor.Workspace();
        (InterferenceGrid grid, NoiseScale noise) = FinestGrid.Collect(lane);
        Assert.NotNull(workspace.Smoothed.Mean(lane, noise, grid, 10_000));
    }

    /// <summary>
    /// Intensity noise that grows as fast as the current: tails have no end, and those of patterns with hardly any light are a hundred times as steep as others. The ratio is that of the
    /// finest grid, and tails are worked out at few points.
    /// </summary>
    [Theory]
    [InlineData(-101, 0, 5, 0.5, 60)]
    [InlineData(-103, 0, 2, 0.3, 60)]
    [InlineData(-98, 0, 10, 0.2, 60)]
    [InlineData(-101, 0, 0, 0.5, 12)]
    [InlineData(-95, 10, 5, 0.5, 20)]
    [InlineData(-95, 5, 0, 0, 60)]
    public void TailsWithoutAnEnd_AreThoseOfTheFinestGrid(double rinDbPerHz, double moreDb, double jitterPs, double offsetUi, double extinctionDb)
    {
        var options = new OpticalLinkOptions
        {
            Array = new() { Rows = 5, Columns = 5 },
            LitChannels = 25,
            Led = new() { AveragePowerDbm = 10, ExtinctionRatioDb = extinctionDb },
            Fiber = new() { AttenuationDbPerM = 0 },
            Optics = new() { Crosstalk = "kernel", NearestDb = 1, DiagonalDb = 20, TransmitLossDb = 30 },
            Receiver = new() { JitterPs = jitterPs, NoisePaPerSqrtHz = 0.1, RinDbPerHz = rinDbPerHz, SamplingOffsetUi = offsetUi, BandwidthGHz = 0.76, Threshold = "midpoint" },
        };
        LaneDecisionModel lane = new OpticalLink(options, 4).Lanes[12];
        // Also more than any light has.
        lane = new LaneDecisionModel(lane.Lane, lane.OffLevel, lane.Paths, lane.Threshold, lane.NoiseA, lane.NoiseB, lane.NoiseC * Math.Pow(10, 0.1 * moreDb));
        (InterferenceGrid grid, NoiseScale noise) = FinestGrid.Collect(lane);
        var smoothed = new SmoothedAverage();
        (double Ratio, double Error)? found = smoothed.Mean(lane, noise, grid, 10_000_000);
        double expected = BerPredictor.OnGrid(lane, noise, grid, new GridLevels());
        Assert.Equal(1, found!.Value.Ratio / expected, 1e-8);
        Assert.InRange(smoothed.Work, 1, 200_000);
    }

    /// <summary>
    /// Noise that falls towards the errors, and a λ of rarer ones: the tail reaches so far that what may be allowed at its beginning is no number, next to what may be at the threshold. The
    /// mean over taps that are alike is the binomial one, within what was allowed.
    /// </summary>
    [Theory]
    [InlineData(12)]
    [InlineData(13.5)]
    [InlineData(14)]
    public void ALongTail_IsRightWithinWhatIsAllowed(double impossible)
    {
        const int count = 187;
        const double tap = 0.0036, tilt = 11.6;
        double[] taps = [.. Enumerable.Repeat(tap, count)];
        OwnTail tail = new OwnTail(-12, new NoiseParabola(1, -0.142, 0.00503, 1e-4), 0, 0, 0).Between(impossible, taps.Sum());
        double expected = 0, chance = Math.Pow(2, -count);
        for (int ones = 0; ones <= count; ones++)
        {
            expected += chance * Gaussian.Q(-tail.Noise.Deviations(tail.Offset + (ones * tap)));
            chance *= (double)(count - ones) / (ones + 1);
        }

        var smoothed = new SmoothedDecision();
        var allowed = new AllowedError(1e-10 * expected, tilt, 1e-11 * expected);
        double found = smoothed.Mean([tail], 1, taps, allowed, long.MaxValue)!.Value;
        Assert.Equal(1, found / expected, 5e-11 + (smoothed.Interpolations * 1.1e-10));
    }

    /// <summary>What may be allowed is a number wherever the sum of its exponents is a power, however large they are.</summary>
    [Fact]
    public void AnAllowedError_HoldsWhatItsExponentsMakeTogether()
    {
        AllowedError allowed = new AllowedError(1e-9, 2, 0) { Exponent = 1500 };
        Assert.Equal(1e-9 * Math.Exp(-20), allowed.At(-760), 1e-9 * Math.Exp(-20) * 1e-12);
        Assert.Equal(1e-9 * Math.Exp(30), allowed.Times(2).At(-735) / 2, 1e-9 * Math.Exp(30) * 1e-12);
        Assert.True(allowed.At(-1200) < 1e-300);
    }

    /// <summary>
    /// Tens of taps of hundreds of deviations, all different, from likely errors to rare ones: what the spectrum gives, within both bounds. What is behind all light is not tabulated, so rare errors take
    /// less than twice the work of likely ones; else they would take more.
    /// </summary>
    [Fact]
    public void LargeTables_AreWhatTheSpectrumGives()
    {
        var random = new RandomModels(57);
        int compared = 0;
        long likely = 0, rare = 0;
        for (int i = 0; i < 24; i++)
        {
            int count = random.Integer(36, 56);
            long size = (long)(random.Uniform(150, 600) * 1e9);
            LeakagePath[] paths = [.. Enumerable.Range(1, count).Select(k => new LeakagePath(k, 0, [(long)(size * random.Uniform(0.6, 1.4))]))];
            long all = paths.Sum(path => path.Coefficients[0]);
            double over = i % 2 == 0 ? random.Uniform(0.52, 0.6) : random.Uniform(0.8, 0.9);
            // A 1 is never wrong.
            var lane = new LaneDecisionModel(0, 0, [new(0, 0, [2 * all]), .. paths], (long)(over * all), 1e18, 0, 0);
            (InterferenceGrid grid, NoiseScale noise) = FinestGrid.Collect(lane);
            var tables = new SmoothedAverage();
            (double Ratio, double Error) found = tables.Mean(lane, noise, grid, long.MaxValue)!.Value;
            (likely, rare) = i % 2 == 0 ? (likely + tables.Work, rare) : (likely, rare + tables.Work);
            (grid, noise) = FinestGrid.Collect(lane);
            if (new SmoothedAverage(new SpectralAverage(patience: double.PositiveInfinity)).Mean(lane, noise, grid, 1) is not { } expected)
                continue;
            Assert.InRange(Math.Abs(found.Ratio - expected.Ratio), 0, found.Error + expected.Error);
            Assert.Equal(1, found.Ratio / expected.Ratio, 1e-8);
            compared++;
        }

        Assert.True(compared >= 10 && rare < 2 * likely, $"{compared} compared, {rare} and {likely}");
    }

    /// <summary>What a lane before was given up for does not count: the ratio is to the bit that of a workspace that has done nothing yet, with the work that it takes and no more.</summary>
    [Fact]
    public void Work_OfLanesBefore_DoesNotCount()
    {
        double[] taps = [.. Enumerable.Range(0, 24).Select(i => 1.2 - (0.01 * i))];
        var possible = new AllowedError(1e-9, 0, 1e-12);
        double? expected = Mean(new SmoothedDecision(), possible, long.MaxValue);
        Assert.NotNull(expected);
        long most = 0;
        for (long step = 1L << 30; step > 0; step /= 2)
        {
            most += Mean(new SmoothedDecision(), possible, most + step) is null ? step : 0;
        }

        // Just enough, and no step of interpolation that errs by nothing: that is given up after some work.
        var used = new SmoothedDecision();
        Assert.Null(Mean(used, default, long.MaxValue));
        Assert.Equal(expected, Mean(used, possible, most + 1));
        Assert.Null(Mean(used, possible, most));

        double? Mean(SmoothedDecision smoothed, AllowedError allowed, long mostWork) =>
            smoothed.Mean([new OwnTail(-14, new NoiseParabola(1, 0, 0, 0), 0, 0, 0).Between(6, taps.Sum())], 1, taps, allowed, mostWork);
    }

    /// <summary>A margin's place, on either side, of noise that grows with the current, that falls, or that does neither.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.3, 0)]
    [InlineData(-0.3, 0)]
    [InlineData(0.5, 0.06)]
    [InlineData(-0.5, 0.06)]
    [InlineData(0.9, 0.2)]
    public void Place_IsWhereTheMarginIs(double linear, double quadratic)
    {
        var noise = new NoiseParabola(1, linear, quadratic, 0);
        int finite = 0;
        foreach (double deviations in new[] { -4.0, -3, -1, 1, 3, 4 })
        {
            double place = noise.Place(deviations);
            Assert.Equal(Math.Sign(deviations), Math.Sign(place));
            if (double.IsFinite(place))
            {
                Assert.Equal(deviations, noise.Deviations(place), 1e-9);
                finite++;
            }
        }

        Assert.True(finite >= 3);
    }

    /// <summary>Polynomials up to degree 7 are given back.</summary>
    [Fact]
    public void EightPoints_AreExactForPolynomials()
    {
        for (double place = 0; place <= 1; place += 0.0625)
        {
            for (int degree = 0; degree <= 7; degree++)
            {
                double sum = 0;
                for (int k = 0; k < 8; k++)
                    sum += EightPoints.Weights(place)[k] * Math.Pow(k - 3, degree);
                Assert.Equal(Math.Pow(place, degree), sum, 1e-11);
            }
        }
    }

    private static (double Ratio, double Error)? Smoothed(LaneDecisionModel lane)
    {
        (InterferenceGrid grid, NoiseScale noise) = FinestGrid.Collect(lane);
        return new SmoothedAverage().Mean(lane, noise, grid, 10_000_000);
    }
}
