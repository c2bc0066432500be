using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Bonding.Deskew;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding.Deskew;

/// <summary>The argument behind the false-lock rate: its sums done exactly, its probabilities counted at lowered thresholds.</summary>
public class CorrelateLimitsTests
{
    private const int Ports = 400, FrameUi = 87_168;

    /// <summary>Union bound over ports, places and numbers of markers, in exact integers.</summary>
    [Fact]
    public void Places_AreFalselyFound_WithinHalfTheBudget()
    {
        var limits = new CorrelateLimits(Ports, FrameUi);
        double sum = 0;
        for (int markers = 1; markers <= CorrelateLimits.MaxMarkers; markers++)
        {
            sum += FairTail(markers * 80, limits.Wrong(markers)) * Ports * FrameUi;
        }

        // Not much smaller than it need be either: a bit or two.
        Assert.InRange(sum, 0.005 * CorrelateDeskew.FalseLockPerFrame, 0.5 * CorrelateDeskew.FalseLockPerFrame);
        // A bring-up of eight frames, as stated.
        Assert.True(8 * CorrelateDeskew.FalseLockPerFrame < 1e-9);
    }

    /// <summary>Few wrong sync bits and a rival so much nearer: at any bit error rate as improbable as the exponent says.</summary>
    [Fact]
    public void Exponent_BoundsTheProbability_AndIsReached()
    {
        foreach ((int bits, int wrong, int margin) in ((int, int, int)[])[(160, 0, 12), (160, 20, 14), (240, 24, 16), (400, 40, 20), (640, 64, 22), (640, 160, 40), (1280, 300, 30)])
        {
            double exponent = CorrelateLimits.Exponent(bits, wrong, margin), closest = double.PositiveInfinity;
            for (double p = 0.001; p < 0.5; p += 0.001)
            {
                // A walk with steps up at p is ever m up with (p/(1−p))ᵐ exactly.
                double ever = -margin * Math.Log(p / (1 - p));
                double exact = ever - Math.Log(Beta.RegularizedIncompleteBeta(bits - wrong, wrong + 1, 1 - p));
                Assert.True(exact >= exponent - 1e-9);
                double rate = (double)wrong / bits;
                double chernoff = p < rate ? double.PositiveInfinity
                    : ever + (bits * ((rate == 0 ? 0 : rate * Math.Log(rate / p)) + ((1 - rate) * Math.Log((1 - rate) / (1 - p)))));
                closest = Math.Min(closest, chernoff);
            }

            Assert.InRange(closest - exponent, -1e-9, 0.02);
        }
    }

    [Fact]
    public void Margins_AreTheSmallest_AndFewDifferentOnes()
    {
        var limits = new CorrelateLimits(Ports, FrameUi);
        double perName = CorrelateDeskew.FalseLockPerFrame / 4 / Ports / CorrelateLimits.Margins;
        for (int markers = 2; markers <= CorrelateLimits.MaxMarkers; markers++)
        {
            var lanes = new HashSet<int>();
            var counts = new HashSet<int>();
            for (int wrong = 0; wrong <= limits.Wrong(markers); wrong++)
            {
                int margin = limits.LaneMargin(markers, wrong);
                double budget = -Math.Log(perName / (Ports - 1));
                Assert.True(CorrelateLimits.Exponent(80 * markers, wrong, margin) >= budget - 1e-9);
                Assert.True(CorrelateLimits.Exponent(80 * markers, wrong, margin - 1) < budget);
                Assert.InRange(margin, limits.NearCountMargin(markers, wrong), limits.AnyCountMargin(markers, wrong));
                lanes.Add(margin);
                counts.Add(limits.AnyCountMargin(markers, wrong));
            }

            Assert.InRange(lanes.Count, 1, CorrelateLimits.Margins);
            Assert.InRange(counts.Count, 1, CorrelateLimits.Margins);
        }
    }

    /// <summary>
    /// Places found after two markers in random bits, 4 of a million, against the exact probability.
    /// 7 standard deviations, one in 1e11; the twin, a limit two bits larger, is told apart.
    /// </summary>
    [Fact]
    public void PlacesFoundInRandomBits_AreAsManyAsTheFormulaSays()
    {
        const int Frames = 1000, Frame = 65_536, Limit = 58;
        var limits = new CorrelateLimits(1, Frame);
        var hunt = new PlaceHunt(Frame, limits);
        var streams = new ArrivedFrames(Arrival.Draw([0], 0, 0, false, 1, 0), Frame, 4);
        long found = 0, twin = 0, places = 0;
        for (int frame = 0; frame < Frames; frame++)
        {
            var rows = new LinkBlock(1, Frame / 64);
            new RandomAddress(4, RandomPurpose.Payload, 0, (uint)frame).Fill(rows.Row(0));
            streams.Put(rows);
            hunt.Advance(streams, 0, streams.Arrived);
            places += frame > 0 ? Frame : 0;
            foreach (ref readonly MarkerEvidence place in hunt.Followed)
            {
                found += place.Markers == 2 && place.Wrong <= Limit ? 1 : 0;
                twin += place.Markers == 2 && place.Wrong <= Limit + 2 ? 1 : 0;
            }
        }

        double expected = places * TwoMarkers(Limit);
        Assert.True(expected > 30, $"{expected}");
        Assert.True(Math.Abs(found - expected) < 7 * Math.Sqrt(expected), $"{found} found, {expected} expected");
        Assert.True(twin - expected > 7 * Math.Sqrt(expected), $"{twin} for the twin");
        // What the bound leaves out: that a place is followed only if its first 64 bits look like it.
        Assert.True(TwoMarkers(Limit) < FairTail(160, Limit));
    }

    /// <summary>
    /// Lanes read wrongly from three markers at a bit error rate of 0.2, with a budget raised so that 8 of 4,000 readings
    /// may be wrong at most: more than 30 have a probability below 1e-9. The twin reads without a margin, and is far above.
    /// </summary>
    [Fact]
    public void NumbersReadWrongly_AreFewerThanTheBound()
    {
        const int Trials = 4000, Lanes = 64, Markers = 3;
        const double Budget = 0.002;
        var limits = new CorrelateLimits(Lanes, 1024, 4 * Lanes * Budget);
        var random = new Random(8);
        int read = 0, wrongly = 0, nearest = 0;
        for (int trial = 0; trial < Trials; trial++)
        {
            int lane = random.Next(Lanes);
            MarkerEvidence place = default;
            for (int i = 0; i < Markers; i++)
            {
                place.Add(Damaged(AlignmentMarker.Sync, random, 0.2), Damaged(AlignmentMarker.SecondWord(lane, i), random, 0.2), (i + 1) * 1024);
            }

            if (place.Wrong <= limits.Wrong(Markers))
            {
                bool isRead = new MarkerReader(Lanes, 1024, limits).TryReadLane(place, out int found);
                read += isRead ? 1 : 0;
                wrongly += isRead && found != lane ? 1 : 0;
                nearest += found == lane ? 0 : 1;
            }
        }

        Assert.True(read > 400, $"{read} read");
        Assert.InRange(wrongly, 0, 30);
        Assert.True(nearest > 60, $"{nearest} for the twin");
    }

    private static ulong Damaged(ulong word, Random random, double ber)
    {
        for (int bit = 0; bit < 64; bit++)
        {
            word ^= random.NextDouble() < ber ? 1UL << bit : 0;
        }

        return word;
    }

    /// <summary>P(at most 16 of 64, and with 16 and 80 more bits at most so many wrong), all bits fair.</summary>
    private static double TwoMarkers(int limit)
    {
        double sum = 0;
        for (int first = 0; first <= LooseTolerance.Bits; first++)
        {
            sum += (double)Choose(64, first) / Math.Pow(2, 64) * FairTail(96, limit - first);
        }

        return sum;
    }

    private static double FairTail(int bits, int wrong)
    {
        BigInteger sum = 0;
        for (int i = 0; i <= wrong; i++)
        {
            sum += Choose(bits, i);
        }

        return Math.Exp(BigInteger.Log(sum) - (bits * Math.Log(2)));
    }

    private static BigInteger Choose(int n, int k)
    {
        BigInteger value = 1;
        for (int i = 1; i <= k; i++)
        {
            value = value * (n - k + i) / i;
        }

        return value;
    }
}
