namespace Mosaic.Emulator.Link;

/// <summary>What is known of the array's channels before a bit is sent; each list row-major, null where a channel carries nothing.</summary>
/// <param name="PowerDbm">Mean power of the LED.</param>
/// <param name="SkewPs">How late the channel's light is against the nominal one, by the spread of electronics and fibre.</param>
/// <param name="PredictedBer">Bit error rate of random data, before any fault.</param>
/// <param name="Q">The Q whose tail is that rate; null also where it is below 1e-308.</param>
public sealed record ChannelsReport(
    IReadOnlyList<double?> PowerDbm, IReadOnlyList<double?> SkewPs, IReadOnlyList<double?> PredictedBer, IReadOnlyList<double?> Q)
{
    internal static ChannelsReport From(LinkDesign design, LinkPrediction prediction)
    {
        double uiPs = 1000 / design.Options.Lane.BitRateGbps;
        var power = new double?[prediction.LaneBer.Count];
        var skew = new double?[prediction.LaneBer.Count];
        for (int channel = 0; channel < design.Optics.PowerDbm.Count; channel++)
        {
            if (prediction.LaneBer[channel] is not null)
            {
                power[channel] = design.Optics.PowerDbm[channel];
                skew[channel] = design.Optics.SkewUi[channel] * uiPs;
            }
        }

        return new ChannelsReport(power, skew, prediction.LaneBer, prediction.Q);
    }
}
