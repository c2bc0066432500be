using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Reports;

/// <summary>Speed of the emulation.</summary>
/// <param name="Seconds">Wall-clock seconds, bring-up included.</param>
/// <param name="Threads">Worker threads that took part: of those asked for at most 8.</param>
/// <param name="PayloadGbps">Payload emulated per wall-clock second.</param>
/// <param name="LineGbps">Bits on all lanes, markers and padding included, emulated per wall-clock second.</param>
/// <param name="LinkPayloadGbps">Payload that the modelled link carries.</param>
/// <param name="RealTimeFactor">Emulated payload rate over the link's: above 1 the emulator is faster than the link.</param>
/// <param name="StageSeconds">Processor seconds by stage, all workers together.</param>
public sealed record ThroughputReport(
    double Seconds,
    int Threads,
    double PayloadGbps,
    double LineGbps,
    double LinkPayloadGbps,
    double RealTimeFactor,
    IReadOnlyDictionary<string, double> StageSeconds)
{
    internal static ThroughputReport From(LinkDesign design, LinkCounts counts, Func<LinkStage, double> stageSeconds, double seconds, int threads)
    {
        // What has not begun has no speed.
        double perSecond = seconds > 0 ? 1 / seconds : 0;
        double payload = counts.PayloadBits * perSecond / 1e9;
        double line = (double)counts.Frames * design.Layout.FrameUi * design.Lanes * perSecond / 1e9;
        var stages = Enum.GetValues<LinkStage>().ToDictionary(
            stage => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(stage.ToString()), stageSeconds, StringComparer.Ordinal);
        return new ThroughputReport(seconds, threads, payload, line, design.PayloadGbps, payload / design.PayloadGbps, stages);
    }
}
