using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The mean of tails over the neighbours' light by its spectrum. With X the light about its mean, M(z) = E exp(zX) = ∏ cosh(½aₖz) over its taps, and B(z) = ∫ Q′·exp(−zw) dw of a tail,
/// P = 1/2πi ∫ exp(−z·margin)·B(z)·M(z)/z dz along z = s + iω, at any s above 0.
/// </summary>
/// <param name="allowed">What the distance of frequencies may change, and their number, of the ratio.</param>
/// <param name="timeOfTap">What other ways take for each tap that differs from the others, in nanoseconds, where errors are not rare: what would take longer is left to them.</param>
internal sealed class SpectralAverage(double allowed = 1e-10, double timeOfTap = 750)
{
    // A likely error's tilt, in deviations of light and noise. And by how much it may be more than the saddle point's, in deviations there: what cancels is then still little. So many frequencies
    // are worth that.
    private const double LeastTilt = 3, MoreTilt = 2, Many = 1000;

    private const double Pi = 3.141592653589793;

    // Of e, less than which overflows.
    private const double LargestExponent = 700;
    private const double Rarest = 1e-60;
    private const int MostAttempts = 4;

    // All that is left out, and what the bound may say, of what is allowed.
    private const double Together = 1000;

    // What is left out of tails that cannot matter, of the ratio: both those that are nowhere near, and what is farther from the threshold than matters.
    private const double LeftOut = 1e-11;

    // TailAverage.Exp errs by 3e-13, which weights and ln cosh are made of; exponents are rounded, and angles, four times each.
    private const double ExpError = 3e-13, TailError = 1e-12, AngleError = 6e-16;

    // What a factor of a product and a point of a bell take in a block, a factor in eight intervals, and a bell, in nanoseconds. So many factors make most products small.
    private const double TimeOfFactor = 1.7, TimeOfPoint = 1.2, TimeOfLook = 2.5, TimeOfBell = 400, FactorsLookedAt = 100, UsualPoints = 48, UsualBlocks = 16;

    // What would take longer than this is left to other ways whatever they take. They take long where errors are rare, and up to milliseconds where most taps are many deviations: if errors are not likely, or the taps nearly alike.
    private const double MostTime = 2.5e5, Longest = 2e6, Rare = 1e-13, Unlikely = 1e-5, NearlyAlike = 1.7;

    // Of taps that are all so many deviations, the other ways look at all sums, if they are few: about so many in the time of a tap.
    private const double Coarse = 2, SumsOfTap = 120;

    // Of a point at eight frequencies, in points of a table.
    private const int WorkOfPoint = 3;

    private readonly List<SpectralTail> _bells = [];
    private readonly LightFrequencies _frequencies = new();
    private long _points;

    /// <summary>What was computed so far: blocks of frequencies times taps, and times points of tails.</summary>
    public long Work => _points + _frequencies.Work;

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
        LightSpectrum light = _frequencies.Light;
        light.Start(taps, tilt);
        // About what is found below, before the bells of many patterns are looked at.
        double about = light.Last(8 / Math.Sqrt(finest), allowed * estimate), apart = 2 * Pi * tilt / Elementary.Log(1 / (allowed * estimate));
        // Where frequencies are many, and none can be passed over, they are farther apart with more tilt; where most can, they could not be with more.
        if (saddle.Tilt > 0 && about > Many * apart && light.Usual > allowed)
            light.Start(taps, tilt += MoreTilt / saddle.Deviation);
        double log = saddle.LogGenerating(tilt), logFar = saddle.LogGenerating(2 * tilt), logNear = saddle.LogGenerating(SpectralTail.Part * tilt), most = TimeOfOthers(taps, Math.Sqrt(noise), estimate);
        // Of likely errors all patterns matter.
        double bells = saddle.Tilt > 0 ? 0 : tails.Length * (TimeOfBell + (TimeOfPoint * UsualPoints * Math.Min(UsualBlocks, about / (apart * LightSpectrum.Block))));
        if (!(TimeOfLooking(about, apart, taps.Length) + bells <= most))
            return null;
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            double ratio = Bells(tails, share, middle, tilt, log, estimate), error = 4 * LeftOut * estimate;
            if (double.IsNaN(ratio))
                return null;
            if (_bells.Count > 0)
            {
                (double last, double farthest, double far, double near, double amplitude) = Bounds(tilt, log, logFar, logNear);
                double step = 2 * Pi * tilt / Again(far, near, allowed * estimate), rest = allowed * estimate / amplitude, end = light.Last(last, rest);
                if (!(TimeOfLooking(end, step, taps.Length) <= most))
                    return null;
                if (!_frequencies.Find(tilt, step, end, rest * tilt / (end + step), most / ((TimeOfFactor * taps.Length) + (TimeOfPoint * UsualPoints * _bells.Count))))
                    return null;
                _frequencies.Compute(middle);
                // What tails are left may be too little for any block.
                if (_frequencies.Numbers.Length > 0)
                    ratio += Sum(tilt, step, log);
                // ∫ dω/|z| over the frequencies that are left, and over those behind them.
                double before = 1 + Elementary.Log(1 + (2 * end / tilt)), behind = 1 + Elementary.Log(last / end);
                double rounding = ExpError + LightRuns.Rounding(taps.Length), angles = AngleError * (_frequencies.Angles.Factors + (farthest * _frequencies.Angles.Itself));
                error += (2 * allowed * estimate) + (rest * behind * amplitude) + (((((4 * SpectralTail.LeftOut) + rounding) * before) + angles) * amplitude) + ((TailError + (ExpError * taps.Length)) * ratio);
            }

            if (error < Together * allowed * ratio || estimate <= Rarest)
                return error < Together * allowed * Math.Max(ratio, Rarest) ? (ratio, error) : null;
            // The estimate was too large; or it is not that.
            if (estimate < ratio)
                return null;
            estimate = Math.Max(Rarest, Math.Min(0.5 * ratio, 0.1 * estimate));
        }

        return null;
    }

    /// <summary>
    /// About what other ways take, in nanoseconds: for each tap, less if it is like the one before; or for all sums of coarse taps, where these are few. Many of
    /// them that are nearly alike make heaps of sums, each as fine as the noise.
    /// </summary>
    private double TimeOfOthers(ReadOnlySpan<double> taps, double deviation, double estimate)
    {
        (double averages, double sums) = TapCount.Of(taps);
        double coarse = Coarse * deviation;
        if (taps.Length == 0 || taps[taps.Length / 4] < coarse)
            return estimate < Rare ? MostTime : Math.Min(timeOfTap * averages, MostTime);
        if (taps[0] > coarse && averages > 1 + (sums / SumsOfTap))
            return Math.Min(timeOfTap * (1 + (sums / SumsOfTap)), MostTime);
        return estimate < Unlikely || taps[3 * taps.Length / 4] < NearlyAlike * taps[taps.Length / 4] ? Longest : MostTime;
    }

    /// <summary>What it takes to find the frequencies that matter, in nanoseconds.</summary>
    private double TimeOfLooking(double end, double step, int taps) =>
        TimeOfLook * Math.Clamp(taps, 1, FactorsLookedAt) * (1 + (end / (step * LightSpectrum.Block * LightSpectrum.Block * _frequencies.Light.WideAt(step))));

    /// <summary>Makes the bells of all tails that matter.</summary>
    /// <returns>What is certain; NaN where noise changes too fast with the current.</returns>
    private double Bells(ReadOnlySpan<OwnTail> tails, double share, double middle, double tilt, double log, double estimate)
    {
        _bells.Clear();
        // Q(x) < ½·exp(−x²/2).
        double certain = 0, least = Elementary.Log(LeftOut * estimate), impossible = Math.Sqrt(-2 * least);
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
            if (log - (tilt * margin) + bell.Exponent < least && HardlyChanges(noise, noise.Place(-impossible)))
                continue;
            // Noise that grows with the current may make what is far away matter.
            if (bell.Measured(tilt, impossible) is not { } measured)
                return double.NaN;
            if (log - (tilt * margin) + bell.Exponent >= least)
                _bells.Add(measured);
        }

        return certain;
    }

    /// <summary>Whether σ² is about the same as far as a place.</summary>
    private static bool HardlyChanges(in NoiseParabola noise, double place) => Math.Abs(place * (noise.Linear + (place * noise.Quadratic))) < 0.5 * noise.Constant;

    /// <summary>The last frequency of all; how far points are from the mean light; bounds on E exp(2s·excess) and at part of the tilt; and one on the sum without any cancellation.</summary>
    private (double Last, double Farthest, double Far, double Near, double Amplitude) Bounds(double tilt, double log, double logFar, double logNear)
    {
        double last = 0, farthest = 0, far = 0, near = 0, amplitude = 0;
        foreach (ref readonly SpectralTail bell in CollectionsMarshal.AsSpan(_bells))
        {
            (last, farthest) = (Math.Max(last, bell.Last), Math.Max(farthest, Math.Max(Math.Abs(bell.Margin + bell.Begin), Math.Abs(bell.Margin + bell.End))));
            far += Math.Abs(bell.Share) * Exp(logFar - (2 * tilt * bell.Margin) + bell.Twice);
            near += Math.Abs(bell.Share) * Exp(logNear - (SpectralTail.Part * tilt * bell.Margin) + bell.Less);
            amplitude += Math.Abs(bell.Share) * bell.Size * Exp(log - (tilt * bell.Margin) + bell.Exponent);
        }

        return (last, farthest, far, near, amplitude);
    }

    /// <summary>
    /// ln of what is to be gained over the distance 2π/h in which all comes again, by exp(−s·2π/h), for that to be no more than is allowed: to the one side probabilities, which are 1 at most, or as much as
    /// they can be by the bound at part of the tilt, which grows over the distance; to the other by that at twice the tilt. Also if the estimate was much too large, what comes again twice is much less than once.
    /// </summary>
    private double Again(double far, double near, double few) => Math.Min(
        Elementary.Log((1 + far) / few),
        Math.Max(Elementary.Log(Math.Max(1 / allowed, 2 * far / few)), Elementary.Log(2 * near / few) / (1 - SpectralTail.Part)));

    /// <summary>The sum over tails and frequencies.</summary>
    [MethodImpl(Kernel.Compiled)]
    private double Sum(double tilt, double step, double log)
    {
        ReadOnlySpan<double> numbers = _frequencies.Numbers, real = _frequencies.Real, imaginary = _frequencies.Imaginary;
        Span<double> weights = stackalloc double[SpectralTail.MostPoints];
        double sum = 0;
        foreach (ref readonly SpectralTail bell in CollectionsMarshal.AsSpan(_bells))
        {
            int blocks = numbers.Length;
            while (blocks > 2 && numbers[blocks - 2] * step > bell.Last)
                blocks -= 2;
            // What points take for a frequency are those 2π over their distance away: none that counts.
            double highest = Math.Min(bell.Last, (numbers[blocks - 1] + LightSpectrum.Block) * step), range = bell.End - bell.Begin;
            int points = (int)Math.Ceiling((1 + (range * (bell.Last + highest) / (2 * Pi))) / Spectrum.Group) * Spectrum.Group;
            double distance = range / (points - 1), first = bell.Begin;
            Spectrum.Weights(bell.Noise, tilt, bell.Exponent, first, distance, weights[..points]);
            double part = Spectrum.Tail(weights[..points], (bell.Margin + first) * step / Pi, distance * step / Pi, bell.Last / step, numbers[..blocks], real, imaginary);
            sum += bell.Share * Exp(log - (tilt * bell.Margin) + bell.Exponent) * part;
            _points += WorkOfPoint * blocks * points;
        }

        return sum * step / Pi;
    }

    private static double Exp(double x) => x > LargestExponent ? double.PositiveInfinity : Elementary.Exp(Math.Max(x, -LargestExponent));
}
