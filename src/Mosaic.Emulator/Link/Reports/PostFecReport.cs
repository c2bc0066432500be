using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Reports;

/// <summary>Codewords and payload behind the decoder.</summary>
/// <param name="Codewords">Codewords.</param>
/// <param name="Clean">Found clean, and as sent.</param>
/// <param name="Corrected">Corrected to what was sent.</param>
/// <param name="Uncorrectable">Declared uncorrectable.</param>
/// <param name="Miscorrected">Delivered as good, but not what was sent.</param>
/// <param name="SymbolErrorHistogram">Codewords by symbols received wrongly, from 0 to the largest number seen.</param>
/// <param name="PayloadBits">Payload bits.</param>
/// <param name="PayloadBitErrors">Wrong ones.</param>
/// <param name="Ber">Payload bit error rate; bits of a lost codeword fail together, so it has no interval; null where nothing was counted, like all ratios here.</param>
/// <param name="CodewordErrorRatio">Uncorrectable and miscorrected codewords over all.</param>
/// <param name="CodewordErrorLow">Lower end of its 95 % Clopper–Pearson interval.</param>
/// <param name="CodewordErrorHigh">Upper end.</param>
/// <param name="PredictedCodewordErrorRatio">What the model predicts where symbol errors are independent; null where it cannot.</param>
/// <param name="FrameLossRatio">Of 64-byte Ethernet frames, as IEEE 802.3 counts: see <see cref="FrameLoss"/>.</param>
/// <param name="FrameLossLow">Lower end of the 95 % Clopper–Pearson interval of failed groups, as frames.</param>
/// <param name="FrameLossHigh">Upper end.</param>
public sealed record PostFecReport(
    long Codewords,
    long Clean,
    long Corrected,
    long Uncorrectable,
    long Miscorrected,
    IReadOnlyList<long> SymbolErrorHistogram,
    long PayloadBits,
    long PayloadBitErrors,
    double? Ber,
    double? CodewordErrorRatio,
    double? CodewordErrorLow,
    double? CodewordErrorHigh,
    double? PredictedCodewordErrorRatio,
    double? FrameLossRatio,
    double? FrameLossLow,
    double? FrameLossHigh)
{
    internal static PostFecReport From(LinkDesign design, LinkCounts counts, LinkPrediction prediction)
    {
        (double? low, double? high) = Rate.Interval(counts.CodewordErrors, counts.Codewords);
        (double? groupsLow, double? groupsHigh) = Rate.Interval(counts.FailedGroups, counts.Groups);
        double? Frames(double? groups) => groups is { } ratio ? FrameLoss.Ratio(ratio, design.Code) : null;
        int last = Array.FindLastIndex(counts.SymbolErrorHistogram, n => n > 0);
        return new PostFecReport(
            counts.Codewords,
            counts.Clean,
            counts.Corrected,
            counts.Uncorrectable,
            counts.Miscorrected,
            counts.SymbolErrorHistogram[..(last + 1)],
            counts.PayloadBits,
            counts.PayloadBitErrors,
            Rate.Of(counts.PayloadBitErrors, counts.PayloadBits),
            Rate.Of(counts.CodewordErrors, counts.Codewords),
            low,
            high,
            prediction.CodewordErrorRatio,
            Frames(Rate.Of(counts.FailedGroups, counts.Groups)),
            Frames(groupsLow),
            Frames(groupsHigh));
    }
}
