using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;
using Mosaic.Emulator.Optics.Prediction.Grids;
using Mosaic.Emulator.Optics.Prediction.Spectra;

namespace Mosaic.Emulator.Tests.Optics.Prediction.Spectra;

/// <summary>Error ratios by the spectrum of the light: against all sums one by one, the finest grid, and closed forms.</summary>
public sealed class SpectralAverageTests
{
    /// <summary>Small lanes, from closed eyes to rare errors: within the bound that comes with the result, and with frequencies too far apart for that bound, not.</summary>
    [Fact]
    public void SmallLanes_EqualFullEnumeration_WithinTheBound()
    {
        var random = new RandomModels(41);
        int likely = 0, rare = 0, wrong = 0;
        for (int i = 0; i < 500; i++)
        {
            LaneDecisionModel lane = random.Lane(random.Integer(0, 11), random.Uniform(0.3, i % 2 == 0 ? 4 : 12), negative: i % 3 == 0);
            double expected = Enumerated(lane);
            if (Spectral(lane) is not { } found || expected < 1e-50)
                continue;
            Assert.InRange(Math.Abs(found.Ratio - expected), 0, found.Error);
            Assert.InRange(found.Error / found.Ratio, 0, 1e-7);
            (likely, rare) = (likely + (expected > 1e-3 ? 1 : 0), rare + (expected < 1e-7 ? 1 : 0));
            if (Spectral(lane, 1e-4) is not { } coarse)
                continue;
            Assert.InRange(Math.Abs(coarse.Ratio - expected), 0, coarse.Error);
            wrong += Math.Abs(coarse.Ratio - expected) > found.Error ? 1 : 0;
        }

        Assert.True(likely >= 50 && rare >= 50, $"{likely} likely, {rare} rare");
        Assert.True(wrong >= (likely + rare) / 2, $"{wrong} wrong of {likely + rare}");
    }

    /// <summary>Taps of hundreds of deviations, nearly alike: within the bound; and where angles were rounded as if to float, not.</summary>
    [Fact]
    public void CoarseTaps_NearlyAlike_EqualFullEnumeration_WithinTheBound()
    {
        var random = new RandomModels(44);
        int compared = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i < 60; i++)
        {
            int count = random.Integer(8, 14), over = random.Integer(1, count - 1);
            double size = random.Uniform(50, 800), spread = random.Uniform(0.001, 0.05), threshold = (over + random.Uniform(-0.1, 1)) * size;
            double[] taps = [.. Enumerable.Range(0, count).Select(_ => size * random.Uniform(1 - spread, 1 + spread)).Order()];
            double expected = 0;
            for (int bits = 0; bits < 1 << count; bits++)
                expected += Gaussian.Q(threshold - taps.Where((_, k) => (bits >> k & 1) != 0).Sum());
            expected /= 1 << count;
            OwnTail[] tails = [new(-threshold, new NoiseParabola(1, 0, 0, 0), 1, 0, 0)];
            var saddle = new SaddlePoint();
            saddle.Find(tails, 1, taps);
            if (new SpectralAverage(patience: double.PositiveInfinity).Mean(tails, 1, taps, saddle) is not { } found)
                continue;
            Assert.InRange(Math.Abs(found.Ratio - expected), 0, found.Error);
            Assert.InRange(found.Error / found.Ratio, 0, 1e-7);
            compared++;
            // A deviation moved by a float's rounding of all light.
            double moved = 0, off = 6e-8 * taps.Sum();
            for (int bits = 0; bits < 1 << count; bits++)
                moved += Gaussian.Q(threshold + off - taps.Where((_, k) => (bits >> k & 1) != 0).Sum());
            least = Math.Min(least, found.Error / Math.Abs((moved / (1 << count)) - expected));
        }

        Assert.True(compared >= 40 && least < 0.1, $"{compared} compared; the least bound is {least} of what a float's rounding makes");
    }

    /// <summary>Taps all alike, so that sums are binomial, and rare errors: also frequencies that are much too far apart are within the bound, which is not out of reach.</summary>
    [Fact]
    public void RareErrors_OfTapsAllAlike_AreBinomial_WithinTheBound()
    {
        var random = new RandomModels(50);
        int compared = 0;
        double nearest = 0;
        for (int i = 0; i < 300; i++)
        {
            int count = random.Integer(20, 200), over = (int)(count * random.Uniform(0.7, 0.97));
            double size = Math.Exp(random.Uniform(0, 4)), threshold = (over + random.Uniform(0.1, 0.9)) * size;
            double expected = 0, share = Math.Exp(-count * Math.Log(2));
            for (int ones = 0; ones <= count; share *= (double)(count - ones) / (ones + 1), ones++)
                expected += share * Gaussian.Q(threshold - (ones * size));
            OwnTail[] tails = [new(-threshold, new NoiseParabola(1, 0, 0, 0), 1, 0, 0)];
            double[] taps = [.. Enumerable.Repeat(size, count)];
            var saddle = new SaddlePoint();
            saddle.Find(tails, 1, taps);
            foreach (double allowed in new[] { 1e-10, 1e-6, 1e-4 })
            {
                if (expected < 1e-50 || new SpectralAverage(allowed, double.PositiveInfinity).Mean(tails, 1, taps, saddle) is not { } found)
                    continue;
                Assert.InRange(Math.Abs(found.Ratio - expected), 0, found.Error + (1e-11 * expected));
                compared++;
                nearest = Math.Max(nearest, allowed > 1e-9 ? Math.Abs(found.Ratio - expected) / found.Error : 0);
            }
        }

        Assert.True(compared > 700 && nearest > 0.01, $"{compared} compared, {nearest} of the bound at most");
    }

    /// <summary>All taps of hundreds of deviations and the threshold behind all of them: only noise makes errors, which is where they come from.</summary>
    [Fact]
    public void AThresholdBehindAllLight_IsNoisesTail()
    {
        var random = new RandomModels(51);
        for (int i = 0; i < 100; i++)
        {
            int count = random.Integer(5, 70);
            double size = random.Uniform(300, 2000), behind = random.Uniform(3, 8);
            double[] taps = [.. Enumerable.Range(0, count).Select(_ => size * random.Uniform(0.6, 1.5)).Order()];
            OwnTail[] tails = [new(-(taps.Sum() + behind), new NoiseParabola(1, 0, 0, 0), 1, 0, 0)];
            var saddle = new SaddlePoint();
            saddle.Find(tails, 1, taps);
            double expected = Gaussian.Q(behind) * Math.Exp(-count * Math.Log(2));
            // Never by much too large, which takes a second attempt.
            Assert.InRange(saddle.Estimate / expected, 1e-5, 10);
            (double Ratio, double Error) found = new SpectralAverage(patience: double.PositiveInfinity).Mean(tails, 1, taps, saddle)!.Value;
            Assert.InRange(Math.Abs(found.Ratio - expected), 0, found.Error + (1e-10 * expected));
        }
    }

    /// <summary>Where noise grows so fast with the current that errors far on the wrong side are not certain: they are not taken for that.</summary>
    [Theory]
    [InlineData(9, 26.7, 0.923, 0.219)]
    [InlineData(10, 24.8, 0.801, 0.254)]
    [InlineData(3, 9.7, 0.363, 0.0499)]
    [InlineData(6, 12.2, 0.298, 0.0235)]
    public void ErrorsThatAreNearlyCertain_AreNotTakenForCertain(int count, double largest, double linear, double quadratic)
    {
        var random = new RandomModels(52);
        int compared = 0;
        for (int i = 0; i < 200; i++)
        {
            double[] taps = [.. Enumerable.Range(0, count).Select(_ => largest * random.Uniform(0.02, 1)).Order()];
            double offset = random.Uniform(0, 2) * taps.Sum();
            var noise = new NoiseParabola(1, linear, quadratic, 0);
            double expected = 0;
            for (int bits = 0; bits < 1 << count; bits++)
            {
                double excess = offset + taps.Where((_, k) => (bits >> k & 1) != 0).Sum();
                expected += Gaussian.Q(-excess / Math.Sqrt(1 + (excess * (linear + (excess * quadratic)))));
            }

            expected /= 1 << count;
            OwnTail[] tails = [new(offset, noise, 1, 0, 0)];
            var saddle = new SaddlePoint();
            saddle.Find(tails, 1, taps);
            compared++;
            if (new SpectralAverage(patience: double.PositiveInfinity).Mean(tails, 1, taps, saddle) is { } found)
                Assert.InRange(Math.Abs(found.Ratio - expected), 0, found.Error + 1e-14);
        }

        Assert.Equal(200, compared);
    }

    /// <summary>What was averaged before is of no consequence, whatever the number of taps: to the bit.</summary>
    [Fact]
    public void AnAverageThatWasUsedBefore_EqualsANewOne()
    {
        var random = new RandomModels(49);
        var used = new SpectralAverage(patience: double.PositiveInfinity);
        int compared = 0;
        for (int i = 0; i < 3000; i++)
        {
            double[] taps = [.. Enumerable.Range(0, random.Integer(1, 48)).Select(_ => Math.Exp(random.Uniform(-3, 3))).Order()];
            OwnTail[] tails = [new(-0.5 * taps.Sum() - random.Uniform(-2, 5), new NoiseParabola(1, 0, 0, 0), 1, 0, 0)];
            var saddle = new SaddlePoint();
            saddle.Find(tails, 1, taps);
            (double, double)? fresh = new SpectralAverage(patience: double.PositiveInfinity).Mean(tails, 1, taps, saddle);
            Assert.Equal(fresh, used.Mean(tails, 1, taps, saddle));
            compared += fresh is null ? 0 : 1;
        }

        Assert.InRange(compared, 2000, 3000);
    }

    /// <summary>Hundreds of such taps: what the tables give, in half of their work.</summary>
    [Theory]
    [InlineData(400, 0.02, 100)]
    [InlineData(300, 0.1, 115)]
    [InlineData(60, 0.02, 105)]
    [InlineData(300, 0.1, 140)]
    public void ManyCoarseTaps_AreThoseOfTheTables(double size, double spread, double over)
    {
        const int count = 160;
        var random = new RandomModels(45);
        var paths = new List<LeakagePath> { new(0, 0, [(long)(2 * over * size * 1e9)]) };
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            long tap = (long)(size * random.Uniform(1 - spread, 1 + spread) * 1e9);
            paths.Add(new LeakagePath(1 + i, 0, [tap]));
            sum += tap;
        }

        // A 1 is never wrong: errors are a 0 and so many of the neighbours' 1s.
        var lane = new LaneDecisionModel(0, 0, [.. paths], (long)(over * size * 1e9), 1e18, 0, 0);
        (InterferenceGrid grid, NoiseScale noise) = FinestGrid.Collect(lane);
        var tables = new SmoothedAverage();
        (double Ratio, double Error) expected = tables.Mean(lane, noise, grid, long.MaxValue)!.Value;
        (grid, noise) = FinestGrid.Collect(lane);
        var spectral = new SmoothedAverage(new SpectralAverage());
        (double Ratio, double Error) found = spectral.Mean(lane, noise, grid, 1)!.Value;
        Assert.Equal(1, found.Ratio / expected.Ratio, 1e-8);
        Assert.InRange(spectral.Work, 1, tables.Work / 2);
    }

    /// <summary>
    /// Coarse taps of all sizes, and noise that grows with the current: of many taps tables are wide, and of few all sums are soon looked at. The ratio is that of the tables within both bounds, in
    /// little more work than the shorter way takes.
    /// </summary>
    [Theory]
    [InlineData(42, 300, 2800, 0.55)]
    [InlineData(42, 300, 2800, 0.65)]
    [InlineData(59, 150, 2300, 0.52)]
    [InlineData(59, 150, 2300, 0.6)]
    [InlineData(59, 150, 2300, 0.85)]
    [InlineData(25, 300, 3000, 0.55)]
    [InlineData(30, 100, 150, 0.6)]
    [InlineData(20, 40, 6000, 0.6)]
    [InlineData(16, 0.7, 6000, 0.7)]
    public void CoarseTapsOfAllSizes_TakeTheShorterWay(int count, double smallest, double largest, double over)
    {
        var random = new RandomModels(61);
        LeakagePath[] paths = [.. Enumerable.Range(1, count).Select(k => new LeakagePath(k, 0, [(long)(1e9 * smallest * Math.Pow(largest / smallest, random.Uniform(0, 1)))]))];
        double all = paths.Sum(path => path.Coefficients[0]);
        var lane = new LaneDecisionModel(0, 0, [new(0, 0, [(long)(((2 * over) - 1) * all)]), .. paths], (long)(over * all), 1e18, 4e18 / all, 0);
        (double Ratio, double Error, long Work) expected = Mean(new SmoothedAverage())!.Value;
        (double Ratio, double Error, long Work)? spectral = Mean(new SmoothedAverage(new SpectralAverage(patience: double.PositiveInfinity)), 1);
        (double Ratio, double Error, long Work) found = Mean(new SmoothedAverage(new SpectralAverage()))!.Value;
        Assert.InRange(Math.Abs(found.Ratio - expected.Ratio), 0, found.Error + expected.Error);
        Assert.Equal(1, found.Ratio / expected.Ratio, 1e-8);
        Assert.InRange(found.Work, 1, 1.5 * Math.Min(expected.Work, spectral?.Work ?? long.MaxValue));

        (double, double, long)? Mean(SmoothedAverage average, long most = long.MaxValue)
        {
            (InterferenceGrid grid, NoiseScale noise) = FinestGrid.Collect(lane);
            return average.Mean(lane, noise, grid, most) is { } mean ? (mean.Ratio, mean.Error, average.Work) : null;
        }
    }

    /// <summary>Noise that grows with the current, up to where it grows too fast for the method: also within the bound.</summary>
    [Fact]
    public void NoiseThatGrows_EqualsFullEnumeration_WithinTheBound()
    {
        var random = new RandomModels(43);
        int strong = 0, declined = 0;
        double worst = 0;
        for (int i = 0; i < 2500; i++)
        {
            LaneDecisionModel lane = Grown(random, random.Lane(random.Integer(2, 10), random.Uniform(4, 12)), i);
            double expected = Enumerated(lane);
            if (expected < 1e-50)
                continue;
            if (Spectral(lane) is not { } found)
            {
                declined++;
                continue;
            }

            Assert.InRange(Math.Abs(found.Ratio - expected), 0, found.Error);
            worst = Math.Max(worst, Math.Abs((found.Ratio / expected) - 1));
            // By how much noise changes over five deviations, about the threshold.
            NoiseParabola noise = new NoiseScale(lane).WithJitter(0);
            strong += 5 * Math.Abs(noise.Linear) / Math.Sqrt(noise.Constant) > 0.25 ? 1 : 0;
        }

        Assert.True(strong >= 50 && declined >= 20 && worst < 1e-9, $"{strong} strong, {declined} declined, worst {worst}");
    }

    /// <summary>Half of all patterns certainly wrong, the others certainly right but for one many deviations away: what it adds may be too little for any frequency.</summary>
    [Fact]
    public void ATailTooSmallForAnyFrequency_AddsNothing()
    {
        const int patterns = 16;
        double[] taps = [.. Enumerable.Repeat(0.1, 8)];
        var noise = new NoiseParabola(1, 0, 0, 0);
        var saddle = new SaddlePoint();
        var spectral = new SpectralAverage(patience: double.PositiveInfinity);
        int found = 0;
        for (double margin = 7; margin < 11; margin += 0.01)
        {
            // All but the light, whose mean is 0.4.
            OwnTail[] tails = [.. Enumerable.Range(0, patterns).Select(i => new OwnTail((i < patterns / 2 ? 1000 : i == patterns / 2 ? -margin : -1000) - 0.4, noise, 1, 0, 0))];
            saddle.Find(tails, 1.0 / patterns, taps);
            if (spectral.Mean(tails, 1.0 / patterns, taps, saddle) is not { } mean)
                continue;
            double expected = 0.5 + (Gaussian.Q(margin / Math.Sqrt(1.02)) / patterns);
            Assert.InRange(Math.Abs(mean.Ratio - expected), 0, mean.Error);
            Assert.InRange(mean.Error, 0, 1e-9);
            found++;
        }

        Assert.InRange(found, 390, 410);
    }

    /// <summary>Hundreds of neighbours, each with little light: thousands of taps behind noise are the normal sum, to what their fourth moments change.</summary>
    [Fact]
    public void ThousandsOfSmallTaps_AreNearlyNormal()
    {
        const int count = 6000;
        const long tap = 10_000_000_000, cursor = 8_000_000_000_000;
        var paths = new List<LeakagePath> { new(0, 0, [cursor]) };
        for (int i = 0; i < count; i += 8)
            paths.Add(new LeakagePath(1 + i, 0, [.. Enumerable.Repeat(tap, 8)]));
        const double sigma = 5e11;
        var lane = new LaneDecisionModel(0, 0, [.. paths], (count * tap / 2) + (cursor / 2), sigma * sigma, 0, 0);
        double variance = (sigma * sigma) + (0.25 * count * tap * tap), x = 0.5 * cursor / Math.Sqrt(variance);
        // Edgeworth: κ₄ = −n·a⁴/8.
        double fourth = -0.125 * count * Math.Pow(tap, 4) / (variance * variance);
        double normal = Gaussian.Q(x) + (fourth / 24 * ((x * x * x) - (3 * x)) * Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI));
        var workspace = new BerPredictor.Workspace();
        Assert.Equal(1, BerPredictor.Predict(lane, workspace) / normal, 1e-5);
        Assert.InRange(workspace.Work, 1, 300_000);
    }

    /// <summary>Links with and without jitter and an equaliser, one in the middle and one at the edge: the ratio of the finest grid.</summary>
    [Theory]
    [InlineData("geometry", 0.8, 30, 20, -140)]
    [InlineData("geometry", 0.8, 14, 5, -140)]
    [InlineData("geometry", 1.87, 20, 0, -125)]
    [InlineData("geometry", 1.87, 12, 0, -128)]
    [InlineData("kernel", 0.8, 8, 20, -140)]
    [InlineData("kernel", 1.87, 12, 2, -128)]
    [InlineData("none", 0.6, 0, 10, -130)]
    public void Lanes_AreThoseOfTheFinestGrid(string crosstalk, double ledGHz, double spotUmOrDb, double jitterPs, double rinDbPerHz)
    {
        double? level = string.Equals(crosstalk, "kernel", StringComparison.Ordinal) ? spotUmOrDb : null;
        int compared = 0;
        foreach (double power in new[] { -14.0, -10, -5 })
        {
            var options = new OpticalLinkOptions
            {
                Array = new() { Rows = 7, Columns = 7 },
                LitChannels = 49,
                Led = new() { AveragePowerDbm = power, BandwidthGHz = ledGHz },
                Optics = new() { Crosstalk = crosstalk, NearestDb = level, DiagonalDb = level + 3, SpotSigmaUm = level is null ? Math.Max(1, spotUmOrDb) : 8 },
                Receiver = new() { JitterPs = jitterPs, RinDbPerHz = rinDbPerHz },
            };
            IReadOnlyList<LaneDecisionModel> lanes = new OpticalLink(options, 1).Lanes;
            foreach (int which in new[] { 24, 3 })
            {
                if (Spectral(lanes[which]) is not { } found)
                    continue;
                (InterferenceGrid grid, NoiseScale noise) = FinestGrid.Collect(lanes[which]);
                double expected = BerPredictor.OnGrid(lanes[which], noise, grid, new GridLevels());
                if (expected < 1e-50)
                    continue;
                Assert.Equal(1, found.Ratio / expected, expected > 1e-12 ? 1e-7 : 1e-4);
                compared++;
            }
        }

        Assert.InRange(compared, 2, 6);
    }

    /// <summary>The same lane with thermal noise turned into shot or intensity noise, part of it.</summary>
    private static LaneDecisionModel Grown(RandomModels random, LaneDecisionModel lane, int i)
    {
        double thermal = random.Uniform(0, 1), rest = (1 - thermal) * lane.NoiseA, level = lane.Threshold;
        return new LaneDecisionModel(
            lane.Lane, lane.OffLevel, lane.Paths, lane.Threshold, thermal * lane.NoiseA, i % 3 == 0 ? 0 : rest / level, i % 3 == 1 ? 0 : rest / (level * level));
    }

    private static double Enumerated(LaneDecisionModel lane) => RandomModels.Currents(lane)
        .Average(current => 0.5 * (lane.ErrorProbability(current + lane.Cursor, 0, true) + lane.ErrorProbability(current, 0, false)));

    private static (double Ratio, double Error)? Spectral(LaneDecisionModel lane, double allowed = 1e-10)
    {
        (InterferenceGrid grid, NoiseScale noise) = FinestGrid.Collect(lane);
        var spectral = new SpectralAverage(allowed, double.PositiveInfinity);
        (double Ratio, double Error)? found = new SmoothedAverage(spectral).Mean(lane, noise, grid, 1);
        return spectral.Work > 0 ? found : null;
    }
}
