namespace Mosaic.Emulator.Tests.Fec;

/// <summary>Counts against binomial distributions, by sums of their terms.</summary>
internal static class BinomialTest
{
    /// <summary>False alarms of one test, both sides together.</summary>
    public const double FalseAlarm = 1e-6;

    /// <summary>P(X ≥ <paramref name="count"/>) for X binomial.</summary>
    public static double Upper(long trials, double p, long count)
    {
        double sum = 0;
        for (long i = count; i <= trials; i++)
        {
            double term = Term(trials, p, i);
            sum += term;
            if (i > trials * p && term < 1e-18 * sum)
                break;
        }

        return sum;
    }

    /// <summary>Whether a count has more than half of <see cref="FalseAlarm"/> on either side of it, itself included.</summary>
    public static bool Fits(long count, long trials, double p) =>
        Upper(trials, p, count) > FalseAlarm / 2 && Upper(trials, 1 - p, trials - count) > FalseAlarm / 2;

    private static double Term(long n, double p, long i) =>
        Math.Exp(LogFactorial(n) - LogFactorial(i) - LogFactorial(n - i) + (i * Math.Log(p)) + ((n - i) * Math.Log(1 - p)));

    /// <summary>Exact sums for small numbers, Stirling's series with an error below 1e-12 for others.</summary>
    private static double LogFactorial(long n)
    {
        double sum = 0;
        for (; n < 32; n++)
            sum -= Math.Log(n + 1);
        return sum + ((n + 0.5) * Math.Log(n)) - n + (0.5 * Math.Log(2 * Math.PI)) + (1.0 / (12.0 * n)) - (1 / (360.0 * n * n * n)) + (1 / (1260.0 * n * n * n * n * n));
    }
}
