using System.Diagnostics;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link;

/// <summary>Decides after each frame, in order, whether a run has seen enough.</summary>
internal sealed class StopRule(StopOptions options, bool isFile)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Seconds since the run began.</summary>
    public double Seconds => Stopwatch.GetElapsedTime(_started).TotalSeconds;

    /// <summary>Whether the seconds allowed are over.</summary>
    public bool IsOutOfTime => Seconds >= options.Seconds;

    /// <summary>How long a run may wait for something until they are, rounded up; <see cref="Timeout.Infinite"/> where they are not limited.</summary>
    public int MillisecondsLeft => options.Seconds is { } limit ? (int)Math.Clamp(Math.Ceiling((limit - Seconds) * 1000), 0, int.MaxValue) : Timeout.Infinite;

    /// <summary>Why a run ends that is waiting for something, or none.</summary>
    /// <param name="cancellation">Whether it is cancelled.</param>
    public StopReason Interruption(CancellationToken cancellation) =>
        cancellation.IsCancellationRequested ? StopReason.Cancelled : IsOutOfTime ? StopReason.Seconds : StopReason.None;

    /// <summary>The rule that holds, or none.</summary>
    /// <param name="counts">Counts of all frames so far.</param>
    /// <param name="totalBits">Payload bits there are in all, where that is known.</param>
    public StopReason Reason(LinkCounts counts, long? totalBits) => Reason(LinkTotals.Of(counts), totalBits);

    /// <summary>The rule that holds, or none.</summary>
    /// <param name="counts">Counts of all frames so far.</param>
    /// <param name="totalBits">Payload bits there are in all, where that is known.</param>
    public StopReason Reason(in LinkTotals counts, long? totalBits)
    {
        if (totalBits is { } total && counts.PayloadBits >= total)
        {
            return StopReason.EndOfInput;
        }

        if (!isFile && options.ReasonOf(counts) is var reason and not StopReason.None)
        {
            return reason;
        }

        return IsFull(counts) ? StopReason.LargestCount : IsOutOfTime ? StopReason.Seconds : StopReason.None;
    }

    /// <summary>Whether another frame could bring more bits than can be counted.</summary>
    /// <param name="counts">Counts of all frames so far, one at least.</param>
    private static bool IsFull(in LinkTotals counts) => counts.Bits > StopOptions.LargestCount - (counts.Bits / counts.Frames);

    /// <summary>Payload bits after which the run will have ended, where that can be foreseen.</summary>
    /// <param name="totalBits">Payload bits there are in all, where that is known.</param>
    public long? PayloadBits(long? totalBits) => isFile ? totalBits : options.PayloadBits;

    /// <summary>Frames that these are, the last one perhaps in part.</summary>
    /// <param name="messageBits">Payload bits of a frame.</param>
    /// <param name="totalBits">Payload bits there are in all, where that is known.</param>
    public long? Frames(long messageBits, long? totalBits) => (PayloadBits(totalBits) + messageBits - 1) / messageBits;
}
