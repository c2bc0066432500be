using System.Globalization;
using System.Text;
using System.Text.Json;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Experiments;

/// <summary>What a comparison of deskew algorithms found.</summary>
/// <param name="Version">Version of the emulator.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Config">The link's configuration, of which lanes, frame, <c>deskew</c> and <c>arrival</c> matter.</param>
/// <param name="Lanes">Lanes.</param>
/// <param name="FrameUi">UI from marker to marker.</param>
/// <param name="Overhead">Share of the line rate that markers take, whichever the algorithm.</param>
/// <param name="CheckOverhead">Share of the line rate that check lanes take, whichever the algorithm; <c>lane-code</c> needs them.</param>
/// <param name="DelayLineBits">Bits of the delay lines that undo the largest skew, whichever the algorithm.</param>
/// <param name="HoldFrames">Frames that a link is watched for after its bring-up.</param>
/// <param name="Reach">How far each algorithm reaches at each bit error rate.</param>
/// <param name="Points">One row for each bit error rate, skew, drift and algorithm, the algorithm varying fastest.</param>
/// <param name="Failures">Algorithms that failed, and are missing among the points from there on.</param>
public sealed record DeskewComparisonReport(
    string Version,
    ulong Seed,
    LinkOptions Config,
    int Lanes,
    int FrameUi,
    double Overhead,
    double CheckOverhead,
    long DelayLineBits,
    int HoldFrames,
    IReadOnlyList<DeskewReach> Reach,
    IReadOnlyList<DeskewComparisonPoint> Points,
    IReadOnlyList<ComparisonFailure> Failures)
{
    /// <summary>The report as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Options);

    /// <summary>The points as CSV, a header first; empty where there is nothing to say.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder(
            "ber,skew_ui,drift_ppm,algorithm,trials,locked,lock_time_median_ui,lock_time_p95_ui,lock_time_max_ui,"
            + "failed,failed_low,failed_high,lost,lost_low,lost_high,false_locks,false_lock_low,false_lock_high,slips,watched_lane_frames,misread_lane_frames,state_bits,hunt_gbps\n");
        foreach (DeskewComparisonPoint p in Points)
        {
            text.Append(CultureInfo.InvariantCulture, $"{p.Ber},{p.SkewUi},{p.DriftPpm},{p.Algorithm},{p.Trials},{p.Locked},{p.LockTimeMedianUi},{p.LockTimeP95Ui},{p.LockTimeMaxUi},");
            text.Append(CultureInfo.InvariantCulture, $"{p.Failed.Count},{p.Failed.Low},{p.Failed.High},{p.Lost.Count},{p.Lost.Low},{p.Lost.High},");
            text.Append(CultureInfo.InvariantCulture, $"{p.FalseLocks.Count},{p.FalseLocks.Low},{p.FalseLocks.High},{p.Slips},{p.WatchedLaneFrames},{p.MisreadLaneFrames},{p.StateBits},{p.HuntGbps}\n");
        }

        return text.ToString();
    }
}
