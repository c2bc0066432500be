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

    /// <summary>Channels without light from the start, by number, row by row from 0. Default: none.</summary>
    public ChannelList DeadChannels { get; init; } = [];

    /// <summary>Probability with which each channel is dead from the start, drawn from the seed. Default: 0.</summary>
    [Range(0.0, 0.5)]
    public double DeadFraction { get; init; }
}
