using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding;

public class SymbolStripingTests
{
    public static TheoryData<int, int, int, int> Shapes => new()
    {
        // lanes, symbol bits, interleave, codeword symbols
        { 1, 10, 4, 544 }, { 2, 10, 4, 544 }, { 3, 10, 4, 544 }, { 6, 10, 4, 544 }, { 8, 10, 4, 544 }, { 8, 10, 1, 528 },
        { 16, 10, 2, 544 }, { 16, 10, 8, 544 }, { 24, 10, 3, 544 }, { 25, 10, 4, 544 }, { 40, 10, 4, 544 }, { 64, 8, 2, 255 },
        { 100, 10, 4, 544 }, { 320, 10, 4, 544 }, { 400, 10, 4, 544 }, { 404, 10, 4, 544 }, { 410, 10, 4, 544 }, { 37, 3, 5, 7 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void SlotsAreAPermutation_AndLanesSeeAllCodewordsOfAGroupAlike(int lanes, int bits, int interleave, int n)
    {
        const int Groups = 20;
        var layout = new FrameLayout(lanes, bits, interleave, (long)Groups * interleave * n);
        var striping = new SymbolStriping(layout);
        var seen = new bool[layout.Symbols];
        for (int group = 0; group < Groups; group++)
        {
            var perLane = new int[lanes, interleave];
            for (long symbol = (long)group * interleave * n; symbol < (long)(group + 1) * interleave * n; symbol++)
            {
                long slot = striping.SlotOf(symbol);
                Assert.False(seen[slot]);
                seen[slot] = true;
                Assert.Equal(symbol, striping.SymbolAt(slot));
                Assert.Equal(slot % lanes, striping.LaneOf(symbol));
                perLane[slot % lanes, symbol % interleave]++;
            }

            for (int lane = 0; lane < lanes; lane++)
            {
                int[] counts = [.. Enumerable.Range(0, interleave).Select(c => perLane[lane, c])];
                Assert.InRange(counts.Max() - counts.Min(), 0, 1);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("Isa", "true")]
    public void Kernels_EqualTheirDefinition_AndGatherUndoesStripe(int lanes, int bits, int interleave, int n)
    {
        for (int groups = 1; groups <= 21; groups += 4)
        {
            var layout = new FrameLayout(lanes, bits, interleave, (long)groups * interleave * n);
            var striping = new SymbolStriping(layout);
            var code = new ulong[BitString.WordCount(layout.Symbols * bits)];
            new RandomAddress(1, RandomPurpose.Payload, Lane: lanes).Fill(code);
            code[^1] &= ulong.MaxValue >> (int)((64 - (layout.Symbols * bits % 64)) % 64);

            var fast = new LinkBlock(lanes, layout.FrameWords);
            var slow = new LinkBlock(lanes, layout.FrameWords);
            striping.Stripe(code, fast);
            striping.StripeRounds(code, 0, 0, layout.Rounds, slow, 0);
            striping.Pad(fast, 0, default);
            striping.Pad(slow, 0, default);
            var aligned = new LinkBlock(lanes, layout.DataUi / 64);
            for (int lane = 0; lane < lanes; lane++)
            {
                Assert.Equal(slow.Row(lane).ToArray(), fast.Row(lane).ToArray());
                fast.Row(lane)[AlignmentMarker.Words..].CopyTo(aligned.Row(lane));
            }

            var gathered = new ulong[code.Length];
            var gatheredSlowly = new ulong[code.Length];
            striping.Gather(aligned, gathered);
            striping.GatherRounds(aligned, 0, gatheredSlowly);
            Assert.Equal(code, gathered);
            Assert.Equal(code, gatheredSlowly);
        }
    }

    [Fact]
    public void TheKernelRuns_WhereItSaysSo()
    {
        var layout = new FrameLayout(400, 10, 4, 21 * 4 * 544);
        Assert.Equal(System.Runtime.Intrinsics.X86.Ssse3.IsSupported, StripingSsse3.CanRun(layout));
        Assert.False(StripingSsse3.CanRun(new FrameLayout(401, 10, 4, 21 * 4 * 544)));
        Assert.False(StripingSsse3.CanRun(new FrameLayout(400, 8, 4, 21 * 4 * 255)));
        Assert.False(StripingSsse3.CanRun(new FrameLayout(400, 10, 3, 21 * 3 * 544)));
    }

    [Fact]
    public void DefaultFrame_HasNoPadding()
    {
        var layout = new FrameLayout(400, 10, 4, 25L * 256 * 544);
        Assert.Equal(87_040, layout.DataUi);
        Assert.Equal(layout.Symbols * 10, (long)layout.DataUi * 400);
    }

    [Fact]
    public void Padding_FillsExactlyWhatSymbolsLeave()
    {
        var layout = new FrameLayout(7, 10, 4, 4 * 544);
        var rows = new LinkBlock(7, layout.FrameWords);
        var ones = new ulong[layout.FrameWords * 7];
        Array.Fill(ones, ulong.MaxValue);
        new SymbolStriping(layout).Stripe(ones, rows);
        for (int lane = 0; lane < 7; lane++)
        {
            int symbols = (int)((layout.Symbols - lane + 6) / 7);
            Assert.Equal(0UL, rows.Row(lane)[0] | rows.Row(lane)[1]);
            Assert.Equal(symbols * 10, rows.Row(lane).ToArray().Sum(w => System.Numerics.BitOperations.PopCount(w)));
        }
    }
}
