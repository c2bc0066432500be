using System.Globalization;

namespace Mosaic.Cli.Views;

/// <summary>Numbers as people read them.</summary>
internal static class Format
{
    /// <summary>Stands where there is nothing to say a number of.</summary>
    public const string Nothing = "–";

    /// <summary>A rate: 1.23e-07, or 0; a dash where nothing was counted.</summary>
    public static string Rate(double? rate) => rate switch
    {
        null => Nothing,
        0 => "0",
        { } some => some.ToString("0.00e+00", CultureInfo.InvariantCulture),
    };

    /// <summary>A rate; where none was counted, what it is below: &lt;1.2e-05.</summary>
    public static string Bounded(double? rate, double? high) => rate is 0 && high is { } limit ? "<" + limit.ToString("0.0e+00", CultureInfo.InvariantCulture) : Rate(rate);

    /// <summary>A value with two decimals, which it may only be at least: ≥1.23; a dash where there is none.</summary>
    public static string AtLeast(double? value, bool isBound) => value is { } some ? (isBound ? "≥" : "") + some.ToString("0.00", CultureInfo.InvariantCulture) : Nothing;

    /// <summary>A count with thousands separated.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A count of things: 1 frame, 2 frames.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">What one of them is called; several are called so with an s.</param>
    public static string Count(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>How often: once, 2 times.</summary>
    public static string Times(long count) => count == 1 ? "once" : Count(count, "time");

    /// <summary>A number with three significant digits.</summary>
    public static string Short(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e6 or < 1e-3 => value.ToString("0.00e+0", CultureInfo.InvariantCulture),
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };

    /// <summary>A share in per cent.</summary>
    public static string Percent(double share) => (share * 100).ToString(share is > 0 and < 0.001 ? "0.0e-0" : "0.0", CultureInfo.InvariantCulture) + " %";
}
