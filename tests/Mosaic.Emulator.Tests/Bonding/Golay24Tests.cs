using System.Numerics;
using Mosaic.Emulator.Bonding;

namespace Mosaic.Emulator.Tests.Bonding;

public class Golay24Tests
{
    [Fact]
    public void WeightDistribution_IsThatOfTheExtendedGolayCode()
    {
        // MacWilliams and Sloane, chapter 2: 1, 759, 2576, 759, 1 words of weight 0, 8, 12, 16, 24.
        int[] weights = new int[25];
        for (int value = 0; value < Golay24.Count; value++)
        {
            weights[BitOperations.PopCount(Golay24.Encode(value))]++;
        }

        Assert.Equal((1, 759, 2576, 759, 1), (weights[0], weights[8], weights[12], weights[16], weights[24]));
        Assert.Equal(Golay24.Count, weights.Sum());
    }

    [Fact]
    public void AnyThreeErrors_AreCorrected_AndFourAreNot()
    {
        foreach (int value in (int[])[0, 1, 399, 2730, 4095])
        {
            uint word = Golay24.Encode(value);
            Assert.Equal(value, (int)(word & 0xFFF));
            for (int a = 0; a < 24; a++)
            {
                for (int b = a; b < 24; b++)
                {
                    for (int c = b; c < 24; c++)
                    {
                        Assert.Equal(value, Golay24.Decode(word ^ (1u << a) ^ (a == b ? 0 : 1u << b) ^ (c == b ? 0 : 1u << c)));
                    }
                }
            }

            Assert.Equal(-1, Golay24.Decode(word ^ 0x00100111));
        }
    }
}
