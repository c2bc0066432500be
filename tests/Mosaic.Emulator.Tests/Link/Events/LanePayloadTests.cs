using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Link.Events;

/// <summary>Messages of engine <c>event</c> are such that lanes send their own streams wherever they send no parity.</summary>
[Trait("Isa", "true")]
public class LanePayloadTests
{
    private const long Frame = 5;

    public static TheoryData<string> Names =>
        ["as shipped", "striped by bit", "striped by codeword", "37 lanes", "13 lanes by codeword", "kr4 x 3, 39 lanes", "rs-255-239 x 2", "short words", "two codes", "no code", "ends of words"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Lanes_SendTheirStreams(string name)
    {
        LinkDesign design = EventConfigurations.Design(name);
        FrameLayout layout = design.Layout;
        (ulong[] message, ulong[] code) = (new ulong[design.MessageWords], new ulong[design.CodeWords]);
        new LanePayload(design, 2).Fill(Frame, 0, message);
        design.Code.Encode(message, code, design.Groups);
        var rows = new LinkBlock(layout.Lanes, layout.FrameWords);
        design.Striping.Stripe(code, rows);
        long parity = 0, other = 0;
        for (int lane = 0; lane < layout.Lanes; lane++)
        {
            RandomAddress stream = new(design.Options.Seed, RandomPurpose.LaneBits, 2, (uint)Frame, lane);
            for (int data = lane % 7; data < layout.LaneBits(lane); data += 7)
            {
                (int round, int offset) = Math.DivRem(data, layout.UnitBits);
                long bit = design.Striping.Map.BitAt(((((long)round * layout.Lanes) + lane) * layout.UnitBits) + offset);
                bool isParity = bit % design.Code.GroupCodeBits >= design.Code.GroupMessageBits;
                (ulong low, ulong high) = stream.Block((uint)data / 128);
                bool differs = (((data & 64) == 0 ? low : high) >> (data & 63) & 1) != (rows.Row(lane)[AlignmentMarker.Words + (data / 64)] >> (data & 63) & 1);
                Assert.False(differs && !isParity);
                parity += isParity ? 1 : 0;
                other += differs ? 1 : 0;
            }
        }

        // Parity is not the stream's, of course.
        Assert.InRange(other, parity * 0.4, parity * 0.6);
    }

    /// <summary>Any part is that part of the whole, a group alone too.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Parts_AreOfTheWhole(string name)
    {
        LinkDesign design = EventConfigurations.Design(name);
        var payload = new LanePayload(design, 2);
        ulong[] message = new ulong[design.MessageWords];
        payload.Fill(Frame, 0, message);
        var random = new Random(3);
        for (int i = 0; i < 12; i++)
        {
            int first = random.Next(design.MessageWords), words = int.Min(design.MessageWords - first, 1 + random.Next(i < 6 ? 40 : 4000)), group = random.Next(design.Groups);
            ulong[] part = new ulong[words], one = new ulong[BitString.WordCount(design.Code.GroupMessageBits + 7)], expected = new ulong[one.Length];
            payload.Fill(Frame, first, part);
            Assert.Equal(message[first..(first + words)], part);
            payload.Make(Frame, group, one, 7);
            BitString.Copy(message, (long)group * design.Code.GroupMessageBits, expected, 7, design.Code.GroupMessageBits);
            Assert.Equal(expected, one);
            payload.Fill(Frame + 1 + (i % 2), first, part);
            Assert.NotEqual(message[first..(first + words)], part);
        }
    }
}
