using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>The noise's variance as a function of I − T: Constant + Linear·(I − T) + Quadratic·(I − T)², but no less than Least.</summary>
/// <param name="Constant">The variance at the threshold.</param>
/// <param name="Linear">Its slope there.</param>
/// <param name="Quadratic">C.</param>
/// <param name="Least">What it is kept above.</param>
internal readonly record struct NoiseParabola(double Constant, double Linear, double Quadratic, double Least)
{
    /// <summary>σ² at a current above the threshold (or below: negative).</summary>
    public double At(double excess) => Math.Max(Constant + (excess * (Linear + (excess * Quadratic))), Least);

    /// <summary>x in deviations, of such a current.</summary>
    public double Deviations(double excess) => excess / Math.Sqrt(At(excess));

    /// <summary>
    /// About where x is so large: the root of y² = x²·σ²(y) on its side that is nearer to the threshold, and infinitely far where the noise grows too fast with
    /// the current for that. The least variance is not looked at.
    /// </summary>
    /// <param name="deviations">x.</param>
    [MethodImpl(Kernel.Compiled)]
    public double Place(double deviations)
    {
        double square = deviations * deviations, slope = Math.Abs(square * Linear), curvature = 1 - (square * Quadratic);
        double discriminant = (slope * slope) + (4 * curvature * square * Constant);
        if (!(square < double.PositiveInfinity && discriminant >= 0))
            return deviations * double.PositiveInfinity;
        // Where noise falls on that side, or where it grows.
        double root = Math.Sqrt(discriminant);
        return deviations * Linear < 0
            ? Math.CopySign(2 * square * Constant / (slope + root), deviations)
            : curvature > 0 ? Math.CopySign((slope + root) / (2 * curvature), deviations) : deviations * double.PositiveInfinity;
    }

    /// <summary>
    /// No more than the smallest 1/x′ between two currents, the distance in current over which Q(x) can change by as much as over one deviation. x′ = (1 + ½·|T − I|·v)/σ on
    /// the side of the threshold where noise is less, v being |dσ²/dI|/σ²; and no more than 1/σ on the other.
    /// </summary>
    /// <param name="from">The lower current, less the threshold.</param>
    /// <param name="to">The upper.</param>
    [MethodImpl(Kernel.Compiled)]
    public double SteepestDeviation(double from, double to)
    {
        // As if noise grew with the current.
        double slope = Math.Abs(Linear), low = Linear < 0 ? -to : from;
        // With u = dσ²/dI, σ² = (u² + w)/4C: it is least where u is, and v largest at u² = w.
        double u = slope + (2 * Quadratic * low), w = (4 * Constant * Quadratic) - (slope * slope);
        double lowest = Quadratic > 0 && u < 0 ? -0.5 * slope / Quadratic : low, variance = Math.Max(Constant + (lowest * (slope + (lowest * Quadratic))), Least);
        double relative = w > 0 && u * u < w ? 2 * Quadratic / Math.Sqrt(w) : Math.Max(0, u) / variance;
        return Math.Sqrt(variance) / (1 + (0.5 * Math.Max(0, -low) * relative));
    }
}
