using System.Globalization;
using System.Numerics;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Fec.Binary;

/// <summary>
/// Which binary BCH code: primitive and narrow-sense, so its generator g(x) is the least common multiple of the minimal
/// polynomials of α, α³, … α²ᵗ⁻¹ over GF(2). With n below 2ᵐ−1 the code is shortened: the leading bits that are not sent are
/// zero.
/// </summary>
public sealed class BchParameters
{
    /// <summary>The least n.</summary>
    internal const int LeastBits = 5;

    /// <summary>The largest n.</summary>
    internal const int LargestBits = 16_383;

    /// <summary>The degrees that the field's polynomial may have.</summary>
    internal static readonly (int Low, int High) Degrees = (3, 14);

    // The usual primitive polynomials of degrees 3 to 14, those of W. W. Peterson's table with the fewest terms.
    private static readonly int[] Polynomials = [0xB, 0x13, 0x25, 0x43, 0x89, 0x11D, 0x211, 0x409, 0x805, 0x1053, 0x201B, 0x4443];

    private readonly bool[] _generator;

    /// <summary>States a code.</summary>
    /// <param name="codewordBits">n, 5 to 16,383.</param>
    /// <param name="messageBits">k, 1 to n−1; n − k must be the degree of a generator polynomial.</param>
    /// <param name="polynomial">The primitive polynomial of the field, of degree m = 3 to 14, bit i the coefficient of xⁱ; 0 for
    /// the usual one of the least m with n ≤ 2ᵐ−1.</param>
    /// <exception cref="ArgumentOutOfRangeException">m, n or k is out of range, or n − k is no generator's degree; the message
    /// names the nearest codes that there are.</exception>
    /// <exception cref="ArgumentException">The polynomial is not primitive.</exception>
    public BchParameters(int codewordBits, int messageBits, int polynomial = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(polynomial);
        int longest = LargestBits, bits = 0;
        if (polynomial > 0)
        {
            bits = BitOperations.Log2((uint)polynomial);
            CodeNumber.Check(bits, string.Create(CultureInfo.InvariantCulture, $"degree of polynomial 0x{polynomial:x}"), Degrees.Low, Degrees.High, nameof(polynomial));
            longest = (1 << bits) - 1;
        }

        CodeNumber.Check(codewordBits, "n", LeastBits, longest, nameof(codewordBits), polynomial > 0 ? ", as the polynomial's degree allows" : "");
        CodeNumber.Check(messageBits, "k", 1, codewordBits - 1, nameof(messageBits), ", below n");
        bits = polynomial > 0 ? bits : int.Max(Degrees.Low, BitOperations.Log2((uint)codewordBits) + 1);
        Field = GaloisField.Get(bits, polynomial == 0 ? Polynomials[bits - Degrees.Low] : polynomial);
        CodewordBits = codewordBits;
        MessageBits = messageBits;
        Name = polynomial == 0
            ? string.Create(CultureInfo.InvariantCulture, $"bch-{codewordBits}-{messageBits}")
            : string.Create(CultureInfo.InvariantCulture, $"bch-{codewordBits}-{messageBits}-0x{polynomial:x}");
        (CorrectableBits, int[] roots) = FindRoots(messageBits);
        _generator = Array.ConvertAll(Field.PolynomialFromRoots(roots), static coefficient => coefficient != 0);
    }

    /// <summary><c>bch-n-k</c>, or <c>bch-n-k-polynomial</c> where a polynomial was given.</summary>
    public string Name { get; }

    /// <summary>GF(2ᵐ).</summary>
    public GaloisField Field { get; }

    /// <summary>n, the bits sent.</summary>
    public int CodewordBits { get; }

    /// <summary>k, the bits of a message.</summary>
    public int MessageBits { get; }

    /// <summary>n − k, the degree of g(x).</summary>
    public int ParityBits => CodewordBits - MessageBits;

    /// <summary>t: α, α², … α²ᵗ are roots of g(x), so up to so many wrong bits are corrected.</summary>
    public int CorrectableBits { get; }

    /// <summary>g(x): coefficients, index i that of xⁱ.</summary>
    public bool[] GeneratorPolynomial() => [.. _generator];

    /// <summary>The largest t whose roots, with their conjugates, are n − k in number; and these roots as exponents of α.</summary>
    private (int Correctable, int[] Roots) FindRoots(int messageBits)
    {
        var roots = new SortedSet<int>();
        for (int t = 1; ; t++)
        {
            int before = roots.Count, exponent = ((2 * t) - 1) % Field.Order;
            int[] known = [.. roots];
            for (; roots.Add(exponent); exponent = exponent * 2 % Field.Order)
            {
            }

            if (before == ParityBits && roots.Count > before)
                return (t - 1, known);
            if (roots.Count > ParityBits)
                throw new ArgumentOutOfRangeException(nameof(messageBits), Refusal(t, before, roots.Count));
        }
    }

    private string Refusal(int t, int below, int above)
    {
        string Code(int parity, int correctable) => parity > 0 && parity < CodewordBits
            ? string.Create(CultureInfo.InvariantCulture, $" bch-{CodewordBits}-{CodewordBits - parity} (t = {correctable})")
            : "";
        string lower = Code(below, t - 1), upper = Code(above, t);
        string near = lower.Length + upper.Length == 0 ? "; there is none of this length" : $"; nearest{(lower.Length * upper.Length > 0 ? " are" : " is")}{lower}{(lower.Length * upper.Length > 0 ? " and" : "")}{upper}";
        return string.Create(CultureInfo.InvariantCulture, $"No BCH code over GF(2^{Field.Bits}) has n - k = {ParityBits}{near}.");
    }
}
