using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Deskew;

namespace Mosaic.Emulator.Tests.Bonding.Deskew;

/// <summary>What every deskew does that looks for markers.</summary>
public class MarkerHuntTests
{
    [Theory]
    [InlineData("marker")]
    [InlineData("correlate")]
    public void CounterWraps_WithoutLosingLock(string algorithm)
    {
        var line = new MarkedLanes(DeskewCatalog.Find(algorithm), 1, 0);
        for (int i = 0; i < AlignmentMarker.CounterPeriod + 10; i++)
        {
            line.Send();
        }

        Assert.True(line.Deskew.IsAligned);
        Assert.Equal(0, line.Deskew.LockLosses);
    }

    [Theory]
    [InlineData("marker")]
    [InlineData("correlate")]
    public void LanesBeyondTheLargestSkew_AreNamed(string algorithm)
    {
        var line = new MarkedLanes(DeskewCatalog.Find(algorithm), 30, 400, seed: 5, maxSkewUi: 200);
        line.Send();
        line.Send();
        line.Send();
        int first = Enumerable.Range(0, 30).Min(line.Arrival.DelayOf);
        (int, long?)[] expected =
        [
            .. Enumerable.Range(0, 30)
                .Select(port => (Lane: line.Arrival.LaneOf(port), Skew: line.Arrival.DelayOf(port) - first))
                .Where(p => p.Skew > 200)
                .OrderBy(p => p.Lane)
                .Select(p => (p.Lane, (long?)p.Skew)),
        ];
        Assert.NotEmpty(expected);
        Assert.False(line.Deskew.IsAligned);
        Assert.Equal(expected, line.Deskew.Missing());
    }
}
