using System.ComponentModel.DataAnnotations;
using Mosaic.Emulator.Bonding.Repair;

namespace Mosaic.Emulator.Link.Options;

/// <summary>What is done about channels that are bad as the link comes up, and lanes that fail while it runs; of use with spares or words across the lanes.</summary>
public sealed record RepairOptions
{
    /// <summary>
    /// What a lane that fails does: <c>spare</c>, move to the first spare; <c>shift</c>, it and the lanes between it and that spare move to the
    /// next channel; <c>none</c>, stay.
    /// </summary>
    [AllowedValues("none", "spare", "shift")]
    public string Mode { get; init; } = "spare";

    /// <summary>Frames from the one that shows that a lane has failed to the first on its new channel.</summary>
    [Range(LinkRun.BatchFrames * 2, 100_000)]
    public int LatencyFrames { get; init; } = LinkRun.BatchFrames * 2;

    /// <summary>With spares: training frames after which channels that are not aligned, or have too many errors, are mapped out.</summary>
    [Range(2, 1000)]
    public int TestFrames { get; init; } = 4;

    /// <summary>Bit error rate on training data above which a channel is mapped out.</summary>
    [Range(0.0, 0.5)]
    public double TestBer { get; init; } = 0.01;

    /// <summary>Bit error rate of a lane from which on a frame is bad; at least eight errors are.</summary>
    [Range(0.0, 0.5, MinimumIsExclusive = true)]
    public double FailBer { get; init; } = 1e-3;

    /// <summary>Bit error rate up to which a frame is clear, and bad ones before it are forgotten.</summary>
    [Range(0.0, 0.5)]
    public double ClearBer { get; init; } = 1e-4;

    /// <summary>Bad frames, no clear one among them, with which a lane has failed; a lane that slips has six or seven until it is found again.</summary>
    [Range(1, 1000)]
    public int FailFrames { get; init; } = 8;

    internal RepairMode RepairMode => Enum.Parse<RepairMode>(Mode, ignoreCase: true);
}
