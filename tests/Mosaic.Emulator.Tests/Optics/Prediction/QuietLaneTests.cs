using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;
using Mosaic.Emulator.Optics.Prediction.Grids;
using Mosaic.Emulator.Optics.Prediction.Spectra;

namespace Mosaic.Emulator.Tests.Optics.Prediction;

/// <summary>Lanes as quiet as they may be: an equaliser takes the current so far below zero that σ² is hardly more than half of A there. Whatever way they are predicted, the error ratio is that of all patterns.</summary>
public sealed class QuietLaneTests
{
    private const double Cursor = 1e14;

    [Fact]
    public void SmallLanes_EqualFullEnumeration()
    {
        var random = new RandomModels(71);
        int compared = 0, closed = 0, smooth = 0, jittered = 0;
        for (int i = 0; i < 300; i++)
        {
            if (Quiet(random, random.Integer(2, 12), random.Uniform(0.3, 9), jitter: i % 4 == 3) is not { } lane)
                continue;
            double expected = Enumerate(lane);
            if (expected < 1e-12)
                continue;
            Assert.Equal(1, BerPredictor.Predict(lane) / expected, 1e-6);
            (compared, closed, jittered) = (compared + 1, closed + (expected > 1e-2 ? 1 : 0), jittered + (lane.HasJitter ? 1 : 0));
            (InterferenceGrid grid, NoiseScale noise) = FinestGrid.Collect(lane);
            Assert.Equal(1, BerPredictor.OnGrid(lane, noise, grid, new GridLevels()) / expected, 1e-6);
            noise = FinestGrid.Collect(lane, grid);
            if (new SmoothedAverage(new SpectralAverage(), new GridDecision()).Mean(lane, noise, grid, 100_000_000) is not { } found)
                continue;
            Assert.Equal(1, found.Ratio / expected, 1e-6);
            smooth++;
        }

        Assert.True(compared >= 150 && closed >= 40 && smooth >= 100 && jittered >= 20, $"{compared} lanes, {closed} closed, {smooth} smooth, {jittered} with jitter");
    }

    [Fact]
    public void LargeLanes_AreTheSameOnTheFinestGrid()
    {
        var random = new RandomModels(72);
        int compared = 0, smooth = 0;
        for (int i = 0; i < 40; i++)
        {
            if (Quiet(random, random.Integer(30, 150), random.Uniform(0.5, 12), jitter: false) is not { } lane)
                continue;
            (InterferenceGrid grid, NoiseScale noise) = FinestGrid.Collect(lane);
            double expected = BerPredictor.OnGrid(lane, noise, grid, new GridLevels());
            if (expected < 1e-12)
                continue;
            Assert.Equal(1, BerPredictor.Predict(lane) / expected, 1e-6);
            compared++;
            noise = FinestGrid.Collect(lane, grid);
            if (new SmoothedAverage(new SpectralAverage(), new GridDecision()).Mean(lane, noise, grid, 100_000_000) is not { } found)
                continue;
            Assert.Equal(1, found.Ratio / expected, 1e-6);
            smooth++;
        }

        Assert.True(compared >= 20 && smooth >= 10, $"{compared} lanes, {smooth} smooth");
    }

    /// <summary>A lane whose σ² is 0.5 to 0.6 of A at the lowest current, or at a vertex that is a little higher; null where its margin does not grow with the current.</summary>
    private static LaneDecisionModel? Quiet(RandomModels random, int taps, double deviations, bool jitter)
    {
        double share = random.Uniform(0.5, 0.6), sizes = random.Uniform(3, 8) / Math.Sqrt(Math.Max(10, taps)), negative = 0, mean = 0;
        long[] others = [.. Enumerable.Range(0, taps).Select(_ => Tap())];
        double lowest = -Cursor * random.Uniform(0.02, 0.6);
        long off = (long)(lowest - negative);
        // A vertex above the lowest current, one below it, or none.
        double place = lowest * random.Uniform(0.9, 3), b = -2 * (1 - share) / place, c = (1 - share) / (place * place);
        if (place < lowest)
            (b, c) = (b / ((2 * lowest / place) - (lowest * lowest / (place * place))), c / ((2 * lowest / place) - (lowest * lowest / (place * place))));
        if (random.Uniform(0, 1) < 0.3)
            (b, c) = (-(1 - share) / lowest, 0);
        double threshold = off + mean + (Cursor * random.Uniform(0.2, 0.6));
        double a = Math.Pow(Cursor / 2 / deviations, 2) / (1 + (threshold * (b + (threshold * c))));
        int own = Math.Min(taps, random.Integer(1, 4));
        try
        {
            return new LaneDecisionModel(
                0,
                off,
                [
                    new LeakagePath(0, 0, [(long)Cursor, .. others[..own]], jitter ? [.. Enumerable.Range(0, own + 1).Select(_ => (long)(Math.Sqrt(a) * random.Uniform(-0.5, 0.5)))] : []),
                    .. others[own..].Select((tap, i) => new LeakagePath(1 + i, 0, [tap])),
                ],
                (long)threshold,
                a,
                a * b,
                a * c);
        }
        catch (ArgumentException refusal) when (refusal.Message.Contains("does not grow", StringComparison.Ordinal))
        {
            return null;
        }

        long Tap()
        {
            double tap = Math.Round(Cursor / 3 * sizes * Math.Exp(-random.Uniform(0, 6)) * (random.Uniform(0, 1) < 0.5 ? -1 : 1));
            (negative, mean) = (negative + Math.Min(tap, 0), mean + (0.5 * tap));
            return (long)tap;
        }
    }

    private static double Enumerate(LaneDecisionModel lane)
    {
        (long Coefficient, long Displacement, bool Cursor)[] taps =
        [
            .. from path in lane.Paths
               from t in Enumerable.Range(0, path.Coefficients.Length)
               select (path.Coefficients[t], path.Displacements.Length > 0 ? path.Displacements[t] : 0, path.Source == 0 && t == 0),
        ];
        double sum = 0;
        for (int bits = 0; bits < 1 << taps.Length; bits++)
        {
            long current = lane.OffLevel, displacement = 0;
            bool bit = false;
            for (int i = 0; i < taps.Length; i++)
            {
                if ((bits >> i & 1) != 0)
                    (current, displacement, bit) = (current + taps[i].Coefficient, displacement + taps[i].Displacement, bit | taps[i].Cursor);
            }

            double variance = lane.NoiseA + (current * (lane.NoiseB + (current * lane.NoiseC))) + ((double)displacement * displacement);
            Assert.True(variance >= (0.5 - 1e-12) * lane.NoiseA);
            sum += Gaussian.Q((bit ? current - lane.Threshold : lane.Threshold - current) / Math.Sqrt(variance));
        }

        return sum / (1 << taps.Length);
    }
}
