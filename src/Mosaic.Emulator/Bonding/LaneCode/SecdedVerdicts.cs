using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Bonding.LaneCode;

/// <summary>
/// What each syndrome of a SECDED word says: the bits to invert, or that there are more errors than can be told. With e bits
/// erased, of distance 4, any 2·errors + e ≤ 3 are corrected: one error; one erasure and one error; two or three erasures.
/// </summary>
public sealed class SecdedVerdicts
{
    /// <summary>Erasures that are of use; more columns than these may add up to 0.</summary>
    public const int MostErased = 3;

    // A syndrome's bits are [start, start + count) of the list.
    private readonly (int Start, int Count)[] _verdicts;
    private readonly List<short> _bits = [];
    private readonly short[] _flat;

    /// <summary>Works out all verdicts.</summary>
    /// <param name="columns">The code.</param>
    /// <param name="erased">Bits that are known to be unreliable, each once; those after the third are not used.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bit.</exception>
    public SecdedVerdicts(SecdedColumns columns, ReadOnlySpan<int> erased)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach (int bit in erased)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)bit, (uint)columns.Length, nameof(erased));
        }

        erased = erased[..Math.Min(erased.Length, MostErased)];
        _verdicts = new (int, int)[1 << columns.CheckBits];
        for (int bit = 0; bit < columns.Length && erased.Length < 2; bit++)
        {
            Set(columns.Columns[bit], [bit]);
            if (!erased.IsEmpty && erased[0] != bit)
            {
                Set(columns.Columns[bit] ^ columns.Columns[erased[0]], [erased[0], bit]);
            }
        }

        for (int subset = 1; subset < 1 << erased.Length; subset++)
        {
            int syndrome = 0;
            var wrong = new List<int>();
            for (int i = 0; i < erased.Length; i++)
            {
                if ((subset >> i & 1) != 0)
                {
                    syndrome ^= columns.Columns[erased[i]];
                    wrong.Add(erased[i]);
                }
            }

            Set(syndrome, wrong);
        }

        _flat = [.. _bits];
    }

    /// <summary>The bits that a syndrome other than 0 says are wrong; none: that cannot be told.</summary>
    /// <param name="syndrome">The syndrome, 1 … 2^r − 1.</param>
    public ReadOnlySpan<short> LanesOf(int syndrome) => _flat.AsSpan(_verdicts[syndrome].Start, _verdicts[syndrome].Count);

    private void Set(int syndrome, List<int> bits)
    {
        _verdicts[syndrome] = (_bits.Count, bits.Count);
        _bits.AddRange(bits.Select(bit => (short)bit));
    }
}
