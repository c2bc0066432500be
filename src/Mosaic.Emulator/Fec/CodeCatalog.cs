using System.Globalization;
using System.Numerics;
using Mosaic.Emulator.Fec.Clause177;
using Mosaic.Emulator.Fec.ReedSolomon;

namespace Mosaic.Emulator.Fec;

/// <summary>
/// The codes that have a name. Besides those listed, <c>rs-n-k-polynomial-root</c> names any Reed–Solomon code: the field's
/// primitive polynomial in hexadecimal (its degree is m) and the exponent of the first root, as in <c>rs-127-111-0x89-1</c>.
/// </summary>
public static class CodeCatalog
{
    private static readonly SortedDictionary<string, Func<int, IBlockCode>> Listed = new(StringComparer.Ordinal)
    {
        [Clause177Code.CatalogName] = interleave => new Clause177Code(interleave),
        ["kp4"] = interleave => new ReedSolomonCode(ReedSolomonParameters.Kp4, interleave),
        ["kr4"] = interleave => new ReedSolomonCode(ReedSolomonParameters.Kr4, interleave),
        ["rs-255-223"] = interleave => new ReedSolomonCode(ReedSolomonParameters.Rs255223, interleave),
        ["rs-255-239"] = interleave => new ReedSolomonCode(ReedSolomonParameters.Rs255239, interleave),
    };

    /// <summary>The names listed, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Names => Listed.Keys;

    /// <summary>Makes a code.</summary>
    /// <param name="name">One of <see cref="Names"/>, or <c>rs-n-k-polynomial-root</c>.</param>
    /// <param name="interleave">Codewords of a group, 1 or more.</param>
    /// <exception cref="ArgumentException">No code has that name, and the message lists those that exist; or the polynomial
    /// in it is not primitive.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interleave is below 1 or too large for a batch, or the name asks for
    /// m, n or k out of range.</exception>
    public static IBlockCode Create(string name, int interleave)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Listed.TryGetValue(name, out Func<int, IBlockCode>? make))
            return make(interleave);

        ReedSolomonParameters parameters = Parse(name)
            ?? throw new ArgumentException($"There is no code '{name}'. Known codes: {string.Join(", ", Names)}, rs-n-k-polynomial-root.", nameof(name));
        return new ReedSolomonCode(parameters, interleave);
    }

    private static ReedSolomonParameters? Parse(string name) =>
        name.Split('-') is ["rs", var n, var k, ['0', 'x', .. var hexadecimal], var root]
            && Number(n, NumberStyles.None) is { } symbols && Number(k, NumberStyles.None) is { } message
            && Number(hexadecimal, NumberStyles.AllowHexSpecifier) is { } polynomial and > 0
            && Number(root, NumberStyles.None) is { } first
            ? new ReedSolomonParameters(name, BitOperations.Log2((uint)polynomial), polynomial, symbols, message, first)
            : null;

    private static int? Number(string text, NumberStyles style) =>
        int.TryParse(text, style, CultureInfo.InvariantCulture, out int number) ? number : null;
}
