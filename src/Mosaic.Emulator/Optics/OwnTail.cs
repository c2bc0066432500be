namespace Mosaic.Emulator.Optics;

/// <summary>The probability that a bit is wrong in one pattern of own bits: Q(−(y + offset)/σ), y being the neighbours' light that counts against it.</summary>
/// <param name="Offset">What counts against it without, less its margin.</param>
/// <param name="Noise">σ² as a function of y + offset.</param>
/// <param name="Deviation">Its steepest deviation.</param>
internal readonly record struct OwnTail(double Offset, NoiseParabola Noise, double Deviation)
{
    // So far on the wrong side a bit is right with a probability below 1e-12.
    private const double Likely = 7.1;

    /// <summary>Where errors begin to be possible.</summary>
    /// <param name="certain">So many deviations on the right side they are not.</param>
    public double Begin(double certain) => Noise.Place(-certain) - Offset;

    /// <summary>Where they are certain.</summary>
    public double End => Noise.Place(Likely) - Offset;
}
