using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Optics;

/// <summary>The imaging fibre, a bundle of step-index cores.</summary>
public sealed record FiberOptions
{
    /// <summary>Length in m, 0 … 200; 0: no loss and no dispersion. Default: 20.</summary>
    [Range(0.0, 200.0)]
    public double LengthM { get; init; } = 20;

    /// <summary>Attenuation in dB/m, 0 … 2. Default: fitted.</summary>
    [Range(0.0, 2.0)]
    public double AttenuationDbPerM { get; init; } = 0.12;

    /// <summary>
    /// Numerical aperture, 0.01 … 1: rays steeper than asin(NA) in air, asin(NA/n) in the core, are not guided. Default:
    /// a weakly guiding core.
    /// </summary>
    [Range(0.01, 1.0)]
    public double NumericalAperture { get; init; } = 0.2;

    /// <summary>Refractive index of the core, taken as its group index too, 1.3 … 2.5. Default: silica at 450 nm.</summary>
    [Range(1.3, 2.5)]
    public double CoreIndex { get; init; } = 1.465;

    /// <summary>
    /// Angle to the axis, in degrees in air in front of the fibre, at which the launched intensity has fallen to one
    /// half, 0 … 80; 0: all light on the axis, no modal dispersion. Default: fitted, an LED behind a microlens.
    /// </summary>
    [Range(0.0, 80.0)]
    public double LaunchHalfAngleDeg { get; init; } = 3.8;

    /// <summary>Chromatic dispersion (its magnitude) in ps/(nm·km), 0 … 5000; 0: none. Default: fitted.</summary>
    [Range(0.0, 5000.0)]
    public double ChromaticPsPerNmKm { get; init; } = 326;

    /// <summary>Spectral width of an LED in nm, full width at half maximum, 0 … 200; 0: one wavelength. Default: fitted.</summary>
    [Range(0.0, 200.0)]
    public double SpectralWidthNm { get; init; } = 12;

    /// <summary>
    /// Coupling of the cores of a channel to those of each side neighbour in 1/m, 0 … 1: the part of the light that would
    /// cross in a metre if none came back. Default: none.
    /// </summary>
    [Range(0.0, 1.0)]
    [CrosstalkMode(OpticsOptions.Geometry)]
    public double CouplingPerM { get; init; }

    /// <summary>Standard deviation of a lane's delay per metre of fibre in ps/m, 0 … 100. Default: an estimate.</summary>
    [Range(0.0, 100.0)]
    public double SkewSpreadPsPerM { get; init; } = 0.2;
}
