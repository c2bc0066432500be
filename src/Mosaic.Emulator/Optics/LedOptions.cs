using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Optics;

/// <summary>The microLEDs. "Fitted" defaults reproduce, together, what was measured on the MOSAIC prototype.</summary>
public sealed record LedOptions
{
    internal const double MostPowerDbm = 10;

    /// <summary>Mean optical power of an LED over random bits in dBm, −60 … 10, and at most 10 at its temperature too. Default: 0.1 mW, fitted.</summary>
    [Range(-60.0, MostPowerDbm)]
    public double AveragePowerDbm { get; init; } = -10.1;

    /// <summary>Standard deviation in dB of an LED's power over the array (lognormal), 0 … 6; 0: all alike. Default: an estimate.</summary>
    [Range(0.0, 6.0)]
    public double PowerSpreadDb { get; init; } = 0.5;

    /// <summary>Power of a 1 over power of a 0 in dB, 0.1 … 60. Default: fitted.</summary>
    [Range(0.1, 60.0)]
    public double ExtinctionRatioDb { get; init; } = 11.7;

    /// <summary>−3 dB bandwidth of the LED's single pole in GHz, 0.05 … 100; null: ideal. Default: fitted.</summary>
    [Range(0.05, 100.0)]
    public double? BandwidthGHz { get; init; } = 1.87;

    /// <summary>
    /// Spread of that bandwidth over the array in percent (the standard deviation of its logarithm), 0 … 30; 0: all alike.
    /// Default: none.
    /// </summary>
    [Range(0.0, 30.0)]
    public double BandwidthSpreadPercent { get; init; }

    /// <summary>Temperature of the LEDs in °C, −40 … 150. Power and bandwidth are those at 25 °C (default).</summary>
    [Range(-40.0, 150.0)]
    public double TemperatureC { get; init; } = 25;

    /// <summary>Change of power with temperature in dB/K, −0.1 … 0.1. Default: 10 % less at 85 °C, as blue LEDs.</summary>
    [Range(-0.1, 0.1)]
    public double PowerDbPerK { get; init; } = -0.008;

    /// <summary>Change of bandwidth with temperature in %/K (of its logarithm), −1 … 1. Default: an estimate.</summary>
    [Range(-1.0, 1.0)]
    public double BandwidthPercentPerK { get; init; } = -0.1;
}
