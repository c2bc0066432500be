using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

public class GaussianTableTests
{
    [Fact]
    public void Q_IsTheTail()
    {
        var table = new GaussianTable();
        for (double x = -12; x < 38; x += 0.00137)
            Assert.Equal(1, table.Q(x) / Gaussian.Q(x), x < 9 ? 1e-13 : x < 30 ? 1e-8 : 1e-7);
    }

    [Theory]
    [InlineData(double.NegativeInfinity, 1)]
    [InlineData(-10, 1)]
    [InlineData(38, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    public void BeyondTheTable_TheOutcomeIsCertain(double x, double expected) => Assert.Equal(expected, new GaussianTable().Q(x));
}
