using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The distribution of an <see cref="InterferenceGrid"/>, and the same one on grids of twice, four times … its step, made when
/// they are asked for: with much jitter, the probability of an error changes so slowly with the current that few points do.
/// </summary>
internal sealed class GridLevels
{
    // Of a decision so many deviations off, the rarer outcome is below 1e-18.
    private const double Certain = 9;

    private static readonly GaussianTable Gauss = new();

    // A point half-way moves to 8 others, so 4 points before the first are reached, and 7 around one reach it.
    private const int Pad = 8, Before = 4;

    // Lagrange's weights of a place half-way, for the nearest points to either side, the next …
    private static readonly double[] HalfWay = [1225.0 / 2048, -245.0 / 2048, 49.0 / 2048, -5.0 / 2048];

    private readonly List<Level> _levels = [];
    private int _made;
    private double _deviation;

    /// <summary>Starts with a distribution, which is copied.</summary>
    /// <param name="grid">Where it is built.</param>
    /// <param name="noise">The lane's noise.</param>
    public void Start(InterferenceGrid grid, NoiseScale noise)
    {
        (_made, _deviation) = (0, noise.SteepestDeviation());
        Level level = Next(grid.Weights.Length, grid.First, grid.Step);
        grid.Weights.CopyTo(level.Weights.AsSpan(Pad));
        level.AddUp();
    }

    /// <summary>The mean of the probability that a bit is wrong.</summary>
    /// <param name="noise">The lane's noise.</param>
    /// <param name="offset">What is added to the currents.</param>
    /// <param name="jitter">D², what jitter adds to the variance.</param>
    /// <param name="bit">The bit.</param>
    /// <param name="negligible">Where the probability is less at one current, 0 may be taken for it; and 1 where that of the opposite is.</param>
    public double Wrong(NoiseScale noise, double offset, double jitter, bool bit, double negligible)
    {
        Level level = At(_levels[0].Step * (jitter == 0 ? 1 : noise.SteepestDeviation(jitter) / _deviation));
        double never = negligible > 0 ? Gaussian.QInverse(negligible) : double.PositiveInfinity;
        int from = level.Find(noise, offset, jitter, bit ? -Math.Min(never, Certain) : -never);
        int to = level.Find(noise, offset, jitter, bit ? never : Math.Min(never, Certain));
        double sum = bit ? level.Below[from] : level.Below[level.Length] - level.Below[to], sign = bit ? 1 : -1;
        for (int i = from; i < to; i++)
            sum += level.Weights[Pad + i] * Gauss.Q(sign * noise.Deviations(level.First + offset + (i * level.Step), jitter));
        return sum;
    }

    /// <summary>The level with the largest step that is not above one, or the finest.</summary>
    private Level At(double step)
    {
        int level = 0;
        while (2 * _levels[level].Step <= step && _levels[level].Length > 8 * Pad)
        {
            if (++level == _made)
                Coarsen(_levels[level - 1]);
        }

        return _levels[level];
    }

    /// <summary>Moves every second point to the others by Lagrange's weights, which keep the mean of polynomials up to degree 7.</summary>
    private void Coarsen(Level fine)
    {
        Level coarse = Next((fine.Length / 2) + (2 * Before), fine.First - (2 * Before * fine.Step), 2 * fine.Step);
        double[] from = fine.Weights;
        for (int i = 0; i < coarse.Length; i++)
        {
            int at = Pad + (2 * (i - Before));
            if (at < 0 || at >= Pad + fine.Length + Pad)
                continue;
            double sum = from[at];
            for (int k = 0; k < 4; k++)
            {
                int below = at - 1 - (2 * k), above = at + 1 + (2 * k);
                sum += HalfWay[k] * ((below < 0 ? 0 : from[below]) + (above < from.Length ? from[above] : 0));
            }

            coarse.Weights[Pad + i] = sum;
        }

        coarse.AddUp();
    }

    private Level Next(int length, double first, double step)
    {
        if (_made == _levels.Count)
            _levels.Add(new Level());
        _levels[_made].Reset(length, first, step);
        return _levels[_made++];
    }

    private sealed class Level
    {
        /// <summary>The weights, with zeros before and behind.</summary>
        public double[] Weights { get; private set; } = [];

        /// <summary>The sum of all weights before each, and of all.</summary>
        public double[] Below { get; private set; } = [];

        public int Length { get; private set; }

        public double First { get; private set; }

        public double Step { get; private set; }

        public void Reset(int length, double first, double step)
        {
            if (Weights.Length < length + (2 * Pad))
                (Weights, Below) = (new double[2 * (length + Pad)], new double[2 * (length + Pad)]);
            Array.Clear(Weights);
            (Length, First, Step) = (length, first, step);
        }

        public void AddUp()
        {
            double sum = 0;
            for (int i = 0; i < Length; i++)
                (Below[i], sum) = (sum, sum + Weights[Pad + i]);
            Below[Length] = sum;
        }

        /// <summary>The first point that is so many deviations above the threshold.</summary>
        public int Find(NoiseScale noise, double offset, double jitter, double deviations)
        {
            int low = 0, high = Length;
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                if (noise.Deviations(First + offset + (middle * Step), jitter) < deviations)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }
    }
}
