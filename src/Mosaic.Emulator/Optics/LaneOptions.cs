using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Optics;

/// <summary>What every lane carries: NRZ at one rate, and how differently late the lanes are.</summary>
public sealed record LaneOptions
{
    /// <summary>Bit rate of a lane in Gb/s, 0.1 … 10. Default: 850 Gb/s (800G with KP4 parity) over 400 lanes.</summary>
    [Range(0.1, 10.0)]
    public double BitRateGbps { get; init; } = 2.125;

    /// <summary>
    /// Standard deviation in ps of a lane's delay that does not grow with the fibre (drivers, boards), 0 … 2000.
    /// Default: about 4 mm of board.
    /// </summary>
    [Range(0.0, 2000.0)]
    public double SkewSpreadPs { get; init; } = 20;
}
