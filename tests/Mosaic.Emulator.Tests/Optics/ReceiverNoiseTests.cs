using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

public class ReceiverNoiseTests
{
    /// <summary>The noise bandwidth against an integral over |H|² as it stands, of a single pole or up to half the bit rate, behind the equaliser's zero and its pole at the bit rate.</summary>
    [Theory]
    [InlineData(null, null)]
    [InlineData(null, 0.0)]
    [InlineData(null, 3.5)]
    [InlineData(null, 20.0)]
    [InlineData(0.7, null)]
    [InlineData(0.7, 6.0)]
    [InlineData(2.1, 6.0)]
    [InlineData(40.0, 20.0)]
    public void Bandwidth_IsTheIntegralOfTheResponse(double? bandwidthGHz, double? equalizerDb)
    {
        const double rate = 2.1;
        double gain = Math.Pow(10, (equalizerDb ?? 0) / 20);
        double Equalized(double f) => (1 + f / rate * gain * (f / rate * gain)) / (1 + f / rate * (f / rate));
        // With a pole f = f_rx·tan u, so that df/(1 + f²/f_rx²) is f_rx·du.
        double expected = bandwidthGHz is { } pole
            ? PlainPulse.Simpson(u => pole * Equalized(pole * Math.Tan(u)), 0, Math.PI / 2 - 1e-9, 40_000)
            : PlainPulse.Simpson(Equalized, 0, rate / 2, 2000);
        Assert.Equal(1, Bandwidth(bandwidthGHz, rate, equalizerDb) / expected, 1e-7);
    }

    /// <summary>w·g² + (1 − g²)·p·atan(w/p) with g = 2 and w = p/2.</summary>
    [Fact]
    public void BandwidthOfAnIdealReceiver_ClosedForm() =>
        Assert.Equal(2 - 3 * 0.46364760900080612, Bandwidth(null, 1, 20 * Math.Log10(2)), 1e-14);

    private static double Bandwidth(double? bandwidthGHz, double rate, double? equalizerDb)
    {
        var receiver = new ReceiverOptions { NoisePaPerSqrtHz = 5, RinDbPerHz = -140, BandwidthGHz = bandwidthGHz };
        var noise = ReceiverNoise.Create(receiver, new LaneOptions { BitRateGbps = rate }, equalizerDb);
        double bandwidth = noise.Constant / 25e-24;
        Assert.Equal(1, noise.Linear / (2 * 1.602176634e-19) / bandwidth, 1e-14);
        Assert.Equal(1, noise.Quadratic * 1e14 / bandwidth, 1e-14);
        return bandwidth * 1e-9;
    }
}
