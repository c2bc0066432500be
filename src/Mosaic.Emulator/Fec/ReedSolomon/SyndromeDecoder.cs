using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Fec.ReedSolomon;

/// <summary>
/// From syndromes to errors: Berlekamp–Massey finds the shortest linear recurrence of the syndromes, whose polynomial is
/// the error locator Λ(x) = ∏(1 − Xx); Chien's search finds its roots among the n sent symbols; Forney's formula gives the
/// values (R. E. Blahut, Theory and Practice of Error Control Codes, chapter 7). Owns its working space; one thread.
/// </summary>
internal sealed class SyndromeDecoder
{
    private readonly GaloisField _field;
    private readonly int _firstRoot;
    private readonly int _symbols;
    private readonly int _correctable;
    private readonly ushort[] _syndromes;
    private readonly ushort[] _evaluator;
    private readonly int[] _logs;
    private readonly int[] _steps;
    private readonly int[] _positions;
    private readonly ushort[] _values;
    private ushort[] _locator;
    private ushort[] _previous;
    private ushort[] _next;

    public SyndromeDecoder(ReedSolomonParameters parameters)
    {
        _field = parameters.Field;
        _firstRoot = parameters.FirstRoot;
        _symbols = parameters.CodewordSymbols;
        _correctable = parameters.CorrectableSymbols;
        _syndromes = new ushort[parameters.ParitySymbols];
        _evaluator = new ushort[_correctable];
        _logs = new int[_correctable];
        _steps = new int[_correctable];
        _positions = new int[_correctable];
        _values = new ushort[_correctable];
        _locator = new ushort[_syndromes.Length + 1];
        _previous = new ushort[_syndromes.Length + 1];
        _next = new ushort[_syndromes.Length + 1];
    }

    /// <summary>Set before a solution: the values S_j of the received polynomial at α^(f+j), j = 0 … n−k−1.</summary>
    public Span<ushort> Syndromes => _syndromes;

    /// <summary>The wrong symbols that a solution found, counted from the first symbol sent, in any order.</summary>
    public ReadOnlySpan<int> Positions => _positions;

    /// <summary>What to XOR into them, none of it zero.</summary>
    public ReadOnlySpan<ushort> Values => _values;

    /// <summary>Finds the one pattern of at most t errors with these syndromes.</summary>
    /// <returns>0 if all syndromes are zero, the number of errors found, or <see cref="DecodeVerdict.Uncorrectable"/>.</returns>
    public short Solve()
    {
        int length = FindLocator();
        // A recurrence of length L ≤ t whose polynomial has L distinct roots at sent positions is an error pattern that
        // gives exactly these syndromes; conversely the pattern of any word within t of a codeword is such a recurrence.
        if (length > _correctable || (length > 0 && _locator[length] == 0) || FindRoots(length) != length)
            return DecodeVerdict.Uncorrectable;

        FindValues(length);
        return (short)length;
    }

    /// <summary>
    /// The direct solution for a single error: syndromes then are Y·X^f, Y·X^(f+1), …, so each is X times the one before.
    /// </summary>
    /// <returns>True if that is so and X a sent position; otherwise <see cref="Solve"/> must decide.</returns>
    public bool TrySolveSingle()
    {
        if (_correctable == 0 || _syndromes[0] == 0 || _syndromes[1] == 0)
            return false;

        int first = _field.Log(_syndromes[0]), step = _field.Log(_syndromes[1]) - first;
        if (step < 0)
            step += _field.Order;
        if (step >= _symbols)
            return false;

        int power = first;
        foreach (ushort syndrome in _syndromes)
        {
            if (syndrome != _field.AntilogTable[power])
                return false;

            power += step;
            if (power >= _field.Order)
                power -= _field.Order;
        }

        _positions[0] = _symbols - 1 - step;
        _values[0] = _field.Antilog(first - ((long)step * _firstRoot));
        return true;
    }

    /// <summary>Berlekamp–Massey. Leaves Λ in <see cref="_locator"/>, Λ₀ = 1, and returns the length of the recurrence.</summary>
    private int FindLocator()
    {
        Array.Clear(_locator);
        Array.Clear(_previous);
        _locator[0] = _previous[0] = 1;
        int length = 0, shift = 1;
        ushort previousDiscrepancy = 1;
        for (int i = 0; i < _syndromes.Length; i++)
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
            bool grows = 2 * length <= i;
            _locator.CopyTo(_next, 0);
            for (int j = shift; j <= i + 1 - length; j++)
                _next[j] ^= _field.Multiply(factor, _previous[j - shift]);
            if (grows)
            {
                (_previous, _locator, _next) = (_locator, _next, _previous);
                previousDiscrepancy = discrepancy;
                length = i + 1 - length;
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
