namespace Mosaic.Emulator.Numerics;

/// <summary>
/// Tails of the number of successes among independent trials, such as wrong symbols in a codeword, with their relative
/// accuracy kept down to 1e-300.
/// </summary>
public static class PoissonBinomial
{
    private const int LargestOnStack = 512;

    /// <summary>
    /// P(more than <paramref name="t"/> successes) where the trials' probabilities differ. The number of successes is
    /// followed trial by trial, and what passes t is added up: products and sums of positive numbers only, so that the
    /// relative error grows by at most four roundings a trial (4·2⁻⁵³·trials). Rounding takes no tail above 1. Cost: trials·(t+1)
    /// multiply-add pairs.
    /// </summary>
    /// <param name="probabilities">Probability of success of each trial, 0 … 1.</param>
    /// <param name="t">Number of successes that is not yet in the tail, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">t is negative, or an element is not a probability.</exception>
    public static double Tail(ReadOnlySpan<double> probabilities, int t)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(t);
        if (t >= probabilities.Length)
        {
            return 0;
        }

        Span<double> state = t < LargestOnStack ? stackalloc double[t + 1] : new double[t + 1];
        state.Clear();
        state[0] = 1;
        double tail = 0;
        foreach (double p in probabilities)
        {
            if (!(p >= 0 && p <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(probabilities), p, "Not a probability.");
            }

            tail += state[t] * p;
            double q = 1 - p;
            for (int j = t; j > 0; j--)
            {
                state[j] = state[j] * q + state[j - 1] * p;
            }

            state[0] *= q;
        }

        return Math.Min(1, tail);
    }

    /// <summary>
    /// P(more than <paramref name="t"/> successes) in <paramref name="n"/> trials of equal probability: I_p(t+1, n−t).
    /// Relative error below 1e-12.
    /// </summary>
    /// <param name="n">Number of trials, at least 0.</param>
    /// <param name="p">Probability of success, 0 … 1.</param>
    /// <param name="t">Number of successes that is not yet in the tail, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double BinomialTail(int n, double p, int t)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfNegative(t);
        if (!(p >= 0 && p <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(p), p, "Not a probability.");
        }

        return t >= n ? 0 : Beta.RegularizedIncompleteBeta(t + 1.0, n - t, p);
    }
}
