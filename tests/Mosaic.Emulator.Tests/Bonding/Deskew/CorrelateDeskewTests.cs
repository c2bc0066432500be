using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;

namespace Mosaic.Emulator.Tests.Bonding.Deskew;

public class CorrelateDeskewTests
{
    private const int FrameUi = 768;

    private static MarkedLanes Make(int lanes, int skewUi, ulong seed = 1, int maxSkewUi = 400, int frameUi = FrameUi, Func<IPortStreams, IPortStreams>? view = null) =>
        new((ports, frame, skew) => new CorrelateDeskew(ports, frame, skew), lanes, skewUi, seed, maxSkewUi, frameUi, view);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5, 64)]
    [InlineData(40, 400)]
    [InlineData(40, 762)]
    public void TwoCleanMarkers_LockAllLanes_AtTheirDelays(int lanes, int skewUi)
    {
        MarkedLanes line = Make(lanes, skewUi, maxSkewUi: 800);
        line.Send();
        Assert.False(line.Deskew.IsAligned);
        Assert.Null(line.Deskew.LockTimeUi);
        line.Send();
        if (line.Arrival.MaxDelayUi + AlignmentMarker.LengthUi > FrameUi)
        {
            line.Send();
        }

        Assert.True(line.Deskew.IsAligned);
        Assert.Empty(line.Deskew.Missing());
        Assert.Equal(line.TrueAlignments, line.Alignments);
        Assert.Equal(FrameUi + line.Arrival.MaxDelayUi + AlignmentMarker.LengthUi, line.Deskew.LockTimeUi);
    }

    /// <summary>
    /// 60 links of 400 lanes at a bit error rate of 0.1. A failure has a probability of some 1e-4 a link; the 2 that would
    /// fail the test have 2e-5. The twin is 'marker', which brings none of them up.
    /// </summary>
    [Fact]
    [Trait("Isa", "true")]
    public void EightMarkers_LockFourHundredLanes_WithEveryTenthBitWrong()
    {
        int failed = 0, twins = 0;
        for (int link = 0; link < 60; link++)
        {
            var random = new Random(link);
            MarkedLanes line = Make(400, 300, (ulong)link, frameUi: 1024);
            var twin = new MarkerDeskew(400, 1024, 400);
            for (int marker = 0; marker < 8; marker++)
            {
                line.Send(MarkedLanes.Errors(random, 0.1));
                twin.Observe(line.Streams);
            }

            failed += line.Deskew.IsAligned ? 0 : 1;
            twins += twin.IsAligned ? 0 : 1;
            Assert.Equal(0, line.Deskew.LockLosses);
            PortAlignment[] truth = line.TrueAlignments;
            Assert.All(line.Alignments.Select((alignment, port) => (alignment, port)).Where(a => a.alignment.Lane >= 0), a => Assert.Equal(truth[a.port], a.alignment));
        }

        Assert.InRange(failed, 0, 1);
        Assert.Equal(60, twins);
    }

    /// <summary>At 0.25 nothing is promised but that what is locked is true: 300 links of 16 lanes, 30 frames each.</summary>
    [Fact]
    public void WhateverIsLocked_IsTrue_AtErrorRatesBeyondUse()
    {
        int locked = 0;
        for (int link = 0; link < 300; link++)
        {
            var random = new Random(link);
            MarkedLanes line = Make(16, 300, (ulong)link);
            for (int marker = 0; marker < 30; marker++)
            {
                line.Send(MarkedLanes.Errors(random, 0.25 + (0.1 * (link % 2))));
                PortAlignment[] truth = line.TrueAlignments, found = line.Alignments;
                for (int port = 0; port < 16; port++)
                {
                    Assert.True(found[port].Lane < 0 || found[port] == truth[port]);
                    locked += found[port].Lane < 0 ? 0 : 1;
                }
            }
        }

        Assert.True(locked > 10_000);
    }

    [Fact]
    public void Noise_IsNotLockedOn()
    {
        MarkedLanes line = Make(8, 100);
        for (int frame = 0; frame < 300; frame++)
        {
            line.Send(rows => new Mosaic.Emulator.Numerics.RandomAddress(9, Mosaic.Emulator.Numerics.RandomPurpose.Payload, 0, (uint)line.Frame).Fill(rows.Row(0)));
            Assert.All(line.Alignments, alignment => Assert.NotEqual(0, alignment.Lane));
        }

        Assert.Equal([(0, null)], line.Deskew.Missing());
    }

    /// <summary>State advances frame by frame, however often it is asked for.</summary>
    [Fact]
    public void Observe_CanBeCalledRarely()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            MarkedLanes often = Make(30, 300, seed), rarely = Make(30, 300, seed);
            Random first = new((int)seed), second = new((int)seed);
            for (int frame = 0; frame < 9; frame++)
            {
                often.Send(MarkedLanes.Errors(first, 0.1));
                rarely.Send(MarkedLanes.Errors(second, 0.1), observe: frame % 3 == 2);
            }

            Assert.Equal(often.Alignments, rarely.Alignments);
            Assert.Equal(often.Deskew.LockTimeUi, rarely.Deskew.LockTimeUi);
        }
    }

    /// <summary>A marker with 64 bits inverted adds 24 to the excess, and a good one takes 40 off.</summary>
    [Fact]
    public void ThreeBadMarkers_KeepTheLock_FourLoseIt_AndItComesBack()
    {
        MarkedLanes line = Make(2, 50);
        line.Send();
        line.Send();
        for (int i = 0; i < 3; i++)
        {
            line.Send(MarkedLanes.Destroy);
            Assert.True(line.Deskew.IsAligned);
        }

        line.Send();
        line.Send();
        for (int i = 0; i < 4; i++)
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
        Assert.Equal(FrameUi + line.Arrival.MaxDelayUi + AlignmentMarker.LengthUi, line.Deskew.LockTimeUi);
    }

    /// <summary>One port slips by a few UI: it is lost, found again where it is now, and the others never notice.</summary>
    [Theory]
    [InlineData(1, 0.0)]
    [InlineData(-7, 0.0)]
    [InlineData(3, 0.1)]
    public void ASlip_CostsOnePort_AndIsFoundAgain(int slipUi, double ber)
    {
        const int Port = 3;
        MarkedLanes line = Make(40, 300, view: inner => new Slipping(inner, Port, 10 * FrameUi, slipUi));
        var random = new Random(5);
        for (int frame = 0; frame < 10; frame++)
        {
            line.Send(MarkedLanes.Errors(random, ber));
        }

        Assert.True(line.Deskew.IsAligned);
        int back = 0;
        for (int frame = 0; frame < 20; frame++)
        {
            line.Send(MarkedLanes.Errors(random, ber));
            PortAlignment[] truth = line.TrueAlignments, found = line.Alignments;
            Assert.All(Enumerable.Range(0, 40).Where(port => port != Port), port => Assert.Equal(truth[port], found[port]));
            back = line.Deskew.IsAligned && line.Deskew.LockLosses == 1 && back == 0 ? frame : back;
        }

        Assert.Equal(1, line.Deskew.LockLosses);
        Assert.InRange(back, 4, 12);
        Assert.Equal(line.TrueAlignments[Port].FirstFrame + Slipping.LaterUi + slipUi, line.Alignments[Port].FirstFrame);
    }

    /// <summary>Frames that nobody looks at: what is locked stays so, with a clean slate; the counter goes on, past its period too.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(AlignmentMarker.CounterPeriod + 3)]
    public void Skip_KeepsTheLock_AndForgetsWhatWasWrong(int frames)
    {
        MarkedLanes line = Make(20, 300);
        for (int i = 0; i < 3; i++)
        {
            line.Send();
        }

        for (int i = 0; i < 3; i++)
        {
            line.Send(MarkedLanes.Destroy);
        }

        long? lockTime = line.Deskew.LockTimeUi;
        line.Skip(frames);
        for (int i = 0; i < 3; i++)
        {
            line.Send(MarkedLanes.Destroy);
            Assert.True(line.Deskew.IsAligned);
        }

        Assert.Equal(line.TrueAlignments, line.Alignments);
        Assert.Equal((0, lockTime), (line.Deskew.LockLosses, line.Deskew.LockTimeUi));
        // The twin: without a skip, three and three bad ones in a row are too many.
        MarkedLanes twin = Make(20, 300);
        for (int i = 0; i < 9; i++)
        {
            twin.Send(i < 3 ? null : MarkedLanes.Destroy);
        }

        Assert.Equal(1, twin.Deskew.LockLosses);
    }

    /// <summary>A port that hunts begins anew behind the frames left out, and counts them.</summary>
    [Fact]
    public void Skip_WhileHunting_BeginsAnew()
    {
        MarkedLanes line = Make(20, 300);
        line.Send();
        line.Skip(500);
        line.Send();
        Assert.False(line.Deskew.IsAligned);
        line.Send();
        line.Send();
        Assert.True(line.Deskew.IsAligned);
        Assert.Equal(line.TrueAlignments, line.Alignments);
        Assert.Throws<ArgumentOutOfRangeException>(() => line.Deskew.Skip(-1));
    }

    /// <summary>One port is ten UI later than it was, and slips.</summary>
    private sealed class Slipping(IPortStreams inner, int slipping, long from, int slipUi) : IPortStreams
    {
        public const int LaterUi = 10;

        public int Ports => inner.Ports;

        public long Arrived => inner.Arrived;

        public bool Holds(int port, long position, int count) => inner.Holds(port, Math.Max(0, position - Later(port, position)), count);

        public void Read(int port, long position, int count, Span<ulong> destination)
        {
            int dark = (int)Math.Max(0, Later(port, position) - position);
            Span<ulong> words = stackalloc ulong[129];
            inner.Read(port, position + dark - Later(port, position), count - dark, words);
            destination[..((count + 63) / 64)].Clear();
            Mosaic.Emulator.Bits.BitString.Copy(words, 0, destination, dark, count - dark);
        }

        // A read across the slip shows one side of it throughout: it is a chunk of the hunt at most.
        private int Later(int port, long position) => port != slipping ? 0 : position >= from ? LaterUi + slipUi : LaterUi;
    }
}
