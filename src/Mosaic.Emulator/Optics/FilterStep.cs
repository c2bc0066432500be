using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The step response G(t) of up to two single poles and a Gaussian, in closed form. One pole of time constant τ after a
/// Gaussian of deviation σ (an exponentially modified Gaussian) has G = Φ(t/σ) − E(τ) with
/// E(τ) = exp(σ²/2τ² − t/τ)·Φ(t/σ − σ/τ); two poles have G = Φ(t/σ) − (τ₁E(τ₁) − τ₂E(τ₂))/(τ₁ − τ₂).
/// </summary>
internal sealed class FilterStep
{
    private const double SqrtHalf = 0.7071067811865476;
    private const double TwoPi = 6.283185307179586;
    private const double Sqrt3Over5 = 0.7745966692414834;

    // Poles nearer than this share of the slower one are taken together; their difference would cancel.
    private const double NearPoles = 0.02;

    /// <param name="sigma">Deviation of the Gaussian in s; 0: none.</param>
    /// <param name="bandwidthHz1">−3 dB bandwidth of a pole in Hz; null: none.</param>
    /// <param name="bandwidthHz2">−3 dB bandwidth of the other pole in Hz; null: none.</param>
    public FilterStep(double sigma, double? bandwidthHz1, double? bandwidthHz2)
    {
        Sigma = sigma;
        double tau1 = TimeConstant(bandwidthHz1), tau2 = TimeConstant(bandwidthHz2);
        (Slow, Fast) = (Math.Max(tau1, tau2), Math.Min(tau1, tau2));
    }

    /// <summary>Deviation of the Gaussian in s.</summary>
    public double Sigma { get; }

    /// <summary>Time constant of the slower pole in s; 0: none.</summary>
    public double Slow { get; }

    /// <summary>Time constant of the faster pole in s; 0: at most one pole.</summary>
    public double Fast { get; }

    /// <summary>G(t), 0 … 1, continuous from the right.</summary>
    /// <param name="t">Time since the step in s.</param>
    public double At(double t)
    {
        double start = Sigma > 0 ? Gaussian.Q(-t / Sigma) : t >= 0 ? 1 : 0;
        if (start == 0 || Slow == 0)
            return start;
        if (Fast == 0)
            return start - Decay(t, Slow);

        double gap = Slow - Fast;
        if (gap > NearPoles * Slow)
            return start - (Slow * Decay(t, Slow) - Fast * Decay(t, Fast)) / gap;

        // The quotient is the mean of d(τE)/dτ between the poles: Gauss–Legendre with 3 nodes (error below 1e-12), and
        // exact for equal poles.
        double middle = 0.5 * (Slow + Fast), half = 0.5 * Sqrt3Over5 * gap;
        return start - (5 * DecaySlope(t, middle - half) + 8 * DecaySlope(t, middle) + 5 * DecaySlope(t, middle + half)) / 18;
    }

    private static double TimeConstant(double? bandwidthHz) => bandwidthHz is { } hz ? 1 / (TwoPi * hz) : 0;

    /// <summary>E(τ), by the scaled erfc where the exponential alone would overflow.</summary>
    private double Decay(double t, double tau)
    {
        if (Sigma == 0)
            return t < 0 ? 0 : Elementary.Exp(-t / tau);

        double z = (Sigma / tau - t / Sigma) * SqrtHalf;
        return z >= 0
            ? 0.5 * Elementary.Exp(-0.5 * (t / Sigma) * (t / Sigma)) * Gaussian.ErfcX(z)
            : 0.5 * Elementary.Exp((0.5 * Sigma / tau * Sigma - t) / tau) * Gaussian.Erfc(z);
    }

    /// <summary>d(τE)/dτ = E·(1 + t/τ − σ²/τ²) + (σ/τ)·φ(t/σ).</summary>
    private double DecaySlope(double t, double tau)
    {
        double ratio = Sigma / tau;
        double density = Sigma > 0 ? ratio * Gaussian.Pdf(t / Sigma) : 0;
        return Decay(t, tau) * (1 + t / tau - ratio * ratio) + density;
    }
}
