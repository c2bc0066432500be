using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;

namespace Mosaic.Emulator.Tests.Bonding.Deskew;

public class LaneCodeDeskewTests
{
    private const int DataLanes = 400;

    /// <summary>Lanes whose columns' sum is another lane's column, or is none.</summary>
    private static int[] Three(CodedLanes line, bool dependent)
    {
        ReadOnlySpan<ushort> columns = line.Columns;
        for (int third = 2; third < line.Lanes; third++)
        {
            if (columns.Contains((ushort)(columns[0] ^ columns[1] ^ columns[third])) == dependent)
            {
                return [0, 1, third];
            }
        }

        throw new InvalidOperationException();
    }

    /// <summary>A lane slips between two frames: found before the second one is read, so that none is read wrong; no other lane moves.</summary>
    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(-1, 1e-3)]
    [InlineData(17, 1e-3)]
    [InlineData(-40, 3e-3)]
    [InlineData(399, 1e-4)]
    [Trait("Isa", "true")]
    public void ASlip_IsFoundBeforeItsFrameIsRead(int slipUi, double ber)
    {
        for (int lane = 5; lane < 410; lane += 200)
        {
            var line = new CodedLanes(DataLanes, (ulong)lane, maxSkewUi: 900) { Ber = ber };
            line.BringUp();
            PortAlignment[] before = [.. line.Alignments];
            line.Streams.Slip(lane, slipUi);
            int port = line.Arrival.PortOf(lane);
            for (int frame = 0; frame < 4; frame++)
            {
                int wrong = line.Send();
                // The frame before a slip to an earlier place has lost its last bits.
                Assert.Equal(frame == 0 && slipUi < 0 ? 1 : 0, wrong);
            }

            before[port] = before[port] with { FirstFrame = before[port].FirstFrame + slipUi };
            Assert.Equal(before, line.Alignments);
            Assert.Equal((1, 1), (line.Deskew.LockLosses, line.Deskew.FoundByCode));
            Assert.True(line.Deskew.IsAligned);
        }
    }

    /// <summary>Two and three lanes at once, also where a fourth lane's column is the sum of the three.</summary>
    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void LanesThatSlipTogether_AreFoundTogether(int count, bool dependent)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var line = new CodedLanes(DataLanes, seed) { Ber = 1e-3 };
            line.BringUp();
            int[] lanes = Three(line, dependent)[..count];
            for (int i = 0; i < count; i++)
            {
                line.Streams.Slip(lanes[i], (3 * i) - 2);
            }

            line.Send();
            line.Send();
            Assert.Equal(0, line.Send());
            Assert.True(line.Deskew.IsAligned);
            Assert.Equal((count, count), (line.Deskew.LockLosses, line.Deskew.FoundByCode));
        }
    }

    /// <summary>Four and more lanes at once are beyond it: markers find them.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    [InlineData(200)]
    public void MoreLanes_AreLeftToMarkers(int count)
    {
        var line = new CodedLanes(DataLanes, 3) { Ber = 1e-4 };
        line.BringUp();
        for (int lane = 0; lane < count; lane++)
        {
            line.Streams.Slip(lane * 2, 1 + (lane % 3));
        }

        line.Send();
        int frames = 0;
        while (line.Send() > 0 && frames < 20)
        {
            frames++;
        }

        Assert.InRange(frames, 1, 4);
        Assert.True(line.Deskew.IsAligned);
        Assert.Equal((count, 0), (line.Deskew.LockLosses, line.Deskew.FoundByCode));

        // And the words are looked at again.
        line.Send();
        line.Streams.Slip(7, 2);
        line.Send();
        Assert.Equal(0, line.Send());
        Assert.Equal(1, line.Deskew.FoundByCode);
    }

    /// <summary>A lane that goes dark is given up; meanwhile another one is found by the words; when light is back, markers find the first.</summary>
    [Fact]
    public void ADarkLane_IsNamed_AndDoesNotKeepOthersFromBeingFound()
    {
        const int Dark = 77, Slipping = 210;
        var line = new CodedLanes(DataLanes, 4, frameUi: 128 + (64 * 1024)) { Ber = 1e-3 };
        line.BringUp();
        for (int i = 0; i < 6; i++)
        {
            line.Send(CodedLanes.Dark(Dark));
        }

        Assert.Equal([(Dark, null)], line.Deskew.Missing());
        line.Streams.Slip(Slipping, -3);
        line.Send(CodedLanes.Dark(Dark));
        Assert.Equal(1, line.Send(CodedLanes.Dark(Dark)));
        Assert.Equal((2, 1), (line.Deskew.LockLosses, line.Deskew.FoundByCode));
        line.Send();
        line.Send();
        line.Send();
        Assert.Equal(0, line.Send());
        Assert.True(line.Deskew.IsAligned);
        Assert.Equal((2, 1), (line.Deskew.LockLosses, line.Deskew.FoundByCode));
    }

    /// <summary>Errors, a bad lane, and frames of nothing but noise move no lane.</summary>
    [Fact]
    public void NothingMoves_WhereNothingSlips()
    {
        var line = new CodedLanes(DataLanes, 5) { Ber = 2e-3 };
        line.BringUp();
        for (int frame = 0; frame < 60; frame++)
        {
            var random = new Random(frame);
            line.Send(rows =>
            {
                for (int word = 2; word < rows.Words; word++)
                {
                    // Every tenth bit of lane 9.
                    for (int bit = 0; bit < 64; bit++)
                    {
                        rows.Row(9)[word] ^= random.Next(10) == 0 ? 1UL << bit : 0;
                    }

                    for (int lane = 0; frame is 20 or 40 or 41 && lane < rows.Lanes; lane++)
                    {
                        rows.Row(lane)[word] = (ulong)random.NextInt64() << 1;
                    }
                }
            });
        }

        Assert.True(line.Deskew.IsAligned);
        Assert.Equal((0, 0), (line.Deskew.LockLosses, line.Deskew.FoundByCode));
        Assert.Equal([.. Enumerable.Range(0, line.Lanes).Select(port => new PortAlignment(line.Arrival.LaneOf(port), line.Arrival.DelayOf(port)))], line.Alignments);
    }

    /// <summary>Drift: each slip costs its own frame and no other, and never another lane.</summary>
    [Fact]
    public void Drift_IsFollowed_FrameByFrame()
    {
        var line = new CodedLanes(DataLanes, 6, drift: DelayDrift.Draw(410, 2, 8, 6, 0)) { Ber = 1e-4 };
        line.BringUp();
        int slips = 0, wrong = 0;
        for (int frame = 0; frame < 100; frame++)
        {
            wrong += line.Send();
            slips += line.Streams.LastSlips;
        }

        Assert.InRange(slips, 80, 300);
        // A slip in the last UI of a frame is noticed in the next one, if there are too few of them to tell. Some are those of the bring-up.
        Assert.InRange(wrong, slips - 4, slips * 3 / 2);
        Assert.InRange(line.Deskew.FoundByCode, slips - 6, slips + 6);
        // More than three at a time, now and then, are left to markers.
        Assert.InRange(line.Deskew.LockLosses, line.Deskew.FoundByCode, line.Deskew.FoundByCode + 8);
    }

    [Fact]
    public void Observe_CanBeCalledRarely()
    {
        CodedLanes often = new(60, 8) { Ber = 1e-3 }, rarely = new(60, 8) { Ber = 1e-3 };
        for (int frame = 0; frame < 20; frame++)
        {
            foreach (CodedLanes line in new[] { often, rarely })
            {
                if (frame == 9)
                {
                    line.Streams.Slip(13, 2);
                }

                line.Send(observe: line == often || frame < 6 || frame % 2 == 1);
            }
        }

        Assert.Equal(often.Alignments, rarely.Alignments);
        Assert.Equal((1, 1), (often.Deskew.FoundByCode, rarely.Deskew.FoundByCode));
        Assert.Equal(often.Deskew.LockTimeUi, rarely.Deskew.LockTimeUi);
    }

    /// <summary>Frames that nobody looks at: what is locked stays so, and a slip among them is found behind them.</summary>
    [Fact]
    public void Skip_KeepsTheLock()
    {
        var line = new CodedLanes(60, 9);
        line.BringUp();
        line.Streams.SkipTo(100);
        line.Deskew.Skip(100 - line.Frame);
        line.Streams.Slip(20, 5);
        for (int i = 0; i < 5; i++)
        {
            line.SendAt(100 + i);
        }

        Assert.True(line.Deskew.IsAligned);
        Assert.Equal(1, line.Deskew.FoundByCode);
    }

    [Fact]
    public void Observe_AllocatesNothing()
    {
        var line = new CodedLanes(400, 10) { Ber = 1e-3 };
        line.BringUp();
        long allocated = 0;
        for (int i = 0; i < 6; i++)
        {
            line.Send(observe: false);
            long before = GC.GetAllocatedBytesForCurrentThread();
            line.Deskew.Observe(line.Streams);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void BadColumns_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new LaneCodeDeskew(3, 640, 100, [1, 2]));
        Assert.Throws<ArgumentException>(() => new LaneCodeDeskew(3, 640, 100, [1, 2, 2]));
        Assert.Throws<ArgumentException>(() => new LaneCodeDeskew(3, 640, 100, [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => new LaneCodeDeskew(3, 640, 100, [0, 0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LaneCodeDeskew(3, 650, 100, [1, 2, 4]));
    }
}
