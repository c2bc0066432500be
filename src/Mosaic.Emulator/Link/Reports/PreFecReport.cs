using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Reports;

/// <summary>Bits as the lanes' receivers decided them, before any correction. Bits of codewords only: markers and padding are not counted.</summary>
/// <param name="Bits">Bits.</param>
/// <param name="BitErrors">Wrong ones.</param>
/// <param name="Ber">Bit error rate; null where no bits were counted.</param>
/// <param name="BerLow">Lower end of its 95 % interval, two-sided: Clopper–Pearson, or with <c>stop.targetBer</c> a confidence sequence; null likewise.</param>
/// <param name="BerHigh">Upper end; null likewise.</param>
/// <param name="PredictedBer">What the model predicts for random data.</param>
/// <param name="LaneBer">By channel of the array, row-major; null where a channel carries nothing, or nothing was counted.</param>
public sealed record PreFecReport(
    long Bits, long BitErrors, double? Ber, double? BerLow, double? BerHigh, double PredictedBer, IReadOnlyList<double?> LaneBer)
{
    internal static PreFecReport From(LinkDesign design, LinkCounts counts, RepairLog channels, LinkPrediction prediction)
    {
        long bits = counts.Bits, errors = counts.BitErrors;
        (double? low, double? high) = design.Options.Stop.BerInterval(errors, bits);
        var lanes = new double?[design.Options.Array.Rows * design.Options.Array.Columns];
        for (int channel = 0; channel < channels.ChannelBits.Length; channel++)
        {
            lanes[channel] = Rate.Of(channels.ChannelErrors[channel], channels.ChannelBits[channel]);
        }

        return new PreFecReport(bits, errors, Rate.Of(errors, bits), low, high, prediction.Ber, lanes);
    }
}
