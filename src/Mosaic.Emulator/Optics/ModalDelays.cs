using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// Delays of the rays of a step-index core behind the one on the axis: a ray at angle θ is late by
/// δ = (L·n/c)·(1/cos θ − 1) and carries the weight sin θ·cos θ·exp(−θ²/2s²) up to the acceptance angle. θ is the angle
/// inside the core; the aperture NA and the half-intensity angle θₕ are those of rays in air and refracted (Snell):
/// the acceptance angle is asin(NA/n), and s = asin(sin θₕ/n)/√(2 ln 2).
/// </summary>
internal sealed class ModalDelays
{
    internal const double LightSpeed = 299792458;
    private const double RadiansPerDegree = 0.017453292519943295;
    private const double TwoLn2 = 1.3862943611198906;

    // Rays beyond this many deviations carry less than 3e-11 of the light.
    private const double LargestDeviation = 7;

    private static readonly GaussLegendre Rule = new(16);

    private readonly double _axialTime; // L·n/c
    private readonly double _halfInverseVariance; // 1/2s²
    private readonly double _largestAngle;
    private readonly double _norm;

    public ModalDelays(FiberOptions fiber)
    {
        double halfAngle = Elementary.Asin(Elementary.Sin(fiber.LaunchHalfAngleDeg * RadiansPerDegree) / fiber.CoreIndex);
        double variance = halfAngle * halfAngle / TwoLn2;
        _largestAngle = Math.Min(
            Elementary.Asin(fiber.NumericalAperture / fiber.CoreIndex), LargestDeviation * Math.Sqrt(variance));
        _axialTime = fiber.LengthM * fiber.CoreIndex / LightSpeed;
        if (_axialTime == 0 || _largestAngle == 0)
            return;

        _halfInverseVariance = 0.5 / variance;
        Largest = _axialTime * (1 / Elementary.Cos(_largestAngle) - 1);
        _norm = Integrate(null, 0, slope: false, 0, _largestAngle);
    }

    /// <summary>Delay of the steepest ray in s; 0: no modal dispersion.</summary>
    public double Largest { get; }

    /// <summary>The mean of G(t − δ) over the rays.</summary>
    /// <param name="step">G.</param>
    /// <param name="t">Time since the step in s.</param>
    public double Average(FilterStep step, double t) => Average(step, t, slope: false);

    /// <summary>The mean of G′(t − δ) over the rays, in 1/s.</summary>
    /// <param name="step">G.</param>
    /// <param name="t">Time since the step in s.</param>
    public double AverageSlope(FilterStep step, double t)
    {
        if (Largest == 0 || step.Sigma > 0 || step.Poles.Length > 0)
            return Average(step, t, slope: true);

        // G is a step: the slope is the light that comes at t, w·dθ/dδ.
        if (t < 0 || t >= Largest)
            return 0;
        double angle = AngleOf(t), cos = Elementary.Cos(angle);
        return cos * cos * cos * Elementary.Exp(-angle * angle * _halfInverseVariance) / (_axialTime * _norm);
    }

    [MethodImpl(Kernel.Compiled)]
    private double Average(FilterStep step, double t, bool slope)
    {
        if (Largest == 0)
            return slope ? step.SlopeAt(t) : step.At(t);

        // G changes its character where t − δ passes 0, ±9σ and the ends of the decays: panels end there, at half of each side of the Gaussian, and at thirds of each decay.
        ReadOnlySpan<double> poles = step.Poles;
        Span<double> ends = stackalloc double[(3 * poles.Length) + 5];
        double late = -9 * step.Sigma;
        ends[^1] = t - late;
        for (int i = 2; i <= ends.Length; i++)
        {
            late += i <= 5 ? 4.5 * step.Sigma : 10 * poles[^((i - 3) / 3)];
            ends[^i] = t - late;
        }

        double sum = 0, from = 0;
        foreach (double end in ends)
        {
            double to = AngleOf(end);
            if (to > from)
                sum += Integrate(step, t, slope, from, to);
            from = to;
        }

        return sum / _norm;
    }

    /// <summary>The angle whose ray is late by a delay, within 0 … the largest: sin θ = √(y(2+y))/(1+y), y = δ·c/(L·n).</summary>
    private double AngleOf(double delay)
    {
        if (delay <= 0)
            return 0;
        double y = delay / _axialTime;
        return delay >= Largest ? _largestAngle : Elementary.Asin(Math.Sqrt(y * (2 + y)) / (1 + y));
    }

    /// <summary>∫ weight·G(t − δ), or of G′, over a range of angles (of the weight alone without a G).</summary>
    [MethodImpl(Kernel.Compiled)]
    private double Integrate(FilterStep? step, double t, bool slope, double from, double to)
    {
        double middle = 0.5 * (from + to), half = 0.5 * (to - from), sum = 0;
        for (int i = 0; i < Rule.Nodes.Length; i++)
        {
            double angle = middle + half * Rule.Nodes[i];
            double cos = Elementary.Cos(angle);
            double weight = Elementary.Sin(angle) * cos * Elementary.Exp(-angle * angle * _halfInverseVariance);
            double late = t - _axialTime * (1 / cos - 1);
            sum += Rule.Weights[i] * weight * (step is null ? 1 : slope ? step.SlopeAt(late) : step.At(late));
        }

        return sum * half;
    }
}
