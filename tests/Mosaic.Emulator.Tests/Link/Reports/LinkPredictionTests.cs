using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Link.Reports;

public class LinkPredictionTests
{
    /// <summary>An image turned by half a turn: all lanes but the middle one see the light of others, and every codeword is lost.</summary>
    [Fact]
    public void CodewordErrors_AreNeverMoreThanAll()
    {
        LinkPrediction prediction = LinkPrediction.Of(new LinkDesign(new LinkConfiguration()
            .Set("array.rows", "3").Set("array.columns", "3").Set("bonding.dataLanes", "9").Set("optics.rotationMrad", "-3200").Set("optics.haloFraction", "0.628955").Build()));
        Assert.InRange(prediction.CodewordErrorRatio!.Value, 1 - 1e-12, 1);
        Assert.InRange(prediction.FrameLossRatio!.Value, 1 - 1e-12, 1);
    }

    /// <summary>The codewords of a whole frame, one by one: the striping's period is longer, equal, or no divisor of the frame.</summary>
    [Theory]
    [InlineData("40", "4", "kp4", "1")]
    [InlineData("37", "3", "kr4", "1")]
    [InlineData("25", "1", "rs-255-239", "2")]
    [InlineData("9", "2", "rs-31-25-0x25-1", "1")]
    public void CodewordErrors_AreThoseOfEveryCodewordOfTheFrame(string lanes, string interleave, string code, string batches)
    {
        var design = new LinkDesign(LinkEmulatorTests.Small(
            ("bonding.dataLanes", lanes), ("fec.interleave", interleave), ("fec.code", code), ("bonding.frameBatches", batches),
            ("led.averagePowerDbm", "-10.6"), ("led.powerSpreadDb", "0.5")).Build());
        LinkPrediction prediction = LinkPrediction.Of(design);
        int n = design.Code.CodewordSymbols, c = design.Code.Interleave;
        double words = 0, groups = 0;
        for (long group = 0; group < design.Groups; group++)
        {
            double good = 1;
            for (int word = 0; word < c; word++)
            {
                var symbols = new double[n];
                for (int symbol = 0; symbol < n; symbol++)
                {
                    double ber = prediction.LaneBer[design.Striping.Map.LaneOf(((((group * n) + symbol) * c) + word) * design.Code.SymbolBits)]!.Value;
                    symbols[symbol] = 1 - Math.Pow(1 - ber, design.Code.SymbolBits);
                }

                double failed = PoissonBinomial.Tail(symbols, design.Code.CorrectableSymbols);
                words += failed;
                good *= 1 - failed;
            }

            groups += 1 - good;
        }

        double expected = words / (design.Groups * c);
        Assert.InRange(expected, 1e-9, 0.9);
        Assert.Equal(expected, prediction.CodewordErrorRatio!.Value, expected * 1e-9);
        double frames = FrameLoss.Ratio(groups / design.Groups, design.Code);
        Assert.Equal(frames, prediction.FrameLossRatio!.Value, frames * 1e-6);
    }
}
