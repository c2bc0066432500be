using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding;

public class MarkerDeskewTests
{
    private const int FrameWords = 12;
    private const int FrameUi = FrameWords * 64;

    /// <summary>Frames of random data behind markers, on one port per lane; bits can be flipped on the way.</summary>
    private sealed class Line
    {
        private readonly ArrivedFrames _streams;
        private readonly int _lanes;
        private readonly ulong _seed;

        public Line(int lanes, int skewUi, ulong seed = 1, int maxSkewUi = 400)
        {
            _lanes = lanes;
            _seed = seed;
            Arrival = Arrival.Draw(new int[lanes], 5, skewUi, shuffle: true, seed, 0);
            _streams = new ArrivedFrames(Arrival, FrameUi, 4);
            Deskew = new MarkerDeskew(lanes, FrameUi, maxSkewUi);
        }

        public Arrival Arrival { get; }

        public MarkerDeskew Deskew { get; }

        public ArrivedFrames Streams => _streams;

        public long Frame { get; private set; }

        public LinkBlock? Last { get; private set; }

        public void Send(Action<LinkBlock>? damage = null)
        {
            var rows = new LinkBlock(_lanes, FrameWords);
            for (int lane = 0; lane < _lanes; lane++)
            {
                new RandomAddress(_seed, RandomPurpose.Payload, 0, (uint)Frame, lane).Fill(rows.Row(lane));
                AlignmentMarker.Write(rows.Row(lane), lane, Frame);
            }

            damage?.Invoke(rows);
            Last = rows;
            Frame++;
            _streams.Put(rows);
            Deskew.Observe(_streams);
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 64)]
    [InlineData(40, 400)]
    public void TwoMarkers_LockAllLanes_AtTheirDelays(int lanes, int skewUi)
    {
        var line = new Line(lanes, skewUi);
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
        var line = new Line(24, 333);
        line.Send();
        line.Send();
        var layout = new FrameLayout(24, 10, 4, 24L * ((FrameUi - 128) / 10));
        Assert.Equal(FrameUi, layout.FrameUi);
        var alignments = new PortAlignment[24];
        line.Deskew.CopyAlignments(alignments);
        var rows = new LinkBlock(24, FrameWords - AlignmentMarker.Words);
        for (int repeat = 0; repeat < 6; repeat++)
        {
            LinkBlock sent = line.Last!;
            line.Send();
            FrameReader.Read(line.Streams, alignments, layout, line.Frame - 2, rows);
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
            var line = new Line(1, 0);
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
            var line = new Line(1, 0);
            for (int i = 0; i < 3; i++)
            {
                line.Send(rows => rows.Row(0)[1] ^= damage);
            }

            Assert.Equal(System.Numerics.BitOperations.PopCount(damage) <= 3, line.Deskew.IsAligned);
        }
    }

    /// <summary>Five errors turn a lane number into a neighbouring word, from which the true one is within the tolerance.</summary>
    [Fact]
    public void LaneMisreadOnce_IsNotConfirmed()
    {
        var line = new Line(3, 0);
        uint wrong = Golay24.Encode(1) ^ Golay24.Encode(0), damage = 0;
        for (int bit = 0, left = System.Numerics.BitOperations.PopCount(wrong) - 3; left > 0; bit++)
        {
            damage |= wrong & (1u << bit);
            left -= (int)(wrong >> bit & 1);
        }

        line.Send(rows => rows.Row(0)[1] ^= damage);
        line.Send();
        Assert.False(line.Deskew.IsAligned);
        line.Send();
        line.Send();
        Assert.True(line.Deskew.IsAligned);
    }

    [Fact]
    public void SecondMarkerBad_GoesBackToTheHunt()
    {
        var line = new Line(1, 0);
        line.Send();
        line.Send(Destroy);
        line.Send();
        Assert.False(line.Deskew.IsAligned);
        line.Send();
        Assert.True(line.Deskew.IsAligned);
        Assert.Equal(0, line.Deskew.LockLosses);
    }

    [Fact]
    public void FourBadMarkers_KeepTheLock_FiveLoseIt_AndItComesBack()
    {
        var line = new Line(2, 50);
        line.Send();
        line.Send();
        for (int i = 0; i < 4; i++)
        {
            line.Send(Destroy);
            Assert.True(line.Deskew.IsAligned);
        }

        line.Send();
        for (int i = 0; i < 5; i++)
        {
            Assert.True(line.Deskew.IsAligned);
            line.Send(Destroy);
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

    [Fact]
    public void CounterWraps_WithoutLosingLock()
    {
        var line = new Line(1, 0);
        for (int i = 0; i < AlignmentMarker.CounterPeriod + 10; i++)
        {
            line.Send();
        }

        Assert.True(line.Deskew.IsAligned);
        Assert.Equal(0, line.Deskew.LockLosses);
    }

    [Fact]
    public void LanesBeyondTheLargestSkew_AreNamed()
    {
        var line = new Line(30, 400, seed: 5, maxSkewUi: 200);
        line.Send();
        line.Send();
        line.Send();
        int first = Enumerable.Range(0, 30).Min(line.Arrival.DelayOf);
        (int, long?)[] expected =
        [
            .. Enumerable.Range(0, 30)
                .Select(port => (Lane: line.Arrival.LaneOf(port), Skew: line.Arrival.DelayOf(port) - first))
                .Where(p => p.Skew > 200)
                .OrderBy(p => p.Lane)
                .Select(p => (p.Lane, (long?)p.Skew)),
        ];
        Assert.NotEmpty(expected);
        Assert.False(line.Deskew.IsAligned);
        Assert.Equal(expected, line.Deskew.Missing());
    }

    private static void Destroy(LinkBlock rows) => rows.Row(0)[0] = ~rows.Row(0)[0];
}
