using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Link.Options;

/// <summary>A trial: a link that is brought up afresh, the unit of sweeps and shards. Stop rules are looked at from trial to trial.</summary>
public sealed record TrialOptions
{
    /// <summary>Frames of a trial that are counted, bring-up apart.</summary>
    [Range(1, 1_000_000)]
    public int Frames { get; init; } = 16;
}
