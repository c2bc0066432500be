using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

public class CouplingMatrixTests
{
    // ½(erf((d+a/2)/σ√2) − erf((d−a/2)/σ√2)) for a = 40, σ = 8, by mpmath with 200 digits.
    [Theory]
    [InlineData(0, 0.98758066934844773)]
    [InlineData(20, 0.49999971334842812)]
    [InlineData(25, 0.2659855197733018)]
    [InlineData(-25, 0.2659855197733018)]
    [InlineData(50, 8.8417285200802801e-5)]
    [InlineData(100, 7.6198530241605261e-24)]
    [InlineData(200, 2.0753107990663546e-112)]
    public void WithinAperture_ClosedForm(double distance, double expected) =>
        AssertRelative(expected, SpotGeometry.WithinAperture(distance, 40, 8), 1e-12);

    [Fact]
    public void CentredSpot_SideAndDiagonalNeighbours_ClosedForm()
    {
        var coupling = CouplingMatrix.Create(new OpticalLinkOptions());
        AssertRelative(0.92559453354098907, coupling.Direct, 1e-12);
        AssertRelative(-23.260808101177317, coupling.NearestDb!.Value, 1e-12);
        AssertRelative(-26.465927804284979, coupling.DiagonalDb!.Value, 1e-12);
    }

    [Fact]
    public void SpotShiftedByHalfAPitch_LightsBothNeighboursAlike()
    {
        OpticalLinkOptions options = new() { Array = new ArrayOptions { Rows = 1, Columns = 2 } };
        options = options with { Optics = options.Optics with { OffsetXUm = 25 } };
        var coupling = CouplingMatrix.Create(options);
        AssertRelative(0.25427263444544269, coupling.Row(0)[0].Value, 1e-12);
        Assert.Equal(0, coupling.Row(1)[1].Source);
        AssertRelative(0.25427263444544269, coupling.Row(1)[1].Value, 1e-12);
    }

    [Fact]
    public void Power_IsConserved_WhereAperturesTileThePlane()
    {
        var array = new ArrayOptions { Rows = 21, Columns = 24 };
        var optics = new OpticsOptions { RotationMrad = 300, OffsetXUm = 7, OffsetYUm = -3, Magnification = 0.9 };
        var geometry = new SpotGeometry(array, optics, array.PitchUm, 21 * 24);
        var row = new double[21 * 24];
        var received = new double[21 * 24];
        for (int receiver = 0; receiver < row.Length; receiver++)
        {
            geometry.FillRow(receiver, row);
            for (int source = 0; source < row.Length; source++)
                received[source] += row[source];
        }

        // Sources around the centre: their halos end 10 deviations before the edge.
        for (int r = 9; r <= 11; r++)
        {
            for (int c = 10; c <= 13; c++)
                Assert.Equal(1, received[r * 24 + c], 1e-12);
        }
    }

    [Fact]
    public void OffsetByAPitch_MovesTheImageByOneChannel()
    {
        OpticalLinkOptions options = new() { Array = new ArrayOptions { Rows = 2, Columns = 3 } };
        double centred = CouplingMatrix.Create(options).Row(0)[0].Value;
        var x = CouplingMatrix.Create(options with { Optics = options.Optics with { OffsetXUm = 50 } });
        var y = CouplingMatrix.Create(options with { Optics = options.Optics with { OffsetYUm = 50 } });
        Assert.Equal((4, 3), (x.Row(4)[0].Source, x.Row(4)[1].Source));
        AssertRelative(centred, x.Row(4)[1].Value, 1e-12);
        Assert.Equal(1, y.Row(4)[1].Source);
        AssertRelative(centred, y.Row(4)[1].Value, 1e-12);
    }

    [Fact]
    public void Magnification_MovesTheEdges_AndLeavesTheCentre()
    {
        OpticalLinkOptions options = new() { Array = new ArrayOptions { Rows = 1, Columns = 5 } };
        var coupling = CouplingMatrix.Create(options with { Optics = options.Optics with { Magnification = 1.25 } });
        Assert.Equal(CouplingMatrix.Create(options).Row(2)[0], coupling.Row(2)[0]);
        AssertRelative(0.25427263444544269, coupling.Row(0)[0].Value, 1e-12); // 25 µm outwards
        Assert.Equal(coupling.Row(0)[0].Value, coupling.Row(4)[0].Value, 1e-15);
    }

    [Fact]
    public void Rotation_ByAQuarterTurn_PermutesChannels()
    {
        OpticalLinkOptions options = new() { Array = new ArrayOptions { Rows = 2, Columns = 2 } };
        var coupling = CouplingMatrix.Create(options with { Optics = options.Optics with { RotationMrad = 1570.7963267948966 } });
        int[] brightest = [.. Enumerable.Range(0, 4).Select(i => Brightest(coupling.Row(i)))];
        Assert.Equal([2, 0, 3, 1], brightest); // from columns towards rows: LED 0 falls on receiver 1, LED 1 on 3
    }

    [Fact]
    public void Rotation_HitsCornersFirst()
    {
        OpticalLinkOptions options = new();
        var coupling = CouplingMatrix.Create(options with { Optics = options.Optics with { RotationMrad = 20 } });
        double corner = coupling.Row(0)[0].Value, edge = coupling.Row(10)[0].Value, centre = coupling.Row(210)[0].Value;
        Assert.True(corner < edge && edge < centre);
        for (int i = 0; i < coupling.Count; i++)
            Assert.True(coupling.Row(i)[0].Value >= corner * (1 - 1e-12));
    }

    [Fact]
    public void None_IsTheIdentity()
    {
        OpticalLinkOptions options = new() { Optics = new OpticsOptions { Crosstalk = "none", OffsetXUm = 100 } };
        var coupling = CouplingMatrix.Create(options);
        for (int i = 0; i < coupling.Count; i++)
            Assert.Equal([new Coupling(i, 1)], coupling.Row(i).ToArray());
        Assert.Equal((1, null, null, 0), (coupling.Direct, coupling.NearestDb, coupling.DiagonalDb, coupling.DroppedFraction));
    }

    [Fact]
    public void Kernel_IsTheGivenLevels_AndEndsAtTheEdge()
    {
        OpticalLinkOptions options = new()
        {
            Array = new ArrayOptions { Rows = 3, Columns = 4 },
            Optics = new OpticsOptions { Crosstalk = "kernel", NearestDb = 20, DiagonalDb = -30, OffsetXUm = 100 },
        };
        var coupling = CouplingMatrix.Create(options);
        Assert.Equal([new(5, 1), new(1, 0.01), new(4, 0.01), new(6, 0.01), new(9, 0.01), new(0, 0.001), new(2, 0.001), new(8, 0.001), new(10, 0.001)], Rounded(5));
        Assert.Equal([new(3, 1), new(2, 0.01), new(7, 0.01), new(6, 0.001)], Rounded(3));
        Assert.Equal([new(8, 1), new(4, 0.01), new(9, 0.01), new(5, 0.001)], Rounded(8));
        Assert.Equal((1, 0), (coupling.Direct, coupling.DroppedFraction));
        AssertRelative(-20, coupling.NearestDb!.Value, 1e-14);
        AssertRelative(-30, coupling.DiagonalDb!.Value, 1e-14);
        var none = CouplingMatrix.Create(options with { Optics = new OpticsOptions { Crosstalk = "kernel" } });
        Assert.Equal([new Coupling(5, 1)], none.Row(5).ToArray());
        Assert.Equal((null, null), (none.NearestDb, none.DiagonalDb));

        Coupling[] Rounded(int row) => [.. coupling.Row(row).ToArray().Select(c => c with { Value = Math.Round(c.Value, 15) })];
    }

    [Fact]
    public void File_IsTheMatrix()
    {
        using var text = new StringReader("0.9, 1e-2,0.02,0\n\n0.03,.8,0.001,1\n0,0,0.5,0.000001\n0,0,0,0.25\n");
        OpticalLinkOptions options = new()
        {
            Array = new ArrayOptions { Rows = 2, Columns = 2 },
            Optics = new OpticsOptions { Crosstalk = "file" },
            MeasuredCoupling = MeasuredCoupling.Read(text),
        };
        var coupling = CouplingMatrix.Create(options);
        Assert.Equal([new(0, 0.9), new(2, 0.02), new(1, 0.01)], coupling.Row(0).ToArray());
        Assert.Equal([new(1, 0.8), new(3, 1), new(0, 0.03), new(2, 0.001)], coupling.Row(1).ToArray());
        Assert.Equal([new(2, 0.5)], coupling.Row(2).ToArray());
        AssertRelative(0.6125, coupling.Direct, 1e-15);
        Assert.Equal([new(1, 0.8), new(0, 0.03)], CouplingMatrix.Create(options with { LitChannels = 2 }).Row(1).ToArray());
        Assert.Throws<ArgumentException>(() => CouplingMatrix.Create(options with { Array = new ArrayOptions { Rows = 2, Columns = 3 } }));
        Assert.Throws<ArgumentException>(() => CouplingMatrix.Create(options with { MeasuredCoupling = null }));
    }

    [Theory]
    [InlineData("0.1,0.2\n0.3,-0.4", "line 2, value 2: '-0.4' is not allowed; it is a number from 0 to 1")]
    [InlineData("0.1,1.2\n0.3,0.4", "line 1, value 2: '1.2' is not allowed; it is a number from 0 to 1")]
    [InlineData("0.1,NaN\n0.3,0.4", "line 1, value 2: 'NaN' is not allowed; it is a number from 0 to 1")]
    [InlineData("0.1,\n0.3,0.4", "line 1, value 2: '' is not allowed; it is a number from 0 to 1")]
    [InlineData("0.1,0.2\n0.3", "line 2 has 1 values, the lines before have 2")]
    [InlineData("0.1,0.2\n0.3,0.4\n0,0", "3 lines of 2 values: a coupling matrix is square")]
    [InlineData("\n", "0 lines of 0 values: a coupling matrix is square")]
    public void File_WithAnythingElse_IsNamed(string csv, string message)
    {
        using var text = new StringReader(csv);
        Assert.Equal(message, Assert.Throws<FormatException>(() => MeasuredCoupling.Read(text)).Message);
    }

    // 1 + 4·10^-0.60206 = 2; 1 + 4·10^-0.1 + 4·10^-0.3 = 6.18206, for which 7.9113 dB leave room. On 3 x 4 channels two have all eight neighbours.
    [Theory]
    [InlineData(6.0207, null, 0, null)]
    [InlineData(20.0, 25.0, 0, null)]
    [InlineData(6.02, null, 0, "optics.nearestDb, optics.diagonalDb: what all photodiodes receive of LED 5 adds up to 2.0001 times what arrives, which is not allowed; it is 0 to 2 with losses of 0 dB")]
    [InlineData(1.0, 3.0, 7.913, null)]
    [InlineData(-1.0, 3.0, 7.909, "optics.nearestDb, optics.diagonalDb: what all photodiodes receive of LED 5 adds up to 6.1821 times what arrives, which is not allowed; it is 0 to 6.1787 with losses of 7.909 dB")]
    public void Kernel_MayNotGiveMoreLightThanIsSent(double nearest, double? diagonal, double lossDb, string? message)
    {
        // The losses in three parts.
        OpticalLinkOptions options = new()
        {
            Array = new ArrayOptions { Rows = 3, Columns = 4 },
            Fiber = new FiberOptions { LengthM = 10, AttenuationDbPerM = 0.05 * lossDb },
            Optics = new OpticsOptions { Crosstalk = "kernel", NearestDb = nearest, DiagonalDb = diagonal, TransmitLossDb = 0.2 * lossDb, ReceiveLossDb = 0.3 * lossDb },
        };
        Assert.Equal(message, Refusal(options));
    }

    [Fact]
    public void File_MayNotGiveMoreLightThanIsSent_AndItsColumnsAreWhatIsSent()
    {
        // Photodiode 0 sees three LEDs fully, which is possible; LED 0 lights three photodiodes fully, which is not.
        OpticalLinkOptions options = new() { Array = new ArrayOptions { Rows = 1, Columns = 3 }, Optics = new OpticsOptions { Crosstalk = "file", TransmitLossDb = 1, ReceiveLossDb = 0 } };
        options = options with { Fiber = new FiberOptions { LengthM = 0 } };
        Assert.Null(Refusal(options with { MeasuredCoupling = Matrix("1,1,1\n0,1,0\n0,0,1") }));
        Assert.Null(Refusal(options with { MeasuredCoupling = Matrix("1,0,0\n.5,1,0\n.5,0,1") }));
        Assert.Equal(
            "optics.file: what all photodiodes receive of LED 1 adds up to 3 times what arrives, which is not allowed; it is 0 to 2 with losses of 1 dB",
            Refusal(options with { MeasuredCoupling = Matrix("1,1,0\n0,1,0\n0,1,1") }));
        Assert.Null(Refusal(options with { LitChannels = 1, MeasuredCoupling = Matrix("1,1,0\n0,1,0\n0,1,1") }));
        // Also where there are too many couplings to follow.
        string row = string.Join(',', Enumerable.Repeat(".3", 1024));
        Assert.StartsWith(
            "optics.file: what all photodiodes receive of LED 0 adds up to ",
            Refusal(options with { Array = new ArrayOptions { Rows = 32, Columns = 32 }, MeasuredCoupling = Matrix(string.Join('\n', Enumerable.Repeat(row, 1024))) }),
            StringComparison.Ordinal);

        static MeasuredCoupling Matrix(string csv)
        {
            using var text = new StringReader(csv);
            return MeasuredCoupling.Read(text);
        }
    }

    private static string? Refusal(OpticalLinkOptions options)
    {
        try
        {
            CouplingMatrix.Create(options);
            return null;
        }
        catch (ValidationException refusal)
        {
            return refusal.Message;
        }
    }

    [Fact]
    public void Defocus_WidensTheSpot()
    {
        // 100 µm out of focus at 12°: sqrt(8² + (100·tan 12°)²), closed form by mpmath.
        OpticalLinkOptions options = new() { Optics = new OpticsOptions { HaloFraction = 0, DefocusUm = -100 } };
        double sigma = Math.Sqrt(64 + Math.Pow(100 * Math.Tan(Math.PI / 15), 2));
        AssertRelative(22.7112949672585, sigma, 1e-14);
        AssertRelative(0.38623239329381, CouplingMatrix.Create(options).Direct, 1e-9);
    }

    [Fact]
    public void UnlitChannels_ContributeNothing()
    {
        OpticalLinkOptions options = new() { Array = new ArrayOptions { Rows = 3, Columns = 7 }, LitChannels = 10 };
        var lit = CouplingMatrix.Create(options);
        var all = CouplingMatrix.Create(options with { LitChannels = null });
        Assert.Equal((10, 21), (lit.Count, all.Count));
        for (int i = 0; i < 10; i++)
            Assert.Equal(all.Row(i).ToArray().Where(c => c.Source < 10), lit.Row(i).ToArray());
    }

    [Fact]
    public void WeakCouplings_AreDroppedAndReported()
    {
        OpticalLinkOptions options = new() { Array = new ArrayOptions { Rows = 9, Columns = 12 } };
        var coupling = CouplingMatrix.Create(options);
        var geometry = new SpotGeometry(options.Array, options.Optics, options.Receiver.ApertureUm, 108);
        var row = new double[108];
        double total = 0, kept = 0;
        for (int i = 0; i < 108; i++)
        {
            geometry.FillRow(i, row);
            total += row.Sum();
            double[] falling = [.. coupling.Row(i)[1..].ToArray().Select(c => c.Value)];
            Assert.Equal(falling.OrderDescending(), falling);
            Assert.Equal(row.Where((c, j) => j != i && c >= 1e-5 * row[i]).OrderDescending(), falling);
            kept += row[i] + falling.Sum();
        }

        AssertRelative(1 - kept / total, coupling.DroppedFraction, 1e-9);
        Assert.InRange(coupling.DroppedFraction, 1e-6, 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(11)]
    public void OfAnyNumberOfCouplings_TheWeakAreDropped_AndEqualOnesAreInOrder(int count)
    {
        // Few values: there are equal ones, on both sides of the floor; and own couplings that are below it.
        double[] values = [0, 0, 1e-8, 3e-7, 2e-6, 1e-3, 1e-3, 0.05];
        var random = new Random(count);
        double[][] matrix = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, count).Select(_ => values[random.Next(values.Length)]).ToArray())];
        using var text = new StringReader(string.Join('\n', matrix.Select(row => string.Join(',', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture))))));
        var coupling = CouplingMatrix.Create(new OpticalLinkOptions
        {
            Array = new ArrayOptions { Rows = 1, Columns = count },
            Optics = new OpticsOptions { Crosstalk = "file" },
            MeasuredCoupling = MeasuredCoupling.Read(text),
        });
        double total = 0, dropped = 0;
        for (int i = 0; i < count; i++)
        {
            double least = 1e-5 * matrix[i].Max();
            Coupling[] others = [.. matrix[i].Select((value, j) => new Coupling(j, value)).Where(c => c.Source != i)];
            Coupling[] kept = [.. others.Where(c => c.Value > 0 && c.Value >= least).OrderByDescending(c => c.Value).ThenBy(c => c.Source)];
            Assert.Equal([new Coupling(i, matrix[i][i]), .. kept], coupling.Row(i).ToArray());
            total += matrix[i].Sum();
            dropped += others.Except(kept).Sum(c => c.Value);
        }

        Assert.Equal(total > 0 ? dropped / total : 0, coupling.DroppedFraction, 1e-18);
    }

    private static int Brightest(ReadOnlySpan<Coupling> row) => row.ToArray().MaxBy(c => c.Value).Source;

    private static void AssertRelative(double expected, double actual, double tolerance) =>
        Assert.Equal(1, actual / expected, tolerance);
}
