using System.Numerics;
using Mosaic.Emulator.Fec.Binary;

namespace Mosaic.Emulator.Tests.Fec;

public class BchParametersTests
{
    // S. Lin, D. J. Costello, Error Control Coding, table of generator polynomials of primitive BCH codes, in octal.
    [Theory]
    [InlineData(7, 4, 1, "13")]
    [InlineData(15, 11, 1, "23")]
    [InlineData(15, 7, 2, "721")]
    [InlineData(15, 5, 3, "2467")]
    [InlineData(31, 26, 1, "45")]
    [InlineData(31, 21, 2, "3551")]
    [InlineData(31, 16, 3, "107657")]
    [InlineData(31, 11, 5, "5423325")]
    [InlineData(31, 6, 7, "313365047")]
    [InlineData(63, 57, 1, "103")]
    [InlineData(63, 51, 2, "12471")]
    [InlineData(63, 45, 3, "1701317")]
    [InlineData(63, 39, 4, "166623567")]
    [InlineData(63, 36, 5, "1033500423")]
    [InlineData(63, 30, 6, "157464165547")]
    [InlineData(63, 24, 7, "17323260404441")]
    [InlineData(63, 18, 10, "1363026512351725")]
    [InlineData(127, 120, 1, "211")]
    [InlineData(127, 113, 2, "41567")]
    [InlineData(127, 106, 3, "11554743")]
    [InlineData(127, 99, 4, "3447023271")]
    [InlineData(127, 92, 5, "624730022327")]
    [InlineData(127, 85, 6, "130704476322273")]
    [InlineData(255, 247, 1, "435")]
    [InlineData(255, 239, 2, "267543")]
    [InlineData(255, 231, 3, "156720665")]
    [InlineData(255, 223, 4, "75626641375")]
    [InlineData(255, 215, 5, "23157564726421")]
    [InlineData(255, 207, 6, "16176560567636227")]
    public void GeneratorPolynomials_AreThePublishedOnes(int n, int k, int t, string octal)
    {
        var parameters = new BchParameters(n, k);
        BigInteger published = octal.Aggregate(BigInteger.Zero, static (sum, digit) => (8 * sum) + (digit - '0'));
        Assert.Equal((t, published), (parameters.CorrectableBits, Value(parameters.GeneratorPolynomial())));
    }

    // ETSI EN 302 307-1, table 6b (short frames): the exponents of g1(x) … g12(x), of which 12 errors take the product.
    [Fact]
    public void OfDvbS2ShortFrames()
    {
        int[][] factors =
        [
            [0, 1, 3, 5, 14], [0, 6, 8, 11, 14], [0, 1, 2, 6, 9, 10, 14], [0, 4, 7, 8, 10, 12, 14], [0, 2, 4, 6, 8, 9, 11, 13, 14],
            [0, 3, 7, 8, 9, 13, 14], [0, 2, 5, 6, 7, 10, 11, 13, 14], [0, 5, 8, 9, 10, 11, 14], [0, 1, 2, 3, 9, 10, 14],
            [0, 3, 6, 9, 11, 12, 14], [0, 4, 11, 12, 14], [0, 1, 2, 3, 5, 6, 7, 8, 10, 13, 14],
        ];
        BigInteger product = BigInteger.One;
        foreach (int[] factor in factors)
            product = factor.Aggregate(BigInteger.Zero, (sum, power) => sum ^ (product << power));
        var parameters = new BchParameters(3240, 3072, 0x402B);
        Assert.Equal((12, product, "bch-3240-3072-0x402b"), (parameters.CorrectableBits, Value(parameters.GeneratorPolynomial()), parameters.Name));
    }

    // ITU-T G.975.1: I.3 and I.4 use BCH(3860,3824), t = 3, and BCH(2040,1930), t = 10.
    [Theory]
    [InlineData(1023, 923, 10, 10)]
    [InlineData(3860, 3824, 3, 12)]
    [InlineData(2040, 1930, 10, 11)]
    [InlineData(8191, 8178, 1, 13)]
    [InlineData(16_383, 16_215, 12, 14)]
    [InlineData(15, 1, 7, 4)]
    [InlineData(8, 4, 1, 4)]
    public void OtherLengths(int n, int k, int t, int m)
    {
        var parameters = new BchParameters(n, k);
        Assert.Equal((t, m, n - k), (parameters.CorrectableBits, parameters.Field.Bits, parameters.GeneratorPolynomial().Length - 1));
    }

    private static BigInteger Value(bool[] coefficients) =>
        coefficients.Reverse().Aggregate(BigInteger.Zero, static (sum, coefficient) => (2 * sum) + (coefficient ? 1 : 0));
}
