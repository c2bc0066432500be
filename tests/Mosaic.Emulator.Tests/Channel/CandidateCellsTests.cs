using System.Numerics;
using Mosaic.Emulator.Channel;

namespace Mosaic.Emulator.Tests.Channel;

[Trait("Isa", "true")]
public class CandidateCellsTests
{
    /// <summary>The words that say n points are Poisson's share of all, and a UI without any is as rare as it should be.</summary>
    [Theory]
    [InlineData(1e-15, 87_168)]
    [InlineData(3e-7, 87_168)]
    [InlineData(1e-4, 87_168)]
    [InlineData(9.7e-4, 87_168)]
    [InlineData(0.08, 87_168)]
    [InlineData(5e-4, 2_000_000)]
    public void Points_HaveTheirShareOfWords(double probability, int ui)
    {
        var cells = new CandidateCells(probability, ui);
        Assert.InRange(cells.Ui, 1, ui);
        Assert.InRange(cells.Count * cells.Ui, ui, ui + cells.Count);
        // −ln(1−p) by its series where that is good to 1e-16.
        double rate = probability > 1e-3 ? -Math.Log(1 - probability) : probability * (1 + (probability * (0.5 + (probability * ((1.0 / 3) + (probability * (0.25 + (probability / 5))))))));
        double mean = rate * cells.Ui;
        Assert.InRange(mean, 0, CandidateCells.LargestMean * 1.001);
        double pmf = Math.Exp(-mean), below = pmf;
        Assert.Equal(mean < 1e-5 ? mean - (mean * mean / 2) : 1 - pmf, Share(cells, 1), mean < 1e-5 ? mean * 1e-7 : 1e-12);
        for (int n = 1; n < 40; n++)
        {
            pmf *= mean / n;
            Assert.Equal(1 - below, Share(cells, n), 1e-13);
            below += pmf;
        }

        Assert.Equal(0, cells.Points(ulong.MaxValue));
        Assert.InRange(cells.Points(0), 1, (int)CandidateCells.Blocks - 1);
        Assert.Equal(cells.Tail(0), (ulong)(Share(cells, 1) * 18446744073709551616.0), 1e-9 * cells.Tail(0));
    }

    [Fact]
    public void Place_IsTheUpperPartOfTheProduct()
    {
        var random = new Random(3);
        foreach (ulong word in new[] { 0UL, 1UL, ulong.MaxValue, 1UL << 63, (1UL << 32) - 1 }.Concat(Enumerable.Range(0, 300).Select(_ => (ulong)random.NextInt64() << 1)))
        {
            foreach (uint ui in new[] { 1u, 2u, 64u, 87_168u, 12_345_677u })
                Assert.Equal((int)((BigInteger)word * ui >> 64), CandidateCells.Place(word, ui));
        }
    }

    /// <summary>The share of words that say n points or more: the smallest word that does not, by bisection.</summary>
    private static double Share(CandidateCells cells, int points)
    {
        ulong low = 0, high = ulong.MaxValue;
        while (low < high)
        {
            ulong middle = low + ((high - low) / 2);
            (low, high) = cells.Points(middle) >= points ? (middle + 1, high) : (low, middle);
        }

        return low / 18446744073709551616.0;
    }
}
