using Mosaic.Emulator.Experiments;

namespace Mosaic.Emulator.Tests.Experiments;

/// <summary>How a test suite guards a curve. The baseline was written by <c>mosaic sweep … --json waterfall.json</c>.</summary>
public class GuardedCurveExample
{
    /// <summary>Drawn anew each time; of a million runs on an unchanged link, one at most fails.</summary>
    [Fact]
    public void Curve_HasNotMoved()
    {
        BerBaseline baseline = BerBaseline.Load(Path.Combine(AppContext.BaseDirectory, "Experiments", "waterfall.json"));
        BerComparison comparison = baseline.Compare(baseline.Remeasure(), falseAlarm: 1e-6);
        Assert.True(comparison.Agrees, comparison.ToString());
    }
}
