using FsCheck;
using FsCheck.Fluent;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Bonding.Arrivals;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding.Transposes;

public class StripingPropertyTests
{
    public sealed record Link(StripingUnit Unit, int Lanes, int SymbolBits, int Interleave, int CodewordSymbols, int Groups, int SkewUi, ulong Seed);

    private static Gen<Link> Links =>
        from unit in Gen.Elements(Enum.GetValues<StripingUnit>())
        from lanes in Gen.Frequency(
            (6, Gen.Choose(1, 16)),
            (6, Gen.Choose(1, 130)),
            (6, Gen.Choose(1, 70).Select(eights => eights * 8)),
            (1, Gen.Choose(561, AlignmentMarker.MaxLanes)))
        from bits in Gen.Choose(1, 16)
        from interleave in Gen.Choose(1, 12)
        from n in Gen.Choose(1, 120)
        from groups in Gen.Choose(1, 70)
        from skew in Gen.Choose(0, 300)
        from seed in Gen.Choose(0, 1_000_000)
        select new Link(unit, lanes, bits, interleave, n, groups, skew, (ulong)seed);

    /// <summary>Striped, late by any number of UI a lane, out of order, read as aligned, gathered: the code stream again.</summary>
    [Fact]
    public void AnyLink_AnyArrival_RoundTrip() =>
        Prop.ForAll(Links.ToArbitrary(), RoundTrips).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static bool RoundTrips(Link link)
    {
        var layout = new FrameLayout(
            link.Lanes, link.SymbolBits, link.Interleave, (long)link.Groups * link.Interleave * link.CodewordSymbols, link.Unit, link.CodewordSymbols);
        var striping = new Striping(layout);
        int skew = Math.Min(link.SkewUi, layout.FrameUi - 1);
        var arrival = Arrival.Draw(new int[link.Lanes], 0, skew, shuffle: true, link.Seed, 0);
        var streams = new ArrivedFrames(arrival, layout.FrameUi, 3);
        var sent = new List<ulong[]>();
        var alignments = new PortAlignment[link.Lanes];
        for (int port = 0; port < link.Lanes; port++)
        {
            alignments[port] = new PortAlignment(arrival.LaneOf(port), arrival.DelayOf(port));
        }

        var aligned = new LinkBlock(link.Lanes, layout.DataUi / 64);
        bool same = true;
        for (int frame = 0; frame < 3; frame++)
        {
            var rows = new LinkBlock(link.Lanes, layout.FrameWords);
            sent.Add(StripingTests.Code(layout, link.Seed + (ulong)frame));
            striping.Stripe(sent[frame], rows);
            striping.Pad(rows, 0, new RandomAddress(link.Seed, RandomPurpose.Padding));
            streams.Put(rows);
            if (frame > 0)
            {
                // All of the frame before has arrived by now, however late.
                FrameReader.Read(streams, alignments, layout, LaneMap.Identity(layout.Lanes, layout.Lanes), frame - 1, aligned);
                var gathered = new ulong[sent[frame].Length];
                striping.Gather(aligned, gathered);
                same &= gathered.AsSpan().SequenceEqual(sent[frame - 1]);
            }
        }

        return same;
    }
}
