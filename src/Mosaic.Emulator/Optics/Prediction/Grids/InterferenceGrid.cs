using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Optics.Prediction.Grids;

/// <summary>
/// The distribution of a lane's current over all bits but the one decided on, as weights on an equidistant grid: the
/// convolution of one two-point distribution per tap. A point between grid points is spread over nine of them with Lagrange's weights,
/// so that the mean of every polynomial up to degree 8 is exact and that of a smooth function nearly so.
/// </summary>
/// <remarks>The weights may be negative; they are a quadrature, not a histogram.</remarks>
internal sealed class InterferenceGrid
{
    /// <summary>Grid steps per standard deviation of the noise.</summary>
    public const double StepsPerDeviation = 32;

    private const int Half = TapKernel.Half, KernelPoints = TapKernel.Points, Group = 8;

    private readonly List<double> _taps = [];
    private readonly List<(double Centre, int Lag)> _kernels = [];
    private readonly List<double> _kernelWeights = []; // nine per kernel
    private double[] _from = [], _to = [];
    private int _start, _length;

    /// <summary>Current of the first grid point.</summary>
    public double First { get; private set; }

    /// <summary>Distance of grid points in current.</summary>
    public double Step { get; private set; }

    /// <summary>The weights; their sum is 1.</summary>
    public ReadOnlySpan<double> Weights => _from.AsSpan(_start, _length);

    /// <summary>The weights, and zeros behind them, in whole groups of eight.</summary>
    public ReadOnlySpan<double> Groups => _from.AsSpan(_start, (_length + Group - 1) / Group * Group);

    /// <summary>How many kernels they were made of.</summary>
    public int Kernels => _kernels.Count;

    /// <summary>Magnitudes of the taps to convolve, ascending.</summary>
    public ReadOnlySpan<double> Taps => CollectionsMarshal.AsSpan(_taps);

    /// <summary>Grid points computed so far.</summary>
    public long Points { get; private set; }

    /// <summary>Collects what is to be convolved for a lane; <see cref="First"/> is then the smallest current.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="step">Distance of grid points in current.</param>
    /// <param name="neighboursOnly">Leave the lane's own taps out: as if its bits were all 0.</param>
    public void Collect(LaneDecisionModel lane, double step, bool neighboursOnly)
    {
        (First, Step) = (lane.OffLevel, step);
        CollectTaps(lane, neighboursOnly);
    }

    /// <summary>Collects taps as they are.</summary>
    /// <param name="taps">The taps, ascending.</param>
    /// <param name="step">Distance of grid points in current.</param>
    public void Collect(ReadOnlySpan<double> taps, double step)
    {
        (First, Step) = (0, step);
        _taps.Clear();
        _taps.AddRange(taps);
    }

    /// <summary>Grid points to be computed in all.</summary>
    /// <param name="deviations">Of the light; what is farther from its mean is left out.</param>
    public double Cost(double deviations = double.PositiveInfinity)
    {
        double length = 1, sum = 0, group = 0, square = 0;
        foreach (double tap in _taps)
        {
            double steps = tap / Step, reach = 0.5 * steps;
            square += reach * reach;
            if (group > 0 && group + reach > TapKernel.GroupReach)
            {
                sum += length = Math.Min(length, 2 * deviations * Math.Sqrt(square)) + KernelPoints - 1;
                group = 0;
            }

            if (reach > TapKernel.GroupReach)
                sum += length = Math.Min(length, 2 * deviations * Math.Sqrt(square)) + steps + KernelPoints - 1;
            else
                group += reach;
        }

        return group > 0 ? sum + length + KernelPoints - 1 : sum;
    }

    /// <summary>Grid points of the distribution.</summary>
    public double Length()
    {
        double length = 0;
        foreach (double tap in _taps)
            length += tap / Step;
        return length;
    }

    /// <summary>Builds the distribution of what was collected.</summary>
    /// <param name="negligible">Weights at the ends that are no more than this together are left out.</param>
    public void Build(double negligible = 0)
    {
        MakeKernels();

        int length = 1;
        _start = KernelPoints - 1;
        foreach ((_, int lag) in _kernels)
        {
            length += lag + KernelPoints - 1;
            _start = Math.Max(_start, lag + KernelPoints - 1);
        }

        int size = _start + length + Group;
        if (_from.Length < size)
            (_from, _to) = (new double[size], new double[size]);
        _from.AsSpan(0, size).Clear();
        _to.AsSpan(0, size).Clear();
        _from[_start] = 1;
        _length = 1;
        ReadOnlySpan<double> weights = CollectionsMarshal.AsSpan(_kernelWeights);
        for (int i = 0; i < _kernels.Count; i++)
        {
            (double centre, int lag) = _kernels[i];
            _length += lag + KernelPoints - 1;
            Points += _length;
            TapKernel.Convolve(_from, _to, _start, _length, centre, lag, weights.Slice(i * KernelPoints, KernelPoints));
            (_from, _to) = (_to, _from);
            LeaveOut(0.5 * negligible / _kernels.Count);
        }
    }

    /// <summary>Leaves out what is no more than so much at each end.</summary>
    private void LeaveOut(double most)
    {
        int first = _start, end = _start + _length, last = end;
        for (double sum = Math.Abs(_from[first]); sum <= most && first + 1 < end; sum += Math.Abs(_from[first]))
            first++;
        for (double sum = Math.Abs(_from[end - 1]); sum <= most && end - 1 > first; sum += Math.Abs(_from[end - 1]))
            end--;
        // What was written before must not come back.
        foreach (double[] values in (ReadOnlySpan<double[]>)[_from, _to])
        {
            values.AsSpan(_start, first - _start).Clear();
            values.AsSpan(end, last - end).Clear();
        }

        First += (first - _start) * Step;
        (_start, _length) = (first, end - first);
    }

    /// <summary>The magnitudes of all taps but the cursor, ascending; a negative tap is a positive one on a lower level.</summary>
    private void CollectTaps(LaneDecisionModel lane, bool neighboursOnly)
    {
        _taps.Clear();
        foreach (LeakagePath path in lane.Paths)
        {
            if (neighboursOnly && path.Source == lane.Lane)
                continue;
            for (int tap = 0; tap < path.Coefficients.Length; tap++)
            {
                long coefficient = path.Coefficients[tap];
                if (coefficient == 0 || (path.Source == lane.Lane && path.FirstShift + tap == 0))
                    continue;
                First += Math.Min(coefficient, 0);
                _taps.Add(Math.Abs((double)coefficient));
            }
        }

        _taps.Sort();
    }

    private void MakeKernels()
    {
        _kernels.Clear();
        _kernelWeights.Clear();
        var group = new SymmetricMoments();
        foreach (double tap in _taps)
        {
            double reach = 0.5 * tap / Step; // to either side of the mean
            if (group.Reach > 0 && group.Reach + reach > TapKernel.GroupReach)
                AddGroup(ref group);
            if (reach > TapKernel.GroupReach)
            {
                AddTap(tap / Step);
                continue;
            }

            group.Add(reach);
            First += 0.5 * tap;
        }

        if (group.Reach > 0)
            AddGroup(ref group);
    }

    private void AddGroup(ref SymmetricMoments group)
    {
        _kernels.Add((0, 0));
        TapKernel.OfGroup(group, NextWeights());
        First -= Half * Step;
        group = default;
    }

    private void AddTap(double steps)
    {
        (double centre, int lag, int moved) = TapKernel.OfTap(steps, NextWeights());
        _kernels.Add((centre, lag));
        First += moved * Step;
    }

    private Span<double> NextWeights()
    {
        CollectionsMarshal.SetCount(_kernelWeights, _kernelWeights.Count + KernelPoints);
        return CollectionsMarshal.AsSpan(_kernelWeights)[^KernelPoints..];
    }
}
