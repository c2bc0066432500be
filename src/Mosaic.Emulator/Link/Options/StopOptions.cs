using System.ComponentModel.DataAnnotations;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Options;

/// <summary>
/// When a run has seen enough: at the first frame at whose end any rule holds; a run needs one. File traffic ends with the
/// file instead; of these rules only <see cref="Seconds"/> can end it earlier.
/// </summary>
public sealed record StopOptions
{
    /// <summary>The most bits that are counted: intervals are exact up to here.</summary>
    internal const long LargestCount = 100_000_000_000_000;

    /// <summary>Payload bits sent; null for no such rule.</summary>
    [Range(1L, LargestCount)]
    public long? PayloadBits { get; init; } = 1_000_000_000;

    /// <summary>Bit errors before FEC; null for no such rule.</summary>
    [Range(1L, LargestCount)]
    public long? BitErrors { get; init; }

    /// <summary>Codewords that the decoder declared lost or decoded wrongly; null for no such rule.</summary>
    [Range(1L, LargestCount)]
    public long? CodewordErrors { get; init; }

    /// <summary>
    /// Width of the 95 % interval of the bit error rate before FEC, relative to the rate (with engine tail, of the codeword error ratio); null
    /// for no such rule.
    /// </summary>
    [Range(1e-6, 10.0)]
    public double? RelativeInterval { get; init; }

    /// <summary>
    /// A bit error rate before FEC: enough is seen once the rate is known to be below or above it, with an error probability of
    /// 5 % however often it is looked at; null for no such rule. The interval of the rate is then one that may be looked at as often.
    /// </summary>
    [Range(1e-15, 0.5)]
    public double? TargetBer { get; init; }

    /// <summary>
    /// Wall-clock seconds, bring-up included; null for no such rule. They end a wait for input too (of a stream that cannot seek). A run that
    /// this rule ends is not reproducible, and has missed its goal unless time was all that was asked for.
    /// </summary>
    [Range(0.001, 1e9)]
    public double? Seconds { get; init; }

    /// <summary>Whether a rule looks at counts.</summary>
    internal bool HasCountRule => (PayloadBits ?? BitErrors ?? CodewordErrors) is not null || (RelativeInterval ?? TargetBer) is not null;

    /// <summary>The first rule that holds for counts, or none; seconds are not looked at.</summary>
    /// <param name="totals">Counts so far.</param>
    internal StopReason ReasonOf(in LinkTotals totals)
    {
        if (totals.PayloadBits >= PayloadBits)
        {
            return StopReason.PayloadBits;
        }

        if (totals.BitErrors >= BitErrors)
        {
            return StopReason.BitErrors;
        }

        if (totals.CodewordErrors >= CodewordErrors)
        {
            return StopReason.CodewordErrors;
        }

        if (RelativeInterval is { } width && totals.BitErrors > 0)
        {
            BinomialInterval interval = BinomialInterval.ClopperPearson(totals.BitErrors, totals.Bits);
            double rate = (double)totals.BitErrors / totals.Bits;
            if (interval.High - interval.Low <= width * rate)
            {
                return StopReason.RelativeInterval;
            }
        }

        return TargetBer is { } target && ConfidenceSequence.Excludes(totals.BitErrors, totals.Bits, target) ? StopReason.TargetBer : StopReason.None;
    }

    /// <summary>
    /// The 95 % interval of the bit error rate that is right for these rules: Clopper–Pearson; where errors were counted to a goal
    /// from trial to trial, the one for that; where a rule looks at the rate itself against a target, the confidence sequence.
    /// Nulls where nothing was counted.
    /// </summary>
    /// <param name="errors">Bit errors.</param>
    /// <param name="bits">Bits.</param>
    /// <param name="before">Bits before the last trial; 0 where counts were not looked at in between.</param>
    internal (double? Low, double? High) BerInterval(long errors, long bits, long before = 0) =>
        bits > 0 && TargetBer is { } target ? Ends(ConfidenceSequence.Interval(errors, bits, target)) : Interval(errors, bits, BitErrors, before);

    /// <summary>The same for codewords.</summary>
    /// <param name="errors">Codeword errors.</param>
    /// <param name="codewords">Codewords.</param>
    /// <param name="before">Codewords before the last trial.</param>
    internal (double? Low, double? High) CodewordInterval(long errors, long codewords, long before) => Interval(errors, codewords, CodewordErrors, before);

    private static (double? Low, double? High) Interval(long errors, long count, long? goal, long before) => count == 0 ? (null, null)
        : goal is { } wanted ? Ends(BinomialInterval.AfterCounting(errors, count, wanted, before)) : Rate.Interval(errors, count);

    private static (double? Low, double? High) Ends(BinomialInterval interval) => (interval.Low, interval.High);
}
