namespace Mosaic.Emulator.Tests.Channel;

/// <summary>
/// Tests of flips against the probabilities they were drawn with. Given the data the flips are independent, so a count k
/// of bits with probabilities p has mean Σp and variance Σp(1−p), and Bernstein's inequality
/// P(|k − Σp| ≥ x) ≤ 2·exp(−x²/(2(V + x/3))) holds for every sample size: the false-alarm probability is a bound, not an
/// approximation.
/// </summary>
internal static class ConditionalTest
{
    /// <summary>False alarms of a whole family of tests.</summary>
    public const double FalseAlarm = 1e-6;

    /// <summary>The deviation that a count exceeds with a probability of at most <see cref="FalseAlarm"/>/tests.</summary>
    public static double Limit(double variance, int tests)
    {
        // x² = 2·L·(V + x/3) with L = ln(2·tests/α).
        double l = Math.Log(2 * tests / FalseAlarm);
        return (l / 3) + Math.Sqrt((l * l / 9) + (2 * l * variance));
    }

    /// <summary>Whether a count fits.</summary>
    public static bool Fits(double count, double mean, double variance, int tests) =>
        Math.Abs(count - mean) <= Limit(variance, tests);
}
