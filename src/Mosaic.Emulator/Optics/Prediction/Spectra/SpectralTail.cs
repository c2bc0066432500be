using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics.Prediction.Spectra;

/// <summary>A tail as it looks at a tilt s: its slope times exp(−s·w), w being how far light and noise are beyond the threshold, is a bell.</summary>
/// <param name="Margin">How far the mean light is on the right side.</param>
/// <param name="Share">What the tail counts; negative where it is what is missing of certainty.</param>
/// <param name="Noise">σ² as a function of w.</param>
/// <param name="Middle">Where the exponential is highest.</param>
/// <param name="Deviation">And how wide it is there.</param>
/// <param name="Exponent">ln of it there.</param>
internal readonly record struct SpectralTail(double Margin, double Share, NoiseParabola Noise, double Middle, double Deviation, double Exponent)
{
    /// <summary>What is left out of a bell's spectrum at each frequency, beside the spectrum at none.</summary>
    public const double LeftOut = 1e-13;

    /// <summary>The most points that a bell is made of.</summary>
    public const int MostPoints = 128;

    /// <summary>Of the tilt: where what comes again to one side is bounded, and, beside twice, to the other.</summary>
    public const double Part = 0.4, Times = 4;

    // The exponential is left out where it is this small, which is so many deviations from the middle, and never more than a few times as far.
    private const double Nothing = -31, Reach = 7.9, Farther = 1.5, Farthest = 15;

    // ln of what is left out, and how far the contour is moved for that, in deviations: the first is the best for a noise that does not change.
    private const double LogLeftOut = -29.933606208922594, Enough = 8.1;
    private const int Steps = 8, Looks = 8;

    // The integral over a bell by points about a deviation apart is never off by so many times.
    private const double Doubt = 2;

    // By no more than exp(3) does the other tilt change anything within reach: the bell is about the same, and what is behind its ends is nothing still.
    private const double Still = 3;

    /// <summary>Below, there is nothing of it.</summary>
    public double Begin { get; private init; }

    /// <summary>Nor is there above.</summary>
    public double End { get; private init; }

    /// <summary>Nor of its spectrum beyond this frequency.</summary>
    public double Last { get; private init; }

    /// <summary>The spectrum at no frequency, relative to the exponential.</summary>
    public double Size { get; private init; }

    /// <summary>ln of the same at twice the tilt.</summary>
    public double Twice { get; private init; }

    /// <summary>At <see cref="Times"/> the tilt, where that hardly changes the bell; else infinite.</summary>
    public double More { get; private init; }

    /// <summary>And at <see cref="Part"/> of the tilt.</summary>
    public double Less { get; private init; }

    private static ReadOnlySpan<double> Moves => [7.74, 6.2, 4.8, 3.6];

    /// <summary>Where the bell is at a tilt.</summary>
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
            if (!(curvature > 0 && variance > 0))
                return null;
            double change = (slope + tilt) / curvature;
            w -= change;
            if (change * change * curvature < 1e-6)
                return new SpectralTail(margin, share, noise, w, 1 / Math.Sqrt(curvature), Exponential(noise, w, tilt));
        }

        return null;
    }

    /// <summary>With its ends and its spectrum's.</summary>
    /// <param name="tilt">s.</param>
    /// <param name="impossible">So many deviations on the right side, errors are too rare to matter.</param>
    /// <returns>null where noise changes too fast with the current.</returns>
    [MethodImpl(Kernel.Compiled)]
    public SpectralTail? Measured(double tilt, double impossible)
    {
        double reach = Farthest * Deviation, step = Farther * Deviation, least = Exponent + Nothing;
        double begin = Middle - (Reach * Deviation), end = Middle + (Reach * Deviation);
        while (Middle - begin < reach && Exponential(Noise, begin, tilt) > least)
            begin -= step;
        while (end - Middle < reach && Exponential(Noise, end, tilt) > least)
            end += step;
        double vertex = Noise.Quadratic > 0 ? -0.5 * Noise.Linear / Noise.Quadratic : double.NegativeInfinity;
        bool inside = vertex > begin && vertex < end;
        double narrowest = Math.Min(Variance(Noise, begin), Variance(Noise, end));
        if (inside)
            narrowest = Math.Min(narrowest, Variance(Noise, vertex));
        if (!(Middle - begin < reach && end - Middle < reach && narrowest > 0 && IsLess(begin, Noise.Place(-impossible), tilt, least) && IsLess(0, end, tilt, least)))
            return null;

        int points = (int)Math.Ceiling((end - begin) / (Deviation * Spectrum.Group)) * Spectrum.Group;
        double distance = (end - begin) / (points - 1), last = double.PositiveInfinity;
        foreach (double move in Moves)
        {
            // σ² has no zero between the real line and the one that it is moved to.
            double shift = move * Deviation;
            if (inside && Variance(Noise, vertex) <= Noise.Quadratic * shift * shift)
                continue;
            double size = Doubt * Spectrum.Size(Noise, tilt, Exponent, shift, begin, distance, points);
            last = Math.Min(last, (Elementary.Log(size) - LogLeftOut) / shift);
            if (last * Deviation < Enough)
                break;
        }

        // Points 2π/2·last apart.
        if (!((end - begin) * last < 3 * (MostPoints - Spectrum.Group)))
            return null;
        return this with
        {
            Begin = begin,
            End = end,
            Last = last,
            Size = Doubt * Spectrum.Size(Noise, tilt, Exponent, 0, begin, distance, points),
            Twice = LogSize(2, tilt, begin, distance, points),
            More = (Times - 1) * tilt * (Middle - Math.Min(begin, Noise.Place(-impossible))) < Still ? LogSize(Times, tilt, begin, distance, points) : double.PositiveInfinity,
            Less = LogSize(Part, tilt, begin, distance, points),
        };
    }

    /// <summary>ln of the spectrum at no frequency and so many times the tilt.</summary>
    private double LogSize(double times, double tilt, double begin, double distance, int points)
    {
        double exponent = times * times * Exponent;
        return exponent + Elementary.Log(Math.Max(Doubt * Spectrum.Size(Noise, times * tilt, exponent, 0, begin, distance, points), double.Epsilon));
    }

    /// <summary>Whether the exponential is small everywhere between two places, where there is anything between: its slope changes its sign too seldom to hide.</summary>
    private bool IsLess(double high, double low, double tilt, double least)
    {
        if (low >= high)
            return true;
        if (!(low > double.NegativeInfinity))
            return false;
        for (int i = 0; i <= Looks; i++)
        {
            if (Exponential(Noise, low + ((high - low) * i / Looks), tilt) > least)
                return false;
        }

        return true;
    }

    private static double Exponential(in NoiseParabola noise, double w, double tilt) => (-0.5 * w * w / Variance(noise, w)) - (tilt * w);

    private static double Variance(in NoiseParabola noise, double w) => noise.Constant + (w * (noise.Linear + (w * noise.Quadratic)));
}
