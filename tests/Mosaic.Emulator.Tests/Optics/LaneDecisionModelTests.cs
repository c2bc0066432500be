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
}
