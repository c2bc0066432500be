using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Channel;

/// <summary>
/// What a sample x of a lane says of its bit: L(x) = ln(p₀(x)/p₁(x)), p_b the Gaussian with the mean μ_b and variance s_b that the
/// lane's samples have when the bit is b and all other bits are random. So
/// L = ½·ln(s₁/s₀) + (x−μ₁)²/2s₁ − (x−μ₀)²/2s₀, which is exact where nothing but noise is added to the bit's own light; else
/// interference is taken as Gaussian. Positive says 0.
/// <para>Given as a signed byte in steps of 1/<see cref="StepsPerNat"/>: rounded to the nearest, halves to even, and clipped to ±127.</para>
/// </summary>
internal sealed class LaneLikelihood
{
    /// <summary>Steps of a natural unit.</summary>
    public const int StepsPerNat = 4;

    /// <summary>The largest magnitude, in steps.</summary>
    public const int Largest = 127;

    // Added to a number up to 2⁵¹ in magnitude, leaves it rounded to an integer in the lower bits, in two's complement.
    private const double Rounding = 3L << 51;

    // L·StepsPerNat = c₀ + d·(c₁ + d·c₂), d = x − threshold.
    private readonly double _c0, _c1, _c2, _threshold;

    /// <summary>Of a lane as it was brought up.</summary>
    public LaneLikelihood(LaneDecisionModel model)
    {
        (Mean0, Variance0) = Moments(model, bit: 0);
        (Mean1, Variance1) = Moments(model, bit: 1);
        _threshold = model.Threshold;
        double u0 = _threshold - Mean0, u1 = _threshold - Mean1;
        _c0 = StepsPerNat * 0.5 * (Elementary.Log(Variance1 / Variance0) + (u1 * u1 / Variance1) - (u0 * u0 / Variance0));
        _c1 = StepsPerNat * ((u1 / Variance1) - (u0 / Variance0));
        _c2 = StepsPerNat * 0.5 * ((1 / Variance1) - (1 / Variance0));
    }

    /// <summary>μ₀: the mean of the samples of zeros.</summary>
    public double Mean0 { get; }

    /// <summary>s₀: their variance.</summary>
    public double Variance0 { get; }

    /// <summary>μ₁: the mean of the samples of ones.</summary>
    public double Mean1 { get; }

    /// <summary>s₁: their variance.</summary>
    public double Variance1 { get; }

    /// <summary>The definition.</summary>
    /// <param name="sample">Current and noise.</param>
    public sbyte Of(double sample)
    {
        double d = sample - _threshold, steps = _c0 + (d * (_c1 + (d * _c2)));
        return (sbyte)Math.Round(Math.Clamp(steps, -Largest, Largest), MidpointRounding.ToEven);
    }

    /// <summary>Eight at a time, in the lower eight bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(in WaveformSamples first, in WaveformSamples second, in Coefficients coefficients)
    {
        Vector256<uint> both = Vector256.Narrow(coefficients.Round(first), coefficients.Round(second));
        Vector256<ushort> words = Vector256.Narrow(both, both);
        return Vector256.Narrow(words, words).AsUInt64().ToScalar();
    }

    /// <summary>The coefficients, in registers.</summary>
    public Coefficients Spread() =>
        new(Vector256.Create(_c0), Vector256.Create(_c1), Vector256.Create(_c2), Vector256.Create(_threshold));

    /// <summary>Mean and variance of the samples whose own bit is given: noise at their current, and what the other bits add.</summary>
    private static (double Mean, double Variance) Moments(LaneDecisionModel model, int bit)
    {
        double mean = model.OffLevel, interference = 0, shift = 0, shiftVariance = 0;
        foreach (LeakagePath path in model.Paths)
        {
            for (int tap = 0; tap < path.Coefficients.Length; tap++)
            {
                bool isOwn = path.Source == model.Lane && path.FirstShift + tap == 0;
                double coefficient = path.Coefficients[tap], displacement = path.Displacements.Length > 0 ? path.Displacements[tap] : 0;
                double share = isOwn ? bit : 0.5, spread = isOwn ? 0 : 0.25;
                mean += share * coefficient;
                interference += spread * (coefficient * coefficient);
                shift += share * displacement;
                shiftVariance += spread * (displacement * displacement);
            }
        }

        double noise = model.NoiseA + (mean * (model.NoiseB + (mean * model.NoiseC))) + (model.NoiseC * interference);
        return (mean, noise + interference + (shift * shift) + shiftVariance);
    }

    /// <summary>See <see cref="Spread"/>.</summary>
    internal readonly record struct Coefficients(Vector256<double> C0, Vector256<double> C1, Vector256<double> C2, Vector256<double> Threshold)
    {
        /// <summary>Four log-likelihoods, in the lowest byte of each number.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<ulong> Round(in WaveformSamples samples)
        {
            Vector256<double> d = samples.Value - Threshold, steps = C0 + (d * (C1 + (d * C2)));
            steps = Vector256.Min(Vector256.Max(steps, Vector256.Create((double)-Largest)), Vector256.Create((double)Largest));
            return (steps + Vector256.Create(Rounding)).AsUInt64();
        }
    }
}
