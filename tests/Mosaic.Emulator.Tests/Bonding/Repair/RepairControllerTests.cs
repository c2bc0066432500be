using Mosaic.Emulator.Bonding.Repair;

namespace Mosaic.Emulator.Tests.Bonding.Repair;

public class RepairControllerTests
{
    private const long Bits = 10_000;
    private const long Bad = 100, Clear = 10, Between = 50;

    /// <summary>Frames as counts, and the number of the one with which the channel has failed, from 0; −1: none.</summary>
    [Theory]
    [InlineData(new[] { Bad, Bad, Bad }, 2, 0)]
    [InlineData(new[] { Bad, Bad, Clear, Bad, Bad }, -1, 0)]
    [InlineData(new[] { Bad, Bad, Clear, Bad, Bad, Bad, Bad }, 5, 3)]
    [InlineData(new[] { Clear, Bad, Between, Bad, Between, Between, Bad }, 6, 1)]
    [InlineData(new[] { Between, Between, Between, Between }, -1, 0)]
    [InlineData(new[] { Bad - 1, Bad, Clear + 1, Bad, Bad }, 4, 1)]
    [InlineData(new[] { Bad, Bad - 1, Bad, Clear, Bad, Bad }, -1, 0)]
    public void AMonitor_CallsAChannelFailed_AfterThreeBadFramesAndNoClearOne(long[] errors, int failed, int firstBad)
    {
        var monitor = new ChannelMonitor(2, 0.01, 0.001, 3);
        for (int frame = 0; frame < errors.Length; frame++)
        {
            Assert.Equal(frame == failed, monitor.Observe(1, frame, errors[frame], Bits));
            Assert.Equal(failed >= 0 && frame >= failed, monitor.HasFailed(1));
            Assert.False(monitor.Observe(0, frame, 0, Bits));
        }

        Assert.True(failed < 0 || monitor.FirstBad(1) == firstBad);
        // Failed for good, and said once.
        Assert.False(failed >= 0 && (monitor.Observe(1, 100, 0, Bits) || monitor.Observe(1, 101, Bad, Bits)));
        Assert.Equal(failed >= 0, monitor.HasFailed(1));
    }

    /// <summary>Of few bits, seven wrong ones are no reason.</summary>
    [Fact]
    public void AMonitor_WantsEightErrorsAtLeast()
    {
        var monitor = new ChannelMonitor(2, 0.001, 0.0001, 1);
        Assert.False(monitor.Observe(0, 0, 7, 128));
        Assert.True(monitor.Observe(0, 1, 8, 128));
    }

    [Fact]
    public void ALaneThatFails_IsOnTheFirstSpare_AfterTheLatency()
    {
        RepairController repair = Make(RepairMode.Spare);
        Fail(repair, 5, 3);
        Assert.Equal(new RepairDecision(3, 5, 5, 25, 3, 6, 1), Assert.Single(repair.Decisions));
        Assert.Equal([3, 3, 6], new[] { 5L, 24, 25 }.Select(frame => repair.Maps.At(frame).ChannelOfLane[3]));
        Assert.Equal((2, "3"), (repair.SparesLeft, string.Join(' ', repair.BadChannels)));
        // Known for so many frames, and no longer once it is dark.
        Assert.Equal(["", "3", "3", ""], new[] { 12L, 13, 24, 25 }.Select(frame => Known(repair, frame)));

        // Another one meanwhile, and the spare itself after that.
        Fail(repair, 6, 0);
        for (long frame = 7; frame < 25; frame++)
        {
            Fail(repair, frame);
        }

        Fail(repair, 25, 3);
        Assert.Equal([(3, 6), (0, 7), (3, 8)], repair.Decisions.Select(decision => (decision.Lane, decision.ToChannel!.Value)));
        Assert.Equal(6, repair.Decisions[2].FromChannel);
        Fail(repair, 26, 1);
        Assert.Equal(new RepairDecision(1, 26, 26, null, 1, null, 0), repair.Decisions[3]);
        Assert.Equal(0, repair.SparesLeft);
        // For good: an erasure, and never decided on again.
        Fail(repair, 1000, 1);
        Assert.Equal(("1", 4), (Known(repair, 1000), repair.Decisions.Count));
        Assert.Equal([7, 1, 2, 8, 4, 5], repair.Maps.Last.ChannelOfLane.ToArray());
    }

    [Fact]
    public void AShift_MovesAllLanesBetween_AlsoWhereOneOfThemFailsMeanwhile()
    {
        RepairController repair = Make(RepairMode.Shift);
        Fail(repair, 5, 3);
        Assert.Equal(new RepairDecision(3, 5, 5, 25, 3, 6, 3), Assert.Single(repair.Decisions));
        Assert.Equal([0, 1, 2, 4, 5, 6], repair.Maps.At(25).ChannelOfLane.ToArray());
        // Channel 4 is to carry lane 3 from frame 25 on.
        Fail(repair, 6, 4);
        Assert.Equal(new RepairDecision(4, 6, 6, 26, 4, 7, 3), repair.Decisions[1]);
        Assert.Equal([0, 1, 2, 5, 6, 7], repair.Maps.Last.ChannelOfLane.ToArray());
        Assert.Equal(["3 4", "3", ""], new[] { 24L, 25, 26 }.Select(frame => Known(repair, frame)));
    }

    [Theory]
    [InlineData(RepairMode.Spare, new[] { 1, 4 }, "0 6 2 3 7 5", "", 1)]
    [InlineData(RepairMode.Spare, new[] { 1, 6, 8 }, "0 7 2 3 4 5", "", 0)]
    [InlineData(RepairMode.None, new[] { 5 }, "0 1 2 3 4 6", "", 2)]
    [InlineData(RepairMode.Shift, new[] { 1, 4 }, "0 2 3 5 6 7", "", 1)]
    [InlineData(RepairMode.Shift, new[] { 1, 3, 7 }, "0 2 4 5 6 8", "", 0)]
    [InlineData(RepairMode.Spare, new[] { 0, 1, 2, 3 }, "6 7 8 3 4 5", "3", 0)]
    [InlineData(RepairMode.Spare, new[] { 0, 6, 7, 8 }, "0 1 2 3 4 5", "0", 0)]
    public void BringUp_MapsChannelsOut(RepairMode mode, int[] bad, string channels, string left, int spares)
    {
        RepairController repair = Make(mode);
        var flags = new bool[9];
        foreach (int channel in bad)
        {
            flags[channel] = true;
        }

        // A test that was worse is forgotten.
        repair.MapOut([.. Enumerable.Repeat(true, 9)]);
        Assert.Equal(left, string.Join(' ', repair.MapOut(flags)));
        Assert.Equal(channels, string.Join(' ', repair.Maps.At(0).ChannelOfLane.ToArray()));
        Assert.Equal((spares, 0), (repair.SparesLeft, repair.Decisions.Count));
        Assert.Equal(bad, repair.BadChannels);
    }

    [Fact]
    public void NothingIsSwitched_WhereNothingIsToBe()
    {
        RepairController repair = Make(RepairMode.None);
        Fail(repair, 5, 3);
        Assert.Equal(new RepairDecision(3, 5, 5, null, 3, null, 0), Assert.Single(repair.Decisions));
        Assert.Equal("3", Known(repair, 13));
        repair.GiveUp(2);
        Assert.Equal("2", Known(repair, 0));
        // That it is seen to fail as well makes it no two lanes.
        Fail(repair, 7, 2);
        Assert.Equal("3 2", Known(repair, 30));
    }

    /// <summary>Six lanes, three spares, one bad frame is enough.</summary>
    private static RepairController Make(RepairMode mode) => new(9, 6, mode, 20, new ChannelMonitor(9, 0.01, 0.001, 1));

    private static void Fail(RepairController repair, long frame, params int[] lanes)
    {
        var errors = new long[6];
        foreach (int lane in lanes)
        {
            errors[lane] = Bad;
        }

        repair.Observe(frame, errors, Bits);
    }

    private static string Known(RepairController repair, long frame)
    {
        var lanes = new int[3];
        return string.Join(' ', lanes[..repair.KnownBad(frame, 8, lanes)]);
    }
}
