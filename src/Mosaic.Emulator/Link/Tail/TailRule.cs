using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>When enough was averaged: where nothing is counted, <c>stop.relativeInterval</c> is that of the codeword error ratio.</summary>
internal static class TailRule
{
    /// <summary>Refuses rules that look at counts, and none at all.</summary>
    /// <param name="stop">The rules.</param>
    /// <exception cref="ConfigurationException">They are no rules for this engine.</exception>
    public static void Check(StopOptions stop)
    {
        if ((stop.BitErrors ?? stop.CodewordErrors) is not null || stop.TargetBer is not null)
            throw new ConfigurationException("stop.bitErrors, stop.codewordErrors, stop.targetBer: engine tail counts no errors; stop.payloadBits, stop.relativeInterval or stop.seconds can end it");
        if ((stop.PayloadBits, stop.RelativeInterval, stop.Seconds) is (null, null, null))
            throw new ConfigurationException("stop: no rule is set, so the run would never end; set stop.payloadBits, stop.relativeInterval or stop.seconds");
    }

    /// <summary>The rule that holds, or none; seconds are not looked at.</summary>
    /// <param name="stop">The rules.</param>
    /// <param name="payloadBits">Payload bits so far.</param>
    /// <param name="totals">What was computed of them.</param>
    public static StopReason Of(StopOptions stop, long payloadBits, TailTotals totals) =>
        payloadBits >= stop.PayloadBits ? StopReason.PayloadBits : IsSure(stop, totals.Codewords, 1, 1) ? StopReason.RelativeInterval : StopReason.None;

    /// <summary>
    /// Whether the interval will be narrow enough with so many times as many groups, for all that these can know: the width that they
    /// have is itself a guess, right to 1/√2n of it, and three of those are allowed for.
    /// </summary>
    /// <param name="stop">The rules.</param>
    /// <param name="totals">What was computed of the groups.</param>
    /// <param name="times">How many times as many.</param>
    public static bool WillBeSure(StopOptions stop, TailTotals totals, int times) =>
        totals.Codewords.EffectiveSample is { } sample && IsSure(stop, totals.Codewords, times, 1 + (3 / Math.Sqrt(2 * sample)));

    private static bool IsSure(StopOptions stop, ClusteredMean codewords, int times, double headroom) =>
        codewords.EffectiveSample * times >= ClusteredMean.FewClusters && codewords.RelativeWidth(times) * headroom <= stop.RelativeInterval;
}
