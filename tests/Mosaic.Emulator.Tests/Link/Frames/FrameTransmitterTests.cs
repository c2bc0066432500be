using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Tests.Link.Frames;

public class FrameTransmitterTests
{
    /// <summary>A frame made alone must see around it exactly what its neighbours send.</summary>
    [Theory]
    [InlineData("40", "1", "kp4", "4", "symbol")]
    [InlineData("37", "1", "kp4", "4", "symbol")]
    [InlineData("33", "2", "kr4", "3", "symbol")]
    [InlineData("7", "1", "kp4", "1", "symbol")]
    [InlineData("1", "1", "kp4", "4", "symbol")]
    [InlineData("40", "1", "kp4", "4", "bit")]
    [InlineData("37", "1", "kr4", "3", "bit")]
    [InlineData("40", "1", "kp4", "4", "codeword")]
    [InlineData("37", "1", "kr4", "3", "codeword")]
    public void Margins_AreTheEndOfTheFrameBefore_AndTheStartOfTheNext(string lanes, string batches, string code, string interleave, string striping)
    {
        var design = new LinkDesign(LinkEmulatorTests.Small(
            ("bonding.dataLanes", lanes), ("bonding.frameBatches", batches), ("fec.code", code), ("fec.interleave", interleave), ("bonding.striping", striping), ("lane.skewSpreadPs", "2000")).Build());
        var source = new RandomPayload(3, 0);
        FrameTransmitter Make() => new(design, source, null, 0, new LaneMapHistory(design.BroughtUp), keepsSent: true);
        FrameTransmitter first = Make(), second = Make(), training = Make();
        var slot = new FrameSlot(design, keepsSent: true);
        training.Train(41, slot);
        first.Transmit(0, 42, slot);
        AssertFollows(training, first);
        for (int frame = 1; frame < 4; frame++)
        {
            second.Transmit(frame, 42 + frame, slot);
            AssertFollows(first, second);
            (first, second) = (second, first);
        }

        // Alone, and on a transmitter that last did something else.
        training.Transmit(3, 45, slot);
        for (int lane = 0; lane < design.Layout.Lanes; lane++)
        {
            Assert.Equal(first.Sent.Before(lane).ToArray(), training.Sent.Before(lane).ToArray());
            Assert.Equal(first.Sent.Row(lane).ToArray(), training.Sent.Row(lane).ToArray());
        }
    }

    /// <summary>Parities of the frame before, check lanes, and a map that changes: all of it shows in the margins.</summary>
    [Theory]
    [InlineData("symbol", "37")]
    [InlineData("codeword", "30")]
    [InlineData("bit", "32")]
    public void Margins_ShowParities_CheckLanes_AndTheirMaps(string striping, string lanes)
    {
        var design = new LinkDesign(LinkEmulatorTests.Small(
            ("array.rows", "7"), ("bonding.dataLanes", lanes), ("bonding.striping", striping), ("bonding.laneSecded", "true"), ("bonding.laneParity", "true"), ("bonding.spareLanes", "3"), ("lane.skewSpreadPs", "2000")).Build());
        var maps = new LaneMapHistory(design.BroughtUp);
        maps.Switch(2, design.BroughtUp.Move(4, design.Lanes));
        maps.Switch(3, design.BroughtUp.Move(4, design.Lanes).Shift(0, design.Lanes + 2));
        FrameTransmitter Make() => new(design, new RandomPayload(3, 0), null, 0, maps, keepsSent: true);
        FrameTransmitter first = Make(), second = Make();
        var slot = new FrameSlot(design, keepsSent: true);
        first.Transmit(0, 42, slot);
        for (int frame = 1; frame < 5; frame++)
        {
            second.Transmit(frame, 42 + frame, slot);
            for (int channel = 0; channel < design.Channels; channel++)
            {
                int margin = first.Sent.MarginWords;
                Assert.Equal(first.Sent.Row(channel)[^margin..].ToArray(), second.Sent.Before(channel).ToArray());
                Assert.Equal(second.Sent.Row(channel)[..margin].ToArray(), first.Sent.After(channel).ToArray());
                Assert.Equal(0, LaneParity.Errors(second.Sent.Row(channel)[AlignmentMarker.Words..]));
            }

            (first, second) = (second, first);
        }
    }

    [Fact]
    public void SentRows_CarryTheCodeStream_BehindTheMarkers()
    {
        var design = new LinkDesign(LinkEmulatorTests.Small().Build());
        var transmitter = new FrameTransmitter(design, new RandomPayload(3, 0), null, 0, new LaneMapHistory(design.BroughtUp), keepsSent: true);
        var slot = new FrameSlot(design, keepsSent: true);
        transmitter.Transmit(5, 7, slot);
        for (int lane = 0; lane < design.Layout.Lanes; lane++)
        {
            Span<ulong> row = transmitter.Sent.Row(lane);
            Assert.Equal(0, AlignmentMarker.Distance(row[0], row[1], lane, 7));
        }

        for (long symbol = 0; symbol < design.Layout.Symbols; symbol += 17)
        {
            (int lane, int ui) = design.Striping.Map.PlaceOf(symbol * 10);
            Assert.Equal(
                Mosaic.Emulator.Bits.BitString.ReadBits(slot.Sent.Code.Span, symbol * 10, 10),
                Mosaic.Emulator.Bits.BitString.ReadBits(transmitter.Sent.Row(lane), 128 + ui, 10));
        }

        var payload = new ulong[design.MessageWords];
        new RandomAddress(3, RandomPurpose.Payload, 0, 5).Fill(payload);
        Assert.Equal(payload, slot.Sent.Message.ToArray());
    }

    private static void AssertFollows(FrameTransmitter before, FrameTransmitter after)
    {
        int margin = before.Sent.MarginWords;
        for (int lane = 0; lane < before.Sent.Lanes; lane++)
        {
            Assert.Equal(before.Sent.Row(lane)[^margin..].ToArray(), after.Sent.Before(lane).ToArray());
            Assert.Equal(after.Sent.Row(lane)[..margin].ToArray(), before.Sent.After(lane).ToArray());
        }
    }
}
