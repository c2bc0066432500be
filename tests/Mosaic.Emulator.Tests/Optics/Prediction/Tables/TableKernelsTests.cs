using System.Runtime.Intrinsics;
using Mosaic.Emulator.Optics.Prediction.Tables;

namespace Mosaic.Emulator.Tests.Optics.Prediction.Tables;

public class TableKernelsTests
{
    private const int Points = 96, Length = 40;

    [Trait("Isa", "true")]
    [Fact]
    public void Kernels_EqualTheirDefinitions()
    {
        var random = new RandomModels(33);
        for (int from = 16; from < 24; from++)
        {
            double[] near = Draw(random), far = Draw(random), expected = new double[Length], actual = new double[Length];
            Vector512<double> eight = Vector512.Create(Draw(random));
            TableKernels.MixScalar(ref near[from], ref far[from], eight, expected);
            TableKernels.Mix(ref near[from], ref far[from], eight, actual);
            Assert.Equal(expected, actual);

            double[] nine = Draw(random)[..9];
            TableKernels.MixScalar(ref far[from], nine, expected);
            TableKernels.Mix(ref far[from], nine, actual);
            Assert.Equal(expected, actual);

            TableKernels.HalfWayScalar(ref near[from], expected);
            TableKernels.HalfWay(ref near[from], actual);
            Assert.Equal(expected, actual);

            TableKernels.Halve(ref near[from], actual);
            Assert.Equal(near[from..(from + Length)].Select(x => 0.5 * x), actual);
        }
    }

    /// <summary>A function with a fault in one place, and errors allowed that grow: the group in which it is found, or none.</summary>
    [Trait("Isa", "true")]
    [Theory]
    [InlineData(TableKernels.Few)]
    [InlineData(TableKernels.Many)]
    public void NotGivenBack_EqualsItsDefinition(int points)
    {
        int found = 0, none = 0;
        for (int fault = 20; fault < 60; fault++)
        {
            double[] values = [.. Enumerable.Range(0, Points).Select(i => Math.Exp(0.01 * i))];
            values[fault] += 1e-6;
            Vector512<double> allowed = Vector512.Create(Enumerable.Range(0, 8).Select(k => 1e-9 * Math.Pow(1.2, k)).ToArray());
            double growth = Math.Pow(1.2, 8);
            int expected = TableKernels.NotGivenBackScalar(ref values[20], 32, points, allowed, growth, 1e-8);
            Assert.Equal(expected, TableKernels.NotGivenBack(ref values[20], 32, points, allowed, growth, 1e-8));
            (found, none) = (found + (expected >= 0 ? 1 : 0), none + (expected < 0 ? 1 : 0));
        }

        Assert.True(found >= 5 && none >= 1, $"{found} found, {none} none");
    }

    /// <summary>Polynomials up to degree 15 are given back half-way, and one of degree 16 is not.</summary>
    [Fact]
    public void HalfWay_IsExactForPolynomials()
    {
        for (int degree = 0; degree <= 16; degree++)
        {
            double[] values = [.. Enumerable.Range(0, Points).Select(i => Math.Pow((i - 20.5) / 8, degree))], halfWay = new double[8];
            TableKernels.HalfWay(ref values[20], halfWay);
            double off = Math.Abs(halfWay[0] - Math.Pow(0, degree));
            Assert.True(degree < 16 ? off < 1e-12 : off > 1e-9, $"degree {degree}: {off}");
        }
    }

    private static double[] Draw(RandomModels random) => [.. Enumerable.Range(0, Points).Select(_ => random.Uniform(-1, 1))];
}
