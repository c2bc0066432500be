using System.ComponentModel.DataAnnotations;

namespace Mosaic.Emulator.Optics;

/// <summary>Imaging of the LED array onto the photodiode array.</summary>
public sealed record OpticsOptions
{
    internal const string Geometry = "geometry";
    internal const string Kernel = "kernel";
    internal const string Measured = "file";
    internal const string None = "none";

    /// <summary>
    /// Where the coupling between channels comes from: <c>geometry</c> (spots over apertures), <c>kernel</c> (the eight
    /// neighbours at given levels), <c>file</c> (a measured matrix) or <c>none</c> (each photodiode gets all the light of
    /// its own LED and no other). What belongs to another mode is unused.
    /// </summary>
    [AllowedValues(Geometry, Kernel, Measured, None)]
    public string Crosstalk { get; init; } = Geometry;

    /// <summary>Standard deviation of an LED's spot at the photodiodes in µm, 0.1 … 1000. Default: well inside the aperture.</summary>
    [Range(0.1, 1000.0)]
    [CrosstalkMode(Geometry)]
    public double SpotSigmaUm { get; init; } = 8;

    /// <summary>Fraction of the light scattered into the halo, 0 … 1; 0: no halo. Default: 0.5 % into a side neighbour.</summary>
    [Range(0.0, 1.0)]
    [CrosstalkMode(Geometry)]
    public double HaloFraction { get; init; } = 0.06;

    /// <summary>Standard deviation of the halo in µm, 0.1 … 10000. Default: 0.2 % into a diagonal neighbour.</summary>
    [Range(0.1, 10000.0)]
    [CrosstalkMode(Geometry)]
    public double HaloSigmaUm { get; init; } = 40;

    /// <summary>Shift of the image along a row (towards higher columns) in µm, −1000 … 1000. Default: none.</summary>
    [Range(-1000.0, 1000.0)]
    [CrosstalkMode(Geometry)]
    public double OffsetXUm { get; init; }

    /// <summary>Shift of the image along a column (towards higher rows) in µm, −1000 … 1000. Default: none.</summary>
    [Range(-1000.0, 1000.0)]
    [CrosstalkMode(Geometry)]
    public double OffsetYUm { get; init; }

    /// <summary>Rotation of the image about the array's centre in mrad, from columns towards rows, −3200 … 3200. Default: none.</summary>
    [Range(-3200.0, 3200.0)]
    [CrosstalkMode(Geometry)]
    public double RotationMrad { get; init; }

    /// <summary>Size of the image over size of the LED array, 0.1 … 10; the spots keep their size. Default: 1.</summary>
    [Range(0.1, 10.0)]
    [CrosstalkMode(Geometry)]
    public double Magnification { get; init; } = 1;

    /// <summary>Distance of the photodiodes from the image plane in µm, −1000 … 1000. Default: in focus.</summary>
    [Range(-1000.0, 1000.0)]
    [CrosstalkMode(Geometry)]
    public double DefocusUm { get; init; }

    /// <summary>
    /// Angle to the axis of the light behind the image plane, in degrees, 0 … 80: what a defocus makes of a point has
    /// the standard deviation defocus·tan(divergence). Default: the acceptance angle of a core of NA 0.2.
    /// </summary>
    [Range(0.0, 80.0)]
    [CrosstalkMode(Geometry)]
    public double DivergenceDeg { get; init; } = 12;

    /// <summary>
    /// Light from each of the four side neighbours in dB below the direct light, which is then 1; null: none. −100 … 100:
    /// the sign is of no meaning, 23 and −23 are both 23 dB below. With the diagonal ones they are no more than the direct light, or than what
    /// the losses leave room for.
    /// </summary>
    [Range(-100.0, 100.0)]
    [CrosstalkMode(Kernel)]
    public double? NearestDb { get; init; }

    /// <summary>The same for each of the four diagonal neighbours.</summary>
    [Range(-100.0, 100.0)]
    [CrosstalkMode(Kernel)]
    public double? DiagonalDb { get; init; }

    /// <summary>
    /// Name of the file with the measured matrix (<see cref="MeasuredCoupling"/>). A column, all that photodiodes receive of an LED, adds up to
    /// 2 at most, or to what the losses leave room for: 10 for 10 dB.
    /// </summary>
    [CrosstalkMode(Measured)]
    public string? File { get; init; }

    /// <summary>Loss from LED into fibre in dB, 0 … 60. Default: fitted.</summary>
    [Range(0.0, 60.0)]
    public double TransmitLossDb { get; init; } = 5.7;

    /// <summary>Loss from fibre to photodiode in dB, 0 … 60, without light that misses the aperture. Default: fitted.</summary>
    [Range(0.0, 60.0)]
    public double ReceiveLossDb { get; init; } = 2;

    /// <summary>All losses from LED to photodiode in dB, without light that misses the aperture.</summary>
    internal double LossDb(FiberOptions fiber) => TransmitLossDb + (fiber.AttenuationDbPerM * fiber.LengthM) + ReceiveLossDb;
}
