using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

/// <summary>Error ratios by the spectrum of the light: against all sums one by one, the finest grid, and closed forms.</summary>
public sealed class SpectralAverageTests
{
    /// <summary>Small lanes, from closed eyes to rare errors: within the bound that comes with the result, and with frequencies too far apart not.</summary>
    [Fact]
    public void SmallLanes_EqualFullEnumeration_WithinTheBound()
    {
        var random = new RandomModels(41);
        int likely = 0, rare = 0, wrong = 0;
        for (int i = 0; i < 300; i++)
        {
            LaneDecisionModel lane = random.Lane(random.Integer(0, 13), random.Uniform(0.5, 12), negative: i % 3 == 0);
            if (Spectral(lane, 1) is not { } found)
                continue;
            double expected = RandomModels.Currents(lane)
                .Average(current => 0.5 * (lane.ErrorProbability(current + lane.Cursor, 0, true) + lane.ErrorProbability(current, 0, false)));
            if (expected < 1e-50)
                continue;
            Assert.InRange(Math.Abs(found.Ratio - expected), 0, found.Error);
            Assert.True(found.Error <= 2e-7 * found.Ratio);
            (likely, rare) = (likely + (expected > 1e-3 ? 1 : 0), rare + (expected is > 1e-50 and < 1e-7 ? 1 : 0));
            wrong += Spectral(lane, 2) is { } coarse && Math.Abs(coarse.Ratio - expected) > coarse.Error ? 1 : 0;
        }

        Assert.True(likely >= 50 && rare >= 50, $"{likely} likely, {rare} rare");
        Assert.InRange(wrong, (likely + rare) / 2, 300);
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
    [InlineData("geometry", 1.87, 12, 0, -115)]
    [InlineData("kernel", 0.8, 8, 20, -140)]
    [InlineData("kernel", 1.87, 12, 2, -120)]
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
                if (Spectral(lanes[which], 1) is not { } found)
                    continue;
                (InterferenceGrid grid, NoiseScale noise) = Collect(lanes[which]);
                double expected = BerPredictor.OnGrid(lanes[which], noise, grid, new GridLevels());
                if (expected < 1e-50)
                    continue;
                Assert.Equal(1, found.Ratio / expected, expected > 1e-12 ? 1e-7 : 1e-4);
                compared++;
            }
        }

        Assert.InRange(compared, 2, 6);
    }

    /// <summary>Eight frequencies at a time are those of the definition, to the bit.</summary>
    [Trait("Isa", "true")]
    [Fact]
    public void Spectrum_EqualsItsDefinition()
    {
        var random = new RandomModels(42);
        Span<double> real = stackalloc double[Spectrum.Block], imaginary = stackalloc double[Spectrum.Block];
        for (int count = 0; count <= 40; count += 5)
        {
            double[] steps = [.. Enumerable.Range(0, count).Select(_ => random.Uniform(0, 0.3))], tangents = [.. Enumerable.Range(0, count).Select(_ => random.Uniform(0, 1))];
            double first = random.Integer(0, 50) + 0.5;
            Assert.Equal(count + 1, Spectrum.Taps(steps, tangents, first, 0, real, imaginary));
            for (int k = 0; k < Spectrum.Block; k++)
                Assert.Equal(Spectrum.TapsScalar(steps, tangents, first + k), (real[k], imaginary[k]));

            double[] weights = [.. Enumerable.Range(0, count).Select(_ => random.Uniform(0, 1))];
            double from = random.Uniform(-2, 2), step = random.Uniform(0.01, 0.1), last = first + 5;
            double[] a = [.. Enumerable.Range(0, Spectrum.Block).Select(_ => random.Uniform(-1, 1))], b = [.. Enumerable.Range(0, Spectrum.Block).Select(_ => random.Uniform(-1, 1))];
            double[] parts = [.. Enumerable.Range(0, Spectrum.Block).Select(k => first + k <= last ? Spectrum.TailScalar(weights, from, step, first + k, a[k], b[k]) : 0)];
            Assert.Equal(parts[0] + parts[4] + (parts[2] + parts[6]) + (parts[1] + parts[5] + (parts[3] + parts[7])), Spectrum.Tail(weights, from, step, last, [first], a, b));
        }

        // And right: one tap, at a frequency.
        Spectrum.Taps([0.37], [0.25], 0.5, 0, real, imaginary);
        Assert.Equal(Math.Cos(Math.PI * 0.37 * 2.5), real[2], 1e-14);
        Assert.Equal(0.25 * Math.Sin(Math.PI * 0.37 * 2.5), imaginary[2], 1e-14);
    }

    private static (double Ratio, double Error)? Spectral(LaneDecisionModel lane, double fewer)
    {
        (InterferenceGrid grid, NoiseScale noise) = Collect(lane);
        var spectral = new SpectralAverage(fewer);
        (double Ratio, double Error)? found = new SmoothedAverage(spectral).Mean(lane, noise, grid, 1);
        return spectral.Work > 0 ? found : null;
    }

    private static (InterferenceGrid Grid, NoiseScale Noise) Collect(LaneDecisionModel lane)
    {
        var noise = new NoiseScale(lane);
        var grid = new InterferenceGrid();
        grid.Collect(lane, noise.SteepestDeviation() / InterferenceGrid.StepsPerDeviation, neighboursOnly: lane.HasJitter);
        return (grid, noise);
    }
}
