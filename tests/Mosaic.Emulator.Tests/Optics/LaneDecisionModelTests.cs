using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

public class LaneDecisionModelTests
{
    [Fact]
    public void SigmaAndErrorProbability_AreTheFormulas()
    {
        var lane = new LaneDecisionModel(0, 100, [new LeakagePath(0, 0, [1000])], 500, 2500, 4, 0.001);
        Assert.Equal(Math.Sqrt(2500 + 4 * 700 + 0.001 * 700 * 700), lane.Sigma(700), 1e-12);
        Assert.Equal(Gaussian.Q(200 / lane.Sigma(700)), lane.ErrorProbability(700, 0, true), 1e-15);
        Assert.Equal(Gaussian.Q(-200 / lane.Sigma(700)), lane.ErrorProbability(700, 0, false), 1e-15);
        Assert.Equal((1000, 1100, 100), (lane.Cursor, lane.WorstOne, lane.WorstZero));
    }

    [Fact]
    public void ErrorBound_HoldsForEveryPattern_AndIsReached()
    {
        var random = new RandomModels(11);
        for (int i = 0; i < 60; i++)
        {
            LaneDecisionModel lane = random.Lane(10, random.Uniform(0.5, 35), negative: i % 3 == 0);
            double largest = 0;
            foreach (long current in RandomModels.Currents(lane))
            {
                double one = lane.ErrorProbability(current + lane.Cursor, 0, true), zero = lane.ErrorProbability(current, 0, false);
                Assert.True(one <= lane.ErrorBound && zero <= lane.ErrorBound);
                largest = Math.Max(largest, Math.Max(one, zero));
            }

            Assert.InRange(lane.ErrorBound, largest, largest * (1 + 1e-11));
        }
    }

    [Fact]
    public void ErrorBound_IsAtMostOne_ForAClosedEye()
    {
        var lane = new LaneDecisionModel(
            0, 0, [new LeakagePath(0, 0, [1000]), new LeakagePath(1, 0, [100_000])], 500, 1, 0, 0);
        Assert.Equal(1, lane.ErrorBound);
    }

    [Fact]
    public void Shifts_SpanAllPaths()
    {
        var lane = new LaneDecisionModel(
            3, 0, [new LeakagePath(3, -1, [5, 1000, 7]), new LeakagePath(4, -6, [3, 2]), new LeakagePath(5, 8, [1, 1])], 500, 1, 0, 0);
        Assert.Equal((-6, 9), (lane.MinShift, lane.MaxShift));
        Assert.Equal((1000, 1000, 19), (lane.Cursor, lane.WorstOne, lane.WorstZero));
    }

    [Fact]
    public void Constructor_RefusesWhatItCannotPromise()
    {
        var own = new LeakagePath(0, 0, [1000]);
        Assert.Throws<ArgumentException>(() => new LeakagePath(0, 0, []));
        Assert.Throws<ArgumentException>(() => new LeakagePath(0, 0, [1, 2, 3, 4, 5, 6, 7, 8, 9]));
        Assert.Throws<ArgumentException>(() => new LaneDecisionModel(1, 0, [own], 500, 1, 0, 0));
        Assert.Throws<ArgumentException>(() => new LaneDecisionModel(0, 0, [new LeakagePath(0, 1, [1000])], 500, 1, 0, 0));
        Assert.Throws<ArgumentException>(() => new LaneDecisionModel(0, 1L << 52, [own], 500, 1, 0, 0));
        Assert.Throws<ArgumentException>(() => new LaneDecisionModel(0, 0, [own], 500, 0, 0, 0));
        Assert.Throws<ArgumentException>(() => new LaneDecisionModel(0, 0, [own], 500, 1, -1, 0));
        Assert.Throws<ArgumentException>(() => new LaneDecisionModel(0, -5000, [own], 500, 1, 1, 0));
    }

    /// <summary>
    /// σ² = A·(1 + bI + cI²) is ½A at the lowest current that bits make, or at the vertex where they make that: a little less of b and c is allowed, a little more is not.
    /// Off currents of 0 and taps of −400 and −200 take it down to −600, and 1000 below with a cursor that is negative.
    /// </summary>
    [Theory]
    [InlineData(1000, 500, 0.5 / 600, 0)]
    [InlineData(1000, 500, 1200 / 1_080_000.0, 0.5 / 1_080_000)] // a vertex at −1200, out of reach
    [InlineData(1000, 100, 0.002, 2e-6)] // at −500: at −600 there is a little more
    [InlineData(-1000, -500, 0.5 / 1600, 0)]
    public void Noise_IsAtLeastHalfOfA_AtEveryCurrentThatBitsMake(long cursor, long threshold, double b, double c)
    {
        const double a = 1e6;
        LaneDecisionModel Lane(double factor, long off = 0) => new(
            0, off, [new LeakagePath(0, 0, [cursor, -400, 30]), new LeakagePath(1, 3, [-200])], threshold + off, a, a * b * factor, a * c * factor);
        LaneDecisionModel lane = Lane(1 - 1e-9);
        double least = RandomModels.Currents(lane).Min(current => Math.Min(Variance(current), Variance(current + cursor)));
        Assert.InRange(least / a, 0.5, c > 1e-6 ? 0.53 : 0.5 + 1e-8); // no pattern is at that vertex
        var refusal = Assert.Throws<ArgumentException>(() => Lane(1 + 1e-9));
        Assert.Contains("more than half of A", refusal.Message, StringComparison.Ordinal);
        // Light that is never negative may have any noise.
        Assert.Equal(1600, Lane(1e9, 1600).OffLevel);

        double Variance(long current) => lane.Sigma(current) * lane.Sigma(current);
    }

    /// <summary>Intensity noise alone takes nothing away, and yet at currents far below zero there is so much of it that the margin in deviations falls as they grow.</summary>
    [Fact]
    public void Margin_GrowsWithTheCurrent_OrTheLaneIsRefused()
    {
        LaneDecisionModel Lane(double c) => new(0, 0, [new LeakagePath(0, 0, [1000, -400]), new LeakagePath(1, 3, [-200])], 500, 1e6, 0, c);
        LaneDecisionModel lane = Lane(1e6 / 300_000 * (1 - 1e-9));
        Assert.True(lane.Margin(-599, 0, 1) >= lane.Margin(-600, 0, 1));
        var refusal = Assert.Throws<ArgumentException>(() => Lane(1e6 / 300_000 * (1 + 1e-9)));
        Assert.Contains("does not grow", refusal.Message, StringComparison.Ordinal);
    }
}
