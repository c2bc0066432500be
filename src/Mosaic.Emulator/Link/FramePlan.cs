using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link;

/// <summary>Which frames with payload a run sends and counts: all from 0 on until a rule holds, or what a single one needs.</summary>
/// <param name="design">The link.</param>
/// <param name="source">Its payload.</param>
/// <param name="batch">Frames that are sent together.</param>
internal sealed class FramePlan(LinkDesign design, IPayloadSource source, int batch)
{
    private readonly long? _only = design.Options.Capture.Frame;

    /// <summary>
    /// The first frame to send: 0; or the one to count, where only one is, no lane drifts and none is watched; or, before it, the first whose fault may
    /// cost a lane the lock that the link was brought up with.
    /// </summary>
    public long First { get; } = design.Options.Capture.Frame is { } only && design.Options.Arrival.DriftPpm == 0 && !design.IsWatched ? Math.Min(only, design.Faults.FirstLasting ?? only) : 0;

    /// <summary>Whether a frame belongs to the result.</summary>
    public bool IsCounted(long frame) => frame >= First && frame == (_only ?? frame);

    /// <summary>Why a run that has counted a frame is over, or none.</summary>
    public StopReason Reason(StopRule rule, LinkCounts counts) => _only is null ? rule.Reason(counts, source.TotalBits) : StopReason.Frame;

    /// <summary>How many bits of a frame are payload.</summary>
    public long PayloadBits(long frame) => source.TotalBits is { } total
        ? Math.Clamp(total - (frame * design.MessageBits), 0, design.MessageBits)
        : design.MessageBits;

    /// <summary>Passes over the part of a file that is before the first frame.</summary>
    /// <exception cref="ConfigurationException">The file ends there.</exception>
    public void SkipInput()
    {
        for (long frame = 0; frame + batch < First && design.Options.Traffic.IsFile; frame += batch)
        {
            source.Advance(frame, batch);
            CheckInput();
        }
    }

    /// <summary>Makes payload ready for a batch, and for the frame before, whose end shows.</summary>
    /// <param name="first">The batch's first frame.</param>
    /// <param name="rule">The stop rule.</param>
    /// <returns>The frames that can still matter: one more than will be counted, since the last one arrives during the next.</returns>
    /// <exception cref="ConfigurationException">There is nothing to send, or not the frame that was asked for.</exception>
    public int Advance(long first, StopRule rule)
    {
        long before = Math.Max(0, first - 1);
        source.Advance(before, (int)(first + batch - before));
        CheckInput();
        if (_only is { } only)
        {
            return (int)Math.Min(only + 2 - first, batch);
        }

        if (rule.PayloadBits(source.TotalBits) is not { } bits)
        {
            return batch;
        }

        long last = (bits + design.MessageBits - 1) / design.MessageBits;
        return (int)Math.Clamp(last + 1 - first, 1, batch);
    }

    private void CheckInput()
    {
        if (source.TotalBits == 0)
        {
            throw new ConfigurationException("traffic.input: the input is empty; there is nothing to send");
        }

        if (_only is { } only && PayloadBits(only) == 0)
        {
            throw new ConfigurationException($"capture.frame: {only} is beyond the input, which ends with frame {(source.TotalBits - 1) / design.MessageBits}");
        }
    }
}
