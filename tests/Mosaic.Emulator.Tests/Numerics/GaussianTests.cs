using System.Runtime.Intrinsics;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

public class GaussianTests
{
    private const double Infinity = double.PositiveInfinity;
    private const double NaN = double.NaN;

    private static readonly Dictionary<string, Func<double, double>> Functions = new(StringComparer.Ordinal)
    {
        ["q"] = Gaussian.Q,
        ["qinverse"] = Gaussian.QInverse,
        ["pdf"] = Gaussian.Pdf,
        ["erf"] = Gaussian.Erf,
        ["erfc"] = Gaussian.Erfc,
        ["erfcx"] = Gaussian.ErfcX,
    };

    [Theory]
    [InlineData("q", 2e-15)]
    [InlineData("qinverse", 2e-15)]
    [InlineData("pdf", 1e-15)]
    [InlineData("erf", 1e-15)]
    [InlineData("erfc", 2e-15)]
    [InlineData("erfcx", 2e-15)]
    public void RelativeErrorIsWithinTheStatedBound(string function, double bound) =>
        VectorFile.AssertBound("gaussian.txt", function, Functions[function], VectorFile.Relative, bound);

    [Theory]
    [InlineData("q", 0, 0.5)]
    [InlineData("q", -0.0, 0.5)]
    [InlineData("q", Infinity, 0)]
    [InlineData("q", -Infinity, 1)]
    [InlineData("q", 38.7, 0)]
    [InlineData("q", 1e300, 0)]
    [InlineData("q", -40, 1)]
    [InlineData("q", NaN, NaN)]
    [InlineData("qinverse", 0, Infinity)]
    [InlineData("qinverse", 1, -Infinity)]
    [InlineData("qinverse", 0.5, 0)]
    [InlineData("pdf", Infinity, 0)]
    [InlineData("pdf", NaN, NaN)]
    [InlineData("erf", 0, 0)]
    [InlineData("erf", Infinity, 1)]
    [InlineData("erf", -Infinity, -1)]
    [InlineData("erf", NaN, NaN)]
    [InlineData("erfc", 0, 1)]
    [InlineData("erfc", Infinity, 0)]
    [InlineData("erfc", -Infinity, 2)]
    [InlineData("erfc", 27.4, 0)]
    [InlineData("erfc", NaN, NaN)]
    [InlineData("erfcx", Infinity, 0)]
    [InlineData("erfcx", -26.7, Infinity)]
    [InlineData("erfcx", -Infinity, Infinity)]
    [InlineData("erfcx", NaN, NaN)]
    public void EdgeValues(string function, double x, double expected) => Assert.Equal(expected, Functions[function](x));

    [Theory]
    [InlineData(-1e-300)]
    [InlineData(1.0000000000000002)]
    [InlineData(NaN)]
    public void OnlyProbabilitiesHaveAnInverse(double p) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Gaussian.QInverse(p));

    [Fact]
    public void IdentitiesHold()
    {
        for (int i = -1000; i <= 3700; i++)
        {
            double z = i * 0.01;
            Assert.Equal(1, Gaussian.Q(z) + Gaussian.Q(-z), 3e-16);
            Assert.Equal(-Gaussian.Erf(z), Gaussian.Erf(-z));
            Assert.Equal(1, Gaussian.Erf(z) + Gaussian.Erfc(z), 3e-15); // The two bounds together.
            if (z > 0)
            {
                Assert.Equal(z, Gaussian.QInverse(Gaussian.Q(z)), 4e-15 * Math.Max(z, 1 / z));
                Assert.True(Gaussian.Q(z) > Gaussian.Q(z + 0.01));
            }
        }
    }

    [Theory]
    [Trait("Isa", "true")]
    [InlineData("q", -10, 39, "25a0dc29ad8baa07")]
    [InlineData("qinverse", 0, 1, "ff4a3beaaf9baafb")]
    [InlineData("pdf", -39, 39, "a727f89d21781d00")]
    [InlineData("erf", -6, 6, "db3401ba603fc3cb")]
    [InlineData("erfc", -6, 28, "312a2bdea3ca7e6d")]
    [InlineData("erfcx", -26.6, 100, "c38559dacf20312e")]
    public void BitsAreTheSameEverywhere(string function, double first, double last, string expected) =>
        Assert.Equal(expected, BitPattern.Of(Functions[function], first, last, 500));

    [Trait("Isa", "true")]
    [Fact]
    public void Vectors_EqualTheDefinition()
    {
        double[] z =
        [
            0, -0.0, Infinity, -Infinity, NaN, 37.5, 37.6, 38.4, 38.56, 38.6, 38.99, 39, -39, 40, -38.5, double.Epsilon, -double.Epsilon, 1e300, 1e-300, -5,
            .. Enumerable.Range(0, 2000).Select(i => (RandomAddress.ToUnit(new RandomAddress(3, RandomPurpose.Channel).Block((uint)i).Low) * 80) - 40),
        ];
        for (int i = 0; i + 4 <= z.Length; i += 4)
        {
            Vector256<double> tails = Gaussian.Tails(Vector256.Create(z.AsSpan(i)), ref Elementary.PowersOfTwo[0]);
            for (int k = 0; k < 4; k++)
                Assert.Equal(BitConverter.DoubleToInt64Bits(Gaussian.Q(z[i + k])), BitConverter.DoubleToInt64Bits(tails[k]));
        }
    }
}
