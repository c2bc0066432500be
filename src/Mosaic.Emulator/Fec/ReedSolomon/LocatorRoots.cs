using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Fec.ReedSolomon;

/// <summary>
/// Roots of locators at all sent symbols at once. The values of one term, Λ_j·α^(−j·e) for e = 0, 1, 2, …, are a stretch of
/// the sequence α^(−j·i) times one of the first gcd(j, 2ᵐ−1) powers of α, that begins where the sequence is Λ_j. These
/// sequences are kept, so a locator's values are the XOR of one stretch for each of its terms, without any product. Equals
/// Chien's search in <see cref="SyndromeDecoder"/>, in another order. Immutable.
/// </summary>
internal sealed class LocatorRoots
{
    private const int Step = 64;

    private readonly int _symbols;
    private readonly int _elements;
    private readonly ushort[] _sequences;
    private readonly int[] _starts; // of term j with coefficient a: at (j − 1)·2ᵐ + a; none for a = 0

    public LocatorRoots(ReedSolomonParameters parameters)
        : this(parameters.Field, parameters.CodewordSymbols, parameters.ParitySymbols)
    {
    }

    /// <summary>Makes the tables.</summary>
    /// <param name="field">The field.</param>
    /// <param name="symbols">n, the symbols sent.</param>
    /// <param name="terms">The highest degree of a locator.</param>
    public LocatorRoots(GaloisField field, int symbols, int terms)
    {
        int order = field.Order;
        _symbols = symbols;
        _elements = order + 1;
        _starts = new int[checked(terms * _elements)];
        // A search reads whole steps, so past the last sent symbol.
        int reach = (_symbols + Step - 1) / Step * Step;
        var sequences = new List<ushort>();
        for (int j = 1; j <= terms; j++)
        {
            int factor = (int)BigInteger.GreatestCommonDivisor(j, order);
            for (int coset = 0; coset < factor; coset++)
            {
                for (int i = 0; i < (order / factor) + reach; i++)
                {
                    ushort element = field.Antilog(coset - ((long)j * i));
                    if (i < order / factor)
                        _starts[((j - 1) * _elements) + element] = sequences.Count;
                    sequences.Add(element);
                }
            }
        }

        _sequences = [.. sequences];
    }

    /// <summary>Finds the sent symbols where a locator is zero; symbol i is the point α^−(n−1−i).</summary>
    /// <param name="locator">Λ₀ = 1, Λ₁, … up to the degree.</param>
    /// <param name="work">At least as many numbers as the degree.</param>
    /// <param name="positions">Receives the symbols, last ones first; as many as the degree at most.</param>
    /// <returns>The number of roots.</returns>
    [MethodImpl(Kernel.Compiled)]
    public int Find(ReadOnlySpan<ushort> locator, Span<int> work, Span<int> positions)
    {
        int terms = 0, degree = locator.Length - 1, count = 0;
        for (int j = 1; j <= degree; j++)
        {
            if (locator[j] != 0)
                work[terms++] = _starts[((j - 1) * _elements) + locator[j]];
        }

        ref ushort sequences = ref MemoryMarshal.GetArrayDataReference(_sequences);
        ReadOnlySpan<int> starts = work[..terms];
        for (int first = 0; first < _symbols && count < degree; first += Step)
        {
            Vector256<ushort> a = Vector256<ushort>.One, b = a, c = a, d = a;
            foreach (int start in starts)
            {
                Debug.Assert(start + first + Step <= _sequences.Length, "A sequence reaches past the last sent symbol.");
                ref ushort stretch = ref Unsafe.Add(ref sequences, start + first);
                a ^= Vector256.LoadUnsafe(ref stretch);
                b ^= Vector256.LoadUnsafe(ref stretch, 16);
                c ^= Vector256.LoadUnsafe(ref stretch, 32);
                d ^= Vector256.LoadUnsafe(ref stretch, 48);
            }

            ulong zeros = Zeros(a) | (Zeros(b) << 16) | (Zeros(c) << 32) | (Zeros(d) << 48);
            if (_symbols - first < Step)
                zeros &= (1UL << (_symbols - first)) - 1;
            for (; zeros != 0 && count < degree; zeros &= zeros - 1)
                positions[count++] = _symbols - 1 - first - BitOperations.TrailingZeroCount(zeros);
        }

        return count;
    }

    private static ulong Zeros(Vector256<ushort> values) => Vector256.Equals(values, Vector256<ushort>.Zero).ExtractMostSignificantBits();
}
