using System.Text.Json.Nodes;

namespace Mosaic.Emulator.Experiments;

/// <summary>One rate of one point, then and now.</summary>
public sealed record BerDifference
{
    /// <summary>Which point, counted from 0.</summary>
    public required int Point { get; init; }

    /// <summary>The values of what is varied, by path.</summary>
    public required IReadOnlyDictionary<string, JsonNode?> Values { get; init; }

    /// <summary>Which rate: <c>bits</c> before FEC, or <c>codewords</c> behind it.</summary>
    public required string Rate { get; init; }

    /// <summary>Errors of the baseline; null with engine <c>tail</c>, which counts none.</summary>
    public required long? BaselineErrors { get; init; }

    /// <summary>Bits or codewords of the baseline.</summary>
    public required long BaselineCount { get; init; }

    /// <summary>The rate of the baseline; null where there were no bits or codewords.</summary>
    public required double? BaselineMean { get; init; }

    /// <summary>Errors now; null with engine <c>tail</c>.</summary>
    public required long? Errors { get; init; }

    /// <summary>Bits or codewords now.</summary>
    public required long Count { get; init; }

    /// <summary>The rate now; null where there are no bits or codewords.</summary>
    public required double? Mean { get; init; }

    /// <summary>The rate now over that of the baseline; null where that was 0.</summary>
    public required double? Ratio { get; init; }

    /// <summary>Lower end of its 95 % interval, of this rate alone.</summary>
    public required double? RatioLow { get; init; }

    /// <summary>Upper end; null where there is none.</summary>
    public required double? RatioHigh { get; init; }

    /// <summary>How probable such a difference is by chance, two-sided, of this rate alone.</summary>
    public required double PValue { get; init; }

    /// <summary>The same after Holm's correction for all rates that are compared.</summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>Whether it is more than chance, at the false-alarm rate of the comparison.</summary>
    public required bool HasMoved { get; init; }

    /// <summary>The probability with which a change by the comparison's <c>change</c> would be seen.</summary>
    public required double Power { get; init; }

    /// <summary>The change that would be seen with a probability of 90 %: 0.1 for a rate that is up by 10 %; null where none up to a factor of 1,000 would be.</summary>
    public required double? SeenChange { get; init; }

    /// <summary>The difference in words.</summary>
    public string Describe() => FormattableString.Invariant(
        $"{(Values.Count == 0 ? $"point {Point}" : string.Join(", ", Values.Select(value => $"{value.Key}={BerPoint.Text(value.Value)}")))}: {Rate} {Words(BaselineErrors, BaselineCount, BaselineMean)} then, {Words(Errors, Count, Mean)} now{(Ratio is { } ratio ? $", {ratio:0.000} times the rate" : "")} (p = {AdjustedPValue:0.0e+0})");

    private static string Words(long? errors, long count, double? mean) =>
        errors is { } wrong ? FormattableString.Invariant($"{wrong} of {count:0.00e+0}") : FormattableString.Invariant($"{mean:0.000e+0}");
}
