using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Measurement;

/// <summary>
/// Intervals for a probability that hold at all times at once, so that one may look after every trial and stop when one likes.
/// With a Beta(1, 1/s − 1) mixture of alternatives around a scale s, the mixture's likelihood over that of p is a martingale
/// under p, which ever reaches 1/α with a probability of at most α (J. Ville 1939; H. Robbins, "Statistical methods related to
/// the law of the iterated logarithm", 1970): the interval is where it is below.
/// </summary>
public static class ConfidenceSequence
{
    private const double LargestBelowOne = 1 - 1e-12;

    /// <summary>Whether a probability is outside the interval.</summary>
    /// <param name="successes">k, 0 … n.</param>
    /// <param name="trials">n, 0 … 9e13.</param>
    /// <param name="probability">The probability in question, which is the scale too: 1e-15 … 0.5.</param>
    /// <param name="confidence">Confidence, between 0 and 1, both exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static bool Excludes(long successes, long trials, double probability, double confidence = 0.95)
    {
        Check(successes, trials, probability, confidence);
        return Evidence(successes, trials, probability, probability) >= -Elementary.Log(1 - confidence);
    }

    /// <summary>The interval.</summary>
    /// <param name="successes">k, 0 … n.</param>
    /// <param name="trials">n, 0 … 9e13; with none the interval is 0 … 1.</param>
    /// <param name="scale">Where the probability is expected, roughly: the interval is narrow if it is there, and right anyway. 1e-15 … 0.5.</param>
    /// <param name="confidence">Confidence, between 0 and 1, both exclusive.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static BinomialInterval Interval(long successes, long trials, double scale, double confidence = 0.95)
    {
        Check(successes, trials, scale, confidence);
        if (trials == 0)
        {
            return new BinomialInterval(0, 1);
        }

        double limit = -Elementary.Log(1 - confidence);
        double rate = (double)successes / trials;
        bool IsInside(double p) => Evidence(successes, trials, p, scale) < limit;

        // The evidence against p grows on both sides of k/n, and without bound where k and n−k are not 0.
        double below = rate / 2;
        while (below > 0 && IsInside(below))
        {
            below *= 1e-3; // 0 in the end where nothing that is a number is outside.
        }

        double low = below == 0 ? 0 : Root(IsInside, rate, below);
        if (successes == trials)
        {
            return new BinomialInterval(low, 1);
        }

        double inside = Math.Max(rate, 1e-3 / trials), outside = inside;
        do
        {
            outside = Math.Min(2 * outside, 0.5 * (1 + outside));
        }
        while (IsInside(outside) && outside < LargestBelowOne);
        return new BinomialInterval(low, Root(IsInside, inside, outside));
    }

    /// <summary>Bisection until the two agree to thirteen digits; the one outside is returned, so that rounding widens the interval.</summary>
    private static double Root(Func<double, bool> isInside, double inside, double outside)
    {
        for (int step = 0; step < 80 && Math.Abs(inside - outside) > 1e-13 * inside; step++)
        {
            // Far apart, by their logarithms.
            double middle = outside < inside / 4 ? Math.Sqrt(inside * outside) : 0.5 * (inside + outside);
            if (isInside(middle))
            {
                inside = middle;
            }
            else
            {
                outside = middle;
            }
        }

        return outside;
    }

    /// <summary>
    /// Logarithm of the martingale: the mixture's likelihood of k in n over that of p. Both are beta integrals, so that it is
    /// the density at p before over the one after (the same factor turns both into densities of ln(p/(1−p))).
    /// </summary>
    private static double Evidence(long successes, long trials, double p, double scale)
    {
        double b = 1 / scale - 1;
        return Beta.LogOddsDensity(1, b, p) - Beta.LogOddsDensity(1 + successes, b + (trials - successes), p);
    }

    private static void Check(long successes, long trials, double probability, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(trials, (long)Beta.LargestParameter);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
        if (!(probability is >= 1e-15 and <= 0.5))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Not in 1e-15 ... 0.5.");
        }

        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "Not between 0 and 1.");
        }
    }
}
