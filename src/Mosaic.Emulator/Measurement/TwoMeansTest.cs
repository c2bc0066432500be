using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Measurement;

/// <summary>
/// Whether two means are of the same expectation: the test of B. L. Welch (Biometrika 34, 1947), whose degrees of freedom come here from
/// the clusters that weigh and not from all there are: the fewer groups make up most of a mean, the less is believed of its error. The two are
/// independent samples of clusters. By the central limit theorem; for samples of equal size from one distribution, as of a curve that was measured
/// again, its skewness cancels in the difference.
/// </summary>
public static class TwoMeansTest
{
    /// <summary>The probability, two-sided, of means as far apart or further; 1 where one of them rests on fewer than two clusters that weigh.</summary>
    /// <param name="first">A mean.</param>
    /// <param name="second">Another.</param>
    public static double PValue(in EstimatedMean first, in EstimatedMean second)
    {
        double scale = Math.Max(first.Value, second.Value);
        if (first.Value == second.Value)
            return 1;
        // Relative to the larger, so that no square is too small to be a number.
        double a = Square(first.Error / scale), b = Square(second.Error / scale), distance = Square((first.Value - second.Value) / scale);
        if (a + b == 0)
            return 0;
        double freedom = Square(a + b) / ((a == 0 ? 0 : a * a / (first.Sample - 1)) + (b == 0 ? 0 : b * b / (second.Sample - 1)));
        // P(|t| > T) of Student's distribution.
        return (a == 0 || first.Sample > 1) && (b == 0 || second.Sample > 1) && freedom >= 1
            ? Beta.RegularizedIncompleteBeta(0.5 * freedom, 0.5, freedom / (freedom + (distance / (a + b))))
            : 1;
    }

    /// <summary>The 95 % interval of the second expectation over the first, normal in its logarithm; infinite where a mean is 0.</summary>
    /// <param name="first">A mean.</param>
    /// <param name="second">Another.</param>
    public static (double Low, double High) RatioInterval(in EstimatedMean first, in EstimatedMean second)
    {
        if (first.Value <= 0 || second.Value <= 0)
            return (0, double.PositiveInfinity);
        double width = ClusteredMean.Quantile * Math.Sqrt(Square(first.Error / first.Value) + Square(second.Error / second.Value)), ratio = second.Value / first.Value;
        return (ratio * Elementary.Exp(-width), ratio * Elementary.Exp(width));
    }

    /// <summary>
    /// About how probably the test gives at most <paramref name="level"/> where the second expectation is <paramref name="factor"/> times
    /// the first mean and its relative error as it is.
    /// </summary>
    /// <param name="first">A mean.</param>
    /// <param name="second">Another.</param>
    /// <param name="factor">By how much the expectation has changed, above 0.</param>
    /// <param name="level">Level of the test, between 0 and 1.</param>
    public static double Power(in EstimatedMean first, in EstimatedMean second, double factor, double level)
    {
        if (first.Value <= 0 || second.Value <= 0)
            return 0;
        double error = Math.Sqrt(Square(first.Error / first.Value) + Square(factor * second.Error / second.Value));
        double limit = Gaussian.QInverse(level / 2), shift = Math.Abs(factor - 1) / error;
        return error == 0 ? 1 : Math.Min(1, Gaussian.Q(limit - shift) + Gaussian.Q(limit + shift));
    }

    private static double Square(double x) => x * x;
}
