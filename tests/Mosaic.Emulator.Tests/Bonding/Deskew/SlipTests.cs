using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding.Deskew;

public class SlipTests
{
    private const int FrameWords = 12;
    private const int FrameUi = FrameWords * 64;
    private const int Lanes = 6;

    private static readonly (int Lane, long Frame, int Ui)[] Slips =
    [
        (1, 0, 3), (1, 4, 1), (1, 5, 1), (2, 3, -1), (2, 9, -60), (3, 3, 500), (3, 4, -500), (3, 6, 65), (4, 7, 40), (4, 7, -39), (5, 8, 200),
    ];

    /// <summary>Streams written bit by bit: a lane's frames one after the other, gaps between them, or the last bits of one gone; frame 6 has no log-likelihoods.</summary>
    [Fact]
    public void Streams_EqualThoseWrittenBitByBit()
    {
        var arrival = Arrival.Draw(new int[Lanes], 90, 100, shuffle: true, 3, 0);
        var streams = new ArrivedFrames(arrival, FrameUi, 3);
        var written = new List<bool>[Lanes];
        var writtenSoft = new List<sbyte>[Lanes];
        for (int lane = 0; lane < Lanes; lane++)
        {
            written[lane] = [.. new bool[arrival.DelayOf(arrival.PortOf(lane))]];
            writtenSoft[lane] = [.. new sbyte[written[lane].Count]];
        }

        var random = new Random(4);
        for (long frame = 0; frame < 14; frame++)
        {
            foreach ((int lane, long _, int ui) in Slips.Where(slip => slip.Frame == frame))
            {
                streams.Slip(lane, ui);
            }

            foreach (var slip in Slips.Where(slip => slip.Frame == frame).GroupBy(slip => slip.Lane))
            {
                int ui = slip.Sum(s => s.Ui);
                written[slip.Key].AddRange(new bool[Math.Max(0, ui)]);
                written[slip.Key].RemoveRange(written[slip.Key].Count - Math.Max(0, -ui), Math.Max(0, -ui));
                writtenSoft[slip.Key].AddRange(new sbyte[Math.Max(0, ui)]);
                writtenSoft[slip.Key].RemoveRange(written[slip.Key].Count, writtenSoft[slip.Key].Count - written[slip.Key].Count);
            }

            LinkBlock rows = Frame(frame);
            var soft = new SoftBlock(Lanes, FrameUi);
            streams.Put(rows, frame == 6 ? null : soft);
            for (int lane = 0; lane < Lanes; lane++)
            {
                random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(soft.Row(lane)));
                writtenSoft[lane].AddRange(frame == 6 ? new sbyte[FrameUi] : soft.Row(lane).ToArray());
                written[lane].AddRange(Enumerable.Range(0, FrameUi).Select(ui => (rows.Row(lane)[ui >> 6] >> (ui & 63) & 1) != 0));
            }

            for (int repeat = 0; repeat < 200; repeat++)
            {
                int port = random.Next(Lanes), lane = arrival.LaneOf(port), count = random.Next(1, 2 * FrameUi);
                long position = streams.Arrived - random.Next(1, (2 * FrameUi) + 100);
                if (position < 0 || position + count > streams.Arrived)
                {
                    continue;
                }

                if (!streams.Holds(port, position, count))
                {
                    // Only what is older than the frames kept may be gone.
                    Assert.True(position - 200 < (frame - 2) * FrameUi + 500);
                    continue;
                }

                var read = new ulong[(count + 63) / 64];
                Array.Fill(read, ulong.MaxValue);
                streams.Read(port, position, count, read);
                var readSoft = new sbyte[count];
                Array.Fill(readSoft, (sbyte)99);
                streams.Read(port, position, count, readSoft);
                Assert.Equal(writtenSoft[lane].GetRange((int)position, count), readSoft);
                for (int i = 0; i < count; i++)
                {
                    Assert.Equal(written[lane][(int)position + i], (read[i >> 6] >> (i & 63) & 1) != 0);
                }
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(77)]
    [InlineData(-80)]
    public void ASlip_LosesItsPort_AndIsFound_WhileTheOthersStay(int ui)
    {
        const int Slipping = 2, At = 5;
        var arrival = Arrival.Draw(new int[Lanes], 90, 50, shuffle: true, 3, 0);
        var streams = new ArrivedFrames(arrival, FrameUi, 4);
        var deskew = new MarkerDeskew(Lanes, FrameUi, 400);
        var alignments = new PortAlignment[Lanes];
        int port = arrival.PortOf(Slipping), lost = 0;
        for (long frame = 0; frame < 20; frame++)
        {
            if (frame == At)
            {
                streams.Slip(Slipping, ui);
            }

            streams.Put(Frame(frame));
            deskew.Observe(streams);
            deskew.CopyAlignments(alignments);
            for (int other = 0; other < Lanes && frame > 0; other++)
            {
                Assert.True(other == port || alignments[other] == new PortAlignment(arrival.LaneOf(other), arrival.DelayOf(other)));
            }

            lost += frame > At && alignments[port].Lane < 0 ? 1 : 0;
        }

        Assert.Equal((1, new PortAlignment(Slipping, arrival.DelayOf(port) + ui)), (deskew.LockLosses, alignments[port]));
        // One marker to find it by; the other confirms it. A marker earlier than foretold by a frame or less is the next frame's.
        Assert.InRange(lost, 1, 2);
    }

    [Fact]
    public void Delays_StayWithinAFrame()
    {
        var arrival = Arrival.Draw([4, 9], 0, 0, shuffle: false, 3, 0);
        var streams = new ArrivedFrames(arrival, FrameUi, 3);
        streams.Slip(0, -4);
        streams.Slip(1, FrameUi - 10);
        Assert.StartsWith("Lane 0 would be late by -1 UI, outside 0 to 767.", Assert.Throws<ArgumentOutOfRangeException>(() => streams.Slip(0, -1)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Lane 1 would be late by 768 UI, outside 0 to 767.", Assert.Throws<ArgumentOutOfRangeException>(() => streams.Slip(1, 1)).Message, StringComparison.Ordinal);
    }

    private static LinkBlock Frame(long frame)
    {
        var rows = new LinkBlock(Lanes, FrameWords);
        for (int lane = 0; lane < Lanes; lane++)
        {
            new RandomAddress(1, RandomPurpose.Payload, 0, (uint)frame, lane).Fill(rows.Row(lane));
            AlignmentMarker.Write(rows.Row(lane), lane, frame);
        }

        return rows;
    }
}
