using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Optics.Prediction;

namespace Mosaic.Emulator.Tests.Optics.Prediction;

public class LinkBudgetTests
{
    private static readonly OpticalLinkOptions Alike = new()
    {
        Lane = new LaneOptions { SkewSpreadPs = 0 },
        Led = new LedOptions { PowerSpreadDb = 0 },
        Fiber = new FiberOptions { SkewSpreadPsPerM = 0 },
    };

    [Fact]
    public void Steps_LeadFromTheLedToTheWorstEye()
    {
        var link = new OpticalLink(Alike, 1);
        var budget = LinkBudget.Of(link);
        Assert.Equal(["led", "transmit", "fiber", "receive", "direct", "extinction", "pulse", "crosstalk", "noise"], budget.Steps.Select(s => s.Step));
        double level = -10.1;
        foreach (BudgetStep step in budget.Steps.Skip(1).SkipLast(1))
        {
            level += step.Db!.Value;
            Assert.Equal(level, step.Dbm!.Value, 1e-12);
        }

        Assert.Equal((-5.7, -2.4, -2.0), (budget.Steps[1].Db!.Value, Math.Round(budget.Steps[2].Db!.Value, 12), budget.Steps[3].Db!.Value));
        double r = Math.Pow(10, 1.17);
        Assert.Equal(10 * Math.Log10(link.Coupling.Row(210)[0].Value), budget.Steps[4].Db!.Value, 1e-12);
        Assert.Equal(10 * Math.Log10((r - 1) / (r + 1)), budget.Steps[5].Db!.Value, 1e-12);
        Assert.Equal(10 * Math.Log10(2 * link.Pulse.Taps.Max() - 1), budget.Steps[6].Db!.Value, 1e-9);
    }

    /// <summary>Over all patterns, enumerated: where noise is alike for 1s and 0s and where it is not, the threshold at the optimum for means that no worst pattern meets.</summary>
    [Theory]
    [InlineData(-140, 0, -10.1, 1.87, 0.06)]
    [InlineData(-120, 0, 5, 1.87, 0.06)]
    [InlineData(-120, 0, 5, 1.87, 0.3)]
    [InlineData(-140, 20, -5, 0.9, 0.06)]
    [InlineData(-125, 60, 0, 0.9, 0.06)]
    public void WorstQ_IsTheLeastOverAllPatterns(double rinDbPerHz, double jitterPs, double dbm, double ledGHz, double halo)
    {
        var options = new OpticalLinkOptions
        {
            Array = new() { Rows = 1, Columns = 3 },
            Lane = new() { SkewSpreadPs = 0 },
            Fiber = new() { SkewSpreadPsPerM = 0, LengthM = 5 },
            Led = new() { AveragePowerDbm = dbm, BandwidthGHz = ledGHz },
            Optics = new() { HaloFraction = halo },
            Receiver = new() { RinDbPerHz = rinDbPerHz, JitterPs = jitterPs },
        };
        var link = new OpticalLink(options, 1);
        LaneDecisionModel lane = link.Lanes[1];
        double worst = double.PositiveInfinity;
        (LeakagePath Path, int Tap)[] taps = [.. lane.Paths.SelectMany(path => Enumerable.Range(0, path.Coefficients.Length).Select(tap => (path, tap)))];
        Assert.InRange(taps.Length, 8, 20);
        for (int bits = 0; bits < 1 << taps.Length; bits++)
        {
            (long current, long displacement, int own) = (lane.OffLevel, 0, 0);
            for (int i = 0; i < taps.Length; i++)
            {
                (LeakagePath path, int tap) = taps[i];
                if ((bits >> i & 1) == 0)
                    continue;
                current += path.Coefficients[tap];
                displacement += path.Displacements.Length > 0 ? path.Displacements[tap] : 0;
                own |= path.Source == lane.Lane && path.FirstShift + tap == 0 ? 1 : 0;
            }

            worst = Math.Min(worst, lane.Margin(current, displacement, own));
        }

        double? told = LinkBudget.Of(link).WorstQ;
        Assert.Equal(1, (told ?? WorstPattern.Margin(lane)) / worst, 1e-12);
        Assert.Equal(worst > 0, told is not null);
        Assert.True(worst <= Gaussian.QInverse(Math.Max(1e-300, BerPredictor.Predict(lane))) + 1e-9);
    }

    /// <summary>Noise of the 1s that is far larger than that of the 0s: the threshold is near the 0s, whose worst are beyond it, though the eye is as high as many deviations.</summary>
    [Fact]
    public void EyeThatTheThresholdMisses_IsClosed()
    {
        var link = new OpticalLink(
            Alike with { Led = new() { AveragePowerDbm = 10, ExtinctionRatioDb = 20, PowerSpreadDb = 0 }, Optics = new() { HaloFraction = 0.1 }, Receiver = new() { RinDbPerHz = -120 } }, 1);
        LaneDecisionModel lane = link.Lanes[210];
        Assert.True(lane.WorstOne - lane.WorstZero > 10 * lane.Sigma(lane.WorstZero));
        Assert.True(lane.WorstZero > lane.Threshold);
        Assert.Null(LinkBudget.Of(link).WorstQ);
    }

    [Fact]
    public void ClosedEyes_AreResults()
    {
        var blurred = LinkBudget.Of(new OpticalLink(Alike with { Lane = new LaneOptions { BitRateGbps = 6 } }, 1));
        Assert.Null(blurred.WorstQ);
        Assert.Equal((null, null), (blurred.Steps[6].Db, blurred.Steps[6].Dbm));
        var misplaced = LinkBudget.Of(new OpticalLink(Alike with { Optics = new OpticsOptions { OffsetXUm = 50 } }, 1));
        Assert.Null(misplaced.WorstQ);
        Assert.NotNull(misplaced.Steps[6].Dbm);
        Assert.Equal(("crosstalk", null), (misplaced.Steps[7].Step, misplaced.Steps[7].Dbm));
    }

    [Fact]
    public void WhereTheMiddleIsDark_AnotherLaneIsTaken() =>
        Assert.Equal(12, LinkBudget.Of(new OpticalLink(Alike with { LitChannels = 25 }, 1)).Lane);
}
