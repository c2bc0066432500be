using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;

namespace Mosaic.Emulator.Tests.Optics;

/// <summary>Where the errors are tells what is wrong with the image: see the pictures in the folder's README.</summary>
public class SignatureTests
{
    private const int Corner = 0, TopEdge = 10, LeftEdge = 200, Middle = 210, RightEdge = 219;

    [Fact]
    public void Aligned_EdgesHaveFewerErrors()
    {
        double[] ratio = Ratios(new OpticsOptions());
        Assert.True(ratio[Corner] < ratio[TopEdge] && ratio[TopEdge] < ratio[Middle]);
        Assert.True(ratio.Max() < 1.1 * ratio.Min());
    }

    [Fact]
    public void Offset_RaisesAllAlike_ButTheSideItMovesAwayFrom()
    {
        double[] ratio = Ratios(new OpticsOptions { OffsetXUm = 12 });
        Assert.True(ratio[LeftEdge] < 0.9 * ratio[Middle]);
        Assert.InRange(ratio[RightEdge], 0.97 * ratio[Middle], 1.03 * ratio[Middle]);
        double left = Enumerable.Range(0, 20).Max(row => ratio[20 * row]);
        Assert.All(Enumerable.Range(0, 400).Where(lane => lane % 20 > 0), lane => Assert.True(ratio[lane] > left));
        Assert.True(ratio[Middle] > 10 * Ratios(new OpticsOptions())[Middle]);
    }

    [Fact]
    public void Defocus_RaisesAll_AndTheMiddleMost()
    {
        double[] ratio = Ratios(new OpticsOptions { DefocusUm = 60 });
        Assert.True(ratio[Corner] < 0.92 * ratio[TopEdge] && ratio[TopEdge] < 0.92 * ratio[Middle]);
        Assert.InRange(ratio[LeftEdge], 0.999 * ratio[TopEdge], 1.001 * ratio[TopEdge]);
        Assert.True(ratio[Corner] > 100 * Ratios(new OpticsOptions())[Corner]);
    }

    [Fact]
    public void CoreCoupling_AddsCrosstalk_MostInTheMiddle()
    {
        OpticalLinkOptions options = Alike(new OpticsOptions());
        double[] ratio = BerPredictor.Predict(new OpticalLink(options with { Fiber = options.Fiber with { CouplingPerM = 0.001 } }, 1).Lanes);
        Assert.True(ratio[Corner] < ratio[TopEdge] && ratio[TopEdge] < ratio[Middle]);
        Assert.True(ratio[Middle] > 10 * Ratios(new OpticsOptions())[Middle]);
    }

    private static OpticalLinkOptions Alike(OpticsOptions optics) => new()
    {
        Lane = new LaneOptions { SkewSpreadPs = 0 },
        Led = new LedOptions { PowerSpreadDb = 0 },
        Fiber = new FiberOptions { SkewSpreadPsPerM = 0 },
        Optics = optics,
    };

    private static double[] Ratios(OpticsOptions optics) => BerPredictor.Predict(new OpticalLink(Alike(optics), 1).Lanes);
}
