namespace Mosaic.Emulator.Traffic;

/// <summary>
/// Pseudo-random binary sequences of ITU-T O.150, running on over frame borders. The output is the feedback bit; the
/// sequences of orders 15, 23 and 31 are inverted, as the recommendation has them. The register starts as all ones.
/// </summary>
/// <remarks>
/// In GF(2)[x], p(x)⁶⁴ = p(x⁶⁴): a sequence with x[n] = ⊕ x[n−tap] also has x[n] = ⊕ x[n−64·tap], which is the same
/// recurrence on whole words. So a word costs one XOR, and a jump to any position one power of x modulo p.
/// </remarks>
public sealed class PrbsPayload : IPayloadSource
{
    private static readonly (int Order, int[] Taps, bool Inverted)[] Sequences =
    [
        (7, [7, 6], false),
        (9, [9, 5], false),
        (11, [11, 9], false),
        (13, [13, 12, 2, 1], false),
        (15, [15, 14], true),
        (23, [23, 18], true),
        (31, [31, 28], true),
    ];

    private readonly int _order;
    private readonly int[] _taps;
    private readonly ulong _inversion;
    private readonly long _frameBits;

    /// <summary>Makes a sequence.</summary>
    /// <param name="order">7, 9, 11, 13, 15, 23 or 31.</param>
    /// <param name="frameBits">Payload bits in a frame; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such order, or no bits in a frame.</exception>
    public PrbsPayload(int order, long frameBits)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frameBits);
        int index = Array.FindIndex(Sequences, s => s.Order == order);
        if (index < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(order), order, "The order is one of 7, 9, 11, 13, 15, 23, 31.");
        }

        (_order, _taps, bool inverted) = Sequences[index];
        _inversion = inverted ? ulong.MaxValue : 0;
        _frameBits = frameBits;
    }

    /// <inheritdoc/>
    public string Name => $"prbs{_order}";

    /// <inheritdoc/>
    public long? TotalBits => null;

    /// <inheritdoc/>
    public void Advance(long firstFrame, int frames)
    {
    }

    /// <inheritdoc/>
    public void Fill(long frame, int firstWord, Span<ulong> destination)
    {
        long period = (1L << _order) - 1;
        long start = (long)(((Int128)frame * _frameBits + (Int128)firstWord * 64) % period);
        Span<ulong> history = stackalloc ulong[_order];
        int head = Math.Min(_order, destination.Length);
        Start(start, history[..head]);
        for (int i = 0; i < destination.Length; i++)
        {
            if (i < _order)
            {
                destination[i] = history[i];
                continue;
            }

            ulong word = 0;
            foreach (int tap in _taps)
            {
                word ^= destination[i - tap];
            }

            destination[i] = word;
        }

        if (_inversion != 0)
        {
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] ^= _inversion;
            }
        }
    }

    /// <summary>The first words from a bit position on, bit by bit.</summary>
    private void Start(long position, Span<ulong> words)
    {
        ulong state = State(position);
        for (int i = 0; i < words.Length; i++)
        {
            ulong word = 0;
            for (int bit = 0; bit < 64; bit++)
            {
                ulong feedback = 0;
                foreach (int tap in _taps)
                {
                    feedback ^= state >> (tap - 1);
                }

                feedback &= 1;
                state = (state << 1) | feedback;
                word |= feedback << bit;
            }

            words[i] = word;
        }
    }

    /// <summary>
    /// The register before bit <paramref name="position"/>; bit i holds x[position−1−i]. With x[−1] … x[−order] all one,
    /// x[n−order] is the sum of the start values whose powers appear in xⁿ modulo the reciprocal recurrence.
    /// </summary>
    private ulong State(long position)
    {
        ulong state = 0;
        for (int i = 0; i < _order; i++)
        {
            // x[position−1−i] = the start values x[−order … −1] weighted by y^(position−1−i+order) mod p(y).
            ulong power = PowerOfY(position - 1 - i + _order);
            state |= (ulong)(System.Numerics.BitOperations.PopCount(power) & 1) << i;
        }

        return state;
    }

    /// <summary>y^exponent modulo the characteristic polynomial y^order = Σ y^(order−tap).</summary>
    private ulong PowerOfY(long exponent)
    {
        ulong result = 1, square = 2;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                result = MultiplyModulo(result, square);
            }

            square = MultiplyModulo(square, square);
        }

        return result;
    }

    private ulong MultiplyModulo(ulong a, ulong b)
    {
        ulong reduction = 0;
        foreach (int tap in _taps)
        {
            reduction |= 1UL << (_order - tap);
        }

        ulong product = 0;
        for (int bit = _order - 1; bit >= 0; bit--)
        {
            product <<= 1;
            if ((product >> _order & 1) != 0)
            {
                product ^= (1UL << _order) | reduction;
            }

            if ((b >> bit & 1) != 0)
            {
                product ^= a;
            }
        }

        return product;
    }
}
