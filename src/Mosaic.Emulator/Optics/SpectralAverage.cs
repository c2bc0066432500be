using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The mean of tails over the neighbours' light by its spectrum. With X the light about its mean, M(z) = E exp(zX) = ∏ cosh(½aₖz) over its taps, and B(z) = ∫ Q′·exp(−zw) dw of a tail,
/// P = 1/2πi ∫ exp(−z·margin)·B(z)·M(z)/z dz along z = s + iω, at any s above 0.
/// </summary>
/// <param name="fewer">Frequencies this many times as far apart as they should be: what a test sees fail. 1: as they should.</param>
internal sealed class SpectralAverage(double fewer = 1)
{
    // What is left out, of the ratio: by the distance of frequencies, and by their number.
    private const double OfAliases = 1e-10, OfRest = 1e-10;

    // So many deviations from its mean in frequency, a bell's spectrum is left out: 2e-16 of it.
    private const double LastDeviation = 8.5;

    // A likely error's tilt, in deviations of light and noise.
    private const double LeastTilt = 3;

    // And so far from those that matter are those that its points take for them.
    private const double Between = 9;

    private const double Pi = 3.141592653589793;

    // Of e, less than which overflows.
    private const double LargestExponent = 700;
    private const double MostError = 1e-7, Rarest = 1e-60;
    private const int MostAttempts = 4, Points = 128;

    // What is left out of tails that cannot matter, of the ratio; and what bells' ends and points are off by, and rounding, of the sum without any cancellation.
    private const double LeftOut = 1e-11, OfBells = 2e-12;

    // TailAverage.Exp errs by 3e-13.
    private const double TailError = 1e-12;

    // Factors of products, and points of bells times frequencies: some 0.7 and 0.3 ns each. So many factors make most products small; a block takes as long as some more.
    private const double MostFactors = 6e4, MostPoints = 2.4e5, FactorsLookedAt = 64, CostOfBlock = 10;

    // Of a factor and of a point at eight frequencies, in points of a table.
    private const int WorkOfFactor = 7, WorkOfPoint = 3;

    private readonly List<SpectralTail> _bells = [];
    private readonly List<double> _numbers = [], _real = [], _imaginary = [];
    private double[] _steps = [], _tangents = [];

    /// <summary>What was computed so far: blocks of frequencies times taps, and times points of tails.</summary>
    public long Work { get; private set; }

    /// <summary>The mean of tails over taps, and a bound on its error.</summary>
    /// <param name="tails">One for each pattern of own bits.</param>
    /// <param name="share">What each counts.</param>
    /// <param name="taps">The neighbours' taps, ascending.</param>
    /// <param name="saddle">Of these tails and taps.</param>
    /// <returns>null where noise changes too fast with the current, or it would take too much time.</returns>
    public (double Ratio, double Error)? Mean(ReadOnlySpan<OwnTail> tails, double share, ReadOnlySpan<double> taps, SaddlePoint saddle)
    {
        double middle = 0, square = 0, noise = 0, finest = double.PositiveInfinity;
        foreach (double tap in taps)
            (middle, square) = (middle + (0.5 * tap), square + (0.25 * tap * tap));
        foreach (OwnTail tail in tails)
            (noise, finest) = (Math.Max(noise, tail.Noise.Constant), Math.Min(finest, tail.Noise.Constant));
        double tilt = saddle.Tilt > 0 ? saddle.Tilt : LeastTilt / Math.Sqrt(square + noise), estimate = Math.Max(saddle.Estimate, Rarest);
        Tangents(taps, tilt);
        double log = saddle.LogGenerating(tilt), logFar = saddle.LogGenerating(2 * tilt);
        // About what is found below, before the bells of many patterns are looked at.
        double about = Last(taps, Math.Sqrt(finest), OfRest * estimate) * Elementary.Log(1 / (OfAliases * estimate)) / (2 * Pi * tilt);
        if (about * (Math.Min(taps.Length, FactorsLookedAt) + CostOfBlock) > MostFactors)
            return null;
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            double certain = Bells(tails, share, middle, tilt, log, estimate);
            if (double.IsNaN(certain))
                return null;
            (double spread, double far, double amplitude) = Bounds(tilt, log, logFar);
            double ratio = certain, error = LeftOut * estimate;
            if (_bells.Count > 0)
            {
                double step = fewer * 2 * Pi * tilt / Elementary.Log((1 + far) / (OfAliases * estimate)), end = Last(taps, spread, OfRest * estimate / amplitude);
                if (end / step * (Math.Min(taps.Length, FactorsLookedAt) + CostOfBlock) > MostFactors)
                    return null;
                Light(taps, tilt, step, end, OfRest * estimate * tilt / (amplitude * (end + step)));
                if ((double)_numbers.Count * _bells.Count > MostPoints / (Spectrum.Block * (double)Spectrum.Group * 3))
                    return null;
                ratio += Sum(tilt, step, log);
                error += ((OfAliases + OfRest) * estimate) + (OfBells * amplitude) + (TailError * ratio);
            }

            if (error < MostError * ratio || estimate <= Rarest)
                return error < MostError * Math.Max(ratio, Rarest) ? (ratio, error) : null;
            // The estimate was too large.
            estimate = Math.Max(Rarest, Math.Min(0.5 * ratio, 0.1 * estimate));
        }

        return null;
    }

    /// <summary>Makes the bells of all tails that matter.</summary>
    /// <returns>What is certain; NaN where noise changes too fast with the current.</returns>
    private double Bells(ReadOnlySpan<OwnTail> tails, double share, double middle, double tilt, double log, double estimate)
    {
        _bells.Clear();
        double certain = 0, least = Elementary.Log(LeftOut * estimate);
        foreach (OwnTail tail in tails)
        {
            double margin = -(tail.Offset + middle);
            bool wrong = margin < 0;
            if (wrong)
                certain += share;
            NoiseParabola noise = wrong ? tail.Noise with { Linear = -tail.Noise.Linear } : tail.Noise;
            margin = Math.Abs(margin);
            if (SpectralTail.At(margin, wrong ? -share : share, noise, tilt) is not { } bell)
                return double.NaN;
            if (log - (tilt * margin) + bell.Exponent > least)
                _bells.Add(bell);
        }

        return certain;
    }

    /// <summary>The smallest deviation of all; a bound on E exp(2s·excess); and one on the sum without any cancellation.</summary>
    private (double Spread, double Far, double Amplitude) Bounds(double tilt, double log, double logFar)
    {
        double spread = double.PositiveInfinity, far = 0, amplitude = 0;
        foreach (ref readonly SpectralTail bell in CollectionsMarshal.AsSpan(_bells))
        {
            spread = Math.Min(spread, bell.Deviation);
            far += 4 * Math.Abs(bell.Share) * Elementary.Exp(Math.Clamp(logFar - (2 * tilt * bell.Margin) + bell.Twice(tilt), -LargestExponent, LargestExponent));
            amplitude += 2 * Math.Abs(bell.Share) * Elementary.Exp(Math.Clamp(log - (tilt * bell.Margin) + bell.Exponent, -LargestExponent, LargestExponent));
        }

        return (spread, far, amplitude);
    }

    /// <summary>The frequency behind which nothing matters: where noise has gone, or where those taps together have that are still small for all that follow.</summary>
    /// <remarks>
    /// |cosh(½a(s + iω))|² is 1 − (1 − t²)·sin²(½aω) of its value at ω = 0, t = tanh(½as): no more than exp(−(1 − t²)·(aω/π)²) while aω ≤ π.
    /// </remarks>
    [MethodImpl(Kernel.Compiled)]
    private double Last(ReadOnlySpan<double> taps, double spread, double least)
    {
        double end = LastDeviation / spread, log = -Elementary.Log(Math.Min(0.5, least));
        while (true)
        {
            double sum = 0;
            for (int i = 0; i < taps.Length && taps[i] * end <= Pi; i++)
            {
                double tangent = _tangents[taps.Length - 1 - i];
                sum += (1 - (tangent * tangent)) * taps[i] * taps[i];
            }

            double next = Pi * Math.Sqrt(2 * log / sum);
            if (!(next < 0.99 * end))
                return end;
            end = next;
        }
    }

    /// <summary>tanh(½as) of all taps, the largest first: they make the product small.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Tangents(ReadOnlySpan<double> taps, double tilt)
    {
        if (_steps.Length < taps.Length + Spectrum.Group)
            (_steps, _tangents) = (new double[2 * (taps.Length + Spectrum.Group)], new double[2 * (taps.Length + Spectrum.Group)]);
        for (int i = 0; i < taps.Length; i++)
            _steps[i] = taps[taps.Length - 1 - i];
        Vector512<double> one = Vector512.Create(1.0);
        for (int i = 0; i < taps.Length; i += Spectrum.Group)
        {
            Vector512<double> decay = TailAverage.Exp(-Vector512.Min(Vector512.LoadUnsafe(ref _steps[i]) * Vector512.Create(tilt), Vector512.Create(LargestExponent)));
            ((one - decay) / (one + decay)).StoreUnsafe(ref _tangents[i]);
        }
    }

    /// <summary>M(z)/M(s)/z at all frequencies where it matters.</summary>
    [MethodImpl(Kernel.Compiled)]
    private void Light(ReadOnlySpan<double> taps, double tilt, double step, double end, double least)
    {
        for (int i = 0; i < taps.Length; i++)
            _steps[i] = 0.5 * taps[taps.Length - 1 - i] * step / Pi;
        _numbers.Clear();
        _real.Clear();
        _imaginary.Clear();
        Span<double> real = stackalloc double[Spectrum.Block], imaginary = stackalloc double[Spectrum.Block];
        for (double number = 0.5; number * step < end; number += Spectrum.Block)
        {
            int used = Spectrum.Taps(_steps.AsSpan(0, taps.Length), _tangents.AsSpan(0, taps.Length), number, least * number * step / tilt, real, imaginary);
            Work += WorkOfFactor * used;
            if (used <= taps.Length)
                continue;
            _numbers.Add(number);
            for (int k = 0; k < Spectrum.Block; k++)
            {
                double frequency = (number + k) * step, size = 1 / ((tilt * tilt) + (frequency * frequency));
                _real.Add(((real[k] * tilt) + (imaginary[k] * frequency)) * size);
                _imaginary.Add(((imaginary[k] * tilt) - (real[k] * frequency)) * size);
            }
        }
    }

    /// <summary>The sum over tails and frequencies.</summary>
    [MethodImpl(Kernel.Compiled)]
    private double Sum(double tilt, double step, double log)
    {
        Span<double> numbers = CollectionsMarshal.AsSpan(_numbers), real = CollectionsMarshal.AsSpan(_real), imaginary = CollectionsMarshal.AsSpan(_imaginary);
        Span<double> weights = stackalloc double[Points];
        double sum = 0;
        foreach (ref readonly SpectralTail bell in CollectionsMarshal.AsSpan(_bells))
        {
            int blocks = numbers.Length;
            while (blocks > 1 && numbers[blocks - 1] * step * bell.Deviation > LastDeviation)
                blocks--;
            double highest = Math.Min(LastDeviation, (numbers[blocks - 1] + Spectrum.Block) * step * bell.Deviation);
            double range = bell.End - bell.Begin;
            int points = (int)Math.Ceiling(range * (Between + highest) / (2 * Pi * bell.Deviation * Spectrum.Group)) * Spectrum.Group;
            double distance = range / (points - 1), first = bell.Begin;
            Spectrum.Weights(bell.Noise, tilt, bell.Exponent, first, distance, weights[..points]);
            double part = Spectrum.Tail(weights[..points], (bell.Margin + first) * step / Pi, distance * step / Pi, LastDeviation / (bell.Deviation * step), numbers[..blocks], real, imaginary);
            sum += bell.Share * Elementary.Exp(Math.Max(log - (tilt * bell.Margin) + bell.Exponent, -LargestExponent)) * part;
            Work += WorkOfPoint * blocks * points;
        }

        return sum * step / Pi;
    }
}
