using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding.Deskew;

public class MarkerDeskewTests
{
    private const int FrameWords = 12;
    private const int FrameUi = FrameWords * 64;

    private static MarkedLanes Make(int lanes, int skewUi, ulong seed = 1, int maxSkewUi = 400) =>
        new((ports, frameUi, skew) => new MarkerDeskew(ports, frameUi, skew), lanes, skewUi, seed, maxSkewUi);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 64)]
    [InlineData(40, 400)]
    public void TwoMarkers_LockAllLanes_AtTheirDelays(int lanes, int skewUi)
    {
        var line = Make(lanes, skewUi);
        line.Send();
        Assert.False(line.Deskew.IsAligned);
        Assert.Null(line.Deskew.LockTimeUi);
        line.Send();
        Assert.True(line.Deskew.IsAligned);
        Assert.Empty(line.Deskew.Missing());
        var alignments = new PortAlignment[lanes];
        line.Deskew.CopyAlignments(alignments);
        for (int port = 0; port < lanes; port++)
        {
            Assert.Equal(new PortAlignment(line.Arrival.LaneOf(port), line.Arrival.DelayOf(port)), alignments[port]);
        }

        Assert.Equal(FrameUi + line.Arrival.MaxDelayUi + AlignmentMarker.LengthUi, line.Deskew.LockTimeUi);
        Assert.Equal(Enumerable.Range(0, lanes), alignments.Select(a => a.Lane).Order());
    }

    [Fact]
    public void Frames_AreReadBack_InOrderAndWhole()
    {
        var line = Make(24, 333);
        line.Send();
        line.Send();
        var layout = new FrameLayout(24, 10, 4, 24L * ((FrameUi - 128) / 10));
        Assert.Equal(FrameUi, layout.FrameUi);
        var alignments = new PortAlignment[24];
        line.Deskew.CopyAlignments(alignments);
        var rows = new LinkBlock(24, FrameWords - AlignmentMarker.Words);
        LaneMap map = LaneMap.Identity(layout.Lanes, layout.Lanes);
        var part = new LinkBlock(24, 5);
        for (int repeat = 0; repeat < 6; repeat++)
        {
            LinkBlock sent = line.Last!;
            line.Send();
            FrameReader.Read(line.Streams, alignments, layout, map, line.Frame - 2, rows);
            for (int first = 0, words; first < rows.Words; first += words)
            {
                words = Math.Min(part.Words, rows.Words - first);
                Philox.Fill(part.Storage, 3, 0, 0, 0, 0);
                FrameReader.Read(line.Streams, alignments, layout, map, line.Frame - 2, part, first, words);
                for (int lane = 0; lane < 24; lane++)
                {
                    Assert.Equal(rows.Row(lane).Slice(first, words), part.Row(lane)[..words]);
                }
            }

            for (int lane = 0; lane < 24; lane++)
            {
                Assert.Equal(sent.Row(lane)[AlignmentMarker.Words..].ToArray(), rows.Row(lane).ToArray());
            }
        }
    }

    [Fact]
    public void Hunt_TakesEightWrongSyncBits_AndNotNine()
    {
        foreach (int wrong in (int[])[8, 9])
        {
            var line = Make(1, 0);
            for (int i = 0; i < 3; i++)
            {
                line.Send(rows => rows.Row(0)[0] ^= (1UL << wrong) - 1);
            }

            Assert.Equal(wrong == 8, line.Deskew.IsAligned);
        }
    }

    [Fact]
    public void Hunt_NeedsBothNumbersWithinThreeBits()
    {
        foreach (ulong damage in (ulong[])[0x7, 0xF, 0x7UL << 30, 0xFUL << 30])
        {
            var line = Make(1, 0);
            for (int i = 0; i < 3; i++)
            {
                line.Send(rows => rows.Row(0)[1] ^= damage);
            }

            Assert.Equal(System.Numerics.BitOperations.PopCount(damage) <= 3, line.Deskew.IsAligned);
        }
    }

    /// <summary>Five errors turn a number into a neighbouring word, from which the true one is within the tolerance.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(24)]
    public void NumberMisreadOnce_IsNotConfirmed(int shift)
    {
        MarkedLanes line = Make(3, 0);
        // Lane 0 read as 1; frame 0 as 2,048, whose successor is as far from frame 1.
        uint wrong = Golay24.Encode(shift == 0 ? 1 : 2048) ^ Golay24.Encode(0);
        ulong damage = 0;
        for (int bit = 0, left = System.Numerics.BitOperations.PopCount(wrong) - 3; left > 0; bit++)
        {
            damage |= wrong & (1u << bit);
            left -= (int)(wrong >> bit & 1);
        }

        line.Send(rows => rows.Row(0)[1] ^= damage << shift);
        line.Send();
        Assert.False(line.Deskew.IsAligned);
        line.Send();
        line.Send();
        Assert.True(line.Deskew.IsAligned);
        Assert.Equal(line.TrueAlignments, line.Alignments);
    }

    [Fact]
    public void SecondMarkerBad_GoesBackToTheHunt()
    {
        var line = Make(1, 0);
        line.Send();
        line.Send(MarkedLanes.Destroy);
        line.Send();
        Assert.False(line.Deskew.IsAligned);
        line.Send();
        Assert.True(line.Deskew.IsAligned);
        Assert.Equal(0, line.Deskew.LockLosses);
    }

    [Fact]
    public void FourBadMarkers_KeepTheLock_FiveLoseIt_AndItComesBack()
    {
        var line = Make(2, 50);
        line.Send();
        line.Send();
        for (int i = 0; i < 4; i++)
        {
            line.Send(MarkedLanes.Destroy);
            Assert.True(line.Deskew.IsAligned);
        }

        line.Send();
        for (int i = 0; i < 5; i++)
        {
            Assert.True(line.Deskew.IsAligned);
            line.Send(MarkedLanes.Destroy);
        }

        Assert.False(line.Deskew.IsAligned);
        Assert.Equal(1, line.Deskew.LockLosses);
        Assert.Equal([(0, null)], line.Deskew.Missing());
        line.Send();
        line.Send();
        Assert.True(line.Deskew.IsAligned);
        // The time of the first lock stays.
        Assert.Equal(FrameUi + line.Arrival.MaxDelayUi + AlignmentMarker.LengthUi, line.Deskew.LockTimeUi);
    }
}
