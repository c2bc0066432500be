using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Tests.Fec;

namespace Mosaic.Emulator.Tests.Bonding.Deskew;

/// <summary>How often <c>lane-code</c> is wrong, counted where thresholds are low, and how far it reaches.</summary>
public class LaneCodeLimitsTests
{
    /// <summary>
    /// A lane that carries noise has no place; with a low threshold one is found now and then. At each of the places 512 bits agree
    /// by chance: Bin(512, ½), pairwise independent. Two-sided, 1e-6; with four wrong bits more allowed, the twin, the
    /// count does not fit any more.
    /// </summary>
    [Fact]
    public void FalsePlaces_AreAsOftenAsTheFormulaSays()
    {
        const int Trials = 4000, ReachUi = 60, FrameUi = 128 + 512;
        const double Budget = 4e-4;
        const int Places = (2 * ReachUi) + 1;
        ushort[] columns = [1, 2, 4, 7];
        var random = new Random(3);
        var search = new LaneCodeSearch(columns, ReachUi, Budget * Places * LaneCodeSearch.MaxLooks * 12);
        var syndromes = new LaneSyndromes(columns);
        var locked = new LockedPorts(4, 1000);
        var noise = new NoisePorts(FrameUi);
        for (int port = 0; port < 4; port++)
        {
            locked.Lock(port, port, ReachUi, 0);
        }

        int found = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            noise.Draw(random);
            Assert.True(search.TryBegin([2], []));
            bool[] isOut = [false, false, true, false];
            Assert.True(syndromes.TrySum(noise, locked, isOut, 0, 8));
            // What the words say is noise too: all syndromes are those of the lane, or none.
            for (int word = 0; word < 8; word++)
            {
                syndromes.Row(0)[word] = 0;
                syndromes.Row(1)[word] = 0;
                syndromes.Row(2)[word] = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            }

            found += search.Look(noise, [0, 1, 2, 3], locked, syndromes, 0, 0, 8) is null ? 0 : 1;
        }

        int most = CorrelateLimits.LargestWrong(512, Budget);
        Assert.True(BinomialTest.Fits(found, Trials, Alone(most)));
        Assert.False(BinomialTest.Fits(found, Trials, Alone(most + 4)));
        Assert.True(found > 50);

        // One place passes and no other.
        static double Alone(int wrong)
        {
            double tail = Beta.RegularizedIncompleteBeta(512 - wrong, wrong + 1, 0.5);
            return Places * tail * Math.Pow(1 - tail, Places - 1);
        }
    }

    /// <summary>
    /// The score of a lane with a bit error rate of 0.2 is at or above a limit for e^(−θ·limit) of the looks at most (Lundberg), whose
    /// θ is 0.138; a lane wrong every third time, the twin, is above it far more often.
    /// </summary>
    [Theory]
    [InlineData(20)]
    [InlineData(32)]
    public void FalseAlarms_AreRarerThanTheBound(int limit)
    {
        const double Theta = 0.138;
        Assert.InRange((0.2 * Math.Exp(3 * Theta)) + (0.8 * Math.Exp(-Theta)), 0.998, 1);
        double share = Share(0.2), twin = Share(1 / 3.0);
        Assert.InRange(share, Math.Exp(-Theta * limit) / 20, Math.Exp(-Theta * limit));
        Assert.True(twin > 0.5);

        double Share(double ber)
        {
            const int Looks = 40_000;
            ushort[] columns = [1, 2, 4, 7];
            var watch = new SlipWatch(columns);
            var syndromes = new LaneSyndromes(columns);
            var random = new Random(limit);
            int above = 0;
            for (int look = 0; look < Looks; look++)
            {
                // Of no lane: zeros.
                Assert.True(syndromes.TrySum(new NoisePorts(64), new LockedPorts(4, 1000), new bool[4], 0, 1));
                for (int bit = 0; bit < 64; bit++)
                {
                    // Lane 3 has all three checks.
                    ulong wrong = random.NextDouble() < ber ? 1UL << bit : 0;
                    for (int check = 0; check < 3; check++)
                    {
                        syndromes.Row(check)[0] |= wrong;
                    }
                }

                watch.Look(syndromes, 0, 1, 0);
                above += watch.Score(3) >= limit ? 1 : 0;
                Assert.Equal(0, watch.Score(0));
            }

            return (double)above / Looks;
        }
    }

    [Fact]
    public void ALaneUpToATenth_NeverGivesAlarm()
    {
        // θ at p = 0.1, and what it makes of the alarm: a look in 1e21.
        const double Theta = 0.508;
        Assert.InRange((0.1 * Math.Exp(3 * Theta)) + (0.9 * Math.Exp(-Theta)), 0.998, 1.001);
        Assert.True(Math.Exp(-Theta * SlipWatch.Alarm) < 1e-21);
    }

    /// <summary>
    /// One lane up to 3 errors a word on average, two up to 2.5, three up to 2: found by the words within a frame of 66k UI, 20 of 20.
    /// At 8 errors a word, the twin, next to no word is whole, and markers find them.
    /// </summary>
    [Theory]
    [InlineData(1, 3.0, true)]
    [InlineData(2, 2.5, true)]
    [InlineData(3, 2.0, true)]
    [InlineData(1, 8.0, false)]
    public void ReachInErrorRate(int count, double errorsInAWord, bool byCode)
    {
        int found = 0;
        for (int trial = 0; trial < (count == 1 ? 20 : 8); trial++)
        {
            var line = new CodedLanes(400, (ulong)trial, frameUi: 128 + 65_536) { Ber = 1e-4 };
            line.BringUp();
            line.Ber = errorsInAWord / line.Lanes;
            for (int i = 0; i < count; i++)
            {
                line.Streams.Slip((50 * trial % 400) + (7 * i), 5 - (9 * i));
            }

            line.Send();
            line.Send();
            Assert.Equal(byCode ? count : 0, line.Deskew.FoundByCode);
            Assert.Equal(byCode ? count : 0, line.Deskew.LockLosses);
            found += line.Send() == 0 ? 1 : 0;
        }

        Assert.True(found == (byCode ? (count == 1 ? 20 : 8) : 0));
    }

    /// <summary>Beyond its reach a lane is given up after a search, and markers find it; at its reach the words do.</summary>
    [Theory]
    [InlineData(1024, 1)]
    [InlineData(1025, 0)]
    public void ReachInUi(int slipUi, int found)
    {
        var line = new CodedLanes(60, 11, maxSkewUi: 2000);
        line.BringUp();
        line.Streams.Slip(31, slipUi);
        for (int i = 0; i < 110 && (i < 3 || line.Deskew.LockLosses == 0 || !line.Deskew.IsAligned); i++)
        {
            line.Send();
        }

        Assert.Equal((1, found), (line.Deskew.LockLosses, line.Deskew.FoundByCode));
        line.Send();
        Assert.Equal(0, line.Send());
    }

    private sealed class NoisePorts(int ui) : IPortStreams
    {
        private readonly ulong[] _words = new ulong[(ui / 64) + 1];

        public int Ports => 4;

        public long Arrived => ui;

        public void Draw(Random random)
        {
            for (int i = 0; i < _words.Length; i++)
            {
                _words[i] = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            }
        }

        public bool Holds(int port, long position, int count) => position >= 0 && position + count <= ui;

        public void Read(int port, long position, int count, Span<ulong> destination) =>
            Mosaic.Emulator.Bits.BitString.Copy(_words, position, destination, 0, count);
    }
}
