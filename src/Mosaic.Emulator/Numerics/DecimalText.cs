using System.Globalization;

namespace Mosaic.Emulator.Numerics;

/// <summary>
/// Reads decimal numbers as <see cref="double.TryParse(ReadOnlySpan{char}, NumberStyles, IFormatProvider, out double)"/> does, to the bit, and those of up
/// to 19 digits some times as fast.
/// </summary>
internal static class DecimalText
{
    // Digits of which any are below 2⁶⁴, and powers of ten of which any is a double.
    private const int MostDigits = 19, MostPower = 22;

    // A sum is rounded right if it stays what it is when what it lost is so much more.
    private const double Doubt = 1 + (1.0 / (1L << 40));

    private static readonly double[] PowersOfTen =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Reads a number: digits with a decimal point and an exponent if need be, a sign, and spaces around.</summary>
    /// <param name="text">The text, which holds nothing else.</param>
    /// <param name="value">The nearest double.</param>
    /// <returns>Whether it is a number.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, out double value) =>
        TryReadShort(text, out value) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary>Reads one without sign and spaces, of up to 19 digits and as small as 10⁻²⁵, if its rounding is not in doubt.</summary>
    private static bool TryReadShort(ReadOnlySpan<char> text, out double value)
    {
        ulong digits = 0;
        int at = 0, count = 0, point = -1;
        for (; at < text.Length; at++)
        {
            uint digit = (uint)text[at] - '0';
            if (digit <= 9)
            {
                digits = (10 * digits) + digit;
                count += count + (int)digit == 0 ? 0 : 1;
            }
            else if (text[at] == '.' && point < 0)
            {
                point = at;
            }
            else
            {
                break;
            }
        }

        int read = at - (point < 0 ? 0 : 1), power = point < 0 ? 0 : at - point - 1; // digits·10^−power
        value = 0;
        if (read == 0 || count > MostDigits || !AddExponent(text[at..], ref power))
            return false;
        if (digits == 0)
            return true;
        return power is >= 0 and <= 2 * MostPower && TryDivide(digits, power, out value);
    }

    /// <summary>Takes an exponent of up to three digits away from a power.</summary>
    private static bool AddExponent(ReadOnlySpan<char> text, ref int power)
    {
        if (text.IsEmpty)
            return true;
        int at = text.Length > 1 && text[1] is '-' or '+' ? 2 : 1, exponent = 0;
        if ((text[0] | ' ') != 'e' || at == text.Length || text.Length > at + 3)
            return false;
        for (int i = at; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
                return false;
            exponent = (10 * exponent) + (text[i] - '0');
        }

        power += text[1] == '-' ? exponent : -exponent;
        return true;
    }

    /// <summary>digits·10^−power, if it is not so near to the middle between two doubles that its rounding is in doubt.</summary>
    private static bool TryDivide(ulong digits, int power, out double value)
    {
        // Both as sums of two doubles; the first is exact.
        double high = digits, low = (long)(digits - (ulong)high);
        if (low == 0 && power <= MostPower)
        {
            value = high / PowersOfTen[power];
            return true;
        }

        (high, low) = Divide(high, low, PowersOfTen[Math.Min(power, MostPower)]);
        if (power > MostPower)
            (high, low) = Divide(high, low, PowersOfTen[power - MostPower]);
        value = high;
        return high + (low * Doubt) == high;
    }

    /// <summary>(high + low)/divisor, right to 2⁻¹⁰⁰ of it.</summary>
    private static (double High, double Low) Divide(double high, double low, double divisor)
    {
        double quotient = high / divisor;
        (double product, double error) = ErrorFree.Multiply(quotient, divisor);
        return ErrorFree.Add(quotient, (high - product - error + low) / divisor);
    }
}
