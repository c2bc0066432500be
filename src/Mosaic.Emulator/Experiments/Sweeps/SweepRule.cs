using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Tail;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>When a point has seen enough, looked at from trial to trial.</summary>
internal static class SweepRule
{
    /// <summary>The rule that holds after some trials, or none.</summary>
    /// <param name="stop">The rules.</param>
    /// <param name="totals">Counts of the first trials, in order.</param>
    /// <param name="tail">What they computed, where they count no errors; else null.</param>
    /// <param name="trials">How many they are, one at least.</param>
    /// <param name="seconds">Their time, on one thread.</param>
    public static StopReason Of(StopOptions stop, in LinkTotals totals, TailTotals? tail, long trials, double seconds)
    {
        StopReason reason = tail is null ? stop.ReasonOf(totals) : TailRule.Of(stop, totals.PayloadBits, tail);
        return reason != StopReason.None ? reason
            : totals.Bits > StopOptions.LargestCount - (totals.Bits / trials) ? StopReason.LargestCount
            : seconds >= stop.Seconds ? StopReason.Seconds : StopReason.None;
    }

    /// <summary>
    /// Whether a shard has run all of its trials that the whole sweep will want, for all it can know: the others' counts are
    /// taken to be like its own, and rules to hold for three standard deviations more and less of them. Where that was not
    /// enough, merging names the trials that are missing.
    /// </summary>
    /// <param name="stop">The rules.</param>
    /// <param name="totals">Counts of the shard's trials.</param>
    /// <param name="tail">What they computed, where they count no errors; else null.</param>
    /// <param name="trials">How many they are, one at least.</param>
    /// <param name="seconds">Their time.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="next">The trial that it would run next.</param>
    public static bool IsShareDone(StopOptions stop, in LinkTotals totals, TailTotals? tail, long trials, double seconds, Shard shard, uint next)
    {
        // Payload does not depend on chance: the last trial is known.
        long payload = totals.PayloadBits / trials;
        if (payload > 0 && stop.PayloadBits is { } wanted && next >= (wanted + payload - 1) / payload)
        {
            return true;
        }

        if (tail is not null)
        {
            return TailRule.WillBeSure(stop, tail, shard.Count) || Of(new StopOptions { PayloadBits = null, Seconds = stop.Seconds }, Whole(totals, shard.Count, 0), null, trials * shard.Count, seconds * shard.Count) != StopReason.None;
        }

        StopOptions others = stop with { PayloadBits = null };
        LinkTotals few = Whole(totals, shard.Count, -3), many = Whole(totals, shard.Count, 3);
        StopReason atFew = Of(others, few, null, trials * shard.Count, seconds * shard.Count), atMany = Of(others, many, null, trials * shard.Count, seconds * shard.Count);
        return atFew != StopReason.None && atMany != StopReason.None
            // A target is settled if it is on the same side of both.
            && (atFew != StopReason.TargetBer || atMany != StopReason.TargetBer || IsBelow(few, stop) == IsBelow(many, stop));
    }

    private static LinkTotals Whole(in LinkTotals t, int shards, double deviations) => t with
    {
        Frames = t.Frames * shards,
        Bits = t.Bits * shards,
        BitErrors = Shifted(t.BitErrors, shards, t.Bits, deviations),
        Codewords = t.Codewords * shards,
        CodewordErrors = Shifted(t.CodewordErrors, shards, t.Codewords, deviations),
        PayloadBits = t.PayloadBits * shards,
    };

    private static long Shifted(long count, int shards, long of, double deviations) =>
        (long)Math.Clamp(shards * (count + (deviations * Math.Sqrt(Math.Max(count, 1)))), 0, (double)of * shards);

    private static bool IsBelow(in LinkTotals t, StopOptions stop) => t.BitErrors < stop.TargetBer * t.Bits;
}
