using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;
using Mosaic.Emulator.Optics.Prediction.Grids;

namespace Mosaic.Emulator.Tests.Optics.Prediction;

/// <summary>Own taps that hardly change the noise count as light alone: what that changes is within its bound, and none is called quiet that is not.</summary>
public sealed class OwnTapsTests
{
    private const double Cursor = 1e14;

    /// <summary>The mean over all own patterns, and over those of all but the quietest taps, against what was allowed.</summary>
    [Fact]
    public void QuietTaps_ChangeNoMoreThanIsAllowed()
    {
        var random = new RandomModels(11);
        int quietest = 0, all = 0;
        double worst = 0;
        for (int i = 0; i < 400; i++)
        {
            LaneDecisionModel lane = Lane(random);
            var noise = new NoiseScale(lane);
            var own = new OwnTaps();
            own.Collect(lane);
            foreach (double allowed in new[] { 1e-3, 1e-6, 1e-9, 1e-12 })
            {
                int quiet = own.Quiet(noise, 10, allowed);
                (quietest, all) = (quietest + quiet, all + own.Taps.Length);
                double change = Math.Abs(Mean(lane, own, quiet) - Mean(lane, own, 0));
                Assert.InRange(change, 0, allowed + 1e-15);
                worst = Math.Max(worst, change / allowed);
            }
        }

        // Some taps are quiet and some are not, and the bound is not idle.
        Assert.InRange(quietest, all / 10, all * 9 / 10);
        Assert.InRange(worst, 0.01, 1);
    }

    /// <summary>All taps called quiet, where at most some of them are, change more than what would be allowed: this is what the bound is for.</summary>
    [Fact]
    public void TapsThatAreNotQuiet_ChangeMore()
    {
        var random = new RandomModels(12);
        int loud = 0, more = 0;
        for (int i = 0; i < 200; i++)
        {
            LaneDecisionModel lane = Lane(random);
            var own = new OwnTaps();
            own.Collect(lane);
            if (own.Quiet(new NoiseScale(lane), 10, 1e-6) == own.Taps.Length)
                continue;
            loud++;
            more += Math.Abs(Mean(lane, own, own.Taps.Length) - Mean(lane, own, 0)) > 1e-6 ? 1 : 0;
        }

        Assert.InRange(more, 30, loud);
    }

    /// <summary>Links of strong intensity noise, whose patterns are halved some times: against the finest grid, which takes each by itself.</summary>
    [Theory]
    [InlineData(-91, 5, 0.5, 20)]
    [InlineData(-95, 20, 0.2, 12)]
    [InlineData(-100, 2, 0, 60)]
    [InlineData(-140, 1, 0, 12)]
    public void StrongNoise_HasTheRatioOfTheFinestGrid(double rinDbPerHz, double jitterPs, double offsetUi, double extinctionDb)
    {
        var options = new OpticalLinkOptions
        {
            Array = new() { Rows = 5, Columns = 5 },
            Led = new() { AveragePowerDbm = 0, ExtinctionRatioDb = extinctionDb },
            Optics = new() { Crosstalk = "kernel", NearestDb = 3, DiagonalDb = 20, TransmitLossDb = 20 },
            Receiver = new() { JitterPs = jitterPs, NoisePaPerSqrtHz = 1, RinDbPerHz = rinDbPerHz, SamplingOffsetUi = offsetUi, BandwidthGHz = 0.76 },
        };
        LaneDecisionModel lane = new OpticalLink(options, 4).Lanes[12];
        var noise = new NoiseScale(lane);
        var grid = new InterferenceGrid();
        grid.Collect(lane, noise.SteepestDeviation() / InterferenceGrid.StepsPerDeviation, neighboursOnly: true);
        (double ratio, double error) = new SmoothedAverage().Mean(lane, noise, grid, 10_000_000)!.Value;
        double expected = BerPredictor.OnGrid(lane, noise, grid, new GridLevels());
        Assert.Equal(1, ratio / expected, 1e-8);
        Assert.InRange(Math.Abs(ratio - expected), 0, error);
        var own = new OwnTaps();
        own.Collect(lane);
        Assert.InRange(own.Quiet(noise, 8, 1e-8 * ratio), 1, own.Taps.Length - 1);
    }

    /// <summary>By the definition, with no neighbours: all sums of the quiet taps' light one by one.</summary>
    private static double Mean(LaneDecisionModel lane, OwnTaps own, int quiet)
    {
        var patterns = new List<(bool Bit, double Current, double Jitter)>();
        own.Patterns(quiet, patterns);
        var noise = new NoiseScale(lane);
        double sum = 0;
        for (int bits = 0; bits < 1 << quiet; bits++)
        {
            double light = lane.OffLevel - (double)lane.Threshold;
            for (int k = 0; k < quiet; k++)
                light += (bits >> k & 1) * own.Taps[k].Current;
            foreach ((bool bit, double current, double jitter) in patterns)
            {
                double x = noise.WithJitter(jitter).Deviations(light + current);
                sum += Mosaic.Emulator.Numerics.Gaussian.Q(bit ? x : -x);
            }
        }

        return sum / patterns.Count / (1 << quiet);
    }

    private static LaneDecisionModel Lane(RandomModels random)
    {
        int taps = (int)random.Uniform(3, 9);
        double noise = Cursor * Math.Pow(10, random.Uniform(-2, 0)), jitter = Math.Pow(10, random.Uniform(-4, 0)), decay = random.Uniform(0.5, 4);
        long[] coefficients = [.. Enumerable.Range(0, taps).Select(k => (long)(k == 1 ? Cursor : Sized(k, 0)))];
        long[] displacements = [.. Enumerable.Range(0, taps).Select(k => (long)(jitter * (k == 1 ? 0.3 * Cursor : Sized(k, -0.9))))];
        double c = Math.Pow(10, random.Uniform(-4, 0));
        return new LaneDecisionModel(
            0, (long)(0.05 * Cursor), [new LeakagePath(0, -1, [.. coefficients], [.. displacements])], (long)(0.6 * Cursor), noise * noise, 0, c);

        double Sized(int k, double least) => Cursor * random.Uniform(least, 0.9) * Math.Exp(-decay * Math.Abs(k - 1));
    }
}
