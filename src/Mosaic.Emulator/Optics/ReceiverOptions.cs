using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Optics;

/// <summary>Photodiode, amplifier and slicer of a lane.</summary>
public sealed record ReceiverOptions
{
    internal const string Optimum = "optimum";
    internal const string Midpoint = "midpoint";
    internal const double MostNoise = 1000;

    /// <summary>Side of a photodiode's square aperture in µm, 0.1 … 1000 and at most the pitch. Default: most of the pitch.</summary>
    [Range(0.1, 1000.0)]
    [CrosstalkMode(OpticsOptions.Geometry)]
    public double ApertureUm { get; init; } = 40;

    /// <summary>Photocurrent per optical power in A/W, 0.001 … 1: one electron a photon at 1,240 nm. Default: silicon near 450 nm.</summary>
    [Range(0.001, 1.0)]
    public double ResponsivityAPerW { get; init; } = 0.25;

    /// <summary>
    /// Input-referred noise current density of the amplifier in pA/√Hz, 0.1 … 1000 and enough for the currents below zero that an equaliser makes. Default: a usual one.
    /// </summary>
    [Range(0.1, MostNoise)]
    public double NoisePaPerSqrtHz { get; init; } = 5;

    /// <summary>
    /// −3 dB bandwidth of the receiver's single pole in GHz, 0.05 … 100; null: ideal, with noise in half the bit rate.
    /// Default: fitted.
    /// </summary>
    [Range(0.05, 100.0)]
    public double? BandwidthGHz { get; init; } = 1.6;

    /// <summary>
    /// Strength in dB of an equaliser with one zero (0 … 20), <c>auto</c> for the strength that opens the eye of an LED of
    /// nominal bandwidth most, or null for none (default).
    /// </summary>
    [EqualizerStrength]
    public string? Equalizer { get; init; }

    /// <summary>
    /// Standard deviation in ps of the sampling instant, Gaussian and independent from UI to UI, 0 … 200. It acts through the
    /// slope of the lane's own waveform. Default: none.
    /// </summary>
    [Range(0.0, 200.0)]
    public double JitterPs { get; init; }

    /// <summary>Sampling instant after the best one in UI, −0.5 … 0.5, rounded to 1/256. Default: at the best.</summary>
    [Range(-0.5, 0.5)]
    public double SamplingOffsetUi { get; init; }

    /// <summary>Dark current in nA, 0 … 1e6. Default: a small photodiode's.</summary>
    [Range(0.0, 1e6)]
    public double DarkCurrentNa { get; init; } = 1;

    /// <summary>
    /// Relative intensity noise in dB/Hz, −200 … −80 and in the receiver's noise bandwidth no more than the light itself (−94 in 2.5 GHz); null: none. Default: an estimate, too weak to matter.
    /// </summary>
    [Range(-200.0, -80.0)]
    public double? RinDbPerHz { get; init; } = -140;

    /// <summary>
    /// Where a lane slices between its mean currents I₀ and I₁: <c>optimum</c> at (σ₀I₁ + σ₁I₀)/(σ₀ + σ₁), equally many
    /// deviations from both (default), or <c>midpoint</c> at (I₀ + I₁)/2.
    /// </summary>
    [AllowedValues(Optimum, Midpoint)]
    public string Threshold { get; init; } = Optimum;
}
