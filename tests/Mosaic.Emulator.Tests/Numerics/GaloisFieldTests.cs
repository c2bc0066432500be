using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

public class GaloisFieldTests
{
    // Primitive polynomials in common use, W. W. Peterson and E. J. Weldon, Error-Correcting Codes, appendix C.
    public static TheoryData<int, int> Polynomials => new()
    {
        { 2, 0x7 }, { 3, 0xB }, { 4, 0x13 }, { 5, 0x25 }, { 6, 0x43 }, { 7, 0x89 }, { 8, 0x11D }, { 9, 0x211 },
        { 10, 0x409 }, { 11, 0x805 }, { 12, 0x1053 }, { 13, 0x201B }, { 14, 0x4443 }, { 15, 0x8003 }, { 16, 0x1100B },
    };

    [Theory]
    [MemberData(nameof(Polynomials))]
    public void Products_EqualShiftAndReduce(int bits, int polynomial)
    {
        GaloisField field = GaloisField.Get(bits, polynomial);
        int size = 1 << bits;
        // Every pair of a small field; a large one by strides that meet 0, 1 and the largest element.
        int step = bits <= 8 ? 1 : (size / 127) | 1;
        for (int a = 0; a < size; a = a == size - 1 ? size : int.Min(a + step, size - 1))
        {
            for (int b = 0; b < size; b = b == size - 1 ? size : int.Min(b + step, size - 1))
            {
                int product = ShiftAndReduce(a, b, bits, polynomial);
                Assert.Equal(product, field.Multiply((ushort)a, (ushort)b));
                if (b != 0)
                    Assert.Equal(a, field.Divide((ushort)product, (ushort)b));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Polynomials))]
    public void LogarithmsPowersAndInverses(int bits, int polynomial)
    {
        GaloisField field = GaloisField.Get(bits, polynomial);
        Assert.Equal((1 << bits) - 1, field.Order);
        for (int element = 1; element <= field.Order; element++)
        {
            ushort a = (ushort)element;
            Assert.Equal(a, field.Antilog(field.Log(a)));
            Assert.Equal(a, field.Antilog(field.Log(a) - (3L * field.Order)));
            Assert.Equal(1, field.Multiply(a, field.Inverse(a)));
            Assert.Equal(field.Multiply(a, field.Multiply(a, a)), field.Power(a, 3));
            Assert.Equal(field.Inverse(a), field.Power(a, -1));
            Assert.Equal(1, field.Power(a, 0));
        }

        Assert.Equal(1, field.Power(0, 0));
        Assert.Equal(0, field.Power(0, 5));
    }

    [Fact]
    public void ZeroHasNoInverseAndNoLogarithm()
    {
        GaloisField field = GaloisField.Get(4, 0x13);
        Assert.Throws<DivideByZeroException>(() => field.Divide(3, 0));
        Assert.Throws<DivideByZeroException>(() => field.Inverse(0));
        Assert.Throws<DivideByZeroException>(() => field.Log(0));
        Assert.Throws<DivideByZeroException>(() => field.Power(0, -1));
        Assert.Throws<IndexOutOfRangeException>(() => field.Multiply(16, 1));
    }

    [Theory]
    [InlineData(8, 0x11B)] // AES: irreducible, but x has order 51
    [InlineData(4, 0x1F)] // order 5
    [InlineData(4, 0x15)] // (x²+x+1)²
    [InlineData(4, 0x12)] // no constant term
    [InlineData(4, 0x9)] // degree 3
    [InlineData(4, 0x25)] // degree 5
    public void Get_RefusesPolynomialsThatAreNotPrimitive(int bits, int polynomial) =>
        Assert.Throws<ArgumentException>(nameof(polynomial), () => GaloisField.Get(bits, polynomial));

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    public void Get_RefusesOtherDegrees(int bits) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(bits), () => GaloisField.Get(bits, (1 << bits) + 3));

    [Fact]
    public void Get_GivesTheSameInstance() => Assert.Same(GaloisField.Get(10, 0x409), GaloisField.Get(10, 0x409));

    [Fact]
    public void PolynomialFromRoots_HasThoseRoots()
    {
        GaloisField field = GaloisField.Get(6, 0x43);
        int[] exponents = [0, 5, -1, 40, 5];
        ushort[] polynomial = field.PolynomialFromRoots(exponents);
        Assert.Equal(1, polynomial[5]);
        for (int i = 0; i < field.Order; i++)
        {
            int value = 0;
            for (int j = 0; j < polynomial.Length; j++)
                value ^= field.Multiply(polynomial[j], field.Antilog((long)i * j));
            Assert.Equal(i is 0 or 5 or 62 or 40, value == 0);
        }
    }

    private static int ShiftAndReduce(int a, int b, int bits, int polynomial)
    {
        int product = 0;
        for (int i = bits - 1; i >= 0; i--)
        {
            product <<= 1;
            if (product >> bits != 0)
                product ^= polynomial;
            if (((b >> i) & 1) != 0)
                product ^= a;
        }

        return product;
    }
}
