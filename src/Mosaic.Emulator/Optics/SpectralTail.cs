using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics;

/// <summary>A tail as it looks at a tilt s: its slope times exp(−s·w), w being how far light and noise are beyond the threshold, is a bell.</summary>
/// <param name="Margin">How far the mean light is on the right side.</param>
/// <param name="Share">What the tail counts; negative where it is what is missing of certainty.</param>
/// <param name="Noise">σ² as a function of w.</param>
/// <param name="Middle">Where the bell is highest.</param>
/// <param name="Deviation">And how wide it is there.</param>
/// <param name="Exponent">ln of the exponential there.</param>
/// <param name="Begin">Below, there is nothing of it.</param>
/// <param name="End">Nor is there above.</param>
internal readonly record struct SpectralTail(double Margin, double Share, NoiseParabola Noise, double Middle, double Deviation, double Exponent, double Begin, double End)
{
    // So far from the middle the bell is below 2e-13 of its height, and never more than a few times as far; in deviations.
    private const double Reach = 7.5, Farther = 1.5, Farthest = 15, Nothing = -28;

    /// <summary>The bell is never so many deviations wide.</summary>
    public const double Widest = 40;

    // Noise may change by half its variance within so many deviations.
    private const double Smooth = 5, Change = 0.5;
    private const int Steps = 6;

    /// <summary>The bell at a tilt.</summary>
    /// <param name="margin">How far the mean light is on the right side.</param>
    /// <param name="share">What the tail counts.</param>
    /// <param name="noise">σ² as a function of w.</param>
    /// <param name="tilt">s.</param>
    /// <returns>null where noise changes too fast with the current.</returns>
    [MethodImpl(Kernel.Compiled)]
    public static SpectralTail? At(double margin, double share, in NoiseParabola noise, double tilt)
    {
        // −½w²/σ² − s·w has the slope −w·(c₀ + ½c₁·w)/σ⁴ − s.
        double w = -tilt * noise.Constant, curvature = 0;
        for (int i = 0; i < Steps; i++)
        {
            double variance = Variance(noise, w), square = variance * variance;
            double slope = w * (noise.Constant + (0.5 * noise.Linear * w)) / square;
            curvature = ((noise.Constant + (noise.Linear * w)) / square) - (2 * slope * (noise.Linear + (2 * noise.Quadratic * w)) / variance);
            if (!(curvature > 0))
                return null;
            double change = (slope + tilt) / curvature;
            w -= change;
            if (change * change * curvature < 1e-6)
                break;
        }

        double deviation = 1 / Math.Sqrt(curvature), exponent = Exponential(noise, w, tilt), reach = Farthest * deviation, step = Farther * deviation;
        double begin = w - (Reach * deviation), end = w + (Reach * deviation);
        while (w - begin < reach && Exponential(noise, begin, tilt) > exponent + Nothing)
            begin -= step;
        while (end - w < reach && Exponential(noise, end, tilt) > exponent + Nothing)
            end += step;
        double narrowest = Math.Min(deviation, Math.Sqrt(Math.Min(Variance(noise, begin), Variance(noise, end))));
        return w - begin < reach && end - w < reach && end - begin < Widest * narrowest && IsSmooth(noise, begin) && IsSmooth(noise, w) && IsSmooth(noise, end)
            ? new SpectralTail(margin, share, noise, w, narrowest, exponent, begin, end)
            : null;
    }

    /// <summary>The largest exponent at twice the tilt, to a quarter.</summary>
    /// <param name="tilt">s.</param>
    public double Twice(double tilt)
    {
        double most = double.NegativeInfinity;
        for (double w = Middle; w > Begin; w -= Deviation)
        {
            double next = Exponential(Noise, w, 2 * tilt);
            if (next < most)
                break;
            most = next;
        }

        return most;
    }

    private static double Exponential(in NoiseParabola noise, double w, double tilt) => (-0.5 * w * w / Variance(noise, w)) - (tilt * w);

    private static double Variance(in NoiseParabola noise, double w) => noise.Constant + (w * (noise.Linear + (w * noise.Quadratic)));

    private static bool IsSmooth(in NoiseParabola noise, double w)
    {
        double variance = Variance(noise, w);
        return variance > 0 && (Smooth * Math.Abs(noise.Linear + (2 * noise.Quadratic * w)) / Math.Sqrt(variance)) + (Smooth * Smooth * noise.Quadratic) <= Change;
    }
}
