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

    private static int Brightest(ReadOnlySpan<Coupling> row) => row.ToArray().MaxBy(c => c.Value).Source;

    private static void AssertRelative(double expected, double actual, double tolerance) =>
        Assert.Equal(1, actual / expected, tolerance);
}
