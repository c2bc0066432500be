using System.Globalization;
using System.Numerics;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// A sum of non-negative doubles in fixed point with room for every bit of each: it has no rounding, so neither the order of
/// the terms nor their division among several sums matters.
/// </summary>
/// <remarks>After U. Kulisch's long accumulator: 2,112 + 64 bits from 2⁻¹⁰⁷⁴ up, so 2⁶⁴ of the largest doubles fit.</remarks>
public sealed class ExactSum
{
    private const int MantissaBits = 52, Limbs = 35, HexDigits = 16;
    private const ulong Hidden = 1UL << MantissaBits;

    private readonly ulong[] _limbs = new ulong[Limbs];

    /// <summary>The sum, correctly rounded (half to even).</summary>
    public double Value
    {
        get
        {
            int top = Limbs - 1;
            while (top > 0 && _limbs[top] == 0)
                top--;
            int length = (64 * top) + 64 - BitOperations.LeadingZeroCount(_limbs[top]), shift = length - MantissaBits - 1;
            if (shift <= 0)
                return BitConverter.UInt64BitsToDouble(_limbs[0]); // A subnormal, or the first 2⁵³: the bits are the double's.
            ulong mantissa = Bits(shift);
            if ((Bits(shift - 1) & 1) != 0 && ((mantissa & 1) != 0 || !IsZeroBelow(shift - 1)))
                mantissa++;
            // A carry out of the mantissa goes on into the exponent, as it should.
            return shift > 2046 - 1 ? double.PositiveInfinity : BitConverter.UInt64BitsToDouble(((ulong)shift << MantissaBits) + mantissa);
        }
    }

    /// <summary>Adds a term.</summary>
    /// <param name="term">0 or more, and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or no number.</exception>
    public void Add(double term)
    {
        if (!(term >= 0) || double.IsInfinity(term))
            throw new ArgumentOutOfRangeException(nameof(term), term, "Terms are finite and not negative.");
        ulong bits = BitConverter.DoubleToUInt64Bits(term) & (ulong.MaxValue >> 1);
        int exponent = (int)(bits >> MantissaBits), shift = Math.Max(exponent - 1, 0);
        UInt128 mantissa = (UInt128)((bits & (Hidden - 1)) | (exponent > 0 ? Hidden : 0)) << (shift & 63);
        Add(shift >> 6, (ulong)mantissa);
        Add((shift >> 6) + 1, (ulong)(mantissa >> 64));
    }

    /// <summary>Adds another sum.</summary>
    /// <param name="other">The sum.</param>
    public void Add(ExactSum other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < Limbs; i++)
            Add(i, other._limbs[i]);
    }

    /// <summary>All bits of the sum as text: the number of 64-bit places below the digits, a colon, hexadecimal digits.</summary>
    public override string ToString()
    {
        int low = 0, high = Limbs - 1;
        while (low < high && _limbs[low] == 0)
            low++;
        while (high > low && _limbs[high] == 0)
            high--;
        return low == high && _limbs[low] == 0
            ? "0:0"
            : string.Create(CultureInfo.InvariantCulture, $"{low}:{_limbs[high]:x}{string.Concat(Enumerable.Range(1, high - low).Select(i => _limbs[high - i].ToString("x16", CultureInfo.InvariantCulture)))}");
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null where it is none.</returns>
    public static ExactSum? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out int limb))
            return null;
        var sum = new ExactSum();
        ReadOnlySpan<char> digits = text.AsSpan(colon + 1);
        for (int end = digits.Length; end > 0; end -= HexDigits, limb++)
        {
            if (limb >= Limbs || !ulong.TryParse(digits[Math.Max(0, end - HexDigits)..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out sum._limbs[limb]))
                return null;
        }

        return digits.IsEmpty ? null : sum;
    }

    /// <summary>Sets the sum to 0.</summary>
    public void Clear() => Array.Clear(_limbs);

    private void Add(int limb, ulong value)
    {
        while (value != 0)
        {
            ulong sum = unchecked(_limbs[limb] + value);
            value = sum < value ? 1UL : 0;
            _limbs[limb++] = sum;
        }
    }

    /// <summary>The 53 bits from a place on, and more above.</summary>
    private ulong Bits(int from)
    {
        int limb = from >> 6, shift = from & 63;
        ulong next = limb + 1 < Limbs ? _limbs[limb + 1] : 0;
        return (_limbs[limb] >> shift) | (next << 1 << (63 - shift));
    }

    private bool IsZeroBelow(int place)
    {
        for (int i = 0; i < place >> 6; i++)
        {
            if (_limbs[i] != 0)
                return false;
        }

        return (_limbs[place >> 6] & ((1UL << (place & 63)) - 1)) == 0;
    }
}
