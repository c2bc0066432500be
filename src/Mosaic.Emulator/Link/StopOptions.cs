using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Link;

/// <summary>
/// When a run has seen enough: at the first frame at whose end any rule holds. File traffic ends with the file instead;
/// of these rules only <see cref="Seconds"/> can end it earlier.
/// </summary>
public sealed record StopOptions
{
    /// <summary>Payload bits sent; null for no such rule.</summary>
    [Range(1L, 1_000_000_000_000_000_000L)]
    public long? PayloadBits { get; init; } = 1_000_000_000;

    /// <summary>Bit errors before FEC; null for no such rule.</summary>
    [Range(1L, 1_000_000_000_000_000_000L)]
    public long? BitErrors { get; init; }

    /// <summary>Codewords that the decoder declared lost or decoded wrongly; null for no such rule.</summary>
    [Range(1L, 1_000_000_000_000_000_000L)]
    public long? CodewordErrors { get; init; }

    /// <summary>
    /// Width of the 95 % interval of the bit error rate before FEC, relative to the rate; null for no such rule.
    /// </summary>
    [Range(1e-6, 10.0)]
    public double? RelativeInterval { get; init; }

    /// <summary>Wall-clock seconds; null for no such rule. A run that this rule ends has missed its goal, and is not reproducible.</summary>
    [Range(0.001, 1e9)]
    public double? Seconds { get; init; }
}
