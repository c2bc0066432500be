using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Link.Options;

/// <summary>What is sent.</summary>
public sealed record TrafficOptions
{
    /// <summary><c>random</c>, a pseudo-random sequence of ITU-T O.150, or <c>file</c>.</summary>
    [AllowedValues("random", "prbs7", "prbs9", "prbs11", "prbs13", "prbs15", "prbs23", "prbs31", "file")]
    public string Pattern { get; init; } = "random";

    /// <summary>Whether sequences and files are scrambled by a keystream; random traffic never is.</summary>
    public bool Scramble { get; init; } = true;

    /// <summary>The file to send, with pattern <c>file</c>; the tool takes <c>-</c> for stdin. Who hands a stream to the emulator needs none.</summary>
    public string? Input { get; init; }

    /// <summary>Where to write what came out of the link, with pattern <c>file</c>; null to write nothing; the tool takes <c>-</c> for stdout.</summary>
    public string? Output { get; init; }

    /// <summary>Whether the pattern is <c>file</c>.</summary>
    internal bool IsFile => string.Equals(Pattern, "file", StringComparison.Ordinal);
}
