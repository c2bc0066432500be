using System.Globalization;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

public class BetaTests
{
    private static readonly double[] Parameters = [0.5, 1, 2, 3.5, 10, 100, 1e3, 1e5, 1e8, 1e10, 1e13];

    [Fact]
    public void TailsAreWithinTheStatedBound()
    {
        int count = 0;
        foreach (double[] row in VectorFile.Rows("beta.txt", "beta"))
        {
            (double a, double b, double x) = (row[0], row[1], row[2]);
            string where = string.Create(CultureInfo.InvariantCulture, $"I_{x:R}({a:R}, {b:R})");
            Assert.True(Math.Abs(Beta.RegularizedIncompleteBeta(a, b, x) / row[3] - 1) < 1e-12, where);
            Assert.True(Math.Abs(Beta.RegularizedIncompleteBetaComplement(a, b, x) / row[4] - 1) < 1e-12, where);
            count++;
        }

        Assert.True(count > 200);
    }

    [Fact]
    public void LogGammaIsWithinTheStatedBound() => VectorFile.AssertBound(
        "beta.txt", "loggamma", Gamma.LogGamma, (actual, high, low) => Math.Abs(actual - high - low) / Math.Max(1, Math.Abs(high)), 1e-15);

    [Theory]
    [InlineData(1e-12)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.7)]
    [InlineData(0.999)]
    public void ClosedForms(double x)
    {
        foreach (double n in Parameters)
        {
            AssertClose(Elementary.Exp(n * Elementary.Log(x)), Beta.RegularizedIncompleteBeta(n, 1, x));
            AssertClose(Elementary.Exp(n * Elementary.Log1P(-x)), Beta.RegularizedIncompleteBetaComplement(1, n, x));
        }

        AssertClose(Elementary.Asin(Math.Sqrt(x)) / 1.5707963267948966, Beta.RegularizedIncompleteBeta(0.5, 0.5, x));
    }

    [Fact]
    public void BothEndsAreExact()
    {
        foreach (double a in Parameters)
        {
            foreach (double b in Parameters)
            {
                Assert.Equal(0, Beta.RegularizedIncompleteBeta(a, b, 0));
                Assert.Equal(1, Beta.RegularizedIncompleteBetaComplement(a, b, 0));
                Assert.Equal(1, Beta.RegularizedIncompleteBeta(a, b, 1));
                Assert.Equal(0, Beta.RegularizedIncompleteBetaComplement(a, b, 1));
                Assert.Equal(0, Beta.InverseRegularizedIncompleteBeta(a, b, 0));
                Assert.Equal(1, Beta.InverseRegularizedIncompleteBeta(a, b, 1));
                Assert.Equal(1, Beta.InverseRegularizedIncompleteBetaComplement(a, b, 0));
                Assert.Equal(0, Beta.InverseRegularizedIncompleteBetaComplement(a, b, 1));
            }
        }
    }

    [Fact]
    public void MirroredTailsAgree()
    {
        foreach (double a in Parameters)
        {
            foreach (double b in Parameters)
            {
                // Multiples of 1/64 have exact complements.
                for (int i = 1; i < 64; i += 9)
                {
                    double x = i / 64.0, tail = Beta.RegularizedIncompleteBeta(a, b, x);
                    Assert.Equal(tail, Beta.RegularizedIncompleteBetaComplement(b, a, 1 - x), 1e-12 * tail);
                    Assert.Equal(1, tail + Beta.RegularizedIncompleteBetaComplement(a, b, x), 1e-15);
                }
            }
        }
    }

    [Theory]
    [InlineData(1e-100)]
    [InlineData(1e-9)]
    [InlineData(0.025)]
    [InlineData(0.5)]
    [InlineData(0.975)]
    public void InverseComesBack(double p)
    {
        foreach (double a in Parameters)
        {
            foreach (double b in Parameters)
            {
                double x = Beta.InverseRegularizedIncompleteBeta(a, b, p);
                double next = Math.Min(Math.BitIncrement(x), 1);
                double spacing = Beta.RegularizedIncompleteBeta(a, b, next) - Beta.RegularizedIncompleteBeta(a, b, Math.BitDecrement(x));
                Assert.Equal(p, Beta.RegularizedIncompleteBeta(a, b, x), 1e-12 * p + spacing);

                x = Beta.InverseRegularizedIncompleteBetaComplement(a, b, p);
                next = Math.Min(Math.BitIncrement(x), 1);
                spacing = Beta.RegularizedIncompleteBetaComplement(a, b, Math.BitDecrement(x)) - Beta.RegularizedIncompleteBetaComplement(a, b, next);
                Assert.Equal(p, Beta.RegularizedIncompleteBetaComplement(a, b, x), 1e-12 * p + spacing);
            }
        }
    }

    [Fact]
    public void ArgumentsOutOfRangeAreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("a", () => Beta.RegularizedIncompleteBeta(0.4, 1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("b", () => Beta.RegularizedIncompleteBetaComplement(1, double.NaN, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>("x", () => Beta.RegularizedIncompleteBeta(1, 1, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>("p", () => Beta.InverseRegularizedIncompleteBeta(1, 1, -0.1));
        Assert.Throws<ArgumentOutOfRangeException>("q", () => Beta.InverseRegularizedIncompleteBetaComplement(1, 1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("x", () => Gamma.LogGamma(0));
    }

    [Fact]
    [Trait("Isa", "true")]
    public void BitsAreTheSameEverywhere()
    {
        Assert.Equal("dced094a2e2d49a5", BitPattern.Of(x => Beta.RegularizedIncompleteBeta(16, 529, x), 0, 0.1, 100));
        Assert.Equal("2054b5f1591e9e72", BitPattern.Of(p => Beta.InverseRegularizedIncompleteBeta(1e6, 1e12, p), 0, 1, 20));
        Assert.Equal("a48500dbee0ef32d", BitPattern.Of(Gamma.LogGamma, 0.01, 40, 200));
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.True(Math.Abs(actual - expected) <= 2e-12 * expected + 1e-300, $"{actual} instead of {expected}");
}
