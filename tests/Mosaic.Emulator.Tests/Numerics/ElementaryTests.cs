using System.Globalization;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

public class ElementaryTests
{
    private const double Infinity = double.PositiveInfinity;
    private const double NaN = double.NaN;

    private static readonly Dictionary<string, Func<double, double>> Functions = new(StringComparer.Ordinal)
    {
        ["log"] = Elementary.Log,
        ["log1p"] = Elementary.Log1P,
        ["log10"] = Elementary.Log10,
        ["exp"] = Elementary.Exp,
        ["expm1"] = Elementary.ExpM1,
        ["pow10"] = Elementary.Pow10,
        ["sin"] = Elementary.Sin,
        ["cos"] = Elementary.Cos,
        ["tan"] = Elementary.Tan,
        ["asin"] = Elementary.Asin,
    };

    [Theory]
    [InlineData("log", 1)]
    [InlineData("log1p", 1)]
    [InlineData("log10", 1)]
    [InlineData("exp", 1)]
    [InlineData("expm1", 3)]
    [InlineData("pow10", 1)]
    [InlineData("sin", 1)]
    [InlineData("cos", 1)]
    [InlineData("tan", 2)]
    [InlineData("asin", 2)]
    public void ErrorIsWithinTheStatedBound(string function, double ulps) =>
        VectorFile.AssertBound("elementary.txt", function, Functions[function], VectorFile.Ulps, ulps);

    [Theory]
    [InlineData("log", 0, -Infinity)]
    [InlineData("log", -0.0, -Infinity)]
    [InlineData("log", 1, 0)]
    [InlineData("log", -1, NaN)]
    [InlineData("log", -Infinity, NaN)]
    [InlineData("log", Infinity, Infinity)]
    [InlineData("log", NaN, NaN)]
    [InlineData("log1p", -0.0, -0.0)]
    [InlineData("log1p", -1, -Infinity)]
    [InlineData("log1p", -1.5, NaN)]
    [InlineData("log1p", Infinity, Infinity)]
    [InlineData("log1p", 1.7976931348623157e308, 709.782712893384)]
    [InlineData("log1p", NaN, NaN)]
    [InlineData("log10", 0, -Infinity)]
    [InlineData("log10", -1, NaN)]
    [InlineData("log10", Infinity, Infinity)]
    [InlineData("log10", NaN, NaN)]
    [InlineData("exp", 0, 1)]
    [InlineData("exp", -0.0, 1)]
    [InlineData("exp", 709.79, Infinity)]
    [InlineData("exp", 745.9, Infinity)]
    [InlineData("exp", -745.14, 0)]
    [InlineData("exp", 1e300, Infinity)]
    [InlineData("exp", -1e300, 0)]
    [InlineData("exp", Infinity, Infinity)]
    [InlineData("exp", -Infinity, 0)]
    [InlineData("exp", NaN, NaN)]
    [InlineData("expm1", -0.0, -0.0)]
    [InlineData("expm1", -Infinity, -1)]
    [InlineData("expm1", Infinity, Infinity)]
    [InlineData("expm1", NaN, NaN)]
    [InlineData("pow10", 309, Infinity)]
    [InlineData("pow10", -323.9, 0)]
    [InlineData("pow10", -324, 0)]
    [InlineData("pow10", Infinity, Infinity)]
    [InlineData("pow10", -Infinity, 0)]
    [InlineData("pow10", NaN, NaN)]
    [InlineData("sin", -0.0, -0.0)]
    [InlineData("sin", Infinity, NaN)]
    [InlineData("cos", 0, 1)]
    [InlineData("cos", -Infinity, NaN)]
    [InlineData("tan", -0.0, -0.0)]
    [InlineData("tan", NaN, NaN)]
    [InlineData("asin", -0.0, -0.0)]
    [InlineData("asin", 1, 1.5707963267948966)]
    [InlineData("asin", -1, -1.5707963267948966)]
    [InlineData("asin", 1.0000000000000002, NaN)]
    [InlineData("asin", NaN, NaN)]
    public void EdgeValues(string function, double x, double expected)
    {
        double actual = Functions[function](x);
        Assert.Equal(expected, actual);
        Assert.True(double.IsNaN(expected) || double.IsNegative(expected) == double.IsNegative(actual), "The sign of zero.");
    }

    [Fact]
    public void PowersOfTenAreExact()
    {
        for (int n = -22; n <= 22; n++)
        {
            Assert.Equal(double.Parse($"1e{n}", CultureInfo.InvariantCulture), Elementary.Pow10(n));
        }

        for (int n = -307; n <= 308; n++)
        {
            Assert.Equal(n, Elementary.Log10(double.Parse($"1e{n}", CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public void AnglesOutOfRangeAreRefused()
    {
        double angle = Math.BitIncrement(Elementary.LargestAngle);
        Assert.Throws<ArgumentOutOfRangeException>(() => Elementary.Sin(angle));
        Assert.Throws<ArgumentOutOfRangeException>(() => Elementary.Cos(-angle));
        Assert.Throws<ArgumentOutOfRangeException>(() => Elementary.Tan(angle));
    }

    [Fact]
    public void IdentitiesHold()
    {
        for (int i = 1; i < 2000; i++)
        {
            double x = i * 0.37;
            Assert.Equal(1, Elementary.Sin(x) * Elementary.Sin(x) + Elementary.Cos(x) * Elementary.Cos(x), 4e-16);
            Assert.Equal(-Elementary.Sin(x), Elementary.Sin(-x));
            Assert.Equal(Elementary.Cos(x), Elementary.Cos(-x));
            Assert.Equal(-Elementary.Tan(x), Elementary.Tan(-x));
            Assert.Equal(x, Elementary.Log(Elementary.Exp(x / 2)) * 2, 4e-16 * Math.Max(1, x));
            Assert.Equal(1, Elementary.Exp(x / 2) * Elementary.Exp(-x / 2), 4e-16);
        }
    }

    [Fact]
    public void ExpAndLogAreMonotonicOverNeighbours()
    {
        for (int i = 0; i < 2000; i++)
        {
            double x = 0.001 + i * 0.0137;
            Assert.True(Elementary.Exp(Math.BitIncrement(x)) >= Elementary.Exp(x));
            Assert.True(Elementary.Log(Math.BitIncrement(x)) >= Elementary.Log(x));
        }
    }

    [Theory]
    [Trait("Isa", "true")]
    [InlineData("log", 0, 50, "7d5f3769b2377192")]
    [InlineData("log1p", -1, 3, "831175893f60fff7")]
    [InlineData("log10", 0, 50, "3ec99fc4e0836824")]
    [InlineData("expm1", -40, 40, "2f5e289e274b26ea")]
    [InlineData("exp", -750, 715, "69c95f4796ffe0d0")]
    [InlineData("pow10", -325, 310, "c39d177f69206cb9")]
    [InlineData("sin", -1048576, 1048576, "9f90d42fae050539")]
    [InlineData("cos", -1048576, 1048576, "d007a006ce4fd6e9")]
    [InlineData("tan", -100, 100, "dcde588c9d939bd9")]
    [InlineData("asin", -1, 1, "51d77813af698741")]
    public void BitsAreTheSameEverywhere(string function, double first, double last, string expected) =>
        Assert.Equal(expected, BitPattern.Of(Functions[function], first, last));
}
