using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The error ratio where all taps make few sums: few taps, or many that are exactly alike. They are dealt out to two hands; of all pairs of sums of
/// the two, only those near the threshold need the noise. Nothing is left out, and all terms are positive.
/// </summary>
internal sealed class SumPairs
{
    // Of a hand.
    private const int MostSums = 2048;

    // Pairs near the threshold, some nanoseconds each.
    private const long MostPairs = 50_000;

    // Of a decision so many deviations off, the rarer outcome is below 1e-18.
    private const double Certain = 9;

    private List<(double Sum, double Chance)> _one = [], _other = [], _next = [];
    private double[] _below = [];

    /// <summary>Pairs near the threshold, and sums, so far.</summary>
    public long Work { get; private set; }

    /// <summary>Whether there may be few enough sums, by how often each tap is there: false for more than some 22 that differ.</summary>
    /// <param name="taps">The taps, ascending.</param>
    public static bool MayBeFew(ReadOnlySpan<double> taps)
    {
        const double most = (double)MostSums * MostSums;
        double sums = 1;
        int alike = 0;
        for (int i = 0; i < taps.Length && sums <= 2 * most; i++)
        {
            alike = i > 0 && taps[i] == taps[i - 1] ? alike + 1 : 1;
            sums *= (alike + 1.0) / alike; // in all, 1 and their number
        }

        return sums <= most * (1 + 1e-9); // rounding
    }

    /// <summary>The error ratio; null where there are too many sums.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="noise">Its noise.</param>
    /// <param name="grid">With its taps collected: the neighbours' with jitter, and else all.</param>
    public double? Mean(LaneDecisionModel lane, NoiseScale noise, InterferenceGrid grid)
    {
        if (!Deal(grid.Taps))
            return null;

        if (_below.Length <= _other.Count)
            _below = new double[2 * (_other.Count + 1)];
        for (int i = 0; i < _other.Count; i++)
            _below[i + 1] = _below[i] + _other[i].Chance;
        List<OwnPattern> patterns = lane.HasJitter ? OwnPattern.All(lane) : [new OwnPattern(true, 0, 0, 1), new OwnPattern(false, 0, 0, 1)];
        long start = Work, most = Work + MostPairs;
        double sum = 0;
        int done = 0;
        foreach (OwnPattern pattern in patterns)
        {
            double first = grid.First - noise.Threshold + pattern.Current + (pattern.Bit ? lane.Cursor : 0);
            sum += Wrong(first, noise.WithJitter(pattern.Displacement * pattern.Displacement), pattern.Bit, most);
            done++;
            // More than there may be, or as many so far that all will be twice that.
            if (Work > most || (Work - start) * patterns.Count > 2 * MostPairs * done)
                return null;
        }

        return Math.Clamp(sum / patterns.Count, 0, 1);
    }

    /// <summary>Each tap goes to the hand with fewer sums, the largest first; equal sums become one. False where there are too many.</summary>
    private bool Deal(ReadOnlySpan<double> taps)
    {
        _one.Clear();
        _other.Clear();
        _one.Add((0, 1));
        _other.Add((0, 1));
        for (int i = taps.Length - 1; i >= 0; i--)
        {
            if (_one.Count > _other.Count)
                (_one, _other) = (_other, _one);
            if (_one.Count > MostSums / 2)
                return false;
            AddTap(taps[i]);
        }

        return true;
    }

    private void AddTap(double tap)
    {
        _next.Clear();
        ReadOnlySpan<(double Sum, double Chance)> sums = CollectionsMarshal.AsSpan(_one);
        int without = 0;
        foreach ((double sum, double chance) in sums)
        {
            double with = sum + tap;
            for (; without < sums.Length && sums[without].Sum < with; without++)
                _next.Add((sums[without].Sum, 0.5 * sums[without].Chance));
            if (without < sums.Length && sums[without].Sum == with)
                _next.Add((with, 0.5 * (chance + sums[without++].Chance)));
            else
                _next.Add((with, 0.5 * chance));
        }

        (_one, _next) = (_next, _one);
        Work += _one.Count;
    }

    /// <summary>The mean of the probability that a bit is wrong.</summary>
    /// <param name="first">The smallest current, less the threshold.</param>
    /// <param name="noise">The noise.</param>
    /// <param name="bit">The bit.</param>
    /// <param name="most">Beyond so much work it does not matter any more.</param>
    private double Wrong(double first, in NoiseParabola noise, bool bit, long most)
    {
        // Below low all are decided 0, above high all 1.
        double low = noise.Place(bit ? -Certain : -TailAverage.Farthest), high = noise.Place(bit ? TailAverage.Farthest : Certain), mean = 0;
        int from = _other.Count, to = _other.Count;
        foreach ((double sum, double chance) in _one)
        {
            double place = first + sum;
            while (from > 0 && place + _other[from - 1].Sum >= low)
                from--;
            while (to > from && place + _other[to - 1].Sum > high)
                to--;
            double wrong = bit ? _below[from] : 0;
            for (int i = from; i < to; i++)
            {
                double x = noise.Deviations(place + _other[i].Sum);
                wrong += _other[i].Chance * TailAverage.Q(bit ? x : -x);
            }

            if (!bit)
                wrong += Above(to);
            mean += chance * wrong;
            Work += 1 + to - from;
            if (Work > most)
                break;
        }

        return mean;
    }

    /// <summary>The chance of all sums of the other hand from one on: the hand is symmetric, so that of as many at its lower end.</summary>
    private double Above(int from) => _below[_other.Count - from];
}
