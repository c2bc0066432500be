using Mosaic.Emulator.Bonding.Deskew;

namespace Mosaic.Emulator.Experiments;

/// <summary>What a comparison of deskew algorithms varies.</summary>
public sealed record DeskewComparisonOptions
{
    /// <summary>The most trials of a point.</summary>
    public const int LargestTrials = 1_000_000;

    /// <summary>The most frames that a link is watched for after its bring-up.</summary>
    public const int LargestHoldFrames = 100_000;

    /// <summary>The algorithms, one or more, each under a name of its own; all of them see the same bits.</summary>
    public required IReadOnlyList<(string Name, DeskewFactory Make)> Algorithms { get; init; }

    /// <summary>Bit error rates, 0 … 0.5.</summary>
    public required IReadOnlyList<double> Ber { get; init; }

    /// <summary>Skews in UI, 0 or more: each lane is late by 0 … this many UI, uniformly.</summary>
    public required IReadOnlyList<int> SkewUi { get; init; }

    /// <summary>Fastest drifts in UI per million UI, 0 … 1,000: see <see cref="Link.Options.ArrivalOptions.DriftPpm"/>.</summary>
    public IReadOnlyList<double> DriftPpm { get; init; } = [0];

    /// <summary>Links brought up at each point, 1 … <see cref="LargestTrials"/>.</summary>
    public int Trials { get; init; } = 100;

    /// <summary>Frames that a link is watched for after its bring-up, 0 … <see cref="LargestHoldFrames"/>.</summary>
    public int HoldFrames { get; init; } = 8;
}
