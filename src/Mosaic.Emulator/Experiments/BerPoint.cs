using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Experiments;

/// <summary>One point of a curve: counts, rates and their 95 % intervals. Rates are null where nothing was counted.</summary>
public sealed record BerPoint
{
    /// <summary>Which point, counted from 0.</summary>
    public required int Point { get; init; }

    /// <summary>16 hex digits that stand for its configuration.</summary>
    public required string ConfigHash { get; init; }

    /// <summary>The values of what is varied, by path.</summary>
    public required IReadOnlyDictionary<string, JsonNode?> Values { get; init; }

    /// <summary>Trials: links brought up afresh.</summary>
    public required long Trials { get; init; }

    /// <summary>Frames counted.</summary>
    public required long Frames { get; init; }

    /// <summary>Bits before FEC, markers and padding not counted.</summary>
    public required long Bits { get; init; }

    /// <summary>Wrong ones; null with engine <c>tail</c>, which counts none.</summary>
    public required long? BitErrors { get; init; }

    /// <summary>Their share; with engine <c>tail</c> their mean error probability.</summary>
    public required double? Ber { get; init; }

    /// <summary>
    /// Lower end of its interval: Clopper–Pearson, or where <c>stop.bitErrors</c> ended the point the one for counting to a goal; with
    /// <c>stop.targetBer</c> a confidence sequence; with engine <c>tail</c> by the central limit theorem over groups of codewords.
    /// </summary>
    public required double? BerLow { get; init; }

    /// <summary>Upper end.</summary>
    public required double? BerHigh { get; init; }

    /// <summary>Codewords.</summary>
    public required long Codewords { get; init; }

    /// <summary>Those not delivered as sent; null with engine <c>tail</c>.</summary>
    public required long? CodewordErrors { get; init; }

    /// <summary>Their share; with engine <c>tail</c> the mean probability that one is lost.</summary>
    public required double? Cer { get; init; }

    /// <summary>Lower end of its interval: Clopper–Pearson, or where <c>stop.codewordErrors</c> ended the point the one for counting to a goal; with engine <c>tail</c> as of bits.</summary>
    public required double? CerLow { get; init; }

    /// <summary>Upper end.</summary>
    public required double? CerHigh { get; init; }

    /// <summary>Frame loss ratio of 64-byte Ethernet frames, from groups of codewords that failed: see <see cref="FrameLoss"/>.</summary>
    public required double? Flr { get; init; }

    /// <summary>Time it took, on one thread.</summary>
    public required double Seconds { get; init; }

    /// <summary>The rule that ended it; none where it was not ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Payload bits.</summary>
    public required long PayloadBits { get; init; }

    /// <summary>Those delivered wrongly; they fail together, so their share has no interval. Null with engine <c>tail</c>.</summary>
    public required long? PayloadBitErrors { get; init; }

    /// <summary>16 hex digits that stand for all counts and all payload delivered; null where nothing was counted.</summary>
    public required string? Fingerprint { get; init; }

    /// <summary>
    /// With engine <c>tail</c>, clusters of codewords of equal probability that would say as much: below
    /// <see cref="Measurement.ClusteredMean.FewClusters"/> the intervals are not to be trusted. Else null, and not in the JSON.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? EffectiveSample { get; init; }

    /// <summary>Whether it was computed instead of counted.</summary>
    [JsonIgnore]
    internal bool IsComputed => BitErrors is null;

    /// <summary>Whether it was ended by what was asked for.</summary>
    /// <param name="stop">What was asked for.</param>
    public bool IsSettled(StopOptions stop) => StopReason switch
    {
        StopReason.None or StopReason.NoLock or StopReason.LargestCount or StopReason.Cancelled => false,
        StopReason.Seconds => !stop.HasCountRule,
        _ => true,
    };

    /// <summary>The point as a line of CSV, with its end of line.</summary>
    public string ToCsvRow() => Sweeps.SweepCsv.Row(this);

    /// <summary>The point in words: <c>fiber.lengthM=20</c>.</summary>
    public string Describe() => Values.Count == 0
        ? string.Create(CultureInfo.InvariantCulture, $"point {Point}")
        : string.Join(", ", Values.Select(value => $"{value.Key}={Text(value.Value)}"));

    /// <summary>A value as people write it.</summary>
    internal static string Text(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue(out string? some) ? some : value?.ToJsonString() ?? "null";
}
