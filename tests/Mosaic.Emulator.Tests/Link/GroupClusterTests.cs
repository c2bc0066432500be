using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Tail;

namespace Mosaic.Emulator.Tests.Link;

/// <summary>Which groups of codewords lie on the same lanes.</summary>
public class GroupClusterTests
{
    [Theory]
    [InlineData("", 25)]
    [InlineData("bonding.striping=codeword", 100)]
    [InlineData("bonding.dataLanes=399", 1)] // 399 groups, of which a frame holds no whole number
    [InlineData("bonding.frameBatches=1", 1)]
    [InlineData("bonding.frameBatches=1 bonding.dataLanes=16", 1)] // each group is on all lanes alike
    [InlineData("bonding.frameBatches=1 bonding.dataLanes=16 bonding.striping=codeword", 4)]
    [InlineData("bonding.frameBatches=5 bonding.dataLanes=100 bonding.striping=bit fec.code=kr4", 5)]
    [InlineData("bonding.frameBatches=5 bonding.dataLanes=50 fec.code=rs-255-239 fec.interleave=2", 5)]
    public void AClusterIsOnTheLanesOfTheNext(string settings, int groups)
    {
        LinkConfiguration configuration = new();
        foreach (string setting in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            configuration.Set(setting.Split('=')[0], setting.Split('=')[1]);
        var design = new LinkDesign(configuration.Set("engine", "tail").Build());
        Assert.Equal(groups, GroupCluster.Size(design));
        if (groups == 1)
            return;

        // So many bits on each lane in any cluster, and no fewer groups do.
        StripingMap map = design.Striping.Map;
        int[] Lanes(int first, int count)
        {
            var bits = new int[design.Lanes];
            for (long bit = (long)first * design.Code.GroupCodeBits; bit < (long)(first + count) * design.Code.GroupCodeBits; bit++)
                bits[map.LaneOf(bit)]++;
            return bits;
        }

        int[] whole = Lanes(0, groups);
        Assert.Equal(whole, Lanes(groups, groups));
        Assert.Equal(whole, Lanes(5 * groups, groups));
        Assert.All(Enumerable.Range(1, groups - 1), fewer => Assert.NotEqual(Lanes(0, fewer), Lanes(fewer, fewer)));
    }
}
