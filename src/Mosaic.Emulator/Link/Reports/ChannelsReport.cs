namespace Mosaic.Emulator.Link.Reports;

/// <summary>What is known of the array's channels before a bit is sent; each list row-major, null where a channel carries nothing.</summary>
/// <param name="PowerDbm">Mean power of the LED.</param>
/// <param name="SkewPs">How late the channel's light is, by the spread of electronics and fibre.</param>
/// <param name="PredictedBer">Bit error rate of random data, before any fault.</param>
/// <param name="Q">The Q whose tail is that rate; null also where it is below 1e-308.</param>
public sealed record ChannelsReport(
    IReadOnlyList<double?> PowerDbm, IReadOnlyList<double?> SkewPs, IReadOnlyList<double?> PredictedBer, IReadOnlyList<double?> Q)
{
    internal static ChannelsReport From(LinkPrediction prediction) => new(prediction.PowerDbm, prediction.SkewPs, prediction.LaneBer, prediction.Q);
}
