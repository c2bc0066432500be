using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics.Prediction.Spectra;

/// <summary>
/// The mean of tails over the neighbours' light by its spectrum. With X the light about its mean, M(z) = E exp(zX) = ∏ cosh(½aₖz) over its taps, and B(z) = ∫ Q′·exp(−zw) dw of a tail,
/// P = 1/2πi ∫ exp(−z·margin)·B(z)·M(z)/z dz along z = s + iω, at any s above 0.
/// </summary>
/// <param name="allowed">What the distance of frequencies may change, and their number, of the ratio.</param>
/// <param name="patience">What would take more than so many times as long as other ways is left to them.</param>
internal sealed class SpectralAverage(double allowed = 1e-10, double patience = 1)
{
    // A likely error's tilt, in deviations of light and noise. And by how much it may be more than the saddle point's, in deviations there: what cancels is then exp(4.5). So many frequencies
    // are worth that.
    private const double LeastTilt = 3, MoreTilt = 3, Many = 1000;

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

    // What other ways take for a tap that differs from the others and is not coarse, in nanoseconds.
    private const double TimeOfTap = 750;

    // What would take longer than this is left to other ways whatever they take. They take long where errors are rare, and up to milliseconds where most taps are many deviations.
    private const double MostTime = 2.5e5, Longest = 2e6, Rare = 1e-13;

    // Taps of which the larger are so many times the smaller make most products small at once.
    private const double NearlyAlike = 1.7;

    // Taps of so many deviations leave tables as fine as the noise.
    private const double Coarse = 2;

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
        double deviation = Math.Sqrt(square + noise), tilt = saddle.Tilt > 0 ? saddle.Tilt : LeastTilt / deviation, estimate = Math.Max(saddle.Estimate, Rarest);
        LightSpectrum light = _frequencies.Light;
        (double about, double apart) = About(taps, tilt, finest, estimate);
        // Where frequencies are many, they are farther apart with more tilt. Where most can be passed over at once, they could not be with more.
        if (about > Many * apart && (light.Usual > allowed || taps[3 * taps.Length / 4] > NearlyAlike * taps[taps.Length / 4]))
        {
            tilt = saddle.Tilt > 0 ? tilt + (MoreTilt / saddle.Deviation) : ((Nearest(tails, middle) / deviation) + MoreTilt) / deviation;
            (about, apart) = About(taps, tilt, finest, estimate);
        }

        double log = saddle.LogGenerating(tilt), logFar = saddle.LogGenerating(2 * tilt), logFarther = saddle.LogGenerating(SpectralTail.Times * tilt), logNear = saddle.LogGenerating(SpectralTail.Part * tilt);
        double most = TimeOfOthers(taps, Math.Sqrt(noise), saddle.Tilt, estimate);
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
                (double last, double farthest, double again, double amplitude) = Bounds(tilt, log, logFar, logFarther, logNear, allowed * estimate);
                double step = 2 * Pi * tilt / again, rest = allowed * estimate / amplitude, end = light.Last(last, rest);
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

    /// <summary>The last frequency and the distance of frequencies at a tilt, about as they are found with the bells, before those of many patterns are looked at.</summary>
    private (double Last, double Apart) About(ReadOnlySpan<double> taps, double tilt, double finest, double estimate)
    {
        _frequencies.Light.Start(taps, tilt);
        return (_frequencies.Light.Last(8 / Math.Sqrt(finest), allowed * estimate), 2 * Pi * tilt / Elementary.Log(1 / (allowed * estimate)));
    }

    /// <summary>How far the mean light is from the threshold of the nearest tail.</summary>
    private static double Nearest(ReadOnlySpan<OwnTail> tails, double middle)
    {
        double nearest = double.PositiveInfinity;
        foreach (OwnTail tail in tails)
            nearest = Math.Min(nearest, Math.Abs(tail.Offset + middle));
        return nearest;
    }

    /// <summary>
    /// About what other ways take, in nanoseconds: for each tap, less if it is like the one before; or for all sums of coarse taps, where these are few. Many of
    /// them make more points the larger they are.
    /// </summary>
    private double TimeOfOthers(ReadOnlySpan<double> taps, double deviation, double tilt, double estimate)
    {
        if (taps.Length > 0 && taps[taps.Length / 4] > Coarse * deviation)
            return Math.Min(patience * TapCount.TimeOfTables(taps, deviation, tilt), Longest);
        return estimate < Rare ? MostTime : Math.Min(patience * TimeOfTap * TapCount.Averages(taps), MostTime);
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

    /// <summary>
    /// The last frequency of all; how far points are from the mean light; s times the distance in which all comes again, such that this is no more than is allowed; and a bound on the sum
    /// without any cancellation.
    /// </summary>
    private (double Last, double Farthest, double Again, double Amplitude) Bounds(double tilt, double log, double logFar, double logFarther, double logNear, double few)
    {
        double last = 0, farthest = 0, far = 0, farther = 0, near = 0, amplitude = 0;
        foreach (ref readonly SpectralTail bell in CollectionsMarshal.AsSpan(_bells))
        {
            (last, farthest) = (Math.Max(last, bell.Last), Math.Max(farthest, Math.Max(Math.Abs(bell.Margin + bell.Begin), Math.Abs(bell.Margin + bell.End))));
            far += Math.Abs(bell.Share) * Exp(logFar - (2 * tilt * bell.Margin) + bell.Twice);
            farther += Math.Abs(bell.Share) * Exp(logFarther - (SpectralTail.Times * tilt * bell.Margin) + bell.More);
            near += Math.Abs(bell.Share) * Exp(logNear - (SpectralTail.Part * tilt * bell.Margin) + bell.Less);
            amplitude += Math.Abs(bell.Share) * bell.Size * Exp(log - (tilt * bell.Margin) + bell.Exponent);
        }

        return (last, farthest, Again(far, farther, near, few), amplitude);
    }

    /// <summary>
    /// To the one side come probabilities, which are 1 at most, or as much as they can be by Chernoff's bound at part of the tilt, times exp(−s·2π/h); to the other those that the bounds at twice and at
    /// more times the tilt let come, times exp(s·2π/h). Also if the estimate was much too large, what comes again twice is much less than once.
    /// </summary>
    private double Again(double far, double farther, double near, double few)
    {
        double before = Math.Min(Elementary.Log(2 / few), Elementary.Log(2 * near / few) / (1 - SpectralTail.Part));
        double behind = Math.Min(Elementary.Log(2 * far / few), Elementary.Log(2 * farther / few) / (SpectralTail.Times - 1));
        return Math.Max(Elementary.Log(1 / allowed), Math.Max(before, behind));
    }

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
