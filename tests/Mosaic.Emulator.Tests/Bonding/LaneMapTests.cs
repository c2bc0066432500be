using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Repair;

namespace Mosaic.Emulator.Tests.Bonding;

public class LaneMapTests
{
    [Fact]
    public void AMap_SaysBothWays()
    {
        LaneMap map = LaneMap.Identity(4, 7).Move(1, 4).Move(3, 6);
        Assert.Equal([0, 4, 2, 6], map.ChannelOfLane.ToArray());
        Assert.Equal([0, -1, 2, -1, 1, -1, 3], map.LaneOfChannel.ToArray());
        Assert.Equal((4, 7, false, true), (map.Lanes, map.Channels, map.IsIdentity, LaneMap.Identity(4, 7).IsIdentity));
        Assert.Throws<ArgumentException>(() => map.Move(0, 2));
        Assert.Throws<ArgumentException>(() => map.Move(2, 1));
    }

    /// <summary>Lanes keep their order, and dark channels between them stay dark.</summary>
    [Fact]
    public void AShift_MovesLanesByOneChannelEach()
    {
        LaneMap map = LaneMap.Identity(5, 9).Shift(2, 5);
        Assert.Equal([0, 1, 3, 4, 5], map.ChannelOfLane.ToArray());
        map = map.Shift(3, 7);
        Assert.Equal([0, 1, 3, 5, 7], map.ChannelOfLane.ToArray());
        map = map.Shift(0, 8);
        Assert.Equal([1, 3, 5, 7, 8], map.ChannelOfLane.ToArray());
        Assert.Throws<ArgumentException>(() => map.Shift(1, 5));
    }

    /// <summary>In place, whatever moves were made: a row that is needed is never overwritten before.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Rows_GoWhereTheirLanesAre(int seed)
    {
        const int lanes = 20, channels = 33;
        var random = new Random(seed);
        LaneMap map = LaneMap.Identity(lanes, channels);
        for (int free = lanes; free < channels; free++)
        {
            int lane = random.Next(lanes);
            map = random.Next(2) == 0 ? map.Move(lane, free) : map.Shift(lane, free);
            var rows = new LinkBlock(channels, 3, 1);
            for (int i = 0; i < channels; i++)
            {
                rows.Row(i).Fill((ulong)i + 1);
            }

            map.ToChannels(rows);
            for (int channel = 0; channel < channels; channel++)
            {
                Assert.All(rows.Row(channel).ToArray(), word => Assert.Equal((ulong)(map.LaneOfChannel[channel] + 1), word));
            }
        }
    }

    [Fact]
    public void AHistory_NeverChangesWhatWas()
    {
        LaneMap first = LaneMap.Identity(2, 4), second = first.Move(0, 2), third = second.Move(1, 3);
        var history = new LaneMapHistory(first);
        history.Switch(10, first.Move(0, 3));
        history.Switch(10, second);
        history.Switch(25, third);
        Assert.Equal([first, first, second, second, third], new[] { -5L, 9, 10, 24, 25 }.Select(history.At));
        Assert.Same(third, history.Last);
        Assert.Throws<ArgumentOutOfRangeException>(() => history.Switch(24, first));
    }
}
