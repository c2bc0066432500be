using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Numerics;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Link.Reports;

/// <summary>
/// Whole runs against the prediction, at points from 1e-5 to 2e-2 before FEC, per lane and in sum.
/// </summary>
/// <remarks>
/// The errors of a lane are a sum over its N bits of indicators that depend on each other only through data bits they
/// share: those less than s UI apart, s the lane's reach. So the variance is at most N·P·(1 + 2s·p̄), with P the rate
/// predicted and p̄ the bound on any bit's probability, and with thousands of errors expected the sum is normal at the
/// limit used (lanes where fewer than 1,000 are expected count in the sum only). Lanes share data too; the variance of
/// their sum is bounded in the same way, with the 25 lanes of a 5×5 neighbourhood.
/// </remarks>
public class PredictionAgreementTests(ITestOutputHelper output)
{
    private const double FalseAlarm = 1e-6;
    private const int Points = 6;

    [Theory]
    [InlineData("25.5")]
    [InlineData("27")]
    [InlineData("28")]
    [InlineData("29.5")]
    [InlineData("31")]
    [InlineData("33")]
    public void ErrorCounts_AgreeWithThePrediction(string lengthM)
    {
        LinkOptions options = LinkEmulatorTests.Small(("fiber.lengthM", lengthM), ("stop.payloadBits", "4e7"), ("seed", "11")).Build();
        var emulator = new LinkEmulator(options);
        LinkReport report = emulator.Run();
        LinkPrediction prediction = LinkPrediction.Of(emulator.Design);
        Assert.True(report.PreFec.BitErrors > 3000);
        Assert.Equal([], Deviations(emulator.Design, report, prediction, 1));
        output.WriteLine($"{report.PreFec.Ber:e3}, predicted {prediction.Ber:e3}");
        // Planted fault: a model whose rates are 15 % higher.
        Assert.NotEmpty(Deviations(emulator.Design, report, prediction, 1.15));
    }

    private static List<string> Deviations(LinkDesign design, LinkReport report, LinkPrediction prediction, double factor)
    {
        int lanes = design.Layout.Lanes, tests = lanes + 1;
        double limit = Gaussian.QInverse(FalseAlarm / 2 / tests / Points);
        var found = new List<string>();
        double meanSum = 0, varianceSum = 0, countSum = 0;
        for (int lane = 0; lane < lanes; lane++)
        {
            var model = design.Optics.Lanes[lane];
            double bits = (double)design.Layout.LaneBits(lane) * report.LinkFrames;
            double mean = bits * prediction.LaneBer[lane]!.Value * factor, count = Math.Round(report.PreFec.LaneBer[lane]!.Value * bits);
            double reach = model.MaxShift - model.MinShift;
            double variance = mean * (1 + (2 * reach * model.ErrorBound));
            meanSum += mean;
            countSum += count;
            varianceSum += mean * (1 + (2 * reach * 25 * model.ErrorBound));
            if (mean > 1000 && Math.Abs(count - mean) > limit * Math.Sqrt(variance))
            {
                found.Add($"lane {lane}: {count} errors, {mean:F1} predicted");
            }
        }

        if (Math.Abs(countSum - meanSum) > limit * Math.Sqrt(varianceSum))
        {
            found.Add($"all lanes: {countSum} errors, {meanSum:F1} predicted");
        }

        return found;
    }
}
