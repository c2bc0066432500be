using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The step response G(t) of up to three single poles and a Gaussian, and its slope, in closed form. With
/// E(τ) = exp(σ²/2τ² − t/τ)·Φ(t/σ − σ/τ), what an exponentially modified Gaussian lacks of Φ(t/σ), partial fractions
/// give for n poles G = Φ(t/σ) − D[τⁿ⁻¹E] and G′ = D[τⁿ⁻²E], D the divided difference over the n time constants.
/// </summary>
internal sealed class FilterStep
{
    private const double SqrtHalf = 0.7071067811865476;
    private const double TwoPi = 6.283185307179586;

    // Poles nearer than this share of the slower one are taken together; their difference would cancel.
    private const double NearPoles = 0.02;

    private static readonly double[] ThreePlaces = [0.1127016653792583, 0.5, 0.8872983346207417];
    private static readonly double[] ThreeWeights = [5.0 / 18, 8.0 / 18, 5.0 / 18];

    private readonly double[] _poles; // time constants in s, falling

    /// <param name="sigma">Deviation of the Gaussian in s; 0: none.</param>
    /// <param name="bandwidthsHz">−3 dB bandwidths of the poles in Hz, three at most; null: none.</param>
    public FilterStep(double sigma, params ReadOnlySpan<double?> bandwidthsHz)
    {
        Sigma = sigma;
        var poles = new List<double>();
        foreach (double? bandwidth in bandwidthsHz)
        {
            if (bandwidth is { } hz)
                poles.Add(1 / (TwoPi * hz));
        }

        poles.Sort();
        poles.Reverse();
        _poles = [.. poles];
    }

    /// <summary>Deviation of the Gaussian in s.</summary>
    public double Sigma { get; }

    /// <summary>Time constants of the poles in s, the slowest first.</summary>
    public ReadOnlySpan<double> Poles => _poles;

    /// <summary>G(t), 0 … 1, continuous from the right.</summary>
    /// <param name="t">Time since the step in s.</param>
    [MethodImpl(Kernel.Compiled)]
    public double At(double t)
    {
        double start = Sigma > 0 ? Gaussian.Q(-t / Sigma) : t >= 0 ? 1 : 0;
        return start == 0 || _poles.Length == 0 ? start : start - Difference(t, _poles.Length - 1);
    }

    /// <summary>G′(t) in 1/s, continuous from the right; 0 where neither a pole nor a Gaussian rounds the step.</summary>
    /// <param name="t">Time since the step in s.</param>
    [MethodImpl(Kernel.Compiled)]
    public double SlopeAt(double t)
    {
        if (_poles.Length > 0)
            return Difference(t, _poles.Length - 2);
        return Sigma > 0 ? Gaussian.Pdf(t / Sigma) / Sigma : 0;
    }

    /// <summary>The divided difference of τ^power·E over all poles.</summary>
    [MethodImpl(Kernel.Compiled)]
    private double Difference(double t, int power)
    {
        switch (_poles.Length)
        {
            case 1:
                return Term(t, power, _poles[0], 0);
            case 2:
                return Difference(t, power, _poles[0], _poles[1]);
            default:
                double spread = _poles[0] - _poles[2];
                return spread > 2 * NearPoles * _poles[0]
                    ? (Difference(t, power, _poles[0], _poles[1]) - Difference(t, power, _poles[1], _poles[2])) / spread
                    : NearDifference(t, power);
        }
    }

    /// <summary>
    /// Of two poles. Between near ones it is the mean of the derivative: Gauss–Legendre with three nodes (error below
    /// 1e-12), and exact for equal poles.
    /// </summary>
    [MethodImpl(Kernel.Compiled)]
    private double Difference(double t, int power, double slow, double fast)
    {
        double gap = slow - fast;
        if (gap > NearPoles * slow)
            return (Term(t, power, slow, 0) - Term(t, power, fast, 0)) / gap;

        double sum = 0;
        for (int i = 0; i < ThreePlaces.Length; i++)
            sum += ThreeWeights[i] * Term(t, power, fast + ThreePlaces[i] * gap, 1);
        return sum;
    }

    /// <summary>Of three near poles: ∫₀¹∫₀¹ s·f″(τ₁ + s(τ₂ − τ₁ + u(τ₃ − τ₂))) du ds (Hermite and Genocchi).</summary>
    private double NearDifference(double t, int power)
    {
        double sum = 0;
        for (int i = 0; i < ThreePlaces.Length; i++)
        {
            for (int j = 0; j < ThreePlaces.Length; j++)
            {
                double s = ThreePlaces[i], to = _poles[1] + ThreePlaces[j] * (_poles[2] - _poles[1]);
                sum += ThreeWeights[i] * ThreeWeights[j] * s * Term(t, power, _poles[0] + s * (to - _poles[0]), 2);
            }
        }

        return sum;
    }

    /// <summary>
    /// τ^power·E or one of its derivatives, from τ²E′ = aE + σφ(t/σ) with a = t − σ²/τ, and from the derivative of that.
    /// </summary>
    [MethodImpl(Kernel.Compiled)]
    private double Term(double t, int power, double tau, int derivative)
    {
        double e = Decay(t, tau), factor = power switch { -1 => 1 / tau, 0 => 1, 1 => tau, _ => tau * tau };
        if (derivative == 0)
            return factor * e;

        double square = Sigma / tau * Sigma / tau, a = t - square * tau;
        double density = Sigma > 0 ? Sigma * Gaussian.Pdf(t / Sigma) : 0;
        double e1 = (e * a + density) / (tau * tau);
        if (derivative == 1)
            return factor * (power * e / tau + e1);
        double e2 = (e1 * a + e * square) / (tau * tau) - 2 * e1 / tau;
        return factor * (power * (power - 1) * e / (tau * tau) + 2 * power * e1 / tau + e2);
    }

    /// <summary>E(τ), by the scaled erfc where the exponential alone would overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private double Decay(double t, double tau)
    {
        if (Sigma == 0)
            return t < 0 ? 0 : Elementary.Exp(-t / tau);

        double z = (Sigma / tau - t / Sigma) * SqrtHalf;
        return z >= 0
            ? 0.5 * Elementary.Exp(-0.5 * (t / Sigma) * (t / Sigma)) * Gaussian.ErfcX(z)
            : 0.5 * Elementary.Exp((0.5 * Sigma / tau * Sigma - t) / tau) * Gaussian.Erfc(z);
    }
}
