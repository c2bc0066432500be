using System.Runtime.InteropServices;
using Mosaic.Emulator.Numerics;
using Mosaic.Emulator.Optics.Prediction.Grids;
using Mosaic.Emulator.Optics.Prediction.Spectra;
using Mosaic.Emulator.Optics.Prediction.Tables;

namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>
/// The error ratio of a lane by <see cref="SmoothedDecision"/>: the mean of its tails, one for each pattern of own bits with jitter and one for each bit without,
/// over its neighbours' light; and a bound on the error.
/// </summary>
/// <param name="spectral">What is tried first, because it takes little time or says that it would not; null: nothing.</param>
/// <param name="coarse">What is taken where tables would take longer; null: nothing.</param>
internal sealed class SmoothedAverage(SpectralAverage? spectral = null, GridDecision? coarse = null)
{
    // What all steps of interpolation may add to the error together, of the ratio; and what the result may turn out to have been given.
    private const double ShareOfError = 1e-7, MostError = 3e-7;

    // What is left out of each tail, of the ratio: 6.8 deviations where one bit in two is wrong, 10 at 1e-12.
    private const double LeftOut = 1e-11;

    // TailAverage.Q errs by 2e-11, and what is taken for certain by 6e-13.
    private const double TailError = 2.1e-11;

    // What taking taps for alike may change, of the ratio.
    private const double OfAlike = 1e-8;

    // And what taking own taps for neighbours' may.
    private const double OfQuiet = 1e-8;

    // So far from the threshold noise matters, whatever is left out.
    private const double FewestDeviations = 7.1;

    // Rounding of a point, in each step.
    private const double Rounding = 1e-15;

    // Of errors that matter, whatever the ratio.
    private const double MostDeviations = 12;

    // Rarer errors need not be told from each other.
    private const double Rarest = 1e-60;
    private const int MostAttempts = 6;

    private readonly SmoothedDecision _smoothed = new();
    private readonly SaddlePoint _saddle = new();
    private readonly OwnTaps _own = new();
    private readonly List<(bool Bit, double Current, double Jitter)> _patterns = [];
    private readonly List<OwnTail> _tails = [];
    private double[] _taps = [], _alike = [];

    /// <summary>What was computed so far: points, and sums of taps.</summary>
    public long Work => _smoothed.Work + (spectral?.Work ?? 0) + (coarse?.Work ?? 0);

    /// <summary>The error ratio, and a bound on its error.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="noise">Its noise.</param>
    /// <param name="grid">With its taps collected: the neighbours' with jitter, and else all.</param>
    /// <param name="mostWork">After so much work it is given up.</param>
    /// <returns>null where it takes too much work.</returns>
    public (double Ratio, double Error)? Mean(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid, long mostWork)
    {
        double error = double.PositiveInfinity, ratio = 0;
        _own.Collect(lane);
        int quiet = 0;
        ReadOnlySpan<double> taps = Collect(lane, noise, grid, quiet);
        double share = 1.0 / _patterns.Count, reach = Sum(taps);
        _saddle.Find(CollectionsMarshal.AsSpan(_tails), share, taps);
        if (spectral?.Mean(CollectionsMarshal.AsSpan(_tails), share, taps, _saddle) is { } quick)
            return (quick.Ratio, quick.Error + (OfAlike * quick.Ratio));
        double estimate = Math.Max(_saddle.Estimate, Rarest);
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            // Q(x) < ½·exp(−x²/2).
            double deviations = Math.Sqrt(-2 * Elementary.Log(LeftOut * estimate)), sum = 0;
            int now = _own.Quiet(noise, Math.Max(deviations, FewestDeviations), OfQuiet * estimate);
            if (now != quiet)
            {
                quiet = now;
                taps = Collect(lane, noise, grid, quiet);
                (share, reach) = (1.0 / _patterns.Count, Sum(taps));
            }

            Span<OwnTail> all = CollectionsMarshal.AsSpan(_tails);
            int relevant = 0;
            for (int i = 0; i < all.Length; i++)
            {
                OwnTail tail = all[i].Between(deviations, reach);
                // Whatever the neighbours send, it is wrong; or right, or they decide.
                if (tail.End < 0)
                    sum += share;
                else if (tail.Begin <= reach)
                {
                    all[i] = all[relevant];
                    all[relevant++] = tail;
                }
            }

            Span<OwnTail> some = all[..relevant];
            double ofWay;
            if (relevant == 0)
            {
                (ratio, ofWay) = (sum, 0);
            }
            else if (coarse?.Mean(some, share, taps, _saddle.Tilt, estimate, ShareOfError) is { } found)
            {
                (ratio, ofWay) = (sum + found.Mean, found.Error + (Rounding * taps.Length * found.Mean));
            }
            else
            {
                var tolerance = new AllowedError(ShareOfError * estimate / (taps.Length + 20), _saddle.Tilt, LeftOut * estimate);
                if (_smoothed.Mean(some, share, taps, tolerance, mostWork) is not { } smoothed)
                    return null;
                ratio = sum + smoothed;
                ofWay = (tolerance.AtOrigin + tolerance.Anywhere + (Rounding * ratio)) * _smoothed.Interpolations;
            }

            error = (OfAlike * ratio) + (quiet > 0 ? OfQuiet * estimate : 0) + ofWay + (TailError * ratio) + (0.5 * LeftOut * estimate);
            if (error < MostError * ratio || estimate <= Rarest)
                break;
            // The estimate was too large.
            estimate = Math.Max(Rarest, Math.Min(0.5 * ratio, 0.1 * estimate));
        }

        return error < MostError * Math.Max(ratio, Rarest) ? (ratio, error) : null;
    }

    /// <summary>The taps, those that hardly differ as their mean: so many sums of them are one.</summary>
    /// <remarks>
    /// By the bits, n taps that are off their mean by d are off by Σd·b together. Whatever the number of their 1s, that has the mean 0 and a variance v of no more than
    /// ½Σd², so the mean of a tail changes by ½v·f″ at most, and f″ is below (1 + x²)/σ² of f at x deviations, of which there are no more than 11: less than
    /// 61·v/σ². Taps within a width w make v ≤ ⅛n·w².
    /// </remarks>
    private ReadOnlySpan<double> Alike(ReadOnlySpan<double> taps)
    {
        double finest = double.PositiveInfinity;
        foreach (OwnTail tail in _tails)
            finest = Math.Min(finest, tail.Deviation);
        double width = finest * Math.Sqrt(8 * OfAlike / (61 * Math.Max(1, taps.Length)));
        if (_alike.Length < taps.Length)
            _alike = new double[2 * taps.Length];
        for (int from = 0, to; from < taps.Length; from = to)
        {
            double sum = 0;
            for (to = from; to < taps.Length && taps[to] <= taps[from] + width; to++)
                sum += taps[to];
            _alike.AsSpan(from, to - from).Fill(taps[to - 1] == taps[from] ? taps[from] : sum / (to - from));
        }

        return _alike.AsSpan(0, taps.Length);
    }

    /// <summary>The tails of all patterns; and the taps that are averaged over, those that hardly differ as their mean.</summary>
    private ReadOnlySpan<double> Collect(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid, int quiet)
    {
        int count = grid.Taps.Length + quiet;
        if (_taps.Length < count)
            _taps = new double[2 * count];
        Span<double> taps = _taps.AsSpan(0, count);
        grid.Taps.CopyTo(taps);
        double below = grid.First - lane.Threshold;
        for (int i = 0; i < quiet; i++)
        {
            double current = _own.Taps[i].Current;
            below += Math.Min(current, 0);
            taps[grid.Taps.Length + i] = Math.Abs(current);
        }

        if (quiet > 0)
            taps.Sort();
        double reach = Sum(taps);
        _own.Patterns(quiet, _patterns);
        _tails.Clear();
        foreach ((bool bit, double current, double jitter) in _patterns)
        {
            NoiseParabola variance = noise.WithJitter(jitter);
            double lowest = below + current;
            // Too much light counts against a 0, too little against a 1: then, what is missing of it all.
            OwnTail tail = bit ? new OwnTail(-(lowest + reach), variance with { Linear = -variance.Linear }, 0, 0, 0) : new OwnTail(lowest, variance, 0, 0, 0);
            _tails.Add(tail.Between(MostDeviations, reach));
        }

        return Alike(taps);
    }

    private static double Sum(ReadOnlySpan<double> taps)
    {
        double sum = 0;
        foreach (double tap in taps)
            sum += tap;
        return sum;
    }
}
