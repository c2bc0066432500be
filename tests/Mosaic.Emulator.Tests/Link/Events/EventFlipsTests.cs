using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Repair;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Numerics;
using Xunit.Abstractions;

namespace Mosaic.Emulator.Tests.Link.Events;

/// <summary>With all parity encoded, engine <c>event</c> has the errors that <c>bit-true</c> has when it sends the same messages, bit for bit, and judges them as the decoders do.</summary>
public class EventFlipsTests(ITestOutputHelper output)
{
    private const int Frames = 3;

    public static TheoryData<string> Names => [.. EventConfigurations.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void ErrorsAndCounts_AreThoseOfBitTrue(string name)
    {
        LinkDesign design = EventConfigurations.Design(name);
        var maps = new LaneMapHistory(design.BroughtUp);
        var events = new EventFrame(design, 0, maps) { EncodesAll = true };
        var tally = new FrameTally(design, design.CreateRepair());
        var reference = new PlainReceiver(design, new LanePayload(design, 0), maps);
        int errors = 0;
        for (long frame = 0; frame < Frames; frame++)
        {
            (SortedSet<ulong> expected, LinkCounts counts) = reference.Receive(frame);
            events.Find(frame);
            ulong[] found = events.Errors.Places.ToArray();
            Assert.Equal(found.Length, found.Distinct().Count());
            Assert.Equal(expected, new SortedSet<ulong>(found));
            errors += found.Length;
            var tallied = new LinkCounts(design.Lanes, design.Code.CodewordSymbols);
            LinkTotals totals = tally.Count(frame, events.Errors, tallied, new long[design.Lanes]);
            counts.LaneBits.CopyTo(tallied.LaneBits, 0);
            Assert.Equal(LinkTotals.Of(counts), totals);
            Assert.Equal(LinkTotals.Of(counts), LinkTotals.Of(tallied));
            Assert.Equal(counts.LaneErrors, tallied.LaneErrors);
            Assert.Equal(counts.SymbolErrorHistogram, tallied.SymbolErrorHistogram);
            Assert.Equal((counts.Clean, counts.Corrected, counts.Uncorrectable, counts.Miscorrected), (tallied.Clean, tallied.Corrected, tallied.Uncorrectable, tallied.Miscorrected));
        }

        output.WriteLine($"{errors} errors");
        Assert.True(errors > 30, $"{errors} errors show little.");
    }

    /// <summary>What is looked at side by side is what is looked at one by one, with parity drawn, and encoded where much is looked at.</summary>
    [Theory]
    [Trait("Isa", "true")]
    [InlineData("40", "4", "26.5")]
    [InlineData("40", "4", "29.5")]
    [InlineData("37", "3", "29")]
    [InlineData("39", "1", "28")]
    public void Kernels_SeeWhatIsThere(string lanes, string interleave, string lengthM)
    {
        foreach (string code in new[] { "kp4", "rs-60-52-0x11d-0" })
        {
            LinkDesign design = new(LinkEmulatorTests.Small(
                ("engine", "event"), ("bonding.dataLanes", lanes), ("fec.interleave", interleave), ("fec.code", code), ("fiber.lengthM", lengthM), ("led.powerSpreadDb", "0.3")).Build());
            var maps = new LaneMapHistory(design.BroughtUp);
            var together = new EventFrame(design, 0, maps);
            var single = new EventFrame(design, 0, maps) { LooksOneByOne = true };
            int errors = 0, encoded = 0;
            for (long frame = 0; frame < 2; frame++)
            {
                together.Find(frame);
                single.Find(frame);
                Assert.Equal(new SortedSet<ulong>(single.Errors.Places.ToArray()), new SortedSet<ulong>(together.Errors.Places.ToArray()));
                Assert.Equal(single.Errors.Count, together.Errors.Count);
                errors += together.Errors.Count;
                encoded += together.EncodedGroups;
            }

            output.WriteLine($"{code}: {errors} errors, {encoded} of {2 * design.Groups} groups encoded");
            Assert.True(errors > 100);
        }
    }

    /// <summary>The same over all corners: what cannot be looked at side by side among what can, faults that change the channel, lanes that are checks, dark or spare.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Corners_SeeWhatIsThere(string name)
    {
        LinkDesign design = EventConfigurations.Design(name);
        var maps = new LaneMapHistory(design.BroughtUp);
        var together = new EventFrame(design, 0, maps);
        var single = new EventFrame(design, 0, maps) { LooksOneByOne = true };
        for (long frame = 0; frame < 2; frame++)
        {
            together.Find(frame);
            single.Find(frame);
            Assert.Equal(new SortedSet<ulong>(single.Errors.Places.ToArray()), new SortedSet<ulong>(together.Errors.Places.ToArray()));
            Assert.Equal(single.Errors.Count, together.Errors.Count);
        }
    }

    /// <summary>Sends and receives a whole frame, all lanes in place.</summary>
    private sealed class PlainReceiver(LinkDesign design, LanePayload source, LaneMapHistory maps)
    {
        private readonly FrameTransmitter _transmitter = new(design, source, null, 0, maps);
        private readonly FrameSlot _slot = new(design, keepsSent: true);
        private readonly ulong[] _message = new ulong[design.MessageWords];

        public (SortedSet<ulong> Errors, LinkCounts Counts) Receive(long frame)
        {
            LaneMap map = maps.At(frame);
            _transmitter.Transmit(frame, frame, _slot);
            source.Fill(frame, 0, _message);
            var rows = new LinkBlock(design.Lanes, design.Layout.BodyWords);
            var meant = new LinkBlock(design.Lanes, design.Layout.FrameWords);
            design.Striping.Stripe(_slot.Sent.Code.Span, meant);
            design.Striping.Pad(meant, 0, new RandomAddress(design.Options.Seed, RandomPurpose.Padding, 0, (uint)frame));
            if (design.Layout.ParityUi > 0)
                LaneParity.Write(meant, design.Layout.Lanes, AlignmentMarker.Words, design.Layout.BodyWords - 1);
            design.Secded?.Encode(meant, AlignmentMarker.Words, design.Layout.BodyWords);
            var counts = new LinkCounts(design.Lanes, design.Code.CodewordSymbols);
            var errors = new SortedSet<ulong>();
            var laneErrors = new long[design.Lanes];
            for (int lane = 0; lane < design.Lanes; lane++)
            {
                ReadOnlySpan<ulong> received = _slot.Received.Row(map.ChannelOfLane[lane]);
                AlignmentMarker.Write(meant.Row(lane), map.ChannelOfLane[lane], frame);
                received[AlignmentMarker.Words..].CopyTo(rows.Row(lane));
                counts.LaneBits[lane] = design.Layout.LaneBits(lane < design.Layout.Lanes ? lane : 0);
                for (int word = 0; word < received.Length; word++)
                {
                    for (ulong wrong = received[word] ^ meant.Row(lane)[word]; wrong != 0; wrong &= wrong - 1)
                    {
                        int ui = (word * 64) + BitOperations.TrailingZeroCount(wrong);
                        errors.Add(((ulong)(uint)ui << 32) | (uint)lane);
                        laneErrors[lane] += ui >= AlignmentMarker.LengthUi && ui - AlignmentMarker.LengthUi < counts.LaneBits[lane] ? 1 : 0;
                    }
                }
            }

            design.Secded?.Decode(rows, design.Secded.Verdicts(), new long[design.Lanes]);
            var code = new ulong[design.CodeWords];
            var message = new ulong[design.MessageWords];
            var verdicts = new short[design.Groups * design.Code.Interleave];
            design.Striping.Gather(rows, code);
            design.Code.Decode(code, message, verdicts, design.Groups);
            var comparer = new FrameComparer<Lanes>(design.Shape, design.Groups, new Lanes(design.Striping.Map));
            comparer.Begin(design.MessageBits, counts);
            comparer.Compare(_slot.Sent.Code.Span, code, 0, _message, message, 0);
            comparer.End(verdicts);
            laneErrors.CopyTo(counts.LaneErrors, 0);
            return (errors, counts);
        }

        private readonly struct Lanes(StripingMap map) : IBitLanes
        {
            public int LaneOf(long bit) => map.LaneOf(bit);
        }
    }
}
