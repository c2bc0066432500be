using System.Runtime.Intrinsics;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

public class NormalPairsTests
{
    // −ln((w + ½)·2⁻⁶⁴) by mpmath with 40 digits.
    [Theory]
    [InlineData(0UL, 45.054566736396445112)]
    [InlineData(1UL, 43.955954447728335421)]
    [InlineData(4095UL, 36.043775466880843072)]
    [InlineData(4096UL, 36.043531326254630412)]
    [InlineData(12345678901234567UL, 7.309337045616116329)]
    [InlineData(9223372036854775808UL, 0.69314718055994530936)]
    [InlineData(9223372036854775807UL, 0.69314718055994530947)]
    [InlineData(13043817825332782212UL, 0.3465735902799726547)]
    [InlineData(18446744073709547520UL, 2.2201749987071919512e-16)]
    [InlineData(18446744073709551614UL, 8.1315162936412832554e-20)]
    [InlineData(18446744073709551615UL, 2.7105054312137610851e-20)]
    [InlineData(18446744073709000000UL, 2.9903136173834335655e-14)]
    public void Exponential_OfAWord(ulong word, double expected) =>
        Assert.Equal(1, Exponential.FromWord(word) / expected, 4e-16);

    [Trait("Isa", "true")]
    [Fact]
    public void Vectors_EqualTheDefinitions()
    {
        ulong[] words = [.. Extremes(), .. Enumerable.Range(0, 1000).Select(i => new RandomAddress(1, RandomPurpose.Channel).Block((uint)i).Low)];
        for (int i = 0; i + 8 <= words.Length; i += 4)
        {
            Vector256<double> exponentials = Exponential.FromWords(Vector256.Create(words.AsSpan(i)));
            Assert.Equal(words.Skip(i).Take(4).Select(Exponential.FromWord), Enumerable.Range(0, 4).Select(k => exponentials[k]));
            (Vector256<double> half, Vector256<double> cosine, Vector256<double> sine) =
                NormalPairs.FromWords(Vector256.Create(words.AsSpan(i)), Vector256.Create(words.AsSpan(i + 4)));
            for (int k = 0; k < 4; k++)
                Assert.Equal(NormalPairs.FromWords(words[i + k], words[i + 4 + k]), (half[k], cosine[k], sine[k]));
        }
    }

    [Fact]
    public void Directions_AreOnTheCircle_AtTheAngleOfTheWord()
    {
        foreach (ulong word in (ulong[])[.. Extremes(), .. Enumerable.Range(0, 2000).Select(i => new RandomAddress(2, RandomPurpose.Channel).Block((uint)i).Low)])
        {
            (_, double cosine, double sine) = NormalPairs.FromWords(0, word);
            // The upper 52 bits are the place in the quadrant's −¼π … ¼π, the lowest two the quadrant.
            double angle = Math.PI / 2 * (((word >> 12) + 0.5) / (1UL << 52) - 0.5 + (word & 3));
            Assert.Equal(Math.Cos(angle), cosine, 1e-15);
            Assert.Equal(Math.Sin(angle), sine, 1e-15);
        }
    }

    /// <summary>
    /// P(R &gt; r) is the share of the words whose R²/2 is above r²/2. It falls with the word, so a bisection counts them exactly:
    /// to be exp(−r²/2) to the stated error, out to r = 8.
    /// </summary>
    [Theory]
    [InlineData(0.5, 1e-15)]
    [InlineData(1, 1e-15)]
    [InlineData(3, 1e-14)]
    [InlineData(5, 2e-14)]
    [InlineData(6, 4e-12)]
    [InlineData(7, 2.4e-9)]
    [InlineData(8, 4.3e-6)]
    public void TailOfTheRadius_IsRight(double radius, double error)
    {
        ulong low = 0, high = ulong.MaxValue; // words below low are above the radius, those from high on are not
        while (low < high)
        {
            ulong middle = low + ((high - low) / 2);
            if (Exponential.FromWord(middle) > radius * radius / 2)
                low = middle + 1;
            else
                high = middle;
        }

        Assert.Equal(1, low / 18446744073709551616.0 / Math.Exp(-radius * radius / 2), error);
    }

    /// <summary>Cells of Q between −7 and 7, by Bernstein's inequality (false alarm 1e-6 for all); a deviation 1 % too large must show.</summary>
    [Fact]
    public void Numbers_AreNormal()
    {
        Assert.Empty(WrongCells(1));
        Assert.NotEmpty(WrongCells(1.01));
    }

    private static List<int> WrongCells(double scale)
    {
        const int Pairs = 1_000_000, Cells = 56;
        var counts = new long[Cells];
        var words = new ulong[2 * 1024];
        for (int start = 0; start < Pairs; start += 1024)
        {
            new RandomAddress(5, RandomPurpose.Channel).Fill(words, (uint)start);
            for (int i = 0; i < words.Length; i += 2)
            {
                (double half, double cosine, double sine) = NormalPairs.FromWords(words[i], words[i + 1]);
                double radius = scale * Math.Sqrt(2 * half);
                counts[Math.Clamp((int)Math.Floor(((radius * cosine) + 7) * 4), 0, Cells - 1)]++;
                counts[Math.Clamp((int)Math.Floor(((radius * sine) + 7) * 4), 0, Cells - 1)]++;
            }
        }

        double total = counts.Sum();
        return [.. Enumerable.Range(0, Cells).Where(cell =>
        {
            double low = cell == 0 ? 1 : Gaussian.Q((cell / 4.0) - 7), high = cell == Cells - 1 ? 0 : Gaussian.Q(((cell + 1) / 4.0) - 7), p = low - high;
            return !Channel.ConditionalTest.Fits(counts[cell], total * p, total * p * (1 - p), Cells);
        })];
    }

    private static ulong[] Extremes() =>
        [0, 1, 2, 3, 0xFFF, 0x1000, 0x1001, ulong.MaxValue, ulong.MaxValue - 1, ulong.MaxValue - 0x1000, 1UL << 63, (1UL << 63) - 1, 0xB504F333F9DE6484, 0xB504F333F9DE6485, 1UL << 40];
}
