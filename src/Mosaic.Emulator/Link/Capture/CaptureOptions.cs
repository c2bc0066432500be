using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Link.Capture;

/// <summary>Writing down the channel's errors, and running on them again.</summary>
public sealed record CaptureOptions
{
    /// <summary>The file to write the channel's errors to; null: none.</summary>
    public string? Errors { get; init; }

    /// <summary>The file with errors to take instead of drawing them; null: draw them.</summary>
    public string? Replay { get; init; }

    /// <summary>The only frame with payload to count, from 0; null: all, until a stop rule holds.</summary>
    [Range(0L, uint.MaxValue - 1L)]
    public long? Frame { get; init; }
}
