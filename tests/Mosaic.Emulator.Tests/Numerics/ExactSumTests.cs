using System.Numerics;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

public class ExactSumTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(double.Epsilon)]
    [InlineData(2.2250738585072009e-308)]
    [InlineData(2.2250738585072014e-308)]
    [InlineData(4.4501477170144028e-308)]
    [InlineData(1e-300)]
    [InlineData(0.1)]
    [InlineData(1.0)]
    [InlineData(double.MaxValue)]
    public void OneTerm_IsTheSum(double term)
    {
        var sum = new ExactSum();
        sum.Add(term);
        Assert.Equal(term, sum.Value);
    }

    [Fact]
    public void SmallTerms_AreNotLostBesideLargeOnes()
    {
        var sum = new ExactSum();
        sum.Add(1);
        for (int i = 0; i < 1 << 12; i++)
            sum.Add(Math.ScaleB(1, -64));
        Assert.Equal(1 + Math.ScaleB(1, -52), sum.Value);
    }

    /// <summary>Against the sum as a ratio of big integers, in any order and any division among sums.</summary>
    [Fact]
    public void RandomTerms_AreRoundedOnce()
    {
        var random = new Random(5);
        for (int round = 0; round < 300; round++)
        {
            var terms = new double[random.Next(1, 40)];
            int centre = random.Next(1, 2040), width = random.Next(1, 140);
            for (int i = 0; i < terms.Length; i++)
            {
                ulong exponent = (ulong)Math.Clamp(centre + random.Next(-width, width), 0, 2040);
                terms[i] = BitConverter.UInt64BitsToDouble((exponent << 52) | ((ulong)random.NextInt64() >> 12));
            }

            ExactSum[] parts = [new(), new(), new()];
            foreach (double term in terms)
                parts[random.Next(3)].Add(term);
            parts[2].Add(parts[0]);
            parts[2].Add(parts[1]);
            Assert.Equal(Rounded(terms), parts[2].Value);
        }
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void NoTerm_IsRefused(double term) => Assert.Throws<ArgumentOutOfRangeException>(() => new ExactSum().Add(term));

    private static double Rounded(double[] terms)
    {
        BigInteger sum = 0; // in units of 2⁻¹⁰⁷⁴
        foreach (double term in terms)
        {
            ulong bits = BitConverter.DoubleToUInt64Bits(term);
            int exponent = (int)(bits >> 52);
            BigInteger mantissa = (bits & ((1UL << 52) - 1)) | (exponent > 0 ? 1UL << 52 : 0);
            sum += mantissa << Math.Max(exponent - 1, 0);
        }

        int shift = Math.Max(0, (int)sum.GetBitLength() - 53);
        BigInteger kept = sum >> shift, rest = sum - (kept << shift), half = shift == 0 ? 1 : BigInteger.One << (shift - 1);
        if (shift > 0 && (rest > half || (rest == half && !kept.IsEven)))
            kept++;
        return Math.ScaleB((double)kept, -537) is var scaled && shift > 537 ? Math.ScaleB((double)kept, shift - 1074) : Math.ScaleB(Math.ScaleB((double)kept, shift - 537), -537);
    }
}
