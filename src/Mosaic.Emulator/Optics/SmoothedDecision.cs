using System.Numerics;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The probability that a 0 is decided, as a function of the current without some taps, on a grid that gets coarser as the
/// function gets smoother. It starts as Q((I − T)/σ(I)); averaging over a tap makes it ½f(I) + ½f(I + tap), which is no less
/// smooth. So hundreds of strong taps, which spread the current over many thousand deviations, need few points.
/// </summary>
/// <remarks>
/// Every second point is dropped where the others give it back within <see cref="Tolerance"/>. Averaging and interpolation
/// commute, so no later step of interpolation errs by more: the error of the result is below the number of steps times that,
/// in absolute terms. It is no way to rare errors.
/// </remarks>
internal sealed class SmoothedDecision
{
    /// <summary>The largest error of one interpolation.</summary>
    public const double Tolerance = 1e-14;

    // Q beyond is below 1e-18.
    private const double Certain = 9;
    private const int MostPoints = 1 << 16;

    private double[] _from = [], _to = [];
    private double _first, _step; // of −I, ascending, so that f ascends too
    private int _pad, _length;

    /// <summary>Averages over a lane's taps.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="noise">Its noise.</param>
    /// <param name="lowest">The current without the taps.</param>
    /// <param name="taps">The taps, ascending.</param>
    /// <returns>The error ratios of a 1 and of a 0 added up, and a bound on the error of either; null where the noise grows too
    /// fast with the current.</returns>
    public (double Sum, double Error)? Average(LaneDecisionModel lane, NoiseScale noise, double lowest, ReadOnlySpan<double> taps)
    {
        _step = noise.SteepestDeviation() / InterferenceGrid.StepsPerDeviation;
        if (!Start(lane, noise))
            return null;

        Span<double> weights = stackalloc double[TapKernel.Points];
        var group = new SymmetricMoments();
        double mean = 0, steps = 0;
        Coarsen();
        foreach (double tap in taps)
        {
            double reach = 0.5 * tap / _step;
            if (group.Reach > 0 && group.Reach + reach > TapKernel.GroupReach)
            {
                Close(ref group, ref mean, weights);
                steps++;
                reach = 0.5 * tap / _step;
            }

            if (reach > TapKernel.GroupReach)
            {
                (double centre, int lag, int moved) = TapKernel.OfTap(tap / _step, weights);
                _first += moved * _step;
                Convolve(centre, lag, weights);
                Coarsen();
                steps++;
                continue;
            }

            group.Add(reach);
            mean += 0.5 * tap;
        }

        if (group.Reach > 0)
            Close(ref group, ref mean, weights);
        double ofZero = At(-lowest, weights), ofOne = At(-(lowest + lane.Cursor), weights);
        return (ofOne + 1 - ofZero, (steps + 3) * Tolerance);
    }

    private void Close(ref SymmetricMoments group, ref double mean, Span<double> weights)
    {
        TapKernel.OfGroup(group, weights);
        _first += mean - (TapKernel.Half * _step);
        Convolve(0, 0, weights);
        Coarsen();
        (group, mean) = (default, 0);
    }

    private bool Start(LaneDecisionModel lane, NoiseScale noise)
    {
        int above = 0, below = 0;
        while (above < MostPoints && noise.Deviations(lane.Threshold + (above * _step)) < Certain)
            above += 8;
        while (below < MostPoints && noise.Deviations(lane.Threshold - (below * _step)) > -Certain)
            below += 8;
        if (above >= MostPoints || below >= MostPoints)
            return false;
        (_length, _first) = (0, -(lane.Threshold + (above * _step)));
        Reserve(above + below + 1, 64);
        _length = above + below + 1;
        for (int i = 0; i < _length; i++)
            _from[_pad + i] = Gaussian.Q(noise.Deviations(-(_first + (i * _step))));
        return true;
    }

    /// <summary>Makes room for so many points behind as many zeros as needed, and fills up with ones.</summary>
    private void Reserve(int length, int needed)
    {
        int pad = Math.Max(needed, _pad), size = pad + length + Vector<double>.Count;
        if (pad > _pad || size > _from.Length)
        {
            var from = new double[2 * size];
            _from.AsSpan(_pad, _length).CopyTo(from.AsSpan(pad));
            (_from, _to, _pad) = (from, new double[2 * size], pad);
        }

        _from.AsSpan(_pad - needed, needed).Clear();
        _from.AsSpan(_pad + _length, length - _length + Vector<double>.Count).Fill(1);
    }

    private void Convolve(double centre, int lag, ReadOnlySpan<double> weights)
    {
        int grown = _length + lag + TapKernel.Points - 1;
        Reserve(grown, lag + TapKernel.Points - 1);
        InterferenceGrid.Convolve(_from, _to, _pad, grown, centre, lag, weights);
        (_from, _to, _length) = (_to, _from, grown);
    }

    /// <summary>Drops every second point as long as Lagrange's polynomial through eight others gives it back.</summary>
    private void Coarsen()
    {
        while (_length > 16)
        {
            Reserve(_length + 8, 8);
            for (int i = _pad + 1; i < _pad + _length; i += 2)
            {
                double near = _from[i - 1] + _from[i + 1], next = _from[i - 3] + _from[i + 3];
                double far = _from[i - 5] + _from[i + 5], last = _from[i - 7] + _from[i + 7];
                double given = ((1225 * near) - (245 * next) + (49 * far) - (5 * last)) / 2048;
                if (!(Math.Abs(given - _from[i]) <= Tolerance))
                    return;
            }

            _length = (_length + 1) / 2;
            for (int i = 1; i < _length; i++)
                _from[_pad + i] = _from[_pad + (2 * i)];
            _step *= 2;
        }
    }

    private double At(double place, Span<double> weights)
    {
        double index = (place - _first) / _step;
        if (!(index > -TapKernel.Half))
            return 0;
        if (!(index < _length + TapKernel.Half))
            return 1;
        int nearest = (int)Math.Round(index);
        TapKernel.Interpolation(index - nearest, 1, weights);
        double sum = 0;
        for (int k = -TapKernel.Half; k <= TapKernel.Half; k++)
        {
            int i = nearest + k;
            sum += weights[k + TapKernel.Half] * (i < 0 ? 0 : i < _length ? _from[_pad + i] : 1);
        }

        return sum;
    }
}
