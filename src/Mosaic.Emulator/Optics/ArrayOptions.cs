using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Optics;

/// <summary>The grid of channels: LEDs on one side, photodiodes on the other, both row-major from the same corner.</summary>
public sealed record ArrayOptions
{
    /// <summary>Rows of channels, 1 … 64. Default: 20, with 20 columns the published array.</summary>
    [Range(1, 64)]
    public int Rows { get; init; } = 20;

    /// <summary>Columns of channels, 1 … 64. Default: 20.</summary>
    [Range(1, 64)]
    public int Columns { get; init; } = 20;

    /// <summary>Distance between neighbouring channels in µm, 1 … 1000. Default: a 20×20 array on a die of 1 mm.</summary>
    [Range(1.0, 1000.0)]
    public double PitchUm { get; init; } = 50;
}
