using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// Quotients by a constant d from one product: ⌊x/d⌋ = ⌊x·M/2ˢ⌋ with M = ⌊2ˢ/d⌋ + 1 and s = 31 + ⌈log₂ d⌉. M·d is above 2ˢ by e ≤ d, and the
/// quotient is right as long as x·e &lt; 2ˢ (T. Granlund and P. L. Montgomery, "Division by invariant integers using multiplication",
/// PLDI 1994), which x &lt; 2³¹ sees to. M is below 2³², so that the lower halves of vectors do; for a power of two it is 2³¹ + 1.
/// </summary>
internal readonly struct Reciprocal
{
    private readonly ulong _multiplier;
    private readonly int _shift;

    /// <param name="divisor">d: 1 … 2³¹−1.</param>
    public Reciprocal(int divisor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(divisor, 1);
        Divisor = divisor;
        _shift = 31 + (32 - BitOperations.LeadingZeroCount((uint)divisor - 1));
        _multiplier = (ulong)(((UInt128)1 << _shift) / (uint)divisor) + 1;
    }

    /// <summary>d.</summary>
    public int Divisor { get; }

    /// <summary>⌊x/d⌋.</summary>
    /// <param name="x">0 … 2³¹−1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Divide(int x) => (int)((uint)x * _multiplier >> _shift);

    /// <summary>The quotients of many, each 0 … 2³¹−1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TWords Divide<TWords>(TWords x)
        where TWords : struct, IWords<TWords> => TWords.ShiftRight(TWords.Multiply(x, TWords.Create(_multiplier)), TWords.Create((ulong)_shift));
}
