using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Experiments;

/// <summary>What a comparison of codes varies.</summary>
public sealed record FecComparisonOptions
{
    /// <summary>The code that gains are counted against, compared whether it is named or not.</summary>
    public const string Uncoded = "none";

    /// <summary>Names of codes, one or more, each once.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>The setting that is varied, or null where there is one link only.</summary>
    public string? Axis { get; init; }

    /// <summary>The links, one or more: the value of the setting, and the options with it. Their codes are replaced.</summary>
    public required IReadOnlyList<(string? Value, LinkOptions Options)> Links { get; init; }
}
