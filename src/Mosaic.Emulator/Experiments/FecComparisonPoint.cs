using System.Text.Json.Serialization;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Experiments;

/// <summary>One code on one link. Counts and rates are those of a run; rates, gains and speeds are null where nothing was counted.</summary>
/// <param name="Value">Value of the setting that is varied, or null.</param>
/// <param name="Code">The code's name.</param>
/// <param name="Rate">Message bits over bits sent.</param>
/// <param name="Overhead">Bits sent beyond the message, over message bits.</param>
/// <param name="LatencyBits">Bits of a group, which a decoder waits for; 0 where nothing is added to the message.</param>
/// <param name="LatencyNs">How long they take on the lanes.</param>
/// <param name="LinkPayloadGbps">Payload that the link carries with this code.</param>
/// <param name="LinkFrames">Frames counted.</param>
/// <param name="StopReason">Why the run ended.</param>
/// <param name="Fingerprint">The run's fingerprint.</param>
/// <param name="PreFec">Before error correction.</param>
/// <param name="PostFec">Behind it.</param>
/// <param name="CodingGainDb">20·log₁₀ of Q⁻¹(error rate with the code) over Q⁻¹(error rate with none); null where none has no errors.</param>
/// <param name="NetCodingGainDb">The same and 10·log₁₀ of the rate.</param>
/// <param name="GainIsBound">Whether the gains are at least what they say: no error was left, and the upper end of the codeword error ratio stands in for the error rate.</param>
/// <param name="EncodeGbps">Message bits encoded a second on one core, the code alone. Speeds are not the same every time.</param>
/// <param name="DecodeGbps">The same for decoding, at the error rate before FEC.</param>
public sealed record FecComparisonPoint(
    string? Value,
    string Code,
    double Rate,
    double Overhead,
    long LatencyBits,
    double LatencyNs,
    double LinkPayloadGbps,
    long LinkFrames,
    StopReason StopReason,
    string? Fingerprint,
    FecComparisonRate PreFec,
    PostFecReport PostFec,
    double? CodingGainDb,
    double? NetCodingGainDb,
    bool GainIsBound,
    double? EncodeGbps,
    double? DecodeGbps)
{
    /// <summary>Whether the run ended because it had seen what was asked for.</summary>
    [JsonIgnore]
    public bool GoalReached { get; init; }

    internal static FecComparisonPoint Of(string? value, LinkDesign design, LinkReport report, double? uncodedBer)
    {
        var code = design.Code;
        double rate = (double)code.GroupMessageBits / code.GroupCodeBits;
        long latency = code.MessageSymbols == code.CodewordSymbols ? 0 : code.GroupCodeBits;
        PostFecReport post = report.PostFec;
        bool isBound = post.PayloadBitErrors == 0;
        // A bit is wrong only in a word that is lost.
        double? gain = GainDb(isBound ? post.CodewordErrorHigh : post.Ber, uncodedBer);
        (double? encode, double? decode) = report.PreFec.Ber is { } ber ? CodecSpeed.Measure(code, ber) : default;
        return new FecComparisonPoint(
            value, design.Options.Fec.Code, rate, 1 / rate - 1, latency, latency == 0 ? 0 : LatencyUi(design) / design.Options.Lane.BitRateGbps,
            report.Throughput.LinkPayloadGbps, report.LinkFrames, report.StopReason, report.Fingerprint,
            new FecComparisonRate(report.PreFec.Bits, report.PreFec.BitErrors, report.PreFec.Ber, report.PreFec.BerLow, report.PreFec.BerHigh), post,
            gain, gain + 10 * Elementary.Log10(rate), isBound && gain is not null, encode, decode)
        {
            GoalReached = report.GoalReached,
        };
    }

    /// <summary>20·log₁₀(Q⁻¹(ber)/Q⁻¹(uncoded)), the ratio of the Q factors of unlike decisions; null where one is no tail.</summary>
    internal static double? GainDb(double? ber, double? uncoded) => ber is > 0 and < 0.5 && uncoded is > 0 and < 0.5
        ? 20 * Elementary.Log10(Gaussian.QInverse(ber.Value) / Gaussian.QInverse(uncoded.Value))
        : null;

    /// <summary>UI from a group's first bit to its last: all lanes carry it together, or each of its codewords is on a lane of its own.</summary>
    private static double LatencyUi(LinkDesign design) => design.Layout.Unit == Bonding.StripingUnit.Codeword
        ? (double)design.Layout.UnitBits * ((design.Code.Interleave + design.Layout.Lanes - 1) / design.Layout.Lanes)
        : (double)design.Code.GroupCodeBits / design.Layout.Lanes;
}
