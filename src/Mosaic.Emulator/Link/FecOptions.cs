using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Link;

/// <summary>Forward error correction.</summary>
public sealed record FecOptions
{
    /// <summary>Name of the code, e.g. <c>kp4</c>. <c>outer+inner</c> is two as one; <c>plugin:file#type</c> is one of one's own.</summary>
    public string Code { get; init; } = "kp4";

    /// <summary>Codewords that are interleaved symbol by symbol.</summary>
    [Range(1, 64)]
    public int Interleave { get; init; } = 4;
}
