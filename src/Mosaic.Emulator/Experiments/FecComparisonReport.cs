using System.Globalization;
using System.Text;
using System.Text.Json;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Experiments;

/// <summary>What a comparison of codes found.</summary>
/// <param name="Version">Version of the emulator.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Config">The configuration of the first link, whose code is not used.</param>
/// <param name="Axis">The setting that is varied, or null.</param>
/// <param name="Points">One row for each link and code, the code varying fastest.</param>
/// <param name="Failures">Codes that failed, and are missing among the points from there on.</param>
public sealed record FecComparisonReport(
    string Version, ulong Seed, LinkOptions Config, string? Axis, IReadOnlyList<FecComparisonPoint> Points, IReadOnlyList<ComparisonFailure> Failures)
{
    /// <summary>The report as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Options);

    /// <summary>The points as CSV, a header first; empty where there is nothing to say.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder(
            "value,code,rate,overhead,latency_bits,latency_ns,link_payload_gbps,bits,bit_errors,ber,ber_low,ber_high,"
            + "payload_bits,payload_bit_errors,post_ber,codewords,clean,corrected,uncorrectable,miscorrected,cer,cer_low,cer_high,"
            + "flr,flr_low,flr_high,coding_gain_db,net_coding_gain_db,gain_is_bound,encode_gbps,decode_gbps,stop_reason,fingerprint\n");
        foreach (FecComparisonPoint p in Points)
        {
            (FecComparisonRate pre, PostFecReport post) = (p.PreFec, p.PostFec);
            text.Append(CultureInfo.InvariantCulture, $"{Field(p.Value)},{Field(p.Code)},{p.Rate},{p.Overhead},{p.LatencyBits},{p.LatencyNs},{p.LinkPayloadGbps},");
            text.Append(CultureInfo.InvariantCulture, $"{pre.Bits},{pre.BitErrors},{pre.Ber},{pre.BerLow},{pre.BerHigh},{post.PayloadBits},{post.PayloadBitErrors},{post.Ber},");
            text.Append(CultureInfo.InvariantCulture, $"{post.Codewords},{post.Clean},{post.Corrected},{post.Uncorrectable},{post.Miscorrected},");
            text.Append(CultureInfo.InvariantCulture, $"{post.CodewordErrorRatio},{post.CodewordErrorLow},{post.CodewordErrorHigh},{post.FrameLossRatio},{post.FrameLossLow},{post.FrameLossHigh},");
            text.Append(CultureInfo.InvariantCulture, $"{p.CodingGainDb},{p.NetCodingGainDb},{(p.GainIsBound ? 1 : 0)},{p.EncodeGbps},{p.DecodeGbps},{Sweeps.SweepCsv.Name(p.StopReason)},{p.Fingerprint}\n");
        }

        return text.ToString();
    }

    private static string Field(string? text) =>
        text is null ? "" : text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
