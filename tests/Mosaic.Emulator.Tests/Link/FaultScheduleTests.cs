using System.Globalization;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Optics;
using Mosaic.Emulator.Tests.Channel;
using static Mosaic.Emulator.Tests.Link.FaultedLink;

namespace Mosaic.Emulator.Tests.Link;

public class FaultScheduleTests
{
    private const int Frames = 5;

    /// <summary>Two that touch, one that both see; noise on a neighbour and on a lane that drifts.</summary>
    private static readonly FaultList Faults =
    [
        Fault("dead", 12, 1, 4), Fault("weak", 13, 2, db: 1.5), Fault("weak", 13, 3, db: 0.5), Fault("drift", 30, 1, db: 0.25),
        Fault("drift", 33, 0, db: -1.25), Fault("noisy", 30, 2, 4, 3), Fault("noisy", 4, 0, db: 4), Fault("stuck-one", 26, 2, 4),
    ];

    /// <summary>What is expected of a frame, kind by kind.</summary>
    private static (double[] Power, Dictionary<int, double> Noise) Expected(FaultedLink link, long frame)
    {
        double Db(double db) => Math.Pow(10, db / 10);
        double[] power = link.Power(
            (12, frame is >= 1 and < 4 ? 0 : 1),
            (13, frame < 2 ? 1 : frame < 3 ? Db(-1.5) : Db(-2)),
            (30, frame < 1 ? 1 : Db(-0.25 * frame)),
            (33, Db(Math.Min(3, 1.25 * (frame + 1)))));
        return (power, new() { [4] = Db(4), [30] = frame is >= 2 and < 4 ? Db(3) : 1 });
    }

    [Fact]
    public void EveryBit_HasTheProbabilityOfAPlainEvaluation()
    {
        LinkDesign design = Design(Faults);
        var link = new FaultedLink(design);
        for (long frame = 0; frame < Frames; frame++)
        {
            LinkBlock sent = link.Send(frame);
            (double[] power, Dictionary<int, double> noise) = Expected(link, frame);
            var channel = (BitTrueChannel)design.Faults.ChannelAt(frame, Map);
            for (int lane = 0; lane < design.Layout.Lanes; lane++)
            {
                double[] expected = link.Probabilities(sent, lane, power, noise.GetValueOrDefault(lane, 1));
                for (int ui = 0; ui < expected.Length; ui += 7)
                {
                    double actual = channel.ErrorProbability(sent, lane, ui);
                    Assert.InRange(actual, expected[ui] * (1 - 1e-9), expected[ui] * (1 + 1e-9));
                }
            }
        }
    }

    /// <summary>
    /// A run's errors, lane by lane and of ones and zeros apart, against the sum of the probabilities of the bits really sent
    /// (false alarm 1e-6 for all of them). Twins: lanes whose own fault is forgotten, and neighbours that go on seeing the dead LED.
    /// </summary>
    [Fact]
    public void Errors_AreAsManyAsTheModelSays()
    {
        FaultList faults = [.. Faults.Where(fault => fault.Kind is not "stuck-one")];
        LinkDesign design = Design(faults);
        var link = new FaultedLink(design);
        int lanes = design.Layout.Lanes;
        int[] struck = [4, 12, 13, 30, 33], aside = [11, 20];
        var expected = new (double Count, double Mean, double Variance)[2 * lanes];
        var twin = new (double Count, double Mean, double Variance)[2 * lanes];
        for (long frame = 0; frame < Frames; frame++)
        {
            LinkBlock sent = link.Send(frame);
            (double[] power, Dictionary<int, double> noise) = Expected(link, frame);
            for (int lane = 0; lane < lanes; lane++)
            {
                Add(expected, lane, link.Probabilities(sent, lane, power, noise.GetValueOrDefault(lane, 1)));
                if (struck.Contains(lane) || aside.Contains(lane))
                {
                    Add(twin, lane, link.Probabilities(sent, lane, link.Power(), 1));
                }
            }

            void Add((double Count, double Mean, double Variance)[] sums, int lane, double[] p)
            {
                for (int ui = AlignmentMarker.LengthUi; ui < AlignmentMarker.LengthUi + design.Layout.LaneBits(lane); ui++)
                {
                    bool bit = Bit(sent, lane, ui);
                    ref (double Count, double Mean, double Variance) sum = ref sums[(2 * lane) + (bit ? 1 : 0)];
                    sum = (sum.Count + (bit != Bit(link.Slot.Received, lane, ui) ? 1 : 0), sum.Mean + p[ui], sum.Variance + (p[ui] * (1 - p[ui])));
                }
            }
        }

        LinkReport report = new LinkEmulator(design.Options).Run();
        Assert.Equal((Frames, 0), (report.LinkFrames, report.Deskew.LockLosses));
        for (int lane = 0; lane < lanes; lane++)
        {
            Assert.Equal(expected[2 * lane].Count + expected[(2 * lane) + 1].Count, report.PreFec.LaneBer[lane]!.Value * design.Layout.LaneBits(lane) * Frames, 1e-6);
        }

        Assert.All(expected, sum => Assert.True(Fits(sum), $"{sum}"));
        Assert.All((int[])[.. struck, .. aside], lane => Assert.False(Fits(twin[2 * lane]) && Fits(twin[(2 * lane) + 1]), $"lane {lane}: the fault was not found"));

        bool Fits((double Count, double Mean, double Variance) sum) => ConditionalTest.Fits(sum.Count, sum.Mean, sum.Variance, 2 * lanes);
    }

    [Fact]
    public void FramesInTheSameState_ShareAChannel_AndHealthyOnesTheLinks()
    {
        FaultSchedule schedule = Design([Fault("dead", 3, 2, 5), Fault("drift", 9, 7, db: 50), Fault("noisy", 3, 20, 21, db: 0)]).Faults;
        IChannel healthy = schedule.ChannelAt(0, Map), dead = schedule.ChannelAt(2, Map);
        Assert.Same(healthy, schedule.ChannelAt(6, Map));
        Assert.Same(healthy, Design([]).Faults.ChannelAt(0, Map) is { } other && other != healthy ? schedule.ChannelAt(1, Map) : null);
        Assert.NotSame(healthy, dead);
        Assert.Same(dead, schedule.ChannelAt(4, Map));
        Assert.NotSame(schedule.ChannelAt(7, Map), schedule.ChannelAt(8, Map));
        // Nothing is left to lose.
        Assert.Same(schedule.ChannelAt(8, Map), schedule.ChannelAt(20, Map));
        Assert.Same(schedule.ChannelAt(8, Map), schedule.ChannelAt(uint.MaxValue, Map));
    }

    /// <summary>Only what sees a change is made anew.</summary>
    [Fact]
    public void Models_OfLanesThatSeeNoFault_StayTheSame()
    {
        LinkDesign design = Design([]);
        var changes = new LaneChange[40];
        Array.Fill(changes, LaneChange.None);
        changes[0] = new(0.5, 1);
        changes[20] = new(1, 2);
        IReadOnlyList<LaneDecisionModel> after = design.Optics.LanesAfter(changes);
        for (int lane = 0; lane < 40; lane++)
        {
            bool sees = lane == 20 || design.Optics.Coupling.Row(lane).ToArray().Any(coupling => coupling.Source == 0);
            Assert.Equal(!sees, ReferenceEquals(design.Optics.Lanes[lane], after[lane]));
            Assert.Equal(design.Optics.Lanes[lane].Threshold, after[lane].Threshold);
        }

        Assert.False(ReferenceEquals(design.Optics.Lanes[1], after[1]));
        Assert.True(ReferenceEquals(design.Optics.Lanes[39], after[39]));
        foreach (var bad in new LaneChange[] { new(-0.1, 1), new(2.1, 1), new(1, 0.9), new(double.NaN, 1), new(1, double.PositiveInfinity) })
        {
            changes[5] = bad;
            Assert.Throws<ArgumentException>(() => design.Optics.LanesAfter(changes));
        }

        Assert.Throws<ArgumentException>(() => design.Optics.LanesAfter(changes.AsSpan(1)));
    }

    /// <summary>Neighbours that are sampled late lift a current that an equaliser takes below zero; without their light it falls farther.</summary>
    [Fact]
    public void LightThatIsMissed_IsNamed_WhereTheNoiseIsNoLongerDefined()
    {
        LinkOptions With(string density) => new LinkConfiguration()
            .Set("array.rows", "4").Set("array.columns", "5").Set("bonding.dataLanes", "20").Set("array.deadChannels", "[12]")
            .Set("optics.crosstalk", "kernel").Set("optics.nearestDb", "10").Set("lane.skewSpreadPs", "150")
            .Set("led.averagePowerDbm", "10").Set("led.extinctionRatioDb", "9").Set("receiver.equalizer", "15").Set("receiver.noisePaPerSqrtHz", density).Build();
        const string refusal = "array.deadChannels, array.deadFraction, bonding.spareLanes: what is left of the link is no link: receiver.noisePaPerSqrtHz: {0} is not allowed where an equaliser of 15 dB takes the current of lane 12 down to -20.477 µA; it is at least 3.71 there, or the equaliser weaker";
        foreach (string density in new[] { "2.26", "3.7" })
            Assert.Equal(string.Format(CultureInfo.InvariantCulture, refusal, density), Assert.Throws<ConfigurationException>(() => new LinkDesign(With(density))).Message);
        Assert.Equal(20, new LinkDesign(With("3.71")).Lanes);
    }

    private static LaneMap Map { get; } = LaneMap.Identity(40, 40);

    private static LinkDesign Design(FaultList faults) => new(LinkEmulatorTests
        .Small(("led.averagePowerDbm", "-11.5"), ("optics.haloFraction", "0.3"), ("stop.payloadBits", $"{(Frames * 1_315_840) - 64}"), ("deskew.maxSkewUi", "2000")).Build() with
    { Faults = faults });
}
