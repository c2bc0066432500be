using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Optics;

/// <summary>Imaging of the LED array onto the photodiode array.</summary>
public sealed record OpticsOptions
{
    internal const string Geometry = "geometry";
    internal const string None = "none";

    /// <summary>
    /// Where the coupling between channels comes from: <c>geometry</c> (spots over apertures) or <c>none</c> (each
    /// photodiode gets all the light of its own LED and no other; lengths and angles are then unused).
    /// </summary>
    [AllowedValues(Geometry, None)]
    public string Crosstalk { get; init; } = Geometry;

    /// <summary>Standard deviation of an LED's spot at the photodiodes in µm, 0.1 … 1000. Default: well inside the aperture.</summary>
    [Range(0.1, 1000.0)]
    public double SpotSigmaUm { get; init; } = 8;

    /// <summary>Fraction of the light scattered into the halo, 0 … 1; 0: no halo. Default: 0.5 % into a side neighbour.</summary>
    [Range(0.0, 1.0)]
    public double HaloFraction { get; init; } = 0.06;

    /// <summary>Standard deviation of the halo in µm, 0.1 … 10000. Default: 0.2 % into a diagonal neighbour.</summary>
    [Range(0.1, 10000.0)]
    public double HaloSigmaUm { get; init; } = 40;

    /// <summary>Shift of the image along a row (towards higher columns) in µm, −1000 … 1000. Default: none.</summary>
    [Range(-1000.0, 1000.0)]
    public double OffsetXUm { get; init; }

    /// <summary>Shift of the image along a column (towards higher rows) in µm, −1000 … 1000. Default: none.</summary>
    [Range(-1000.0, 1000.0)]
    public double OffsetYUm { get; init; }

    /// <summary>Rotation of the image about the array's centre in mrad, from columns towards rows, −3200 … 3200. Default: none.</summary>
    [Range(-3200.0, 3200.0)]
    public double RotationMrad { get; init; }

    /// <summary>Size of the image over size of the LED array, 0.1 … 10; the spots keep their size. Default: 1.</summary>
    [Range(0.1, 10.0)]
    public double Magnification { get; init; } = 1;

    /// <summary>Loss from LED into fibre in dB, 0 … 60. Default: fitted.</summary>
    [Range(0.0, 60.0)]
    public double TransmitLossDb { get; init; } = 5.7;

    /// <summary>Loss from fibre to photodiode in dB, 0 … 60, without light that misses the aperture. Default: fitted.</summary>
    [Range(0.0, 60.0)]
    public double ReceiveLossDb { get; init; } = 2;
}
