namespace Mosaic.Emulator.Numerics;

/// <summary>The gamma function's logarithm, with the same bits on every machine.</summary>
public static class Gamma
{
    private const double HalfLn2Pi = 0.9189385332046728;

    /// <summary>ln Γ(x): Stirling's formula and its remainder. Error below 1e-15 or 1e-15 of the result, whichever is larger.</summary>
    /// <param name="x">A positive number.</param>
    /// <returns>+∞ for +∞ and where the result is too large.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive number.</exception>
    public static double LogGamma(double x)
    {
        if (!(x > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "Not a positive number.");
        }

        return x < double.PositiveInfinity
            ? (x - 0.5) * Elementary.Log(x) - x + (HalfLn2Pi + StirlingRemainder(x))
            : x;
    }

    /// <summary>
    /// ln Γ(x) − ((x−½)·ln x − x + ½·ln 2π), error below 1e-15 for x ≥ ½: the asymptotic series Σ B₂ₙ/(2n(2n−1)x²ⁿ⁻¹) to
    /// n = 6 from x = 16 on (the next term is below 2e-18), before that the recurrence δ(x) − δ(x+1) = (x+½)·ln(1+1/x) − 1.
    /// </summary>
    internal static double StirlingRemainder(double x)
    {
        double sum = 0;
        for (; x < 16; x++)
        {
            sum += (x + 0.5) * Elementary.Log1P(1 / x) - 1;
        }

        double r = 1 / x, z = r * r;
        return sum + r * (1.0 / 12 + z * (-1.0 / 360 + z * (1.0 / 1260 + z * (-1.0 / 1680
            + z * (1.0 / 1188 + z * (-691.0 / 360360))))));
    }
}
