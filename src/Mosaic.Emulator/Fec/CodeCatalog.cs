using System.Numerics;
using Mosaic.Emulator.Fec.Binary;
using Mosaic.Emulator.Fec.Clause177;
using Mosaic.Emulator.Fec.Concatenation;
using Mosaic.Emulator.Fec.ReedSolomon;

namespace Mosaic.Emulator.Fec;

/// <summary>
/// The codes that have a name. Besides those listed, names state codes:
/// <c>rs-n-k-polynomial-root</c> any Reed–Solomon code: the field's primitive polynomial in hexadecimal (its degree is m) and
/// the exponent of the first root, as in <c>rs-127-111-0x89-1</c>; <c>bch-n-k</c> or <c>bch-n-k-polynomial</c> any binary BCH
/// code (<see cref="BchParameters"/>); <c>hamming-n-k</c> any extended Hamming code (<see cref="HammingCode"/>); <c>outer+inner</c>
/// two codes as one (<see cref="ConcatenatedCode"/>), as in <c>kp4+hamming-128-120</c>.
/// </summary>
public static class CodeCatalog
{
    private static readonly SortedDictionary<string, BlockCodeFactory> Listed = new(StringComparer.Ordinal)
    {
        [Clause177Code.CatalogName] = interleave => new Clause177Code(interleave),
        ["kp4"] = interleave => new ReedSolomonCode(ReedSolomonParameters.Kp4, interleave),
        ["kr4"] = interleave => new ReedSolomonCode(ReedSolomonParameters.Kr4, interleave),
        ["none"] = interleave => new Uncoded(interleave),
        ["rs-255-223"] = interleave => new ReedSolomonCode(ReedSolomonParameters.Rs255223, interleave),
        ["rs-255-239"] = interleave => new ReedSolomonCode(ReedSolomonParameters.Rs255239, interleave),
    };

    /// <summary>The forms of the names that state codes.</summary>
    public const string Forms = "rs-n-k-polynomial-root, bch-n-k, bch-n-k-polynomial, hamming-n-k, outer+inner";

    /// <summary>What the name of a code of one's own begins with.</summary>
    public const string OwnPrefix = "plugin:";

    /// <summary>The names listed, in ordinal order.</summary>
    public static IReadOnlyCollection<string> Names => Listed.Keys;

    /// <summary>Makes a code.</summary>
    /// <param name="name">One of <see cref="Names"/>, or of one of the <see cref="Forms"/>.</param>
    /// <param name="interleave">Codewords of a group, 1 or more.</param>
    /// <param name="own">Codes of one's own by name, or null; each begins with <see cref="OwnPrefix"/>.</param>
    /// <exception cref="ArgumentException">No code has that name, and the message lists those that exist; what stands for a
    /// number in it is none; or the polynomial in it is not primitive.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interleave is below 1 or too large for a batch, or the name asks for
    /// m, n or k out of range.</exception>
    public static IBlockCode Create(string name, int interleave, IReadOnlyDictionary<string, BlockCodeFactory>? own = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(interleave, 1);
        (string outer, string? inner) = Split(name);
        if (inner is not null)
        {
            return Concatenate(Create(outer, interleave, own), words => Create(inner, words, own));
        }

        return (Listed.GetValueOrDefault(name) ?? own?.GetValueOrDefault(name))?.Invoke(interleave) ?? Stated(name, interleave)
            ?? throw new ArgumentException($"There is no code '{name}'. Known codes: {string.Join(", ", Names)}, {Forms}.", nameof(name));
    }

    /// <summary>Whether a name has the form of those that state a code, so that a refusal says what is wrong with its numbers.</summary>
    /// <param name="name">The name.</param>
    public static bool IsStated(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Split(name).Inner is not null || name.Split('-')[0] is "rs" or "bch" or "hamming";
    }

    /// <summary>The codes of one's own in a name: those of its parts that begin with <see cref="OwnPrefix"/>.</summary>
    /// <param name="name">The name.</param>
    public static IEnumerable<string> OwnNames(string name)
    {
        for (string? rest = name; rest is not null;)
        {
            (string first, rest) = Split(rest);
            if (first.StartsWith(OwnPrefix, StringComparison.Ordinal))
            {
                yield return first;
            }
        }
    }

    private static ConcatenatedCode Concatenate(IBlockCode outer, BlockCodeFactory makeInner)
    {
        if (outer is ISoftBlockCode)
            throw new ArgumentException($"{outer.Name} decodes log-likelihoods, which an outer code is not given.", nameof(outer));
        return makeInner(1) is ISoftBlockCode ? new SoftConcatenatedCode(outer, makeInner) : new ConcatenatedCode(outer, makeInner);
    }

    /// <summary>A name up to its first plus sign, and behind it. One's own are <c>plugin:file#type</c>; a plus in the file is part of it.</summary>
    private static (string Outer, string? Inner) Split(string name)
    {
        int start = name.StartsWith(OwnPrefix, StringComparison.Ordinal) ? name.IndexOf('#', StringComparison.Ordinal) : 0;
        int plus = start < 0 ? -1 : name.IndexOf('+', start);
        return plus < 0 ? (name, null) : (name[..plus], name[(plus + 1)..]);
    }

    private static IBlockCode? Stated(string name, int interleave) => name.Split('-') switch
    {
        ["rs", var n, var k, var polynomial, var root] => new ReedSolomonCode(ReedSolomon(name, n, k, polynomial, root), interleave),
        ["bch", var n, var k] => new BchCode(Bch(n, k, null), interleave),
        ["bch", var n, var k, var polynomial] => new BchCode(Bch(n, k, polynomial), interleave),
        ["hamming", var n, var k] => new HammingCode(
            CodeNumber.Read(n, "n", CodeNumber.Range(HammingCode.LeastBits, HammingCode.LargestBits)), CodeNumber.Read(k, "k", CodeNumber.Range(1, HammingCode.LargestMessageBits)), interleave),
        _ => null,
    };

    private static ReedSolomonParameters ReedSolomon(string name, string n, string k, string polynomial, string root)
    {
        int field = CodeNumber.ReadPolynomial(polynomial, ReedSolomonParameters.Degrees), largest = (1 << ReedSolomonParameters.Degrees.High) - 1;
        return new ReedSolomonParameters(
            name, BitOperations.Log2((uint)field), field,
            CodeNumber.Read(n, "n", CodeNumber.Range(ReedSolomonParameters.LeastSymbols, largest)), CodeNumber.Read(k, "k", CodeNumber.Range(1, largest - 1)),
            CodeNumber.Read(root, "root", CodeNumber.Range(0, int.MaxValue)));
    }

    private static BchParameters Bch(string n, string k, string? polynomial) => new(
        CodeNumber.Read(n, "n", CodeNumber.Range(BchParameters.LeastBits, BchParameters.LargestBits)),
        CodeNumber.Read(k, "k", CodeNumber.Range(1, BchParameters.LargestBits - 1)),
        polynomial is null ? 0 : CodeNumber.ReadPolynomial(polynomial, BchParameters.Degrees));
}
