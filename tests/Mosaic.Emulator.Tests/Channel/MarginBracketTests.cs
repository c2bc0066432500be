using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Channel;

public class MarginBracketTests
{
    public static TheoryData<double> Levels()
    {
        var levels = new TheoryData<double> { 0, double.Epsilon, BitConverter.Int64BitsToDouble(0x3FE0000000000001), 1 - (1.0 / (1L << 53)) };
        var words = new ulong[200];
        new RandomAddress(1, RandomPurpose.Payload).Fill(words);
        for (int i = 0; i < words.Length; i++)
        {
            // Every exponent down to one below the table, and the edges of bins among them.
            double fraction = i % 4 == 0 ? 1 + (i % 32 / 32.0) : 1 + RandomAddress.ToUnit(words[i]);
            levels.Add(fraction * BitConverter.Int64BitsToDouble((1022L - (i / 2)) << 52));
        }

        return levels;
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void BoundsEncloseTheMarginOfALevel(double level)
    {
        int index = MarginBracket.Index(level);
        double above = MarginBracket.Table[index], below = MarginBracket.Table[index + 1];
        if (level > 0)
        {
            double q = Gaussian.QInverse(level);
            Assert.InRange(q * Math.Abs(q), below, above);
        }
        else
        {
            Assert.Equal(double.PositiveInfinity, above);
        }

        Assert.True(above - below < 0.3 || double.IsInfinity(above - below), $"{below} … {above}");
    }
}
