using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

[Trait("Isa", "true")]
public class PhiloxTests
{
    // The philox4x32-10 rows of Random123's kat_vectors.
    [Theory]
    [InlineData(0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x00000000u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Block_KnownAnswer(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint x0, uint x1, uint x2, uint x3)
    {
        (ulong low, ulong high) = Philox.Block(k0 | ((ulong)k1 << 32), c0, c1, c2, c3);
        Assert.Equal((x0 | ((ulong)x1 << 32), x2 | ((ulong)x3 << 32)), (low, high));

        var words = new ulong[2];
        Philox.Fill(words, k0 | ((ulong)k1 << 32), c0, c1, c2, c3);
        Assert.Equal([low, high], words);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFFFFF9u)]
    public void Fill_EqualsItsDefinition_AtEveryLength(uint first)
    {
        for (int length = 0; length <= 300; length++)
        {
            var expected = new ulong[length];
            var actual = new ulong[length];
            Philox.FillScalar(expected, 0x1234567890ABCDEF, first, 7, 8, 9);
            Philox.Fill(actual, 0x1234567890ABCDEF, first, 7, 8, 9);
            Assert.Equal(expected, actual);
        }
    }

    /// <summary>Steps of each width, whatever instructions there are.</summary>
    [Theory]
    [InlineData(5u)]
    [InlineData(0xFFFFFFF9u)]
    public void Steps_EqualTheDefinition(uint first)
    {
        var expected = new ulong[200];
        Philox.FillScalar(expected, 0x1234567890ABCDEF, first, 7, 8, 9);
        foreach (Func<ulong[], int> fill in (Func<ulong[], int>[])[
            words => PhiloxSteps.ByFour<Words8>(words, 0x1234567890ABCDEF, first, 7, 8, 9), words => PhiloxSteps.ByFour<Words4>(words, 0x1234567890ABCDEF, first, 7, 8, 9),
            words => PhiloxSteps.ByTwo<Words8>(words, 0x1234567890ABCDEF, first, 7, 8, 9), words => PhiloxSteps.ByTwo<Words4>(words, 0x1234567890ABCDEF, first, 7, 8, 9)])
        {
            var actual = new ulong[200];
            int written = fill(actual);
            Assert.InRange(written, 192, 200);
            Assert.Equal(expected[..written], actual[..written]);
        }
    }

    [Fact]
    public void Address_SeparatesPurposeTrialFrameAndLane()
    {
        var seen = new HashSet<(ulong, ulong)>();
        foreach (RandomPurpose purpose in Enum.GetValues<RandomPurpose>())
        {
            for (int i = 0; i < 8; i++)
            {
                var address = new RandomAddress(5, purpose, (uint)(i & 1), (uint)((i >> 1) & 1), i >> 2);
                Assert.True(seen.Add(address.Block(0)));
                Assert.True(seen.Add(address.Block(1)));
            }
        }
    }
}
