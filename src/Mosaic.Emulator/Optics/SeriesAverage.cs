using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The error ratio of a lane by a <see cref="TailSeries"/> of its neighbours' light, over the patterns of its own bits and the noise. A bit is
/// wrong where Y exceeds its margin less the noise, and by symmetry that is so for a 1 as for a 0.
/// </summary>
internal sealed class SeriesAverage
{
    // Frequencies beyond so many over σ are not looked at: noise lets exp(−6.5²/2) through, and their sum of 1/πm is below that by 6.5²·π.
    private const double Damped = 6.5;

    // What the terms that are left out may add, of the result.
    private const double Share = 1.5e-7;

    // Tails a period away add less than exp(−20) = 2e-9 of the result; without a tilt, less than 1e-15: Hoeffding's bound at 8.4 deviations.
    private const double LogAlias = 20, Alias = 2.1e-9, AbsoluteAlias = 1e-15, OutOfReach = 8.4;

    // How much the normal approximation of a likely error may be too large.
    private const double Doubt = 0.7;

    // The noise may grow with the current by so much of itself in a deviation; and λL and C·(λσ)⁴ be so much, so that with a tilt, too, V is
    // nearly normal.
    private const double MostGrowth = 0.05, MostTilted = 0.1, MostBent = 0.06;

    // Likelier errors need no tilt.
    private const double Likely = 0.03;

    // Some tenths of a millisecond; and no more than a part of what the grid takes.
    public const long MostWork = 700_000;
    private const double WorkPerPoint = 0.5;

    // A sum of waves is right to so much of the sum of their magnitudes, and for each turn.
    private const double Rounding = 3e-14, TurnRounding = 1.2e-15;

    // What the mean over the noise errs by, of the largest that it could be: by nodes, and by waves at most so much of the result.
    private const double NoiseError = 1e-11, WavesShare = 5e-8;

    private const double TwoPi = 6.283185307179586;
    private const int NewtonSteps = 60;

    private readonly TailSeries _series = new();
    private readonly NoiseWaves _waves = new();
    private readonly List<Case> _cases = [];
    private double _least, _most, _growth; // σ of the quietest and of the noisiest pattern; the larger of L/σ and 2√C
    private long _work;

    /// <summary>What was computed so far, in eights of factors or of waves.</summary>
    public long Work => _work + _series.Work;

    /// <summary>About the error ratio of what was last asked for, as if neighbours' light were normally distributed.</summary>
    public double Normal { get; private set; }

    /// <summary>The error ratios of a 1 and of a 0 added up, and a bound on the error.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="noise">Its noise.</param>
    /// <param name="grid">With its taps collected: the neighbours' with jitter, and else all.</param>
    /// <param name="most">After so much work it is given up.</param>
    /// <returns>null where noise grows too fast with the current, or neighbours are too few or too alike.</returns>
    public (double Sum, double Error)? Mean(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid, long most = MostWork)
    {
        long mostWork = (long)Math.Min(most, WorkPerPoint * grid.Cost());
        _series.Start(grid.Taps);
        Collect(lane, noise, grid.First + _series.Reach - noise.Threshold);
        double slope = Math.Abs(_cases[0].Noise.Linear);
        if (!(_growth <= MostGrowth))
            return null;

        double tilt = SaddlePoint(), logMean = _series.LogGenerating(tilt), envelope = Envelope(tilt, logMean), period, estimate;
        if (envelope > Likely)
        {
            (tilt, logMean, envelope, estimate) = (0, 0, 1, Doubt * Normal);
            period = 2 * (OutermostY() + (NoiseNodes.Range * _most * (1 + (8 * _growth))));
        }
        else
        {
            double tilted = tilt * _most, square = tilted * tilted;
            if (!(tilt * slope <= MostTilted && _cases[0].Noise.Quadratic * square * square <= MostBent))
                return null;
            estimate = envelope / (1 + (3 * tilt * (_series.Spread + _most)));
            period = (Apart(tilt) + LogAlias - Elementary.Log(estimate)) / tilt;
        }

        double damping = 0.95 * (1 - (8 * _growth)), highest = Damped / (damping * _least);
        for (int attempt = 0; attempt < 2 && estimate > 0 && period < double.PositiveInfinity; attempt++)
        {
            if (!_series.Expand(tilt, TwoPi / period, highest, Share * estimate / envelope, mostWork))
                break;
            (double sum, double error) = Sum(logMean, damping, WavesShare * estimate / envelope);
            error += tilt == 0 ? AbsoluteAlias : 2 * Alias * estimate;
            if (error < 2 * Share * sum)
                return (2 * sum, 2 * error);
            // The estimate was too large.
            estimate = 0.5 * sum;
        }

        return null;
    }

    private void Collect(LaneDecisionModel lane, NoiseScale noise, double mean)
    {
        _cases.Clear();
        if (lane.HasJitter)
        {
            foreach (OwnPattern pattern in OwnPattern.All(lane))
                Add(lane, pattern.Bit, mean + pattern.Current, noise.WithJitter(pattern.Displacement * pattern.Displacement));
        }
        else
        {
            Add(lane, true, mean, noise.WithJitter(0));
            Add(lane, false, mean, noise.WithJitter(0));
        }

        (_least, _most, Normal) = (double.PositiveInfinity, 0, 0);
        foreach (Case one in _cases)
        {
            (_least, _most) = (Math.Min(_least, one.Deviation), Math.Max(_most, one.Deviation));
            Normal += TailAverage.Q(one.Margin / Math.Sqrt((_series.Spread * _series.Spread) + one.Noise.Constant)) / _cases.Count;
        }

        _growth = Math.Max(Math.Abs(_cases[0].Noise.Linear) / _least, 2 * Math.Sqrt(_cases[0].Noise.Quadratic));
    }

    private void Add(LaneDecisionModel lane, bool bit, double excess, NoiseParabola noise) =>
        _cases.Add(new Case(bit, bit ? excess + lane.Cursor : -excess, noise, Math.Sqrt(noise.Constant)));

    /// <summary>
    /// The λ at which the mean of exp(−λ·margin)·E exp(λ(Y + V)) over the cases is smallest, about: V is taken for normal. Its logarithm is
    /// convex, and any λ gives the right result; this one the fewest terms.
    /// </summary>
    private double SaddlePoint()
    {
        double low = 0, high = double.PositiveInfinity, tilt = 0;
        for (int i = 0; i < NewtonSteps; i++)
        {
            (double slope, double curvature) = Slope(tilt);
            if (i == 0 && slope >= 0)
                break;
            // Near enough: exp(slope²/2·curvature) is lost by it.
            if (slope * slope < 0.1 * curvature)
                break;
            if (slope < 0)
                low = tilt;
            else
                high = tilt;
            double next = tilt - (slope / curvature);
            tilt = next > low && next < high ? next : double.IsFinite(high) ? 0.5 * (low + high) : 2 * low;
        }

        return tilt;
    }

    /// <summary>The first and second derivatives of that logarithm.</summary>
    private (double Slope, double Curvature) Slope(double tilt)
    {
        const double faint = -30;
        double largest = double.NegativeInfinity, total = 0, first = 0, second = 0, variance = 0;
        foreach (Case one in _cases)
            largest = Math.Max(largest, one.Exponent(tilt));
        foreach (Case one in _cases)
        {
            double exponent = one.Exponent(tilt) - largest;
            if (exponent < faint)
                continue;
            double weight = Elementary.Exp(exponent), change = (tilt * one.Noise.Constant) - one.Margin;
            (total, first, second) = (total + weight, first + (weight * change), second + (weight * change * change));
            variance += weight * one.Noise.Constant;
        }

        (double meanY, double varianceY) = _series.Moments(tilt);
        first /= total;
        return (meanY + first, varianceY + (variance / total) + Math.Max(0, (second / total) - (first * first)));
    }

    /// <summary>The mean of exp(−λ·margin)·E exp(λ(Y + V)) over the cases.</summary>
    private double Envelope(double tilt, double logMean)
    {
        double sum = 0;
        foreach (Case one in _cases)
            sum += one.Envelope(tilt, logMean);
        return sum / _cases.Count;
    }

    /// <summary>ln of what the tail a period farther out may be, times its factor exp(λ·period) that the period has yet to pay for: by Chernoff's bound at 2λ.</summary>
    private double Apart(double tilt)
    {
        double largest = double.NegativeInfinity;
        foreach (Case one in _cases)
            largest = Math.Max(largest, tilt * ((2.5 * tilt * one.Noise.Constant) - (2 * one.Margin)));
        return Math.Max(0, largest + _series.LogGenerating(2 * tilt)) + 1;
    }

    private double OutermostY() => Math.Min(_series.Reach, OutOfReach * _series.Spread);

    private (double Sum, double Error) Sum(double logMean, double damping, double mostError)
    {
        double tilt = _series.Tilt, sum = 0, envelopes = 0, errors = 0, outermost = OutermostY();
        _waves.Start(_series, _cases[0].Noise.Linear);
        foreach (Case one in _cases)
        {
            // All of Y on the one side.
            if (tilt == 0 && NoiseNodes.Excess(one.Noise, one.Margin, one.Bit, NoiseNodes.Range) > outermost)
                continue;
            if (tilt == 0 && NoiseNodes.Excess(one.Noise, one.Margin, one.Bit, -NoiseNodes.Range) < -outermost)
            {
                sum++;
                continue;
            }

            int terms = _series.TermsBelow(Damped / (damping * one.Deviation), out double highest);
            double error = NoiseWaves.Error(Math.Max(Math.Abs(one.Noise.Linear) / one.Deviation, 2 * Math.Sqrt(one.Noise.Quadratic)), tilt * one.Deviation);
            if (error < mostError)
            {
                sum += (tilt == 0 ? 0.5 : 0) + _waves.Mean(_series, terms, logMean, one.Noise, one.Margin, one.Bit);
                double envelope = one.Envelope(tilt, logMean);
                (envelopes, errors) = (envelopes + envelope, errors + (envelope * error));
                _work += 3 * terms / TailSeries.Group;
            }
            else
            {
                // The trapezoidal rule's own frequency stays so far above those of the terms.
                double fastest = (highest * one.Deviation * (1 + (10 * _growth))) + 7.7;
                int nodes = NoiseNodes.Batch * (int)Math.Ceiling(2 * NoiseNodes.Range * fastest / TwoPi / NoiseNodes.Batch);
                double centre = tilt * one.Deviation / (1 - (tilt * (one.Bit ? one.Noise.Linear : -one.Noise.Linear)));
                sum += NoiseNodes.Mean(_series, terms, logMean, one.Noise, one.Margin, one.Bit, centre, nodes, out double envelope);
                envelopes += envelope;
                _work += (long)terms * nodes / TailSeries.Group;
            }
        }

        double relative = _series.Remainder + _series.RoundingError + NoiseError + (_series.Magnitude * (Rounding + (TurnRounding * _series.Terms)));
        return (sum / _cases.Count, ((envelopes * relative) + errors) / _cases.Count);
    }

    /// <summary>One pattern of own bits.</summary>
    private readonly record struct Case(bool Bit, double Margin, NoiseParabola Noise, double Deviation)
    {
        public double Exponent(double tilt) => tilt * ((0.5 * tilt * Noise.Constant) - Margin);

        public double Envelope(double tilt, double logMean) => Elementary.Exp(Math.Min(logMean + Exponent(tilt), NoiseNodes.LargestExponent));
    }
}
