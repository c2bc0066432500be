using System.Globalization;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Fec.ReedSolomon;

/// <summary>
/// Which Reed–Solomon code: RS(n,k) over GF(2ᵐ) with the generator g(x) = ∏(x − αⁱ), i = f … f+n−k−1. With n below 2ᵐ−1
/// the code is shortened: the leading symbols that are not sent are zero.
/// </summary>
public sealed class ReedSolomonParameters
{
    /// <summary>The degrees that the field's polynomial may have.</summary>
    internal static readonly (int Low, int High) Degrees = (3, 12);

    /// <summary>The least n.</summary>
    internal const int LeastSymbols = 2;

    /// <summary>States a code.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="symbolBits">m, 3 to 12.</param>
    /// <param name="polynomial">The primitive polynomial of the field, bit i the coefficient of xⁱ.</param>
    /// <param name="codewordSymbols">n, 2 to 2ᵐ−1.</param>
    /// <param name="messageSymbols">k, 1 to n−1.</param>
    /// <param name="firstRoot">f, the exponent of the first root; any integer.</param>
    /// <exception cref="ArgumentOutOfRangeException">m, n or k is out of range.</exception>
    /// <exception cref="ArgumentException">The polynomial is not primitive of degree m, or the name empty.</exception>
    public ReedSolomonParameters(string name, int symbolBits, int polynomial, int codewordSymbols, int messageSymbols, int firstRoot)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        CodeNumber.Check(symbolBits, string.Create(CultureInfo.InvariantCulture, $"degree of polynomial 0x{polynomial:x}"), Degrees.Low, Degrees.High, nameof(symbolBits));
        Field = GaloisField.Get(symbolBits, polynomial);
        CodeNumber.Check(codewordSymbols, "n", LeastSymbols, Field.Order, nameof(codewordSymbols), ", as the polynomial's degree allows");
        CodeNumber.Check(messageSymbols, "k", 1, codewordSymbols - 1, nameof(messageSymbols), ", below n");
        Name = name;
        CodewordSymbols = codewordSymbols;
        MessageSymbols = messageSymbols;
        FirstRoot = firstRoot % Field.Order;
    }

    /// <summary>RS(544,514) over GF(2¹⁰), x¹⁰+x³+1, roots α⁰ … α²⁹: IEEE 802.3 clauses 91 and 119, "KP4".</summary>
    public static ReedSolomonParameters Kp4 { get; } = new("kp4", 10, 0x409, 544, 514, 0);

    /// <summary>RS(528,514) over GF(2¹⁰), x¹⁰+x³+1, roots α⁰ … α¹³: IEEE 802.3 clause 91, "KR4".</summary>
    public static ReedSolomonParameters Kr4 { get; } = new("kr4", 10, 0x409, 528, 514, 0);

    /// <summary>RS(255,239) over GF(2⁸), x⁸+x⁴+x³+x²+1, roots α⁰ … α¹⁵: ITU-T G.975 and G.709 annex A.</summary>
    public static ReedSolomonParameters Rs255239 { get; } = new("rs-255-239", 8, 0x11D, 255, 239, 0);

    /// <summary>
    /// RS(255,223) over GF(2⁸), x⁸+x⁴+x³+x²+1, roots α⁰ … α³¹: the convention of RS(255,239) with twice the parity, as in
    /// ISO/IEC 18004 annex A. It is not the code of CCSDS 131.0-B, which has these lengths in another field (x⁸+x⁷+x²+x+1),
    /// with powers of α¹¹ as roots and symbols in the dual basis.
    /// </summary>
    public static ReedSolomonParameters Rs255223 { get; } = new("rs-255-223", 8, 0x11D, 255, 223, 0);

    /// <summary>What the code is called.</summary>
    public string Name { get; }

    /// <summary>GF(2ᵐ).</summary>
    public GaloisField Field { get; }

    /// <summary>n, the symbols sent.</summary>
    public int CodewordSymbols { get; }

    /// <summary>k, the symbols of the message.</summary>
    public int MessageSymbols { get; }

    /// <summary>n − k, also the number of roots of the generator.</summary>
    public int ParitySymbols => CodewordSymbols - MessageSymbols;

    /// <summary>t = ⌊(n − k)/2⌋.</summary>
    public int CorrectableSymbols => ParitySymbols / 2;

    /// <summary>f, the exponent of the first root, reduced modulo 2ᵐ−1 (and negative if it was given so).</summary>
    public int FirstRoot { get; }

    /// <summary>The generator polynomial g(x).</summary>
    /// <returns>n − k + 1 coefficients, index i that of xⁱ, the last one 1.</returns>
    public ushort[] GeneratorPolynomial()
    {
        var exponents = new int[ParitySymbols];
        for (int i = 0; i < exponents.Length; i++)
            exponents[i] = FirstRoot + i;
        return Field.PolynomialFromRoots(exponents);
    }
}
