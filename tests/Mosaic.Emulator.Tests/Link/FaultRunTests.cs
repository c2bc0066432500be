using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Faults;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Tests.Channel;
using static Mosaic.Emulator.Tests.Link.FaultedLink;

namespace Mosaic.Emulator.Tests.Link;

public class FaultRunTests
{
    private const long FrameBits = 1_315_840;

    /// <summary>Every kind at once.</summary>
    internal static readonly FaultList Everything =
    [
        Fault("dead", 12, 1), Fault("weak", 13, 2, 5, 1.5), Fault("drift", 30, 1, db: 0.25), Fault("noisy", 4, 0, db: 4),
        Fault("stuck-one", 26, 3, 9), Fault("burst", null, 4, ui: 333), Fault("slip", 7, 1, ui: -2), Fault("slip", 7, 10, ui: 130), Fault("slip", 39, 0, ui: 1),
    ];

    [Fact]
    public void AStuckLane_IsWrongWhereZerosWereMeant()
    {
        LinkDesign design = Design(4, [Fault("stuck-one", 7, 1, 3)]);
        var link = new FaultedLink(design);
        long zeros = 0;
        for (long frame = 1; frame < 3; frame++)
        {
            LinkBlock sent = link.Send(frame);
            Assert.All([.. sent.Before(7), .. sent.Row(7), .. sent.After(7)], word => Assert.Equal(ulong.MaxValue, word));

            var meant = new LinkBlock(design.Layout.Lanes, design.Layout.FrameWords);
            design.Striping.Stripe(link.Slot.Sent.Code.Span, meant);
            for (int ui = AlignmentMarker.LengthUi; ui < AlignmentMarker.LengthUi + design.Layout.LaneBits(7); ui++)
            {
                zeros += Bit(meant, 7, ui) ? 0 : 1;
            }
        }

        Assert.InRange(zeros, 0.49 * 2 * design.Layout.LaneBits(7), 0.51 * 2 * design.Layout.LaneBits(7));
        LinkReport report = new LinkEmulator(design.Options).Run();
        Assert.Equal((4, zeros), (report.LinkFrames, report.PreFec.BitErrors));
        Assert.Equal(zeros, report.PreFec.LaneBer[7]!.Value * 4 * design.Layout.LaneBits(7), 1e-6);
    }

    /// <summary>Half the bits of the window are wrong (Bernstein, false alarm 1e-6 for both), and none around it.</summary>
    [Theory]
    [InlineData(777)]
    [InlineData(64)]
    [InlineData(1_000_000)]
    public void ABurst_MakesItsWindowRandom_AndNothingElse(int ui)
    {
        LinkDesign design = Design(2, [Fault("burst", null, 1, ui: 5), Fault("burst", null, 1, ui: ui)]);
        var link = new FaultedLink(design);
        int end = AlignmentMarker.LengthUi + Math.Min(ui, design.Layout.DataUi);
        var columns = new int[design.Layout.FrameUi];
        long counted = 0;
        for (long frame = 0; frame < 3; frame++)
        {
            LinkBlock sent = link.Send(frame);
            for (int lane = 0; lane < sent.Lanes; lane++)
            {
                for (int place = 0; place < columns.Length; place++)
                {
                    bool wrong = Bit(sent, lane, place) != Bit(link.Slot.Received, lane, place);
                    Assert.True(!wrong || (frame == 1 && place >= AlignmentMarker.LengthUi && place < end));
                    columns[place] += wrong ? 1 : 0;
                    counted += wrong && place < AlignmentMarker.LengthUi + design.Layout.LaneBits(lane) ? 1 : 0;
                }
            }
        }

        double bits = (double)(end - AlignmentMarker.LengthUi) * design.Layout.Lanes;
        Assert.True(ConditionalTest.Fits(columns.Sum(), bits / 2, bits / 4, 2));
        // All lanes have numbers of their own: in each UI some are wrong and some are not.
        Assert.All(columns[AlignmentMarker.LengthUi..end], count => Assert.InRange(count, 1, design.Layout.Lanes - 1));
        // Twin: two bits in ten of the window that is always right.
        Assert.False(ConditionalTest.Fits(columns.Sum() * 0.8, bits / 2, bits / 4, 2));

        LinkReport report = new LinkEmulator(design.Options).Run();
        Assert.Equal(counted, report.PreFec.BitErrors);
        Assert.True(report.Deskew.Locked);
    }

    /// <summary>The lane is lost, found again, and right from then on; the others never notice.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(-2)]
    [InlineData(20_000)]
    public void ASlip_CostsItsLaneSomeFrames_AndOnlyThese(int ui)
    {
        LinkDesign Slipping(int frames) => Design(frames, [Fault("slip", 5, 3, ui: ui), Fault("slip", 5, 3, ui: -1)]);
        LinkReport Run(int frames) => new LinkEmulator(Slipping(frames).Options).Run();
        long bits = Slipping(1).Layout.LaneBits(5);
        LinkReport late = Run(20), early = Run(11), before = Run(2);
        Assert.Equal((0, 20, 1), (before.PreFec.BitErrors, late.LinkFrames, late.Deskew.LockLosses));
        Assert.True(late.Deskew.Locked);
        Assert.Equal(late.PreFec.BitErrors, early.PreFec.BitErrors);
        Assert.Equal(late.PreFec.BitErrors, Math.Round(late.PreFec.LaneBer[5]!.Value * 20 * bits));
        // The fifth bad marker lets go of the lane; where it is later, it is found at that very frame, else at the next.
        int lost = ui > 0 ? 4 : 5;
        Assert.InRange(late.PreFec.BitErrors, lost * bits * 0.49, lost * bits * 0.51);
        Assert.Equal(ui - 1, late.Deskew.SkewUi[5] - late.Deskew.SkewUi[0] - (before.Deskew.SkewUi[5] - before.Deskew.SkewUi[0]));
    }

    [Fact]
    public void Fingerprint_DoesNotDependOnThreads()
    {
        LinkReport[] reports = [.. new[] { 1, 2, 3, 8 }.Select(threads => new LinkEmulator(Design(20, Everything).Options with { Threads = threads }).Run())];
        Assert.True(reports[0].PreFec.BitErrors > 100_000);
        Assert.All(reports, report => Assert.Equal((reports[0].Fingerprint, reports[0].Deskew.LockLosses), (report.Fingerprint, report.Deskew.LockLosses)));
        Assert.Equal(reports[0].Fingerprint, new LinkEmulator(Design(20, Everything).Options).Run().Fingerprint);
        Assert.NotEqual(reports[0].Fingerprint, new LinkEmulator(Design(20, [.. Everything.SkipLast(1)]).Options).Run().Fingerprint);
    }

    /// <summary>Without noise to speak of.</summary>
    private static LinkDesign Design(int frames, FaultList faults) => new(LinkEmulatorTests
        .Small(("fiber.lengthM", "10"), ("stop.payloadBits", $"{(frames * FrameBits) - 64}"), ("deskew.maxSkewUi", "40000")).Build() with
    { Faults = faults });
}
