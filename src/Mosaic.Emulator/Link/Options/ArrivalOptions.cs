using System.ComponentModel.DataAnnotations;
using Mosaic.Emulator.Bonding.Arrivals;

namespace Mosaic.Emulator.Link.Options;

/// <summary>What boards, gearbox and electrical lanes do to the lanes behind the receivers.</summary>
public sealed record ArrivalOptions
{
    /// <summary>The preset that takes the skew from IEEE 802.3.</summary>
    internal const string Ieee8023 = "802.3";

    // IEEE 802.3, at the PCS receiver: a skew of 180 ns, of which 4 ns may vary.
    private const double Ieee8023SkewNs = 180, Ieee8023VariationNs = 4;

    /// <summary>
    /// <c>none</c>: the skew is <c>arrival.skewUi</c>, and what varies of delays in addition <c>arrival.variationUi</c>. <c>802.3</c>:
    /// they are what IEEE 802.3 allows at a receiver's PCS, 180 ns in all, of which 4 ns vary where delays drift.
    /// </summary>
    [AllowedValues("none", Ieee8023)]
    public string Preset { get; init; } = "none";

    /// <summary>Delay common to all lanes, in UI.</summary>
    [Range(0, 1_000_000)]
    public int DelayUi { get; init; }

    /// <summary>Each lane is late by a further 0 … this many UI, uniformly drawn from the seed.</summary>
    [Range(0, 1_000_000)]
    public int SkewUi { get; init; } = 382;

    /// <summary>Whether the lanes arrive in a random order.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>How fast delays drift at most, in UI per million UI: lanes have rates from 0 to this, drawn from the seed. A lane slips by a UI where its delay crosses a whole one.</summary>
    [Range(0.0, 1000.0)]
    public double DriftPpm { get; init; }

    /// <summary>By how much a lane's delay wanders to and fro where it drifts, in UI, besides a random part of a UI.</summary>
    [Range(1.0, 10_000.0)]
    public double VariationUi { get; init; } = 8;

    private bool IsIeee8023 => string.Equals(Preset, Ieee8023, StringComparison.Ordinal);

    /// <summary>The skew that holds at a bit rate, in UI, without what varies of it.</summary>
    /// <param name="bitRateGbps">Bit rate of a lane, in Gb/s.</param>
    public int SkewUiAt(double bitRateGbps)
    {
        if (!IsIeee8023)
        {
            return SkewUi;
        }

        int varying = DriftPpm > 0 ? (int)Math.Ceiling(VariationUiAt(bitRateGbps)) : 0;
        return Math.Max(0, (int)Math.Floor(Ieee8023SkewNs * bitRateGbps) - varying);
    }

    /// <summary>What varies of a lane's delay at a bit rate where it drifts, in UI.</summary>
    /// <param name="bitRateGbps">Bit rate of a lane, in Gb/s.</param>
    public double VariationUiAt(double bitRateGbps) => IsIeee8023 ? Math.Max(1, Ieee8023VariationNs * bitRateGbps) : VariationUi;

    /// <summary>Draws how the lanes' delays drift; null where they do not.</summary>
    internal DelayDrift? DrawDrift(int lanes, double bitRateGbps, ulong seed, uint trial) =>
        DriftPpm > 0 ? DelayDrift.Draw(lanes, DriftPpm, VariationUiAt(bitRateGbps), seed, trial) : null;
}
