using System.Globalization;

namespace Mosaic.Emulator.Benchmarks.Rates;

/// <summary>Numbers as they stand in tables.</summary>
internal static class Digits
{
    /// <summary>With three digits.</summary>
    public static string Three(double value) => value.ToString(value switch { >= 100 => "0", >= 10 => "0.0", >= 1 => "0.00", >= 0.1 => "0.000", _ => "0.0000" }, CultureInfo.InvariantCulture);
}
