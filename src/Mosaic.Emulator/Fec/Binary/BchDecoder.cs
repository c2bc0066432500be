using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec.ReedSolomon;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Fec.Binary;

/// <summary>
/// From the syndromes of a BCH word to its wrong bits: Berlekamp–Massey finds the shortest linear recurrence of S₁ … S₂ₜ,
/// whose polynomial is the error locator Λ(x) = ∏(1 − Xx), and Chien's search its roots among the n sent bits. Over GF(2) every
/// second discrepancy is zero, and errors have no values (E. R. Berlekamp, Algebraic Coding Theory, chapter 7). Owns its
/// working space; one thread.
/// </summary>
internal sealed class BchDecoder
{
    private readonly GaloisField _field;
    private readonly int _bits;
    private readonly LocatorRoots? _roots;
    private readonly ushort[] _syndromes;
    private readonly int[] _work;
    private ushort[] _locator;
    private ushort[] _previous;
    private ushort[] _next;

    /// <summary>Makes a decoder.</summary>
    /// <param name="parameters">The code.</param>
    /// <param name="roots">The fast search for roots; without it, Chien's as written here, which is its definition.</param>
    public BchDecoder(BchParameters parameters, LocatorRoots? roots = null)
    {
        int t = parameters.CorrectableBits;
        _field = parameters.Field;
        _bits = parameters.CodewordBits;
        _roots = roots;
        _syndromes = new ushort[2 * t];
        _work = new int[2 * t];
        _locator = new ushort[(2 * t) + 2];
        _previous = new ushort[_locator.Length];
        _next = new ushort[_locator.Length];
    }

    /// <summary>Set before a solution, at even indices: S_j at index j − 1, j = 1, 3, … 2t−1. The others are found by squaring.</summary>
    public Span<ushort> Syndromes => _syndromes;

    /// <summary>Finds the one pattern of up to t wrong bits with these syndromes, not all zero.</summary>
    /// <param name="positions">Receives the wrong bits, counted from the first one sent, in any order; room for t.</param>
    /// <returns>How many, or <see cref="DecodeVerdict.Uncorrectable"/>.</returns>
    public short Solve(Span<int> positions)
    {
        for (int j = 2; j <= _syndromes.Length; j += 2)
            _syndromes[j - 1] = _field.Multiply(_syndromes[(j / 2) - 1], _syndromes[(j / 2) - 1]);

        // A recurrence of length L ≤ t whose polynomial has L roots at sent bits is an error pattern with these syndromes: its
        // values Y fulfil Σ Y·X²ʲ = S₂ⱼ = S_j² = Σ Y²·X²ʲ for L values of j, hence Y² = Y. And no other pattern of t has them.
        int length = FindLocator();
        if (2 * length > _syndromes.Length || _locator[length] == 0)
            return DecodeVerdict.Uncorrectable;

        int found = _roots is null ? Search(length, positions) : _roots.Find(_locator.AsSpan(0, length + 1), _work, positions);
        return found == length ? (short)length : DecodeVerdict.Uncorrectable;
    }

    /// <summary>Berlekamp–Massey. Leaves Λ in <see cref="_locator"/>, Λ₀ = 1, and returns the length of the recurrence.</summary>
    [MethodImpl(Kernel.Compiled)]
    private int FindLocator()
    {
        int length = 0, shift = 1;
        Array.Clear(_locator);
        Array.Clear(_previous);
        _locator[0] = _previous[0] = 1;
        ushort previousDiscrepancy = 1;
        for (int i = 0; i < _syndromes.Length; i += 2)
        {
            ushort discrepancy = _syndromes[i];
            for (int j = 1; j <= length; j++)
                discrepancy ^= _field.Multiply(_locator[j], _syndromes[i - j]);
            if (discrepancy == 0)
            {
                shift += 2;
                continue;
            }

            // Λ ← Λ − d/b·x^shift·B; where the recurrence must grow, B becomes what Λ was.
            ushort factor = _field.Divide(discrepancy, previousDiscrepancy);
            int grown = i + 1 - length;
            _locator.CopyTo(_next, 0);
            for (int j = shift; j < _next.Length; j++)
                _next[j] ^= _field.Multiply(factor, _previous[j - shift]);
            if (grown > length)
            {
                (_previous, _locator, _next) = (_locator, _next, _previous);
                previousDiscrepancy = discrepancy;
                length = grown;
                shift = 2;
            }
            else
            {
                (_locator, _next) = (_next, _locator);
                shift += 2;
            }
        }

        return length;
    }

    /// <summary>Chien's search: bit number i is the coefficient of x^e, e = n−1−i; an error there has X = α^e and Λ(α^−e) = 0.</summary>
    private int Search(int degree, Span<int> positions)
    {
        int count = 0;
        for (int position = _bits - 1; position >= 0 && count < degree; position--)
        {
            ushort value = 0, x = _field.Antilog(position + 1 - _bits);
            for (int j = degree; j >= 0; j--)
                value = (ushort)(_field.Multiply(value, x) ^ _locator[j]);
            if (value == 0)
                positions[count++] = position;
        }

        return count;
    }
}
