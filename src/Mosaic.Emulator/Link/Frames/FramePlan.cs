using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Measurement;
using Mosaic.Emulator.Traffic;

namespace Mosaic.Emulator.Link.Frames;

/// <summary>Which frames with payload a run sends and counts: all from 0 on until a rule holds, or what a single one needs.</summary>
/// <param name="design">The link.</param>
/// <param name="source">Its payload.</param>
/// <param name="window">Frames whose payload may be asked for at a time, up to the one that was opened last.</param>
internal sealed class FramePlan(LinkDesign design, IPayloadSource source, int window)
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
    /// <exception cref="OperationCanceledException">The run was cancelled, or out of time, while it was waited for.</exception>
    public void SkipInput()
    {
        for (long frame = 0; frame + window < First && design.Options.Traffic.IsFile; frame += window)
        {
            source.Advance(frame, window);
            CheckInput();
        }
    }

    /// <summary>Makes payload ready for a frame, besides that of frames before.</summary>
    /// <param name="frame">The frame; frames are opened in order.</param>
    /// <param name="rule">The stop rule.</param>
    /// <returns>Whether it can still matter: so do those that are counted and one more, since the last one arrives during the next.</returns>
    /// <exception cref="ConfigurationException">There is nothing to send, or not the frame that was asked for.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, or out of time, while input was waited for.</exception>
    public bool Open(long frame, StopRule rule)
    {
        source.Advance(Math.Max(0, frame + 1 - window), window);
        CheckInput();
        long? counted = _only is { } only ? only + 1 : rule.Frames(design.MessageBits, source.TotalBits);
        return counted is not { } end || frame <= end;
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
