using System.Runtime.CompilerServices;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// Bounds on the margin that a level of Q asks for, from a table: Q falls, so Q(m/σ) is above a level exactly where
/// m/σ &lt; q = Q⁻¹(level), or m·|m| &lt; q·|q|·σ², which takes neither root nor quotient. Levels of the same exponent and the same
/// five upper bits of their fraction share two bounds on q·|q|, which decide most comparisons.
/// </summary>
internal static class MarginBracket
{
    private const int FractionBits = 5;
    private const int SmallestExponent = -96;
    private const int Bins = -SmallestExponent << FractionBits;
    private const int Shift = 52 - FractionBits;
    private const long FirstBin = (1023L + SmallestExponent) << FractionBits;

    // More than what the errors of Q (2e-15), of its inverse (2e-15) and of its argument (4 roundings) can do.
    private const double RelativeHeadroom = 1e-11, Headroom = 1e-16;

    /// <summary>
    /// For each bin of levels a bound above all q·|q| and one below. Handed in, since a kernel compiled by itself has to look
    /// for a static every time.
    /// </summary>
    public static readonly double[] Table = Make();

    /// <summary>The index of a level's bound above; the one below comes next.</summary>
    /// <param name="level">The level, 0 or more and below 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Index(double level) => (int)Math.Max((BitConverter.DoubleToInt64Bits(level) >> Shift) - FirstBin, 0) * 2;

    /// <summary>Half of that, of many levels, given as the bits of numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TWords Bin<TWords>(TWords levels)
        where TWords : struct, IWords<TWords>
    {
        TWords bin = levels >>> Shift, first = TWords.Create((ulong)FirstBin);
        return TWords.Without(bin - first, TWords.IsLess(bin, first));
    }

    private static double[] Make()
    {
        var table = new double[2 * Bins];
        for (int bin = 0; bin < Bins; bin++)
        {
            table[2 * bin] = bin == 0 ? double.PositiveInfinity : Square(bin, 1);
            table[(2 * bin) + 1] = bin == Bins - 1 ? double.NegativeInfinity : Square(bin + 1, -1);
        }

        return table;
    }

    /// <summary>q·|q| at a bin's lower edge, moved outwards by the headroom.</summary>
    private static double Square(int bin, int direction)
    {
        double q = Gaussian.QInverse(BitConverter.Int64BitsToDouble((bin + FirstBin) << Shift)), square = q * Math.Abs(q);
        return square + (direction * ((Math.Abs(square) * RelativeHeadroom) + Headroom));
    }
}
