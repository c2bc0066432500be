using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>The probability that a bit is wrong in one pattern of own bits: Q(−(y + offset)/σ), y being the neighbours' light that counts against it.</summary>
/// <param name="Offset">What counts against it without, less its margin.</param>
/// <param name="Noise">σ² as a function of y + offset.</param>
/// <param name="Deviation">Its steepest deviation.</param>
/// <param name="Begin">Below this, errors are taken for impossible.</param>
/// <param name="End">Above this, for certain.</param>
internal readonly record struct OwnTail(double Offset, NoiseParabola Noise, double Deviation, double Begin, double End)
{
    // So far on the wrong side a bit is right with a probability below 1e-12.
    private const double Certain = 7.1;

    /// <summary>Says where it begins and ends, and how steep it is between.</summary>
    /// <param name="impossible">So many deviations on the right side, errors are taken for impossible.</param>
    /// <param name="reach">The most light.</param>
    [MethodImpl(Kernel.Compiled)]
    public OwnTail Between(double impossible, double reach)
    {
        double first = Noise.Place(-impossible), last = Noise.Place(Certain);
        return this with { Begin = first - Offset, End = last - Offset, Deviation = Noise.SteepestDeviation(Math.Max(first, Offset), Math.Min(last, Offset + reach)) };
    }
}
