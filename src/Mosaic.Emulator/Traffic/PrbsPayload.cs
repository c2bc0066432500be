using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Traffic;

/// <summary>
/// Pseudo-random binary sequences of ITU-T O.150, running on over frame borders. The output is the feedback bit; the
/// sequences of orders 15, 23 and 31 are inverted, as the recommendation has them. The register starts as all ones.
/// </summary>
/// <remarks>
/// In GF(2)[x], p(x)⁶⁴ = p(x⁶⁴): a sequence with x[n] = ⊕ x[n−tap] also has x[n] = ⊕ x[n−64·tap], which is the same
/// recurrence on whole words, and with p(x)¹²⁸ and so on the same on pairs and more. So a word costs one XOR or three, many at
/// once, and a jump to any position one power of x modulo p.
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

    // Words that far back are still in L1.
    private const int MostScale = 16;

    private readonly int _order;
    private readonly int[] _taps;
    private readonly bool _isInverted;
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

        (_order, _taps, _isInverted) = Sequences[index];
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
        int done = Math.Min(_order, destination.Length), scale = 1;
        Start(start, destination[..done]);
        while (done < destination.Length)
        {
            // The farther the taps, the more words they give at once.
            while (2 * scale * _order <= done && scale < MostScale)
            {
                scale *= 2;
            }

            int count = Math.Min(_taps[^1] * scale, destination.Length - done);
            Sum(destination, done, count, _taps, scale);
            done += count;
        }

        if (_isInverted)
        {
            TensorPrimitives.OnesComplement<ulong>(destination, destination);
        }
    }

    /// <summary>Words that are the sums of earlier ones, so many times the taps before them; the last tap is the smallest.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static void Sum(Span<ulong> words, int first, int count, ReadOnlySpan<int> taps, int scale)
    {
        ref ulong to = ref words.Slice(first, count)[0];
        ref ulong farthest = ref words[first - (taps[0] * scale)];
        nuint i = 0, end = (nuint)count, width = (nuint)Vector<ulong>.Count;
        for (; i + width <= end; i += width)
        {
            Vector<ulong> sum = Vector.LoadUnsafe(ref farthest, i);
            for (int tap = 1; tap < taps.Length; tap++)
            {
                sum ^= Vector.LoadUnsafe(ref Unsafe.Subtract(ref to, taps[tap] * scale), i);
            }

            sum.StoreUnsafe(ref to, i);
        }

        for (; i < end; i++)
        {
            ulong sum = 0;
            foreach (int tap in taps)
            {
                sum ^= Unsafe.Add(ref Unsafe.Subtract(ref to, tap * scale), i);
            }

            Unsafe.Add(ref to, i) = sum;
        }
    }

    /// <summary>The first words from a bit position on, as many bits at a time as the smallest tap allows.</summary>
    private void Start(long position, Span<ulong> words)
    {
        ulong history = History(position), word = 0;
        int step = _taps[^1], filled = 0;
        for (int index = 0; index < words.Length;)
        {
            ulong next = 0;
            foreach (int tap in _taps)
            {
                next ^= history >> (_order - tap);
            }

            next &= (1UL << step) - 1;
            history = (history | (next << _order)) >> step;
            word |= next << filled;
            filled += step;
            if (filled >= 64)
            {
                filled -= 64;
                words[index++] = word;
                word = next >> (step - filled);
            }
        }
    }

    /// <summary>
    /// The bits before <paramref name="position"/>; bit i holds x[position−order+i]. With x[−1] … x[−order] all one, x[n−order] is
    /// the sum of the start values whose powers appear in xⁿ modulo the reciprocal recurrence.
    /// </summary>
    private ulong History(long position)
    {
        ulong history = 0, power = PowerOfY(position);
        for (int i = 0; i < _order; i++)
        {
            // x[position−order+i] = the start values x[−order … −1] weighted by y^(position+i) mod p(y).
            history |= (ulong)(BitOperations.PopCount(power) & 1) << i;
            power = MultiplyModulo(power, 2);
        }

        return history;
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
