using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Tests.Fec;

namespace Mosaic.Emulator.Tests.Measurement;

public class ClusteredMeanTests
{
    [Fact]
    public void EqualClusters_AreTheirNumberAndHaveNoSpread()
    {
        var mean = new ClusteredMean();
        for (int i = 0; i < 40; i++)
            mean.Add(1e-30);
        Assert.Equal((40, 1e-30), (mean.Count, mean.Mean!.Value));
        Assert.Equal(40, mean.EffectiveSample!.Value, 1e-12);
        (double? low, double? high) = mean.Interval();
        Assert.Equal(1, low!.Value / 1e-30, 1e-6);
        Assert.Equal(1, high!.Value / 1e-30, 1e-6);
    }

    [Fact]
    public void OneClusterThatOutweighsAll_IsOne()
    {
        var mean = new ClusteredMean();
        for (int i = 0; i < 1000; i++)
            mean.Add(i == 7 ? 1e-12 : 1e-20);
        Assert.InRange(mean.EffectiveSample!.Value, 1, 1.0001);
        Assert.True(mean.EffectiveSample < ClusteredMean.FewClusters);
        Assert.Equal(0, mean.Interval().Low);
    }

    [Fact]
    public void NothingOrTooLittle_HasNoInterval()
    {
        var mean = new ClusteredMean();
        Assert.Null(mean.Mean);
        Assert.Equal((null, null), mean.Interval());
        mean.Add(1e-200);
        mean.Add(3e-200);
        Assert.Equal(2e-200, mean.Mean);
        Assert.Null(mean.EffectiveSample);
        Assert.Equal((null, null), mean.Interval());
    }

    [Fact]
    public void Parts_AddUpToTheSameBits()
    {
        var random = new Random(3);
        var all = new ClusteredMean();
        ClusteredMean[] parts = [new(), new(), new()];
        for (int i = 0; i < 3000; i++)
        {
            double value = Math.Pow(10, -20 * random.NextDouble());
            all.Add(value);
            parts[random.Next(3)].Add(value);
        }

        parts[1].Add(parts[2]);
        parts[1].Add(parts[0]);
        Assert.Equal((all.Count, all.Mean, all.EffectiveSample, all.Interval()), (parts[1].Count, parts[1].Mean, parts[1].EffectiveSample, parts[1].Interval()));
    }

    /// <summary>Of exponential values, 300 a mean: skewed, yet near to normal. Coverage is 94.7 % (Cornish–Fisher), tested by counting.</summary>
    [Theory]
    [InlineData(1.0, true)]
    [InlineData(0.9, false)]
    public void Interval_CoversTheMean(double shrunk, bool covers)
    {
        var random = new Random(9);
        const int Rounds = 20_000;
        int covered = 0;
        for (int round = 0; round < Rounds; round++)
        {
            var mean = new ClusteredMean();
            for (int i = 0; i < 300; i++)
                mean.Add(-Math.Log(1 - random.NextDouble()));
            (double? low, double? high) = mean.Interval();
            double centre = mean.Mean!.Value;
            covered += centre + (shrunk * (low!.Value - centre)) <= 1 && centre + (shrunk * (high!.Value - centre)) >= 1 ? 1 : 0;
        }

        Assert.Equal(covers, BinomialTest.Fits(covered, Rounds, 0.947));
    }
}
