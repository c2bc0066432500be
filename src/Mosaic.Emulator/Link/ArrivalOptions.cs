using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Link;

/// <summary>What boards, gearbox and electrical lanes do to the lanes behind the receivers.</summary>
public sealed record ArrivalOptions
{
    /// <summary>The preset that takes the skew from IEEE 802.3.</summary>
    internal const string Ieee8023 = "802.3";

    // IEEE 802.3, skew at the PCS receiver: 180 ns.
    private const double Ieee8023SkewNs = 180;

    /// <summary>
    /// <c>none</c>: the skew is <c>arrival.skewUi</c>. <c>802.3</c>: it is what IEEE 802.3 allows at a receiver's PCS, 180 ns,
    /// in whole UI at the lanes' bit rate.
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

    /// <summary>The skew that holds at a bit rate, in UI.</summary>
    /// <param name="bitRateGbps">Bit rate of a lane, in Gb/s.</param>
    public int SkewUiAt(double bitRateGbps) =>
        string.Equals(Preset, Ieee8023, StringComparison.Ordinal) ? (int)Math.Floor(Ieee8023SkewNs * bitRateGbps) : SkewUi;
}
