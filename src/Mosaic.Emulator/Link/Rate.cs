using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link;

/// <summary>Quotients of counts.</summary>
internal static class Rate
{
    /// <summary>Part over whole; null where the whole is nothing.</summary>
    public static double? Of(long part, long whole) => whole == 0 ? null : (double)part / whole;

    /// <summary>The 95 % Clopper–Pearson interval of that quotient, two-sided; nulls where the whole is nothing.</summary>
    public static (double? Low, double? High) Interval(long part, long whole)
    {
        if (whole == 0)
        {
            return (null, null);
        }

        BinomialInterval interval = BinomialInterval.ClopperPearson(part, whole);
        return (interval.Low, interval.High);
    }
}
