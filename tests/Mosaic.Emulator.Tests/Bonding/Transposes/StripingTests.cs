using System.Numerics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding.Transposes;

public class StripingTests
{
    public static TheoryData<int, int, int, int> Shapes => new()
    {
        // lanes, symbol bits, interleave, codeword symbols
        { 1, 10, 4, 544 }, { 2, 10, 4, 544 }, { 3, 10, 4, 544 }, { 6, 10, 4, 544 }, { 8, 10, 4, 544 }, { 8, 10, 1, 528 },
        { 16, 10, 2, 544 }, { 16, 10, 8, 544 }, { 24, 10, 3, 544 }, { 25, 10, 4, 544 }, { 40, 10, 4, 544 }, { 64, 8, 2, 255 },
        { 100, 10, 4, 544 }, { 320, 10, 4, 544 }, { 400, 10, 4, 544 }, { 404, 10, 4, 544 }, { 410, 10, 4, 544 }, { 37, 3, 5, 7 },
        { 12, 16, 6, 300 }, { 12, 10, 2, 544 }, { 4, 10, 4, 544 }, { 4, 10, 1, 528 }, { 66, 2, 4, 3 }, { 130, 1, 10, 50 }, { 1000, 10, 4, 544 }, { 601, 10, 4, 544 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void PlacesAreAPermutation(int lanes, int bits, int interleave, int n)
    {
        foreach (StripingUnit unit in Enum.GetValues<StripingUnit>())
        {
            var layout = new FrameLayout(lanes, bits, interleave, 3L * interleave * n, unit, n);
            var map = new StripingMap(layout);
            var seen = new bool[layout.Bits];
            for (long bit = 0; bit < layout.Bits; bit++)
            {
                long slot = map.SlotOf(bit);
                Assert.False(seen[slot]);
                seen[slot] = true;
                (int lane, int ui) = map.PlaceOf(bit);
                Assert.Equal(bit, map.BitAt(slot));
                Assert.Equal(lane, map.LaneOf(bit));
                Assert.InRange(ui, 0, layout.LaneBits(lane) - 1);
            }

            Assert.Equal(layout.Bits, Enumerable.Range(0, lanes).Sum(layout.LaneBits));
        }
    }

    /// <summary>Log-likelihoods come to the code stream by the map of the bits.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void SoftValuesAreGatheredByTheMap(int lanes, int bits, int interleave, int n)
    {
        foreach (StripingUnit unit in Enum.GetValues<StripingUnit>())
        {
            var striping = new Striping(new FrameLayout(lanes, bits, interleave, 3L * interleave * n, unit, n));
            FrameLayout layout = striping.Map.Layout;
            var rows = new SoftBlock(lanes, layout.DataUi);
            for (int lane = 0; lane < lanes; lane++)
            {
                new RandomAddress(5, RandomPurpose.Payload, Lane: lane).Fill(System.Runtime.InteropServices.MemoryMarshal.Cast<sbyte, ulong>(rows.Row(lane)));
            }

            var code = new sbyte[layout.Bits + 1];
            striping.Gather(rows, code);
            for (long bit = 0; bit < layout.Bits; bit++)
            {
                (int lane, int ui) = striping.Map.PlaceOf(bit);
                Assert.Equal(rows.Row(lane)[ui], code[bit]);
            }

            Assert.Equal(0, code[^1]);
            Assert.Throws<ArgumentOutOfRangeException>("code", () => striping.Gather(rows, code.AsSpan(2)));
        }
    }

    /// <summary>What a lane carries of the codewords of a group differs by one symbol at most, dealt as such or bit by bit.</summary>
    [Theory]
    [InlineData(StripingUnit.Symbol, 4, 1)]
    [InlineData(StripingUnit.Symbol, 6, 1)]
    [InlineData(StripingUnit.Bit, 4, 10)]
    [InlineData(StripingUnit.Bit, 3, 10)]
    public void LanesSeeAllCodewordsOfAGroupAlike_ForEveryLaneCount(StripingUnit unit, int interleave, int difference)
    {
        const int N = 544, Bits = 10;
        for (int lanes = 1; lanes <= 512; lanes++)
        {
            var map = new StripingMap(new FrameLayout(lanes, Bits, interleave, 20L * interleave * N, unit));
            int step = map.Layout.UnitBits;
            long groupBits = (long)interleave * N * Bits;
            foreach (int group in (int[])[0, 7])
            {
                var counts = new int[lanes * interleave];
                for (long bit = group * groupBits; bit < (group + 1) * groupBits; bit += step)
                {
                    counts[(map.LaneOf(bit) * interleave) + (int)(bit / Bits % interleave)]++;
                }

                for (int lane = 0; lane < lanes; lane++)
                {
                    ReadOnlySpan<int> own = counts.AsSpan(lane * interleave, interleave);
                    Assert.InRange(own.ToArray().Max() - own.ToArray().Min(), 0, difference);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void DealtCodewords_StayOnOneLaneEach(int lanes, int bits, int interleave, int n)
    {
        var layout = new FrameLayout(lanes, bits, interleave, 20L * interleave * n, StripingUnit.Codeword, n);
        var map = new StripingMap(layout);
        var lanesOf = new HashSet<int>[20 * interleave];
        for (long symbol = 0; symbol < layout.Symbols; symbol++)
        {
            long codeword = (symbol / ((long)interleave * n) * interleave) + (symbol % interleave);
            (lanesOf[codeword] ??= []).Add(map.LaneOf(symbol * bits));
        }

        Assert.All(lanesOf, set => Assert.Single(set));
        int[] load = [.. lanesOf.SelectMany(set => set).GroupBy(lane => lane).Select(lane => lane.Count())];
        Assert.InRange(load.Max() - (lanes > lanesOf.Length ? 1 : load.Min()), 0, 1);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("Isa", "true")]
    public void Kernels_EqualTheirDefinition(int lanes, int bits, int interleave, int n)
    {
        foreach (StripingUnit unit in Enum.GetValues<StripingUnit>())
        {
            for (int groups = 1; groups <= 21; groups += 10)
            {
                var layout = new FrameLayout(lanes, bits, interleave, (long)groups * interleave * n, unit, n);
                ulong[] code = Code(layout, (ulong)lanes);
                var striping = new Striping(layout);
                var fast = new LinkBlock(lanes, layout.FrameWords);
                var slow = new LinkBlock(lanes, layout.FrameWords);
                striping.Stripe(code, fast);
                StripingDefinition.Stripe(striping.Map, code, 0, slow, 0);
                var aligned = new LinkBlock(lanes, layout.DataUi / 64);
                for (int lane = 0; lane < lanes; lane++)
                {
                    Assert.Equal(slow.Row(lane).ToArray(), fast.Row(lane).ToArray());
                    fast.Row(lane)[AlignmentMarker.Words..].CopyTo(aligned.Row(lane));
                }

                var gathered = new ulong[code.Length];
                var gatheredSlowly = new ulong[code.Length];
                striping.Gather(aligned, gathered);
                StripingDefinition.Gather(striping.Map, aligned, 0, gatheredSlowly);
                Assert.Equal(code, gathered);
                Assert.Equal(code, gatheredSlowly);
            }
        }
    }

    /// <summary>Markers, padding, margins, and what is between rows are others' business.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(10)]
    [Trait("Isa", "true")]
    public void Stripe_WritesCodeBitsOnly(int bits)
    {
        const int Lanes = 21;
        foreach (StripingUnit unit in (StripingUnit[])[StripingUnit.Symbol, StripingUnit.Bit])
        {
            // Of the last unit of work one round, or more.
            foreach (int rounds in (int[])[1, 64, 65, 97, 129, 577, 1025, 1100])
            {
                var layout = new FrameLayout(Lanes, bits, 3, (long)rounds * Lanes, unit, parity: true);
                var fast = new LinkBlock(Lanes, layout.FrameWords, marginWords: 1);
                var slow = new LinkBlock(Lanes, layout.FrameWords, marginWords: 1);
                Philox.Fill(fast.Storage, 5, 0, 0, 0, 0);
                fast.Storage.CopyTo(slow.Storage);
                ulong[] code = Code(layout, (ulong)rounds);
                var striping = new Striping(layout);
                striping.Stripe(code, fast);
                StripingDefinition.Stripe(striping.Map, code, 0, slow, 0);
                Assert.True(slow.Storage.SequenceEqual(fast.Storage));
            }
        }
    }

    /// <summary>What is not ready yet must not be looked at: it is rubbish until then.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("Isa", "true")]
    public void Stripe_PieceByPiece_IsStripe(int lanes, int bits, int interleave, int n)
    {
        foreach (StripingUnit unit in Enum.GetValues<StripingUnit>())
        {
            var layout = new FrameLayout(lanes, bits, interleave, 70L * interleave * n, unit, n);
            ulong[] code = Code(layout, (ulong)lanes);
            var striping = new Striping(layout);
            var whole = new LinkBlock(lanes, layout.FrameWords);
            striping.Stripe(code, whole);
            var pieces = new LinkBlock(lanes, layout.FrameWords);
            var stream = new ulong[code.Length];
            long done = 0;
            for (int ready = 0, step = (code.Length / 9) + 1; ready < code.Length;)
            {
                stream.AsSpan(ready).Fill(0xDEADBEEFDEADBEEF);
                int next = Math.Min(code.Length, ready + step);
                code.AsSpan(ready..next).CopyTo(stream.AsSpan(ready));
                ready = next;
                // Of what is dealt nothing is looked at any more.
                int first = striping.StripesInPieces ? striping.FirstWaitingWord(done) : 0;
                long before = done, readyBits = Math.Min(layout.Bits, ready * 64L);
                done = striping.Stripe(stream.AsSpan(first), first, readyBits, pieces, done);
                Assert.InRange(done, before, readyBits);
                Assert.True(done == layout.Bits || !striping.StripesInPieces || ready - striping.FirstWaitingWord(done) <= striping.WaitingBits / 64);
            }

            Assert.Equal(layout.Bits, done);
            for (int lane = 0; lane < lanes; lane++)
            {
                Assert.Equal(whole.Row(lane).ToArray(), pieces.Row(lane).ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("Isa", "true")]
    public void Gather_PieceByPiece_IsGather(int lanes, int bits, int interleave, int n)
    {
        var layout = new FrameLayout(lanes, bits, interleave, 70L * interleave * n, StripingUnit.Symbol, n);
        var striping = new Striping(layout);
        var rows = new LinkBlock(lanes, layout.DataUi / 64);
        Philox.Fill(rows.Storage, 5, 0, 0, 0, 0);
        if (!striping.GathersInPieces)
        {
            Assert.Throws<InvalidOperationException>(() => striping.Gather(rows, 0, new ulong[1], 0, 64, 0));
            return;
        }

        var whole = new ulong[BitString.WordCount(layout.Bits)];
        striping.Gather(rows, whole);
        int pieceWords = (whole.Length / 7) + 1;
        var piece = new ulong[pieceWords + BitString.WordCount(striping.PieceSlackBits)];
        long done = 0;
        for (int first = 0; first < whole.Length; first += pieceWords)
        {
            // What came too early is kept, as users of pieces do; the rest is rubbish.
            int early = (int)Math.Max(0, ((done + 63) / 64) - first);
            piece.AsSpan(pieceWords, first == 0 ? 0 : early).CopyTo(piece);
            piece.AsSpan(early).Fill(0xDEADBEEFDEADBEEF);
            long wanted = Math.Min(layout.Bits, (first + pieceWords) * 64L);
            Assert.Equal(Math.Max(done, wanted > done ? striping.PieceEnd(wanted) : 0), done = Gather(wanted, done, first));
            Assert.InRange(done, wanted, Math.Min(layout.Bits, wanted + striping.PieceSlackBits - 1));
            int words = Math.Min(pieceWords, whole.Length - first);
            ulong mask = first + words == whole.Length && layout.Bits % 64 != 0 ? (1UL << (int)(layout.Bits % 64)) - 1 : ulong.MaxValue;
            Assert.Equal(whole[first..(first + words - 1)], piece[..(words - 1)]);
            Assert.Equal(whole[first + words - 1] & mask, piece[words - 1] & mask);
        }

        Assert.Equal(layout.Bits, done);

        // From rows that hold what the piece needs and no more.
        long Gather(long wanted, long before, int first)
        {
            if (before >= wanted)
            {
                return striping.Gather(rows, 0, piece, first, wanted, before);
            }

            (int start, int end) = striping.PieceUi(wanted, before);
            var part = new LinkBlock(lanes, (end - start) / 64);
            for (int lane = 0; lane < lanes; lane++)
            {
                rows.Row(lane)[(start / 64)..(end / 64)].CopyTo(part.Row(lane));
            }

            return striping.Gather(part, start, piece, first, wanted, before);
        }
    }

    /// <summary>The end of a frame alone, with a word and a few of it, and only the part of the code that it needs.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    [Trait("Isa", "true")]
    public void StripeEnd_IsTheEndOfStripe(int lanes, int bits, int interleave, int n)
    {
        foreach (StripingUnit unit in Enum.GetValues<StripingUnit>())
        {
            var layout = new FrameLayout(lanes, bits, interleave, 20L * interleave * n, unit, n);
            ulong[] code = Code(layout, (ulong)lanes);
            var striping = new Striping(layout);
            var whole = new LinkBlock(lanes, layout.FrameWords);
            striping.Stripe(code, whole);
            striping.Pad(whole, 0, new RandomAddress(2, RandomPurpose.Padding));
            foreach (int words in (int[])[1, 2, 5])
            {
                int kept = Math.Min(words, layout.DataUi / 64), startUi = layout.FrameUi - (kept * 64);
                int skipped = (int)(striping.FirstBit(startUi) / 64);
                var end = new LinkBlock(lanes, kept);
                striping.StripeEnd(code.AsSpan(skipped), skipped * 64L, end, startUi);
                striping.Pad(end, startUi, new RandomAddress(2, RandomPurpose.Padding));
                for (int lane = 0; lane < lanes; lane++)
                {
                    Assert.Equal(whole.Row(lane)[^kept..].ToArray(), end.Row(lane).ToArray());
                }
            }
        }
    }

    [Fact]
    public void DefaultFrame_HasNoPadding_HoweverItIsDealt()
    {
        foreach (StripingUnit unit in Enum.GetValues<StripingUnit>())
        {
            var layout = new FrameLayout(400, 10, 4, 25L * 256 * 544, unit, 544);
            Assert.Equal(87_040, layout.DataUi);
            Assert.Equal(layout.Bits, (long)layout.DataUi * 400);
        }
    }

    [Theory]
    [InlineData(StripingUnit.Symbol)]
    [InlineData(StripingUnit.Bit)]
    [InlineData(StripingUnit.Codeword)]
    public void StripeAndPad_ShareTheRow(StripingUnit unit)
    {
        var layout = new FrameLayout(7, 10, 4, 4 * 4 * 544, unit, 544);
        var rows = new LinkBlock(7, layout.FrameWords);
        var ones = new ulong[layout.FrameWords * 7];
        Array.Fill(ones, ulong.MaxValue);
        new Striping(layout).Stripe(ones, rows);
        for (int lane = 0; lane < 7; lane++)
        {
            Assert.Equal(0UL, rows.Row(lane)[0] | rows.Row(lane)[1]);
            Assert.Equal(layout.LaneBits(lane), rows.Row(lane).ToArray().Sum(w => BitOperations.PopCount(w)));
        }

        new Striping(layout).Pad(rows, 0, new RandomAddress(1, RandomPurpose.Padding));
        for (int lane = 0; lane < 7; lane++)
        {
            int padding = layout.DataUi - layout.LaneBits(lane);
            long found = rows.Row(lane).ToArray().Sum(w => (long)BitOperations.PopCount(w)) - layout.LaneBits(lane);
            // Fair bits: more than six sigmas off with 2e-9 a lane.
            Assert.InRange(found, (padding / 2) - (3 * Math.Sqrt(padding)), (padding / 2) + 1 + (3 * Math.Sqrt(padding)));
        }
    }

    internal static ulong[] Code(FrameLayout layout, ulong seed)
    {
        var code = new ulong[BitString.WordCount(layout.Bits)];
        new RandomAddress(seed, RandomPurpose.Payload).Fill(code);
        code[^1] &= ulong.MaxValue >> (int)(-layout.Bits & 63);
        return code;
    }
}
