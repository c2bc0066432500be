using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Measurement;

/// <summary>A confidence interval for a probability.</summary>
/// <param name="Low">Lower limit, 0 … 1.</param>
/// <param name="High">Upper limit, 0 … 1.</param>
public readonly record struct BinomialInterval(double Low, double High)
{
    /// <summary>
    /// The exact two-sided interval of C. J. Clopper and E. S. Pearson (Biometrika 26, 1934) for the probability of
    /// success, given k successes in n trials: the limits leave a tail of (1−confidence)/2 each, at least k successes
    /// at <see cref="Low"/> and at most k at <see cref="High"/>.
    /// </summary>
    /// <param name="successes">k, 0 … n.</param>
    /// <param name="trials">n, 0 … 1e14; with none the interval is 0 … 1.</param>
    /// <param name="confidence">Confidence, between 0 and 1, both exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static BinomialInterval ClopperPearson(long successes, long trials, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trials, (long)Beta.LargestParameter);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Not between 0 and 1.");
        }

        double tail = (1 - confidence) / 2;
        double k = successes, others = trials - successes;
        return new BinomialInterval(
            successes == 0 ? 0 : Beta.InverseRegularizedIncompleteBeta(k, others + 1, tail),
            successes == trials ? 1 : Beta.InverseRegularizedIncompleteBetaComplement(k + 1, others, tail));
    }

    /// <summary>
    /// The two-sided interval where trials came in batches, and the last batch was the first at which there were enough successes.
    /// Outcomes are in order of when they stopped, then of their count: the lower limit leaves a tail of (1−confidence)/2 for
    /// stopping earlier, which takes the goal in the batches before, or having at least k; the two are added, which is on the safe side. At
    /// most k, and not having stopped before, is at most the tail of Clopper and Pearson: the upper limit is theirs.
    /// </summary>
    /// <param name="successes">k, 0 … n.</param>
    /// <param name="trials">n, 0 … 1e14.</param>
    /// <param name="goal">The number of successes that stops, at least 1. Where it is not reached something else stopped, and the interval is that of Clopper and Pearson.</param>
    /// <param name="trialsBefore">Trials of the batches before the last one, 0 … n.</param>
    /// <param name="confidence">Confidence, between 0 and 1, both exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static BinomialInterval AfterCounting(long successes, long trials, long goal, long trialsBefore, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(goal, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(trialsBefore);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trialsBefore, trials);
        BinomialInterval oneLook = ClopperPearson(successes, trials, confidence);
        if (successes < goal || trialsBefore < goal)
        {
            return oneLook;
        }

        double tail = (1 - confidence) / 2;
        double earlier = trialsBefore - goal + 1.0, others = trials - successes + 1.0;
        double high = Math.Min(oneLook.Low, Beta.InverseRegularizedIncompleteBeta(goal, earlier, tail));
        double low = Math.Min(Beta.InverseRegularizedIncompleteBeta(goal, earlier, tail / 2), Beta.InverseRegularizedIncompleteBeta(successes, others, tail / 2));
        for (int step = 0; step < 48; step++)
        {
            double middle = 0.5 * (low + high);
            bool isBelow = Beta.RegularizedIncompleteBeta(goal, earlier, middle) + Beta.RegularizedIncompleteBeta(successes, others, middle) < tail;
            (low, high) = isBelow ? (middle, high) : (low, middle);
        }

        return new BinomialInterval(low, oneLook.High);
    }
}
