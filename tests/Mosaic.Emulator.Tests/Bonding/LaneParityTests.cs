using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Bonding;

public class LaneParityTests
{
    [Fact]
    [Trait("Isa", "true")]
    public void Sum_IsTheXorOfAllWords()
    {
        var words = new ulong[300];
        new RandomAddress(1, RandomPurpose.Payload).Fill(words);
        for (int length = 0; length < words.Length; length++)
        {
            Assert.Equal(words.AsSpan(0, length).ToArray().Aggregate(0UL, (sum, word) => sum ^ word), LaneParity.Sum(words.AsSpan(0, length)));
            Assert.Equal(LaneParity.SumScalar(words.AsSpan(0, length)), LaneParity.Sum(words.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Parities_CoverWhatIsBehindTheMarker_AndThemselves()
    {
        var rows = new LinkBlock(3, 43, 1);
        new RandomAddress(2, RandomPurpose.Payload).Fill(rows.Storage);
        ulong before = rows.Row(2)[42];
        LaneParity.Write(rows, 2, 2, 40);
        Assert.Equal(before, rows.Row(2)[42]);
        Assert.Equal(0, LaneParity.Errors(rows.Row(0)[2..]));
        // Any one bit shows, the parities' own too; two in one column do not.
        for (int ui = 0; ui < 41 * 64; ui++)
        {
            ref ulong word = ref rows.Row(1)[2 + (ui >> 6)];
            word ^= 1UL << ui;
            Assert.Equal(1, LaneParity.Errors(rows.Row(1)[2..]));
            word ^= 1UL << ui;
        }

        rows.Row(1)[5] ^= 4;
        rows.Row(1)[9] ^= 4;
        Assert.Equal(0, LaneParity.Errors(rows.Row(1)[2..]));
    }

    /// <summary>The likeliest number of errors is right in the mean, within a tenth, while far fewer than half of the parities are wrong.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(12)]
    public void Errors_AreEstimated(int errors)
    {
        const int trials = 400;
        var random = new Random(errors);
        double sum = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            var row = new ulong[500];
            for (int i = 0; i < errors; i++)
            {
                int ui = random.Next(row.Length * 64);
                row[ui >> 6] ^= 1UL << ui;
            }

            sum += LaneParity.Errors(row);
        }

        Assert.InRange(sum / trials, 0.9 * errors, 1.12 * errors);
    }

    [Fact]
    public void HalfOfTheParities_SpeakForTheLeastThatIsLikely()
    {
        Assert.Equal(109, LaneParity.Errors([uint.MaxValue >> 1, .. new ulong[99]])); // ln(1/32)/ln(31/32)
        Assert.Equal(109, LaneParity.Errors([uint.MaxValue, .. new ulong[99]]));
        Assert.Equal(109, LaneParity.Errors([ulong.MaxValue, .. new ulong[99]]));
    }
}
