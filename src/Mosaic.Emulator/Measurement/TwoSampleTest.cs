using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Measurement;

/// <summary>
/// Whether two counts are of the same probability: given k₁ + k₂, k₂ is binomial with a share of n₂/(n₁+n₂) if they are
/// (J. Przyborowski and H. Wilenski, Biometrika 31, 1940). Exact where successes are rare, and where they are not on the safe
/// side: given the sum, real counts then scatter less than that binomial. Where successes are the rule, failures are compared.
/// </summary>
public static class TwoSampleTest
{
    /// <summary>The probability, two-sided, of counts as far apart or more: twice the smaller tail, at most 1.</summary>
    /// <param name="k1">Successes of the first sample, 0 … n₁.</param>
    /// <param name="n1">Its size, 0 … 4e13.</param>
    /// <param name="k2">Successes of the second sample, 0 … n₂.</param>
    /// <param name="n2">Its size, 0 … 4e13.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double PValue(long k1, long n1, long k2, long n2)
    {
        Check(k1, n1);
        Check(k2, n2);
        if (n1 == 0 || n2 == 0)
        {
            return 1;
        }

        (k1, k2) = Rarer(k1, n1, k2, n2);
        double share = (double)n2 / ((double)n1 + n2);
        double atMost = k1 == 0 ? 1 : Beta.RegularizedIncompleteBetaComplement(k2 + 1.0, k1, share);
        double atLeast = k2 == 0 ? 1 : Beta.RegularizedIncompleteBeta(k2, k1 + 1.0, share);
        return Math.Min(1, 2 * Math.Min(atMost, atLeast));
    }

    /// <summary>
    /// The 95 % interval of the second probability over the first: Clopper–Pearson for the share that k₂ has of k₁ + k₂, as a ratio. Its
    /// upper end is infinite where k₁ is 0.
    /// </summary>
    /// <param name="k1">Successes of the first sample.</param>
    /// <param name="n1">Its size, above 0.</param>
    /// <param name="k2">Successes of the second sample.</param>
    /// <param name="n2">Its size, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static (double Low, double High) RatioInterval(long k1, long n1, long k2, long n2)
    {
        Check(k1, n1);
        Check(k2, n2);
        BinomialInterval share = BinomialInterval.ClopperPearson(k2, k1 + k2);
        double sizes = (double)n1 / n2;
        return (share.Low / (1 - share.Low) * sizes, share.High >= 1 ? double.PositiveInfinity : share.High / (1 - share.High) * sizes);
    }

    /// <summary>
    /// The power of the test: how probably it gives at most <paramref name="level"/> where the first count is given, and the second
    /// probability is <paramref name="factor"/> times the rate seen in the first.
    /// </summary>
    /// <param name="k1">Successes of the first sample.</param>
    /// <param name="n1">Its size, above 0.</param>
    /// <param name="n2">Size of the second sample, above 0.</param>
    /// <param name="factor">By how much the probability has changed, above 0.</param>
    /// <param name="level">Level of the test, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double Power(long k1, long n1, long n2, double factor, double level)
    {
        Check(k1, n1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        double p = Math.Min(1, factor * k1 / n1);
        long middle = (long)Math.Min(n2, (double)k1 / n1 * n2);
        // The smallest count above the middle that is seen, and the largest below it.
        long high = First(middle, n2, k2 => PValue(k1, n1, k2, n2) <= level), low = -First(-middle, 0, k2 => PValue(k1, n1, -k2, n2) <= level);
        double above = high > n2 ? 0 : p >= 1 ? 1 : p <= 0 ? 0 : high == 0 ? 1 : Beta.RegularizedIncompleteBeta(high, n2 - high + 1.0, p);
        double below = low < 0 ? 0 : p >= 1 ? 0 : p <= 0 || low == n2 ? 1 : Beta.RegularizedIncompleteBetaComplement(low + 1.0, n2 - low, p);
        return Math.Min(1, above + below);
    }

    /// <summary>The first integer from <paramref name="from"/> to <paramref name="to"/> at which a condition holds, and holds from there on; else to + 1.</summary>
    private static long First(long from, long to, Func<long, bool> holds)
    {
        long step = 1, before = from;
        while (before + step <= to && !holds(before + step))
        {
            before += step;
            step *= 2;
        }

        long until = Math.Min(to + 1, before + step);
        while (until - before > 1)
        {
            long middle = before + ((until - before) / 2);
            if (holds(middle))
            {
                until = middle;
            }
            else
            {
                before = middle;
            }
        }

        return until;
    }

    private static (long K1, long K2) Rarer(long k1, long n1, long k2, long n2) =>
        (double)k1 + k2 > ((double)n1 + n2) / 2 ? (n1 - k1, n2 - k2) : (k1, k2);

    private static void Check(long k, long n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, (long)(0.4 * Beta.LargestParameter));
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, n);
    }
}
