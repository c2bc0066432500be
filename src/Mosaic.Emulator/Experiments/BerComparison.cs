using System.Text.Json;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Experiments;

/// <summary>What became of a curve since its baseline.</summary>
/// <param name="Version">Version of the emulator that measured it now.</param>
/// <param name="BaselineVersion">Version that the baseline was measured with.</param>
/// <param name="Seed">Seed of what was measured now.</param>
/// <param name="BaselineSeed">Seed of the baseline.</param>
/// <param name="FalseAlarm">The largest probability of an alarm where nothing has changed, for all rates together.</param>
/// <param name="Change">The change that <see cref="BerDifference.Power"/> is stated for: 0.1 for 10 %.</param>
/// <param name="LostLock">Points at which the link came up then but not now, or now but not then.</param>
/// <param name="Differences">Two for each point: bits and codewords.</param>
public sealed record BerComparison(
    string Version, string BaselineVersion, ulong Seed, ulong BaselineSeed, double FalseAlarm, double Change,
    IReadOnlyList<int> LostLock, IReadOnlyList<BerDifference> Differences)
{
    /// <summary>What all points have in common, as measured now.</summary>
    public LinkOptions? Config { get; init; }

    /// <summary>Whether nothing has moved by more than chance.</summary>
    public bool Agrees => LostLock.Count == 0 && !Differences.Any(difference => difference.HasMoved);

    /// <summary>The comparison as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Options);

    /// <summary>What has moved, a line each; empty where nothing has.</summary>
    public override string ToString() => string.Join(
        '\n',
        LostLock.Select(point => FormattableString.Invariant($"point {point}: the link came up {(Differences[2 * point].BaselineCount > 0 ? "then, not now" : "now, not then")}"))
            .Concat(Differences.Where(difference => difference.HasMoved).Select(difference => difference.Describe())));
}
