using System.Collections.Concurrent;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// The finite field GF(2ᵐ), 2 ≤ m ≤ 16, as polynomials in α over GF(2) modulo a primitive polynomial: bit i of an element
/// is its coefficient of αⁱ, addition is XOR, and the powers α⁰ … α^(2ᵐ−2) are all the elements but zero. Products go
/// through tables of logarithms. Instances are immutable; every operation may be called from any thread.
/// </summary>
public sealed class GaloisField
{
    private static readonly ConcurrentDictionary<(int, int), GaloisField> Known = new();

    private readonly int[] _log;
    private readonly ushort[] _antilog;

    private GaloisField(int bits, int polynomial)
    {
        Bits = bits;
        Polynomial = polynomial;
        Order = (1 << bits) - 1;
        // The logarithm of zero is a number so large that any sum with it falls into the zeros that end the antilogarithms:
        // products need neither a test for zero nor a remainder.
        _log = new int[Order + 1];
        _antilog = new ushort[(4 * Order) + 1];
        _log[0] = 2 * Order;
        for (int power = 0, element = 1; power < Order; power++)
        {
            if (element == 1 && power != 0)
                throw new ArgumentException($"x^{power} = 1 modulo 0x{polynomial:X}, which therefore is not primitive.", nameof(polynomial));

            _log[element] = power;
            _antilog[power] = _antilog[power + Order] = (ushort)element;
            element <<= 1;
            if (element > Order)
                element ^= polynomial;
        }
    }

    /// <summary>m, the bits of an element.</summary>
    public int Bits { get; }

    /// <summary>The primitive polynomial, bit i the coefficient of xⁱ.</summary>
    public int Polynomial { get; }

    /// <summary>2ᵐ − 1, the number of elements other than zero and the order of α.</summary>
    public int Order { get; }

    /// <summary>αⁱ for i = 0 … 2·<see cref="Order"/> − 1, then zeros.</summary>
    internal ReadOnlySpan<ushort> AntilogTable => _antilog;

    /// <summary>The field of a primitive polynomial; the same arguments give the same instance.</summary>
    /// <param name="bits">m, 2 to 16.</param>
    /// <param name="polynomial">A primitive polynomial of degree m over GF(2), bit i the coefficient of xⁱ, for example 0x409 for x¹⁰+x³+1.</param>
    /// <exception cref="ArgumentOutOfRangeException">m is not 2 to 16.</exception>
    /// <exception cref="ArgumentException">The polynomial does not have degree m, or is not primitive.</exception>
    public static GaloisField Get(int bits, int polynomial)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 16);
        // Without a constant term x divides it, and x has no order at all.
        if (polynomial >> bits != 1 || (polynomial & 1) == 0)
            throw new ArgumentException($"0x{polynomial:X} is not a polynomial of degree {bits} with a constant term.", nameof(polynomial));

        return Known.GetOrAdd((bits, polynomial), static key => new GaloisField(key.Item1, key.Item2));
    }

    /// <summary>a·b.</summary>
    /// <param name="a">An element, 0 to 2ᵐ−1.</param>
    /// <param name="b">An element, 0 to 2ᵐ−1.</param>
    /// <exception cref="IndexOutOfRangeException">An argument is no element.</exception>
    public ushort Multiply(ushort a, ushort b) => _antilog[_log[a] + _log[b]];

    /// <summary>a/b.</summary>
    /// <param name="a">An element, 0 to 2ᵐ−1.</param>
    /// <param name="b">An element, 1 to 2ᵐ−1.</param>
    /// <exception cref="DivideByZeroException">b is 0.</exception>
    /// <exception cref="IndexOutOfRangeException">An argument is no element.</exception>
    public ushort Divide(ushort a, ushort b) => b == 0 ? throw new DivideByZeroException() : _antilog[_log[a] + Order - _log[b]];

    /// <summary>1/a.</summary>
    /// <param name="a">An element, 1 to 2ᵐ−1.</param>
    /// <exception cref="DivideByZeroException">a is 0.</exception>
    /// <exception cref="IndexOutOfRangeException">The argument is no element.</exception>
    public ushort Inverse(ushort a) => Divide(1, a);

    /// <summary>aᵉ, with 0⁰ = 1.</summary>
    /// <param name="a">An element, 0 to 2ᵐ−1.</param>
    /// <param name="exponent">Any integer; negative ones raise 1/a.</param>
    /// <exception cref="DivideByZeroException">a is 0 and the exponent negative.</exception>
    /// <exception cref="IndexOutOfRangeException">The argument is no element.</exception>
    public ushort Power(ushort a, long exponent)
    {
        if (a == 0)
            return exponent == 0 ? (ushort)1 : exponent > 0 ? (ushort)0 : throw new DivideByZeroException();

        return Antilog(_log[a] * (exponent % Order));
    }

    /// <summary>αⁱ.</summary>
    /// <param name="exponent">i, any integer.</param>
    public ushort Antilog(long exponent)
    {
        int power = (int)(exponent % Order);
        return _antilog[power < 0 ? power + Order : power];
    }

    /// <summary>The i in 0 … 2ᵐ−2 with αⁱ = a.</summary>
    /// <param name="a">An element, 1 to 2ᵐ−1.</param>
    /// <exception cref="DivideByZeroException">a is 0, which no power of α is.</exception>
    /// <exception cref="IndexOutOfRangeException">The argument is no element.</exception>
    public int Log(ushort a) => a == 0 ? throw new DivideByZeroException() : _log[a];

    /// <summary>The polynomial ∏(x − αⁱ) over the given i.</summary>
    /// <param name="exponents">The i, any integers; one given twice is a double root.</param>
    /// <returns>The coefficients, index i that of xⁱ, the last one 1.</returns>
    public ushort[] PolynomialFromRoots(ReadOnlySpan<int> exponents)
    {
        var product = new ushort[exponents.Length + 1];
        product[0] = 1;
        for (int degree = 0; degree < exponents.Length; degree++)
        {
            ushort root = Antilog(exponents[degree]);
            for (int i = degree + 1; i > 0; i--)
                product[i] = (ushort)(product[i - 1] ^ Multiply(product[i], root));
            product[0] = Multiply(product[0], root);
        }

        return product;
    }

    /// <summary>The field's name, for example "GF(2^10) modulo 0x409".</summary>
    public override string ToString() => $"GF(2^{Bits}) modulo 0x{Polynomial:X}";
}
