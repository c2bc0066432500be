using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;
using Mosaic.Emulator.Optics.Prediction.Grids;

namespace Mosaic.Emulator.Tests.Optics.Prediction.Grids;

/// <summary>Error ratios on a grid as coarse as the tails allow: against all sums one by one and the finest grid; and what it takes.</summary>
public sealed class GridDecisionTests
{
    /// <summary>Noise of all kinds, from closed eyes to rare errors: within the bound that comes with the result; and where more is allowed, off by more than that.</summary>
    [Fact]
    public void SmallLanes_EqualFullEnumeration_WithinTheBound()
    {
        var random = new RandomModels(61);
        int likely = 0, rare = 0, wrong = 0;
        double worst = 0;
        for (int i = 0; i < 600; i++)
        {
            LaneDecisionModel lane = Noisy(random, random.Lane(random.Integer(1, 11), random.Uniform(0.5, i % 2 == 0 ? 4 : 10)), i);
            double expected = RandomModels.Currents(lane).Average(current => 0.5 * (lane.ErrorProbability(current + lane.Cursor, 0, true) + lane.ErrorProbability(current, 0, false)));
            if (expected < 1e-12 || OnGrid(lane, 1e-7) is not { } found)
                continue;
            Assert.InRange(Math.Abs(found.Mean - expected), 0, found.Error + (1e-10 * expected));
            Assert.InRange(found.Error, 0, 1e-7 * found.Scale);
            worst = Math.Max(worst, Math.Abs(found.Mean - expected) / found.Scale);
            (likely, rare) = (likely + (expected > 1e-3 ? 1 : 0), rare + (expected < 1e-6 ? 1 : 0));
            if (OnGrid(lane, 1) is not { } coarse)
                continue;
            Assert.InRange(Math.Abs(coarse.Mean - expected), 0, coarse.Error + (1e-10 * expected));
            wrong += Math.Abs(coarse.Mean - expected) > found.Error ? 1 : 0;
        }

        Assert.True(likely >= 50 && rare >= 50 && worst < 3e-8, $"{likely} likely, {rare} rare, worst {worst}");
        Assert.True(wrong >= 20, $"{wrong} wrong");
    }

    /// <summary>Tens of neighbours and noise that changes fast with the current, where the spectrum of a tail has no end: as on the finest grid, at a tenth of the work and less.</summary>
    [Theory]
    [InlineData(257, 0.9, 0.167, 0)] // likely errors
    [InlineData(165, 0.9, 0.236, 0)]
    [InlineData(158, 1, 0.03, 0)]
    [InlineData(233, 0.9, 0.0022, 0)] // rare ones
    [InlineData(233, 0.9, 0.003, 0)]
    [InlineData(230, 0.9, 0.167, 6)] // 64 patterns of own bits
    [InlineData(150, 2, 0.2, 5)]
    public void FastNoise_TakesBoundedWork(int neighbours, double light, double intensity, int ownTaps)
    {
        LaneDecisionModel lane = FastNoise(neighbours, light, intensity, ownTaps);
        long plain = FinestGrid.IsPredicted(lane, MostWork, 1e-8);
        Assert.True(plain > 2 * MostWork, $"{plain}");
    }

    // 150 µs a lane are 4,096 lanes in 0.6 s on one core: so many points and tails, of 0.6 to 2.4 ns, take half of that.
    private const long MostWork = 60_000;

    /// <summary>A kink, as where noise that falls with the current is kept above a part of that at no current: no grid is fine enough, and other ways are taken after two of them.</summary>
    [Fact]
    public void Kinks_AreLeftToOtherWays()
    {
        double[] taps = [.. Enumerable.Range(0, 40).Select(i => 0.3 + (0.01 * i))];
        OwnTail[] smooth = [new OwnTail(-10, new NoiseParabola(1, 0, 0, 0.25), 0, 0, 0)], kinked = [new OwnTail(-10, new NoiseParabola(1, -0.9, 0, 0.8), 0, 0, 0)];
        foreach (OwnTail[] tails in new[] { smooth, kinked })
            tails[0] = tails[0].Between(8, taps.Sum());
        var grid = new GridDecision(double.PositiveInfinity);
        Assert.NotNull(grid.Mean(smooth, 1, taps, 0, 0.5, 1e-7));
        long work = grid.Work;
        Assert.Null(grid.Mean(kinked, 1, taps, 0, 0.5, 1e-7));
        Assert.InRange(grid.Work - work, 1, 3 * work);
    }

    /// <summary>Light that is left out at the ends is no more than it may be, and what is left is as it was.</summary>
    [Fact]
    public void Build_LeavesOutWhatIsNegligible()
    {
        const double negligible = 1e-9;
        var random = new RandomModels(62);
        double[] taps = [.. Enumerable.Range(0, 120).Select(_ => random.Uniform(0.02, 5)).Order()];
        InterferenceGrid all = new(), some = new();
        all.Collect(taps, 0.25);
        some.Collect(taps, 0.25);
        all.Build();
        some.Build(negligible);
        Assert.True(some.Weights.Length < 0.7 * all.Weights.Length && some.Points < 0.8 * all.Points, $"{some.Weights.Length} of {all.Weights.Length}");
        Assert.InRange(some.Points, 1, 1.3 * Cost(taps, Math.Sqrt(-2 * Math.Log(0.5 * negligible))));
        int from = (int)Math.Round((some.First - all.First) / 0.25);
        Assert.Equal(all.First + (from * 0.25), some.First, 1e-9);
        double off = 0;
        for (int i = 0; i < all.Weights.Length; i++)
            off += Math.Abs(all.Weights[i] - (i >= from && i < from + some.Weights.Length ? some.Weights[i - from] : 0));
        Assert.InRange(off, 0.01 * negligible, negligible);
    }

    [Trait("Isa", "true")]
    [Fact]
    public void Means_EqualTheirDefinition()
    {
        var random = new RandomModels(63);
        for (int length = 0; length <= 64; length += 8)
        {
            double[] weights = [.. Enumerable.Range(0, length).Select(_ => random.Uniform(-0.1, 1))], values = [.. Enumerable.Range(0, length + 9).Select(_ => random.Uniform(0, 1))];
            double[] means = new double[8], differences = new double[8];
            for (int i = 0; i < length; i++)
            {
                (double mean, double difference) = GridDecision.MeansScalar(weights[i], values.AsSpan(i, 10));
                (means[i % 8], differences[i % 8]) = (means[i % 8] + mean, differences[i % 8] + difference);
            }

            Assert.Equal((Total(means), Total(differences)), GridDecision.Means(weights, values));
        }

        // Nothing of a polynomial of degree 8, and 9! of x⁹.
        double[] eighth = [.. Enumerable.Range(0, 17).Select(i => Math.Pow(i - 8, 8))], ninth = [.. Enumerable.Range(0, 17).Select(i => Math.Pow(i - 8, 9))];
        double[] one = [1, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(0, GridDecision.Means(one, eighth).Difference);
        Assert.Equal(362880, GridDecision.Means(one, ninth).Difference);
    }

    /// <summary>Half-way between two points of nine, the polynomial through them errs by 193.8/9! of the ninth derivative, and nowhere in the middle by more.</summary>
    [Fact]
    public void Interpolation_ErrsByTheNinthDerivative()
    {
        double[] weights = new double[9];
        double worst = 0;
        for (double place = -0.5; place <= 0.5; place += 0.01)
        {
            TapKernel.Interpolation(place, 1, weights);
            worst = Math.Max(worst, Math.Abs(Math.Pow(place, 9) - weights.Select((weight, k) => weight * Math.Pow(k - 4, 9)).Sum()));
            Assert.Equal(Math.Pow(place, 8), weights.Select((weight, k) => weight * Math.Pow(k - 4, 8)).Sum(), 1e-9);
        }

        Assert.Equal(193.8, worst, 0.1);
    }

    private static double Total(double[] x) => x[0] + x[4] + (x[2] + x[6]) + (x[1] + x[5] + (x[3] + x[7]));

    private static double Cost(double[] taps, double deviations)
    {
        var grid = new InterferenceGrid();
        grid.Collect(taps, 0.25);
        return grid.Cost(deviations);
    }

    /// <summary>The same lane with hardly any thermal noise, shot or intensity noise for it.</summary>
    private static LaneDecisionModel Noisy(RandomModels random, LaneDecisionModel lane, int i)
    {
        double thermal = i % 4 == 0 ? 1 : random.Uniform(0.01, 0.5), rest = (1 - thermal) * lane.NoiseA, level = lane.Threshold;
        return new LaneDecisionModel(
            lane.Lane, lane.OffLevel, lane.Paths, lane.Threshold, thermal * lane.NoiseA, i % 3 == 0 ? 0 : rest / level, i % 3 == 1 ? 0 : rest / (level * level));
    }

    /// <summary>Neighbours that differ by half and have so many times the lane's own light together, noise of which so much of the current's square is nearly all, and own taps that move with jitter.</summary>
    private static LaneDecisionModel FastNoise(int neighbours, double light, double intensity, int ownTaps)
    {
        const long cursor = 100_000_000_000_000, off = 15_000_000_000_000, own = 2_000_000_000_000;
        var random = new RandomModels(64);
        long[] taps = [.. Enumerable.Range(0, neighbours).Select(_ => (long)(light * cursor / neighbours * random.Uniform(0.75, 1.25)))];
        LeakagePath[] paths =
        [
            new(0, 0, [cursor, .. Enumerable.Repeat(own, Math.Max(0, ownTaps - 1))], [.. Enumerable.Range(1, ownTaps).Select(i => i * own / 4)]),
            .. taps.Select((tap, i) => new LeakagePath(1 + i, 0, [tap])),
        ];
        long threshold = off + (cursor / 2) + (taps.Sum() / 2) + (own * Math.Max(0, ownTaps - 1) / 2);
        return new LaneDecisionModel(0, off, [.. paths], threshold, 1e20, 1e10, intensity);
    }

    private static (double Mean, double Error, double Scale)? OnGrid(LaneDecisionModel lane, double allowed)
    {
        NoiseParabola noise = new NoiseScale(lane).WithJitter(0);
        double[] taps = [.. RandomModels.OtherTaps(lane).Select(tap => (double)tap).Order()];
        double reach = taps.Sum(), below = lane.OffLevel - lane.Threshold;
        OwnTail[] tails = [new(-(below + lane.Cursor + reach), noise with { Linear = -noise.Linear }, 0, 0, 0), new(below, noise, 0, 0, 0)];
        for (int i = 0; i < tails.Length; i++)
            tails[i] = tails[i].Between(12, reach);
        var saddle = new SaddlePoint();
        saddle.Find(tails, 0.5, taps);
        return new GridDecision(double.PositiveInfinity).Mean(tails, 0.5, taps, saddle.Tilt, saddle.Estimate, allowed) is { } found
            ? (found.Mean, found.Error, Math.Max(found.Mean, saddle.Estimate))
            : null;
    }
}
