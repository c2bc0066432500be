using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Fec.ReedSolomon;

/// <summary>
/// From syndromes to errors: Berlekamp–Massey finds the shortest linear recurrence of the syndromes, whose polynomial is
/// the error locator Λ(x) = ∏(1 − Xx); Chien's search finds its roots among the n sent symbols; Forney's formula gives the
/// values (R. E. Blahut, Theory and Practice of Error Control Codes, chapters 7 and 9). Erased symbols are roots from the
/// start: the recurrence then is the shortest one with these among its roots. Owns its working space; one thread.
/// </summary>
internal sealed class SyndromeDecoder
{
    private readonly GaloisField _field;
    private readonly int _firstRoot;
    private readonly int _symbols;
    private readonly LocatorRoots? _roots;
    private readonly ushort[] _syndromes;
    private readonly ushort[] _evaluator;
    private readonly int[] _logs;
    private readonly int[] _steps;
    private readonly int[] _positions;
    private readonly ushort[] _values;
    private ushort[] _locator;
    private ushort[] _previous;
    private ushort[] _next;

    /// <summary>Makes a decoder.</summary>
    /// <param name="parameters">The code.</param>
    /// <param name="roots">The fast search for roots; without it, Chien's as written here, which is its definition.</param>
    public SyndromeDecoder(ReedSolomonParameters parameters, LocatorRoots? roots = null)
    {
        _field = parameters.Field;
        _firstRoot = parameters.FirstRoot;
        _symbols = parameters.CodewordSymbols;
        _roots = roots;
        int most = parameters.ParitySymbols;
        _syndromes = new ushort[most];
        _evaluator = new ushort[most];
        _logs = new int[most];
        _steps = new int[most];
        _positions = new int[most];
        _values = new ushort[most];
        _locator = new ushort[most + 1];
        _previous = new ushort[most + 1];
        _next = new ushort[most + 1];
    }

    /// <summary>Set before a solution: the values S_j of the received polynomial at α^(f+j), j = 0 … n−k−1.</summary>
    public Span<ushort> Syndromes => _syndromes;

    /// <summary>The symbols that the last solution found or was told of; 0 if there was none.</summary>
    public int Count { get; private set; }

    /// <summary>The first <see cref="Count"/> are those symbols, counted from the first symbol sent, in any order.</summary>
    public ReadOnlySpan<int> Positions => _positions;

    /// <summary>What to XOR into them; only that of an erasure can be zero.</summary>
    public ReadOnlySpan<ushort> Values => _values;

    /// <summary>Finds the one pattern of e errors and the f erasures with these syndromes and 2e + f ≤ n − k.</summary>
    /// <param name="erasures">Different symbols, counted from the first symbol sent.</param>
    /// <returns>The number of values that are not zero, or <see cref="DecodeVerdict.Uncorrectable"/>.</returns>
    public short Solve(ReadOnlySpan<int> erasures = default)
    {
        Count = 0;
        if (erasures.Length > _syndromes.Length)
            return DecodeVerdict.Uncorrectable;

        int length = FindLocator(erasures);
        // A recurrence of length L = e + f within the bound whose polynomial has L distinct roots at sent positions is an
        // error pattern that gives exactly these syndromes; conversely the pattern of any codeword within the bound is such
        // a recurrence.
        if ((2 * length) - erasures.Length > _syndromes.Length || (length > 0 && _locator[length] == 0) || FindRoots(length) != length)
            return DecodeVerdict.Uncorrectable;

        FindValues(length);
        Count = length;
        short changed = 0;
        foreach (ushort value in _values.AsSpan(0, length))
            changed += value == 0 ? (short)0 : (short)1;
        return changed;
    }

    /// <summary>
    /// Berlekamp–Massey, begun with the locator of the f erasures at step f. Leaves Λ in <see cref="_locator"/>, Λ₀ = 1, and
    /// returns the length of the recurrence.
    /// </summary>
    [MethodImpl(Kernel.Compiled)]
    private int FindLocator(ReadOnlySpan<int> erasures)
    {
        int erased = erasures.Length, length = erased, shift = 1;
        Array.Clear(_locator);
        _locator[0] = 1;
        for (int f = 0; f < erased; f++)
        {
            ushort x = _field.Antilog(_symbols - 1 - erasures[f]);
            for (int j = f + 1; j > 0; j--)
                _locator[j] ^= _field.Multiply(_locator[j - 1], x);
        }

        _locator.CopyTo(_previous, 0);
        ushort previousDiscrepancy = 1;
        for (int i = erased; i < _syndromes.Length; i++)
        {
            ushort discrepancy = _syndromes[i];
            for (int j = 1; j <= length; j++)
                discrepancy ^= _field.Multiply(_locator[j], _syndromes[i - j]);
            if (discrepancy == 0)
            {
                shift++;
                continue;
            }

            // Λ ← Λ − d/b·x^shift·B; where the recurrence must grow, B becomes what Λ was.
            ushort factor = _field.Divide(discrepancy, previousDiscrepancy);
            int grown = i + 1 + erased - length;
            _locator.CopyTo(_next, 0);
            for (int j = shift; j <= grown; j++)
                _next[j] ^= _field.Multiply(factor, _previous[j - shift]);
            if (grown > length)
            {
                (_previous, _locator, _next) = (_locator, _next, _previous);
                previousDiscrepancy = discrepancy;
                length = grown;
                shift = 1;
            }
            else
            {
                (_locator, _next) = (_next, _locator);
                shift++;
            }
        }

        return length;
    }

    /// <summary>
    /// Chien's search over the sent symbols: symbol number i is the coefficient of x^e, e = n−1−i, and an error there has
    /// X = α^e and Λ(α^−e) = 0. Returns the number of roots.
    /// </summary>
    private int FindRoots(int degree)
    {
        if (_roots is not null)
            return _roots.Find(_locator.AsSpan(0, degree + 1), _steps, _positions);

        // The terms Λ_j·α^(−j·e) that are not zero, as logarithms; from one e to the next each loses its j.
        int terms = 0, count = 0;
        for (int j = 1; j <= degree; j++)
        {
            if (_locator[j] != 0)
            {
                _logs[terms] = _field.Log(_locator[j]);
                _steps[terms++] = j;
            }
        }

        ReadOnlySpan<ushort> antilog = _field.AntilogTable;
        Span<int> logs = _logs.AsSpan(0, terms), steps = _steps.AsSpan(0, terms);
        for (int position = _symbols - 1; position >= 0 && count < degree; position--)
        {
            int value = 1;
            for (int i = 0; i < logs.Length; i++)
            {
                int log = logs[i];
                value ^= antilog[log];
                log -= steps[i];
                logs[i] = log < 0 ? log + _field.Order : log;
            }

            if (value == 0)
                _positions[count++] = position;
        }

        return count;
    }

    /// <summary>Forney: Y = X^(1−f)·Ω(1/X)/Λ′(1/X), where Ω(x) = S(x)·Λ(x) modulo x^(n−k) has degree below that of Λ.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void FindValues(int count)
    {
        for (int i = 0; i < count; i++)
        {
            ushort sum = 0;
            for (int j = 0; j <= i; j++)
                sum ^= _field.Multiply(_locator[j], _syndromes[i - j]);
            _evaluator[i] = sum;
        }

        for (int error = 0; error < count; error++)
        {
            int power = _symbols - 1 - _positions[error];
            ushort inverse = _field.Antilog(-power), square = _field.Multiply(inverse, inverse);
            ushort evaluator = 0, derivative = 0;
            for (int i = count - 1; i >= 0; i--)
                evaluator = (ushort)(_field.Multiply(evaluator, inverse) ^ _evaluator[i]);
            // Over GF(2) the derivative of x^j is x^(j−1) for odd j and 0 for even j.
            for (int j = (count - 1) | 1; j > 0; j -= 2)
                derivative = (ushort)(_field.Multiply(derivative, square) ^ _locator[j]);
            _values[error] = _field.Multiply(
                _field.Antilog((long)power * (1 - _firstRoot)), _field.Divide(evaluator, derivative));
        }
    }
}
