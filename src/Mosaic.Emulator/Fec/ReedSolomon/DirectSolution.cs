using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Fec.ReedSolomon;

/// <summary>
/// One or two errors straight from their syndromes S_j = Σ Y·X^(f+j), as <see cref="SyndromeDecoder"/> would find them. What
/// is found is checked against every syndrome, and so, being within t, is the only solution. Immutable.
/// </summary>
internal sealed class DirectSolution
{
    private readonly GaloisField _field;
    private readonly int _firstRoot;
    private readonly int _symbols;
    private readonly int _correctable;
    private readonly ushort[] _halves; // of c: a y with y² + y = c, or 0

    public DirectSolution(ReedSolomonParameters parameters)
    {
        _field = parameters.Field;
        _firstRoot = parameters.FirstRoot;
        _symbols = parameters.CodewordSymbols;
        _correctable = parameters.CorrectableSymbols;
        _halves = new ushort[_field.Order + 1];
        for (int y = 2; y <= _field.Order; y++)
            _halves[_field.Multiply((ushort)y, (ushort)y) ^ y] = (ushort)y;
    }

    /// <summary>Tries.</summary>
    /// <param name="syndromes">All n − k of them.</param>
    /// <param name="positions">Receives up to two symbols, counted from the first symbol sent.</param>
    /// <param name="values">Receives what to XOR into them.</param>
    /// <returns>The number of errors, or 0 if there are none or more, or none at sent positions.</returns>
    public int TrySolve(ReadOnlySpan<ushort> syndromes, Span<int> positions, Span<ushort> values)
    {
        if (_correctable > 0 && IsSingle(syndromes, positions, values))
            return 1;
        return _correctable > 1 && IsDouble(syndromes, positions, values) ? 2 : 0;
    }

    /// <summary>Each syndrome is X times the one before.</summary>
    [MethodImpl(Kernel.Compiled)]
    private bool IsSingle(ReadOnlySpan<ushort> syndromes, Span<int> positions, Span<ushort> values)
    {
        if (syndromes[0] == 0 || syndromes[1] == 0)
            return false;

        int log = _field.Log(syndromes[0]), step = _field.Log(syndromes[1]) - log;
        if (step < 0)
            step += _field.Order;
        if (step >= _symbols)
            return false;

        ReadOnlySpan<ushort> antilog = _field.AntilogTable;
        int power = log;
        foreach (ushort syndrome in syndromes)
        {
            if (syndrome != antilog[power])
                return false;

            power = Next(power, step);
        }

        Write(log, step, 0, positions, values);
        return true;
    }

    /// <summary>
    /// S_(j+2) = Λ₁·S_(j+1) + Λ₂·S_j gives Λ₁ = X₁ + X₂ and Λ₂ = X₁·X₂ from the first four syndromes (Peterson). With
    /// X = Λ₁·y the quadratic X² + Λ₁·X + Λ₂ = 0 is y² + y = Λ₂/Λ₁², which a table solves.
    /// </summary>
    [MethodImpl(Kernel.Compiled)]
    private bool IsDouble(ReadOnlySpan<ushort> syndromes, Span<int> positions, Span<ushort> values)
    {
        GaloisField field = _field;
        ushort s0 = syndromes[0], s1 = syndromes[1], s2 = syndromes[2], s3 = syndromes[3];
        int determinant = field.Multiply(s1, s1) ^ field.Multiply(s0, s2);
        int sum = field.Multiply(s0, s3) ^ field.Multiply(s1, s2), product = field.Multiply(s1, s3) ^ field.Multiply(s2, s2);
        if (determinant == 0 || sum == 0 || product == 0)
            return false;

        // Λ₂/Λ₁² = (product/determinant)/(sum/determinant)².
        ushort y = _halves[field.Divide(field.Multiply((ushort)product, (ushort)determinant), field.Multiply((ushort)sum, (ushort)sum))];
        if (y == 0)
            return false;

        ushort lambda = field.Divide((ushort)sum, (ushort)determinant);
        ushort x1 = field.Multiply(lambda, y), x2 = (ushort)(x1 ^ lambda);
        // Y₁·X₁^f + Y₂·X₂^f = S₀ and Y₁·X₁^(f+1) + Y₂·X₂^(f+1) = S₁.
        ushort y1 = field.Divide((ushort)(s1 ^ field.Multiply(s0, x2)), lambda), y2 = (ushort)(y1 ^ s0);
        if (y1 == 0 || y2 == 0)
            return false;

        int step1 = field.Log(x1), step2 = field.Log(x2), log1 = field.Log(y1), log2 = field.Log(y2);
        if (step1 >= _symbols || step2 >= _symbols)
            return false;

        ReadOnlySpan<ushort> antilog = field.AntilogTable;
        int power1 = log1, power2 = log2;
        foreach (ushort syndrome in syndromes)
        {
            if (syndrome != (antilog[power1] ^ antilog[power2]))
                return false;

            power1 = Next(power1, step1);
            power2 = Next(power2, step2);
        }

        Write(log1, step1, 0, positions, values);
        Write(log2, step2, 1, positions, values);
        return true;
    }

    /// <summary>(power + step) mod (2ᵐ − 1), without a branch that no predictor would guess.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next(int power, int step)
    {
        int excess = power + step - _field.Order;
        return excess + ((excess >> 31) & _field.Order);
    }

    /// <summary>From log Y·X^f and log X to symbol and value.</summary>
    private void Write(int log, int step, int error, Span<int> positions, Span<ushort> values)
    {
        positions[error] = _symbols - 1 - step;
        values[error] = _field.Antilog(log - ((long)step * _firstRoot));
    }
}
