using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding.LaneCode;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Tests.Channel;

namespace Mosaic.Emulator.Tests.Bonding.LaneCode;

public class LaneSecdedTests
{
    /// <summary>Every shape of the tree: part of a block, one, some and many, with every power of two of addresses passed.</summary>
    public static TheoryData<int> DataLanes => [1, 2, 3, 4, 5, 8, 11, 12, 26, 27, 57, 58, 63, 64, 65, 120, 247, 256, 400, 401, 502, 513];

    [Theory]
    [MemberData(nameof(DataLanes))]
    [Trait("Isa", "true")]
    public void Kernels_DoWhatTheDefinitionSays(int dataLanes)
    {
        var code = new LaneSecded(dataLanes);
        Assert.Equal((dataLanes, code.Columns.CheckBits), (code.DataLanes, LaneSecded.CheckLanesOf(dataLanes)));
        // Within a tile, one, and more than one; with few lanes also more than two.
        foreach ((int first, int words) in (ReadOnlySpan<(int, int)>)(dataLanes < 60 ? [(0, 1), (1, 64), (2, 131)] : [(2, 3), (3, 67)]))
        {
            LinkBlock rows = Random(code.Lanes, first + words, 1), expected = Copy(rows);
            code.Encode(rows, first, words);
            LaneSecdedDefinition.Encode(code.Columns, expected, first, words);
            AssertEqual(expected, rows);

            // No word at all, then a few errors a word, then mostly errors; with erasures too.
            foreach (int errorsPerWord in new[] { 0, 3, 100 })
            {
                LinkBlock received = Random(code.Lanes, words, 0);
                code.Encode(received, 0, words);
                Flip(received, errorsPerWord, (ulong)errorsPerWord);
                foreach (int[] erased in new int[][] { [], [dataLanes / 2], [dataLanes, 0], [0, dataLanes, dataLanes + 1] })
                {
                    SecdedVerdicts verdicts = code.Verdicts(erased);
                    LinkBlock decoded = Copy(received), defined = Copy(received);
                    long[] corrected = new long[code.Lanes], definedCorrected = new long[code.Lanes];
                    long detected = code.Decode(decoded, verdicts, corrected);
                    Assert.Equal(LaneSecdedDefinition.Decode(code.Columns, defined, verdicts, definedCorrected), detected);
                    Assert.Equal(definedCorrected, corrected);
                    AssertEqual(defined, decoded);
                    Assert.Equal(errorsPerWord > 0, detected + corrected.Sum() > 0);
                }
            }
        }
    }

    /// <summary>All single errors are corrected and named, all double ones detected and left alone; in one UI each.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void OneErrorIsCorrected_AndTwoAreDetected(int dataLanes)
    {
        var code = new LaneSecded(dataLanes);
        for (int a = 0; a < code.Lanes; a++)
        {
            for (int b = a; b < code.Lanes; b++)
            {
                LinkBlock rows = Coded(code), sent = Copy(rows);
                Invert(rows, a, 17);
                if (b > a)
                {
                    Invert(rows, b, 17);
                }

                LinkBlock received = Copy(rows);
                var corrected = new long[code.Lanes];
                Assert.Equal(b > a ? 1 : 0, code.Decode(rows, code.Verdicts(), corrected));
                Assert.Equal(b > a ? 0 : 1, corrected.Sum());
                Assert.Equal(b > a ? 0 : 1, corrected[a]);
                AssertEqual(b > a ? received : sent, rows, dataLanes);
            }
        }
    }

    /// <summary>2·errors + erasures up to 3: every place of the error, whether the erased bits are wrong or not.</summary>
    [Fact]
    public void Erasures_AreCorrected_WithOneErrorBesidesASingleOne()
    {
        var code = new LaneSecded(20);
        for (int lane = 0; lane < code.Lanes; lane++)
        {
            for (int wrong = 0; wrong < 8; wrong++)
            {
                int[] erased = [lane, (lane + 5) % code.Lanes, (lane + 11) % code.Lanes];
                for (int count = 1; count <= 3; count++)
                {
                    for (int error = -1; error < (count == 1 ? code.Lanes : 0); error++)
                    {
                        LinkBlock rows = Coded(code), sent = Copy(rows);
                        for (int i = 0; i < count; i++)
                        {
                            if ((wrong >> i & 1) != 0)
                            {
                                Invert(rows, erased[i], 64);
                            }
                        }

                        if (error >= 0 && error != lane)
                        {
                            Invert(rows, error, 64);
                        }

                        Assert.Equal(0, code.Decode(rows, code.Verdicts(erased.AsSpan(0, count)), new long[code.Lanes]));
                        AssertEqual(sent, rows, code.DataLanes);
                    }
                }
            }
        }
    }

    /// <summary>Two lanes dead, one of them known: as good as one error in each UI.</summary>
    [Fact]
    public void ADeadLane_IsHidden_AndASecondOneTooOnceTheFirstIsKnown()
    {
        var code = new LaneSecded(400);
        LinkBlock rows = Random(code.Lanes, 40, 0);
        code.Encode(rows, 0, 40);
        LinkBlock sent = Copy(rows);
        rows.Row(137).Clear();
        var corrected = new long[code.Lanes];
        LinkBlock one = Copy(rows);
        Assert.Equal(0, code.Decode(one, code.Verdicts(), corrected));
        AssertEqual(sent, one, 400);
        Assert.Equal(BitString.HammingDistance(sent.Row(137), rows.Row(137), 2560), corrected[137]);
        Assert.Equal(corrected[137], corrected.Sum());

        rows.Row(300).Clear();
        LinkBlock two = Copy(rows), known = Copy(rows);
        Assert.InRange(code.Decode(two, code.Verdicts(), corrected), 400, 900);
        Assert.Equal(0, code.Decode(known, code.Verdicts(137), corrected));
        AssertEqual(sent, known, 400);
    }

    /// <summary>Wrong bits left, counted over independent errors, against <see cref="LaneSecded.Residual"/>; false alarm 1e-6.</summary>
    [Fact]
    public void WhatIsLeft_IsWhatIsPredicted()
    {
        const int words = 600;
        var code = new LaneSecded(100);
        var rates = new double[code.Lanes];
        Array.Fill(rates, 0.004);
        rates[3] = 0.04;
        LinkBlock rows = Random(code.Lanes, words, 0);
        code.Encode(rows, 0, words);
        LinkBlock sent = Copy(rows);
        for (int lane = 0; lane < code.Lanes; lane++)
        {
            var random = new ulong[words * 64];
            new RandomAddress(7, RandomPurpose.Channel, Lane: lane).Fill(random);
            for (int ui = 0; ui < random.Length; ui++)
            {
                rows.Row(lane)[ui >> 6] ^= (RandomAddress.ToUnit(random[ui]) < rates[lane] ? 1UL : 0) << ui;
            }
        }

        code.Decode(rows, code.Verdicts(), new long[code.Lanes]);
        double[] left = code.Residual(rates);
        long wrong = Enumerable.Range(0, 100).Where(lane => lane != 3).Sum(lane => BitString.HammingDistance(sent.Row(lane), rows.Row(lane), words * 64));
        double mean = left.Where((_, lane) => lane != 3).Sum() * words * 64;
        // Errors of a UI come in twos and threes, so the variance is a few times that of independent ones.
        Assert.True(ConditionalTest.Fits(wrong, mean, 3 * mean, 1), $"{wrong} of {mean}");
        Assert.False(ConditionalTest.Fits(wrong, mean * 0.85, 3 * mean, 1), "Twin: a sixth fewer.");
        Assert.InRange(left[3] / left[4], 5, 10);
    }

    [Fact]
    public void Residual_OfRareErrors_IsRightToo()
    {
        var code = new LaneSecded(400);
        foreach (double rate in (double[])[1e-9, 1e-11, 1e-14, 1e-100])
        {
            // Of rare errors, those that meet one other are left: p times the others' sum.
            double[] rates = [.. Enumerable.Range(0, code.Lanes).Select(lane => rate * (1 + (lane % 7)))];
            double[] left = code.Residual(rates);
            for (int lane = 0; lane < left.Length; lane++)
            {
                double expected = rates[lane] * (rates.Sum() - rates[lane]);
                Assert.InRange(left[lane] / expected, 1 - 1e-6, 1 + 1e-6);
            }
        }
    }

    [Fact]
    public void Residual_OfALaneThatIsAlwaysWrong_IsWhatAnotherOneMakes()
    {
        var code = new LaneSecded(400);
        var rates = new double[code.Lanes];
        rates[5] = 1;
        Assert.Equal(0, code.Residual(rates)[5]);
        rates[7] = 1e-12;
        Assert.Equal(1e-12, code.Residual(rates)[5], 1e-24);
        Assert.Equal(1e-12, code.Residual(rates)[7], 1e-24);
        Assert.Equal(0, code.Residual(rates)[6]);
        rates[7] = 1;
        Assert.Equal(1, code.Residual(rates)[5]);
    }

    private static LinkBlock Coded(LaneSecded code)
    {
        LinkBlock rows = Random(code.Lanes, 2, 0);
        code.Encode(rows, 0, 2);
        return rows;
    }

    private static LinkBlock Random(int lanes, int words, int margin)
    {
        var rows = new LinkBlock(lanes, words, margin);
        new RandomAddress(5, RandomPurpose.Payload).Fill(rows.Storage);
        return rows;
    }

    private static LinkBlock Copy(LinkBlock rows)
    {
        var copy = new LinkBlock(rows.Lanes, rows.Words, rows.MarginWords);
        rows.Storage.CopyTo(copy.Storage);
        return copy;
    }

    private static void Invert(LinkBlock rows, int lane, int ui) => rows.Row(lane)[ui >> 6] ^= 1UL << ui;

    private static void Flip(LinkBlock rows, int perWord, ulong seed)
    {
        var random = new ulong[perWord * rows.Words];
        new RandomAddress(seed, RandomPurpose.Channel).Fill(random);
        for (int i = 0; i < random.Length; i++)
        {
            Invert(rows, (int)(random[i] % (ulong)rows.Lanes), (i % rows.Words * 64) + (int)(random[i] >> 58));
        }
    }

    private static void AssertEqual(LinkBlock expected, LinkBlock actual, int? lanes = null)
    {
        for (int lane = 0; lane < (lanes ?? expected.Lanes); lane++)
        {
            Assert.True(expected.Row(lane).SequenceEqual(actual.Row(lane)), $"lane {lane}");
        }
    }
}
