using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Fec.ReedSolomon;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Fec.Binary;

/// <summary>
/// Wrong bits of a BCH word from its odd syndromes, as <see cref="BchDecoder"/> finds them: one or two straight away, what is
/// found being checked against every syndrome, and more by it. One thread.
/// </summary>
internal sealed class BchCorrector : WordCorrector
{
    private readonly GaloisField _field;
    private readonly int _bits;
    private readonly int _correctable;
    private readonly ushort[] _halves;
    private readonly BchDecoder _decoder;
    private readonly ushort[] _odd;

    /// <summary>Makes a corrector.</summary>
    /// <param name="parameters">The code.</param>
    /// <param name="roots">Finds roots of its locators.</param>
    /// <param name="halves">Of c: a y with y² + y = c, or 0; see <see cref="Halves"/>.</param>
    public BchCorrector(BchParameters parameters, LocatorRoots roots, ushort[] halves)
    {
        _field = parameters.Field;
        _bits = parameters.CodewordBits;
        _correctable = parameters.CorrectableBits;
        _halves = halves;
        _decoder = new BchDecoder(parameters, roots);
        _odd = new ushort[_correctable];
    }

    /// <summary>Solutions of y² + y = c by c.</summary>
    public static ushort[] Halves(GaloisField field)
    {
        var halves = new ushort[field.Order + 1];
        for (int y = 2; y <= field.Order; y++)
            halves[field.Multiply((ushort)y, (ushort)y) ^ y] = (ushort)y;
        return halves;
    }

    /// <inheritdoc/>
    public override short Find(ReadOnlySpan<ulong> syndrome, Span<int> positions)
    {
        ReadSyndromes(syndrome);
        if (_odd[0] != 0)
        {
            if (IsSingle(positions))
                return 1;
            if (_correctable > 1 && IsDouble(positions))
                return 2;
        }

        for (int i = 0; i < _odd.Length; i++)
            _decoder.Syndromes[2 * i] = _odd[i];
        return _decoder.Solve(positions);
    }

    [MethodImpl(Kernel.Compiled)]
    private void ReadSyndromes(ReadOnlySpan<ulong> syndrome)
    {
        int bits = _field.Bits, bit = 0;
        ulong mask = (1UL << bits) - 1;
        foreach (ref ushort value in _odd.AsSpan())
        {
            value = (ushort)(BitString.Read64(syndrome, bit) & mask);
            bit += bits;
        }
    }

    /// <summary>S_j = S₁ʲ.</summary>
    [MethodImpl(Kernel.Compiled)]
    private bool IsSingle(Span<int> positions)
    {
        int log = _field.Log(_odd[0]);
        if (log >= _bits)
            return false;

        ReadOnlySpan<ushort> antilog = _field.AntilogTable;
        int power = log, step = Next(log, log);
        foreach (ushort value in _odd)
        {
            if (value != antilog[power])
                return false;

            power = Next(power, step);
        }

        positions[0] = _bits - 1 - log;
        return true;
    }

    /// <summary>
    /// S₃ = X₁³ + X₂³ = S₁³ + X₁X₂·S₁ gives the product. With X = S₁·y the quadratic X² + S₁·X + X₁X₂ = 0 is
    /// y² + y = X₁X₂/S₁² = 1 + S₃/S₁³, which a table solves.
    /// </summary>
    [MethodImpl(Kernel.Compiled)]
    private bool IsDouble(Span<int> positions)
    {
        ushort sum = _odd[0], y = _halves[_field.Divide(_odd[1], _field.Multiply(sum, _field.Multiply(sum, sum))) ^ 1];
        if (y == 0)
            return false;

        ushort x1 = _field.Multiply(sum, y);
        int log1 = _field.Log(x1), log2 = _field.Log((ushort)(x1 ^ sum));
        if (log1 >= _bits || log2 >= _bits)
            return false;

        ReadOnlySpan<ushort> antilog = _field.AntilogTable;
        int power1 = log1, power2 = log2, step1 = Next(log1, log1), step2 = Next(log2, log2);
        foreach (ushort value in _odd)
        {
            if (value != (antilog[power1] ^ antilog[power2]))
                return false;

            power1 = Next(power1, step1);
            power2 = Next(power2, step2);
        }

        positions[0] = _bits - 1 - log1;
        positions[1] = _bits - 1 - log2;
        return true;
    }

    /// <summary>(power + step) mod (2ᵐ − 1), without a branch that no predictor would guess.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next(int power, int step)
    {
        int excess = power + step - _field.Order;
        return excess + ((excess >> 31) & _field.Order);
    }
}
