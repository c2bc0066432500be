using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Link;

/// <summary>
/// When a run has seen enough: at the first frame at whose end any rule holds; a run needs one. File traffic ends with the
/// file instead; of these rules only <see cref="Seconds"/> can end it earlier.
/// </summary>
public sealed record StopOptions
{
    /// <summary>The most bits that are counted: intervals are exact up to here.</summary>
    internal const long LargestCount = 100_000_000_000_000;

    /// <summary>Payload bits sent; null for no such rule.</summary>
    [Range(1L, LargestCount)]
    public long? PayloadBits { get; init; } = 1_000_000_000;

    /// <summary>Bit errors before FEC; null for no such rule.</summary>
    [Range(1L, LargestCount)]
    public long? BitErrors { get; init; }

    /// <summary>Codewords that the decoder declared lost or decoded wrongly; null for no such rule.</summary>
    [Range(1L, LargestCount)]
    public long? CodewordErrors { get; init; }

    /// <summary>
    /// Width of the 95 % interval of the bit error rate before FEC, relative to the rate; null for no such rule.
    /// </summary>
    [Range(1e-6, 10.0)]
    public double? RelativeInterval { get; init; }

    /// <summary>
    /// Wall-clock seconds, bring-up included; null for no such rule. A run that this rule ends is not reproducible, and has
    /// missed its goal unless time was all that was asked for.
    /// </summary>
    [Range(0.001, 1e9)]
    public double? Seconds { get; init; }

    /// <summary>Whether a rule looks at counts.</summary>
    internal bool HasCountRule => (PayloadBits ?? BitErrors ?? CodewordErrors) is not null || RelativeInterval is not null;
}
