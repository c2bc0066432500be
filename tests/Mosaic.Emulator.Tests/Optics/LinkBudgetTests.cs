using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Tests.Optics;

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

    [Fact]
    public void WorstEye_IsThatOfTheModel()
    {
        var link = new OpticalLink(Alike, 1);
        var budget = LinkBudget.Of(link);
        Assert.Equal(210, budget.Lane);
        LaneDecisionModel lane = link.Lanes[210];
        double mean = lane.OffLevel + 0.5 * RandomModels.OtherTaps(lane).Sum();
        double sigma = lane.Sigma((long)mean) + lane.Sigma((long)mean + lane.Cursor);
        // The model leaves out what is 50 dB down: of the eye's height, some 1e-3.
        Assert.Equal(1, budget.WorstQ!.Value / ((lane.WorstOne - lane.WorstZero) / sigma), 2e-3);
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
