using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Link.Options;

/// <summary>Forward error correction.</summary>
public sealed record FecOptions
{
    /// <summary>Name of the code, e.g. <c>kp4</c>. Two as one are <c>outer+inner</c>, and one of one's own is <c>plugin:file#type</c>.</summary>
    public string Code { get; init; } = "kp4";

    /// <summary>Codewords that are interleaved symbol by symbol.</summary>
    [Range(1, 64)]
    public int Interleave { get; init; } = 4;
}
