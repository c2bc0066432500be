using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Channel;

/// <summary>However many are looked at side by side, a candidate is an error exactly where its level is below the p of its bit.</summary>
public class ThinningTests
{
    /// <summary>All links that have candidates: a few of a lane and many, plain lanes and others, with cells and without.</summary>
    public static TheoryData<string> Names => [.. ChannelConfigurations.Names.Where(name => new ChannelSample(ChannelConfigurations.Get(name), 8, 1).Channel is BitTrueChannel { ExpectedCandidates: > 0 })];

    [Theory]
    [MemberData(nameof(Names))]
    public void Errors_AreTheCandidatesBelowTheirProbability(string name) => AssertErrors(name);

    [Trait("Isa", "true")]
    [Theory]
    [InlineData("as shipped, less power")]
    [InlineData("jitter")]
    [InlineData("heavy crosstalk")]
    public void Errors_DoNotDependOnTheWidth(string name) => AssertErrors(name);

    private static void AssertErrors(string name)
    {
        const int Words = 60;
        var sample = new ChannelSample(ChannelConfigurations.Get(name), Words, 9);
        var channel = (BitTrueChannel)sample.Channel;
        var received = new LinkBlock(sample.Sent.Lanes, Words);
        var draw = new CellDraw();
        var list = new CandidateList();
        draw.Learn(channel);
        for (uint frame = 0; frame < 2; frame++)
        {
            var address = new RandomAddress(7, RandomPurpose.Channel, 3, frame);
            channel.Transmit(sample.Sent, received, address);
            list.Clear();
            draw.Draw(address, list);
            int inCells = list.Count;
            foreach (int lane in channel.Dense)
            {
                new DenseDraw(channel.Lanes[lane]!.Bound, address with { Lane = lane }, new ulong[DenseDraw.Draws]).Draw(list, 0, Words);
            }

            HashSet<(int Lane, int Ui)> expected = [];
            for (int i = 0; i < list.Count; i++)
            {
                (int lane, int ui) = (CandidateList.LaneOf(list.Places[i]), CandidateList.UiOf(list.Places[i]));
                if (!(i < inCells && list.IsRepeated(i)) && list.Levels[i] < channel.ErrorProbability(sample.Sent, lane, ui))
                {
                    Assert.True(expected.Add((lane, ui)));
                }
            }

            Assert.Equal(expected.Order(), Flipped(sample.Sent, received));
        }
    }

    private static IEnumerable<(int Lane, int Ui)> Flipped(LinkBlock sent, LinkBlock received)
    {
        for (int lane = 0; lane < sent.Lanes; lane++)
        {
            for (int word = 0; word < sent.Words; word++)
            {
                for (ulong left = sent.Row(lane)[word] ^ received.Row(lane)[word]; left != 0; left &= left - 1)
                {
                    yield return (lane, (word * 64) + BitOperations.TrailingZeroCount(left));
                }
            }
        }
    }
}
