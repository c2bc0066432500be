namespace Mosaic.Emulator.Experiments;

/// <summary>How far one algorithm reaches at a bit error rate, of what was tried.</summary>
/// <param name="Ber">Bit error rate.</param>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="LargestSkewUi">The largest skew, at the least drift, such that with it and with each smaller one all links came up in time; null for none.</param>
/// <param name="DriftToleratedPpm">
/// The fastest drift, at the least skew, such that with it and with each slower one all links came up in time and at most
/// <see cref="MisreadLimit"/> of the lanes' frames were not read where they are; null for none.
/// </param>
public sealed record DeskewReach(double Ber, string Algorithm, int? LargestSkewUi, double? DriftToleratedPpm)
{
    /// <summary>Share of lanes' frames that may be misread under a drift that counts as tolerated.</summary>
    public const double MisreadLimit = 0.01;

    /// <summary>Finds it for each bit error rate and algorithm.</summary>
    internal static IReadOnlyList<DeskewReach> Of(IReadOnlyList<DeskewComparisonPoint> points)
    {
        int skew = points.Min(p => p.SkewUi);
        double drift = points.Min(p => p.DriftPpm);
        return
        [
            .. points.GroupBy(p => (p.Ber, p.Algorithm)).Select(group => new DeskewReach(
                group.Key.Ber,
                group.Key.Algorithm,
                group.Where(p => p.DriftPpm == drift).OrderBy(p => p.SkewUi).TakeWhile(IsUp).LastOrDefault()?.SkewUi,
                group.Where(p => p.SkewUi == skew).OrderBy(p => p.DriftPpm).TakeWhile(p => IsUp(p) && p.MisreadShare <= MisreadLimit).LastOrDefault()?.DriftPpm)),
        ];
    }

    private static bool IsUp(DeskewComparisonPoint point) => point.Failed.Count == 0;
}
