using System.Numerics;
using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Optics.Prediction.Grids;

/// <summary>
/// The distribution of an <see cref="InterferenceGrid"/>, and the same one on grids of twice, four times … its step, made when
/// they are asked for: with much jitter, the probability of an error changes so slowly with the current that few points do.
/// </summary>
internal sealed class GridLevels
{
    // Of a decision so many deviations off, the rarer outcome is below 1e-18.
    private const double Certain = 9;

    // A point half-way moves to 12 others, so 6 points before the first are reached, and 11 around one reach it.
    private const int Pad = 12, Before = 6;

    // Lagrange's weights of a place half-way, for the nearest points to either side, the next …
    private static readonly double[] HalfWay =
        [160083.0 / 262144, -38115.0 / 262144, 22869.0 / 524288, -5445.0 / 524288, 847.0 / 524288, -63.0 / 524288];

    // So much wider, in deviations, may a coarse grid's step be than the finest grid's: Coarsen then errs by less than what
    // the taps err by on the finest.
    private const double Wider = 2;

    private readonly List<Level> _levels = [];
    private double[] _between = [];
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

    /// <summary>Points at which a probability was asked for so far.</summary>
    public long Evaluations { get; private set; }

    /// <summary>The mean of the probability that a bit is wrong.</summary>
    /// <param name="noise">The lane's noise.</param>
    /// <param name="offset">What is added to the currents.</param>
    /// <param name="jitter">D², what jitter adds to the variance; 0: without.</param>
    /// <param name="bit">The bit.</param>
    /// <param name="never">So many deviations on the right side of the threshold, 0 may be taken for the probability; and 1 on the wrong side.</param>
    public double Wrong(NoiseScale noise, double offset, double jitter, bool bit, double never)
    {
        NoiseParabola variance = noise.WithJitter(jitter);
        Level level = At(jitter == 0 ? _levels[0].Step : Wider * _levels[0].Step * (noise.SteepestDeviation(variance) / _deviation));
        double first = level.First + offset - noise.Threshold;
        double low = Math.Min(never, Certain), high = Math.Min(never, TailAverage.Farthest);
        int from = level.Find(variance, first, bit ? -low : -high), to = level.Find(variance, first, bit ? high : low);
        // Whole groups of points: behind the last weight there are zeros.
        int length = (to - from + TailAverage.Group - 1) / TailAverage.Group * TailAverage.Group;
        Evaluations += length;
        double sum = TailAverage.Sum(level.Weights.AsSpan(Pad + from, length), first + (from * level.Step), level.Step, variance, bit);
        return sum + (bit ? level.Below[from] : level.Above[Math.Min(from + length, level.Length)]);
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

    /// <summary>Moves every second point to the others by Lagrange's weights, which keep the mean of polynomials up to degree 11.</summary>
    private void Coarsen(Level fine)
    {
        Level coarse = Next((fine.Length / 2) + (2 * Before), fine.First - (2 * Before * fine.Step), 2 * fine.Step);
        // Coarse point i takes fine point 2(i − Before), and of the points between, which are put side by side, six to either side.
        int between = coarse.Length + (2 * Before);
        if (_between.Length < between + Vector<double>.Count)
            _between = new double[2 * between];
        _between.AsSpan(0, between + Vector<double>.Count).Clear();
        for (int i = 0; (2 * i) + 1 < fine.Length; i++)
            _between[i + (2 * Before)] = fine.Weights[Pad + (2 * i) + 1];
        for (int i = 0; 2 * i < fine.Length; i++)
            coarse.Weights[Pad + Before + i] = fine.Weights[Pad + (2 * i)];
        AddHalfWay(_between, coarse.Weights.AsSpan(Pad, coarse.Length));
        coarse.AddUp();
    }

    /// <summary>to[i] += Σ over k of HalfWay[k]·(between[i + 5 − k] + between[i + 6 + k]).</summary>
    internal static void AddHalfWay(ReadOnlySpan<double> between, Span<double> to)
    {
        ref double source = ref MemoryMarshal.GetReference(between[..(to.Length + (2 * Before) - 1)]);
        ref double target = ref MemoryMarshal.GetReference(to);
        int i = 0;
        for (; i <= to.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> sum = Vector.LoadUnsafe(ref target, (nuint)i);
            for (int k = 0; k < Before; k++)
            {
                Vector<double> pair = Vector.LoadUnsafe(ref source, (nuint)(i + Before - 1 - k)) + Vector.LoadUnsafe(ref source, (nuint)(i + Before + k));
                sum += pair * new Vector<double>(HalfWay[k]);
            }

            sum.StoreUnsafe(ref target, (nuint)i);
        }

        AddHalfWayScalar(between[i..], to[i..]);
    }

    /// <summary>The definition of <see cref="AddHalfWay"/>.</summary>
    internal static void AddHalfWayScalar(ReadOnlySpan<double> between, Span<double> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            for (int k = 0; k < Before; k++)
                to[i] += (between[i + Before - 1 - k] + between[i + Before + k]) * HalfWay[k];
        }
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

        /// <summary>The sum of each and all behind it, and 0: added up from there, so that a small one is right too.</summary>
        public double[] Above { get; private set; } = [];

        public int Length { get; private set; }

        public double First { get; private set; }

        public double Step { get; private set; }

        public void Reset(int length, double first, double step)
        {
            if (Weights.Length < length + (2 * Pad))
                (Weights, Below, Above) = (new double[2 * (length + Pad)], new double[2 * (length + Pad)], new double[2 * (length + Pad)]);
            Weights.AsSpan(0, length + (2 * Pad)).Clear();
            (Length, First, Step) = (length, first, step);
        }

        public void AddUp()
        {
            double sum = 0;
            for (int i = 0; i < Length; i++)
                (Below[i], sum) = (sum, sum + Weights[Pad + i]);
            Below[Length] = sum;
            sum = 0;
            for (int i = Length; i > 0; i--)
                (Above[i], sum) = (sum, sum + Weights[Pad + i - 1]);
            Above[0] = sum;
        }

        /// <summary>The first point that is so many deviations above the threshold.</summary>
        /// <param name="noise">The variance.</param>
        /// <param name="first">The first point's current less the threshold.</param>
        /// <param name="deviations">How many.</param>
        public int Find(in NoiseParabola noise, double first, double deviations)
        {
            // Where it should be, and from there by steps that double.
            double place = (noise.Place(deviations) - first) / Step;
            int low = place > 0 ? (int)Math.Min(place, Length) : 0, high = low, reach = 1;
            while (low > 0 && noise.Deviations(first + ((low - 1) * Step)) >= deviations)
                (low, high, reach) = (Math.Max(0, low - reach), low - 1, 2 * reach);
            while (high < Length && noise.Deviations(first + (high * Step)) < deviations)
                (low, high, reach) = (high + 1, Math.Min(Length, high + 1 + reach), 2 * reach);
            while (low < high)
            {
                int middle = (low + high) >>> 1;
                if (noise.Deviations(first + (middle * Step)) < deviations)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }
    }
}
