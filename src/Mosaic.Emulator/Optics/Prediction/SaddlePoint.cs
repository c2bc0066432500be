using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>
/// Where rare errors come from: the λ at which E exp(λ·excess) over taps, noise and own patterns is smallest, excess being how far light and noise are on the
/// wrong side of the threshold; and about how many there are. Any λ gives right results; this one takes the least work.
/// </summary>
internal sealed class SaddlePoint
{
    private const int Group = 8, NewtonSteps = 60;

    // Likelier errors need no λ.
    private const double Likely = 0.03;

    // How much the normal approximation of a likely error may be too large.
    private const double Doubt = 0.7;

    // Of e, less than which overflows.
    private const double LargestExponent = 700;

    private double[] _taps = [];
    private int _length;
    private double _reach;

    /// <summary>λ.</summary>
    public double Tilt { get; private set; }

    /// <summary>The deviation of the excess at this tilt, if it is above 0.</summary>
    public double Deviation { get; private set; }

    /// <summary>About the error ratio.</summary>
    public double Estimate { get; private set; }

    /// <summary>Finds it.</summary>
    /// <param name="tails">One for each pattern of own bits.</param>
    /// <param name="share">What each counts.</param>
    /// <param name="taps">The neighbours' taps.</param>
    public void Find(ReadOnlySpan<OwnTail> tails, double share, ReadOnlySpan<double> taps)
    {
        _length = (taps.Length + Group - 1) / Group * Group;
        if (_taps.Length < _length)
            _taps = new double[2 * _length];
        taps.CopyTo(_taps);
        _taps.AsSpan(taps.Length, _length - taps.Length).Clear(); // taps of no size change nothing
        double square = 0, noise = 0, normal = 0, logLargest = double.NegativeInfinity;
        _reach = 0;
        foreach (double tap in taps)
            (_reach, square) = (_reach + (0.5 * tap), square + (0.25 * tap * tap));
        foreach (OwnTail tail in tails)
        {
            noise = Math.Max(noise, tail.Noise.Constant);
            normal += share * TailAverage.Q(-(tail.Offset + _reach) / Math.Sqrt(square + tail.Noise.Constant));
        }

        double tilt = Newton(tails), logMean = LogGenerating(tilt), sum = 0;
        foreach (OwnTail tail in tails)
            logLargest = Math.Max(logLargest, Exponent(tail, tilt));
        foreach (OwnTail tail in tails)
            sum += share * Elementary.Exp(Math.Max(Exponent(tail, tilt) - logLargest, -LargestExponent));
        double envelope = sum * Elementary.Exp(Math.Clamp(logMean + logLargest, -LargestExponent, LargestExponent));
        (Tilt, Estimate) = envelope > Likely
            ? (0, Doubt * normal)
            : (tilt, envelope / (1 + (3 * tilt * Math.Sqrt(square + noise))));
    }

    /// <summary>ln of exp(−λ·margin)·E exp(λ·noise).</summary>
    [MethodImpl(Kernel.Compiled)]
    private double Exponent(in OwnTail tail, double tilt) => tilt * ((0.5 * tilt * tail.Noise.Constant) + tail.Offset + _reach);

    private double Newton(ReadOnlySpan<OwnTail> tails)
    {
        double low = 0, high = double.PositiveInfinity, tilt = 0, before = 0;
        for (int i = 0; i < NewtonSteps; i++)
        {
            (double slope, double curvature, double noise) = Slope(tails, tilt);
            Deviation = Math.Sqrt(curvature);
            // Near enough: exp(slope²/2·curvature) is lost by it. But where light seldom lacks a tap of many deviations, that is most of the curvature and gone a little farther on: a step makes
            // a third of it. Then as much may be lost as by the curvature of noise alone.
            bool near = slope * slope < 0.1 * curvature;
            if ((i == 0 && slope >= 0) || (near && (slope * slope < 4 * noise || Math.Abs(slope) < 0.2 * before)))
                break;
            before = near ? Math.Abs(slope) : 0;
            (low, high) = slope < 0 ? (tilt, high) : (low, tilt);
            double next = tilt - (slope / curvature);
            tilt = next > low && next < high ? next : double.IsFinite(high) ? 0.5 * (low + high) : 2 * low;
        }

        return tilt;
    }

    /// <summary>The first and second derivatives of the logarithm, which is convex, and what noise has of the second.</summary>
    [MethodImpl(Kernel.Compiled)]
    private (double Slope, double Curvature, double Noise) Slope(ReadOnlySpan<OwnTail> tails, double tilt)
    {
        const double faint = -30;
        double largest = double.NegativeInfinity, total = 0, first = 0, second = 0, variance = 0;
        foreach (OwnTail tail in tails)
            largest = Math.Max(largest, Exponent(tail, tilt));
        foreach (OwnTail tail in tails)
        {
            double exponent = Exponent(tail, tilt) - largest;
            if (exponent < faint)
                continue;
            double weight = Elementary.Exp(exponent), change = (tilt * tail.Noise.Constant) + tail.Offset + _reach;
            (total, first, second) = (total + weight, first + (weight * change), second + (weight * change * change));
            variance += weight * tail.Noise.Constant;
        }

        (double mean, double spread) = Moments(tilt);
        first /= total;
        return (mean + first, spread + (variance / total) + Math.Max(0, (second / total) - (first * first)), variance / total);
    }

    /// <summary>ln E exp(λY), Y being the taps about their mean.</summary>
    [MethodImpl(Kernel.Compiled)]
    public double LogGenerating(double tilt)
    {
        const int factors = 512; // of at least ½, which may be multiplied
        // ln cosh(x) = x + ln((1 + exp(−2x))/2).
        double sum = tilt * _reach;
        for (int from = 0; from < _length; from += Group * factors)
        {
            Vector512<double> product = Vector512.Create(1.0);
            for (int i = from; i < Math.Min(_length, from + (Group * factors)); i += Group)
                product *= Vector512.Create(0.5) + (Vector512.Create(0.5) * Decay(i, tilt));
            for (int i = 0; i < Group; i++)
                sum += Elementary.Log(product[i]);
        }

        return sum;
    }

    /// <summary>The mean and the variance of Y at a tilt: Σ (a/2)·tanh(λa/2) and Σ (a/2)²/cosh²(λa/2).</summary>
    [MethodImpl(Kernel.Compiled)]
    private (double Mean, double Variance) Moments(double tilt)
    {
        Vector512<double> mean = default, variance = default, one = Vector512.Create(1.0);
        for (int i = 0; i < _length; i += Group)
        {
            Vector512<double> decay = Decay(i, tilt), tangent = (one - decay) / (one + decay);
            Vector512<double> half = Vector512.Create(0.5) * Vector512.LoadUnsafe(ref _taps[i]);
            mean += half * tangent;
            variance += half * half * (one - (tangent * tangent));
        }

        return (TailAverage.Total(mean), TailAverage.Total(variance));
    }

    /// <summary>exp(−λa) of the taps from one on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<double> Decay(int from, double tilt) =>
        TailAverage.Exp(-Vector512.Min(Vector512.LoadUnsafe(ref _taps[from]) * Vector512.Create(tilt), Vector512.Create(LargestExponent)));
}
