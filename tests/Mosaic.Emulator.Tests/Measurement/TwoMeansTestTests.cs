using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Measurement;

public class TwoMeansTestTests
{
    /// <summary>Welch's t with tables of Student's distribution: 97.5 % and 99.5 % quantiles.</summary>
    [Theory]
    [InlineData(1, 12.7062047364, 0.05)]
    [InlineData(10, 2.22813885196, 0.05)]
    [InlineData(30, 2.75)]
    [InlineData(1e9, 1.95996398454, 0.05)]
    public void PValue_IsStudents(double freedom, double t, double p = 0.01)
    {
        var exact = new EstimatedMean(1, 0, 100);
        var mean = new EstimatedMean(1 + (t * 0.01), 0.01, freedom + 1);
        Assert.Equal(1, TwoMeansTest.PValue(exact, mean) / p, 1e-4);
        Assert.Equal(TwoMeansTest.PValue(exact, mean), TwoMeansTest.PValue(mean, exact));
    }

    /// <summary>Two of equal error and sample have twice the degrees of freedom of one.</summary>
    [Fact]
    public void Freedom_IsWelchs()
    {
        double error = 0.01 / Math.Sqrt(2);
        Assert.Equal(1, TwoMeansTest.PValue(new EstimatedMean(1, error, 6), new EstimatedMean(1 + (2.22813885196 * 0.01), error, 6)) / 0.05, 1e-4);
    }

    [Fact]
    public void TinyMeans_AreComparedLikeLargeOnes()
    {
        double large = TwoMeansTest.PValue(new EstimatedMean(1, 0.1, 50), new EstimatedMean(1.4, 0.1, 40));
        Assert.Equal(1, TwoMeansTest.PValue(new EstimatedMean(1e-200, 1e-201, 50), new EstimatedMean(1.4e-200, 1e-201, 40)) / large, 1e-9);
    }

    [Fact]
    public void WhatRestsOnOneCluster_SaysNothing()
    {
        Assert.Equal(1, TwoMeansTest.PValue(new EstimatedMean(1e-9, 1e-9, 1), new EstimatedMean(1e-12, 1e-14, 500)));
        Assert.Equal(1, TwoMeansTest.PValue(new EstimatedMean(0, 0, 0), new EstimatedMean(0, 0, 0)));
        Assert.Equal(0, TwoMeansTest.PValue(new EstimatedMean(0, 0, 0), new EstimatedMean(1e-3, 0, 9)));
        Assert.Equal((0, double.PositiveInfinity), TwoMeansTest.RatioInterval(new EstimatedMean(0, 0, 0), new EstimatedMean(1, 0.1, 9)));
    }

    [Fact]
    public void Interval_HoldsTheRatio_AndPowerIsThatOfTheNormalTest()
    {
        EstimatedMean first = new(2, 0.02, 1000), second = new(3, 0.03, 1000);
        (double low, double high) = TwoMeansTest.RatioInterval(first, second);
        Assert.Equal(1.5, Math.Sqrt(low * high), 1e-12);
        Assert.Equal(1.9599639845400543 * Math.Sqrt(2e-4), Math.Log(high / 1.5), 1e-12);
        Assert.Equal(0.5, TwoMeansTest.Power(first, first, 1 + (1.959963984540054 * 0.01 * Math.Sqrt(2)), 0.05), 0.02);
        Assert.Equal(0.05, TwoMeansTest.Power(first, first, 1, 0.05), 1e-9);
        Assert.InRange(TwoMeansTest.Power(first, second, 1.2, 1e-6), 0.999, 1);
    }

    [Fact]
    public void SumsAsText_ComeBackToTheLastBit()
    {
        var mean = new ClusteredMean();
        foreach (double value in (double[])[1e-300, 3e-17, 0.1, double.Epsilon, 12345.678])
            mean.Add(value);
        foreach (ExactSum sum in (ExactSum[])[mean.Exact, mean.ExactSquares, new ExactSum()])
            Assert.Equal(sum.ToString(), ExactSum.Parse(sum.ToString())!.ToString());
        Assert.Equal(mean.Sum, ExactSum.Parse(mean.Exact.ToString())!.Value);
        foreach (string text in (string[])["", "1", "x:1", "0:", "0:g", "35:1", "-1:1", "34:10000000000000000"])
            Assert.Null(ExactSum.Parse(text));
    }
}
