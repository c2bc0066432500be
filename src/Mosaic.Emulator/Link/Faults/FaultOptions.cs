using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Link.Faults;

/// <summary>Something that goes wrong while the link runs. Frames are those with payload, counted from 0.</summary>
public sealed record FaultOptions
{
    /// <summary>The channel that it happens to, which has the number of its lane until a spare takes over; <c>burst</c> strikes all of them and takes none.</summary>
    [Range(0, 4095)]
    public int? Lane { get; init; }

    /// <summary>What happens: see <see cref="FaultKind"/>.</summary>
    [AllowedValues(FaultKind.Dead, FaultKind.Weak, FaultKind.Drift, FaultKind.Noisy, FaultKind.StuckOne, FaultKind.Burst, FaultKind.Slip)]
    public required string Kind { get; init; }

    /// <summary>The first frame that it affects.</summary>
    [Range(0L, uint.MaxValue)]
    public long AtFrame { get; init; }

    /// <summary>The first frame that is whole again; null: none. A <c>burst</c> and a <c>slip</c> happen once and take none.</summary>
    [Range(1L, uint.MaxValue)]
    public long? UntilFrame { get; init; }

    /// <summary><c>weak</c>: loss of power in dB; <c>drift</c>: the same for each frame; <c>noisy</c>: gain of noise in dB, not below 0.</summary>
    [Range(-3.0, 100.0)]
    public double? Db { get; init; }

    /// <summary><c>burst</c>: its length in UI; <c>slip</c>: UI that the lane gains, or loses where negative.</summary>
    [Range(-1_000_000, 1_000_000)]
    public int? Ui { get; init; }

    /// <summary>Whether it affects a frame.</summary>
    internal bool IsActive(long frame) => frame >= AtFrame && (UntilFrame is not { } end || frame < end);
}
