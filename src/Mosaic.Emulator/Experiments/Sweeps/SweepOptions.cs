namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>How a sweep is run. Nothing of it changes what a point counts.</summary>
public sealed record SweepOptions
{
    /// <summary>The share of the trials to run.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>
    /// The CSV file to write, with a journal and a JSON beside it; where it is there, the sweep goes on from it. Null for none.
    /// </summary>
    public string? Out { get; init; }

    /// <summary>The JSON file that is written beside <see cref="Out"/>; null without it.</summary>
    public string? Json => Out is null ? null : SweepFiles.JsonPath(Out);

    /// <summary>Told of every point that has ended, in the order of the points; or null.</summary>
    public Action<BerPoint>? Ended { get; init; }

    /// <summary>Told after every trial; or null.</summary>
    public Action<SweepProgress>? Progress { get; init; }
}
