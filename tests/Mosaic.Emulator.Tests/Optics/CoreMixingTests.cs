using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

public class CoreMixingTests
{
    // The closed form of exp(a·G) on a line: eigenvectors cos(πk(i+½)/N), eigenvalues −4·sin²(πk/2N).
    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(2, 0.01)]
    [InlineData(5, 1)]
    [InlineData(20, 0.2)]
    [InlineData(64, 1e-6)]
    [InlineData(64, 7.5)]
    [InlineData(64, 200)]
    public void Line_EqualsItsEigenvalues(int count, double strength)
    {
        var mixing = new CoreMixing(count, strength);
        for (int i = 0; i < count; i++)
        {
            double sum = 0;
            for (int j = 0; j < count; j++)
            {
                double expected = 1.0 / count;
                for (int k = 1; k < count; k++)
                {
                    expected += 2.0 / count * Math.Exp(-4 * strength * Math.Pow(Math.Sin(Math.PI * k / 2 / count), 2))
                        * Math.Cos(Math.PI * k * (i + 0.5) / count) * Math.Cos(Math.PI * k * (j + 0.5) / count);
                }

                Assert.Equal(expected, mixing[i, j], 2e-13);
                Assert.True(mixing[i, j] >= 0);
                Assert.Equal(mixing[j, i], mixing[i, j], 1e-15);
                sum += mixing[j, i];
            }

            Assert.Equal(1, sum, 1e-12); // power
        }
    }

    /// <summary>exp(hL·G) of a whole grid as a power series on the grid's own neighbour graph, times the geometry.</summary>
    [Fact]
    public void Grid_EqualsItsPowerSeries()
    {
        const int rows = 3, columns = 4, count = rows * columns;
        OpticalLinkOptions options = new()
        {
            Array = new ArrayOptions { Rows = rows, Columns = columns },
            Fiber = new FiberOptions { LengthM = 25, CouplingPerM = 0.02 },
            Optics = new OpticsOptions { RotationMrad = 90, OffsetXUm = 4, Magnification = 1.1 },
            LitChannels = 10,
        };
        var mixed = CouplingMatrix.Create(options);
        var direct = new SpotGeometry(options.Array, options.Optics, options.Receiver.ApertureUm, 10);
        var term = new double[count][];
        for (int i = 0; i < count; i++)
        {
            term[i] = new double[10];
            direct.FillRow(i, term[i]);
        }

        double[][] sum = [.. term.Select(row => row.ToArray())];
        for (int n = 1; n < 40; n++)
        {
            double[][] next = [.. term.Select(row => new double[10])];
            for (int i = 0; i < count; i++)
            {
                foreach (int j in Enumerable.Range(0, count).Where(j => Math.Abs(i / columns - j / columns) + Math.Abs(i % columns - j % columns) == 1))
                {
                    for (int source = 0; source < 10; source++)
                        next[i][source] += 0.5 / n * (term[j][source] - term[i][source]);
                }
            }

            term = next;
            for (int i = 0; i < count; i++)
            {
                for (int source = 0; source < 10; source++)
                    sum[i][source] += term[i][source];
            }
        }

        for (int i = 0; i < 10; i++)
        {
            foreach (Coupling coupling in mixed.Row(i))
                Assert.Equal(1, coupling.Value / sum[i][coupling.Source], 1e-12);
        }
    }

    [Fact]
    public void Mixing_KeepsPower_WhereAperturesTileThePlane()
    {
        var array = new ArrayOptions { Rows = 6, Columns = 9 };
        var optics = new OpticsOptions { HaloFraction = 0, RotationMrad = 20 };
        double[] Received(double mixing)
        {
            var geometry = new SpotGeometry(array, optics, array.PitchUm, 54, mixing);
            var row = new double[54];
            var sum = new double[54];
            for (int i = 0; i < 54; i++)
            {
                geometry.FillRow(i, row);
                for (int j = 0; j < 54; j++)
                    sum[j] += row[j];
            }

            return sum;
        }

        double[] before = Received(0), after = Received(3);
        for (int i = 0; i < 54; i++)
            Assert.Equal(before[i], after[i], 1e-13);
    }
}
