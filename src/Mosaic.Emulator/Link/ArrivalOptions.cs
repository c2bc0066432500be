using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Link;

/// <summary>What boards, gearbox and electrical lanes do to the lanes behind the receivers.</summary>
public sealed record ArrivalOptions
{
    /// <summary>Delay common to all lanes, in UI.</summary>
    [Range(0, 1_000_000)]
    public int DelayUi { get; init; }

    /// <summary>Each lane is late by a further 0 … this many UI, uniformly drawn from the seed.</summary>
    [Range(0, 1_000_000)]
    public int SkewUi { get; init; } = 382;

    /// <summary>Whether the lanes arrive in a random order.</summary>
    public bool Shuffle { get; init; } = true;
}
