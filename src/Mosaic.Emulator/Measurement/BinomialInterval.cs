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
}
