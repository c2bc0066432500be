using System.Numerics;

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
    /// <summary>The smallest useful <see cref="Tolerance"/>: that of rounding.</summary>
    public const double Finest = 1e-14;

    // Q beyond is below 1e-18.
    private const double Certain = 9;

    // With a tolerance that is not the finest.
    private const double StepsAtFirst = 16;
    private const int MostPoints = 1 << 16;

    private double[] _from = [], _to = [];
    private double _first, _step; // of −I, ascending, so that f ascends too
    private int _pad, _length, _suspect;

    /// <summary>The largest error of one interpolation.</summary>
    public double Tolerance { get; set; } = Finest;

    /// <summary>Points computed so far.</summary>
    public long Points { get; private set; }

    /// <summary>Averages over taps.</summary>
    /// <param name="threshold">The threshold.</param>
    /// <param name="noise">The noise.</param>
    /// <param name="deviation">Its steepest deviation.</param>
    /// <param name="taps">The taps, ascending.</param>
    /// <returns>A bound on the error; null where the noise grows too fast with the current.</returns>
    public double? Smooth(double threshold, in NoiseParabola noise, double deviation, ReadOnlySpan<double> taps)
    {
        _step = deviation / (Tolerance > Finest ? StepsAtFirst : InterferenceGrid.StepsPerDeviation);
        if (!Start(threshold, noise))
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
        return (steps + 3) * Tolerance;
    }

    private void Close(ref SymmetricMoments group, ref double mean, Span<double> weights)
    {
        TapKernel.OfGroup(group, weights);
        _first += mean - (TapKernel.Half * _step);
        Convolve(0, 0, weights);
        Coarsen();
        (group, mean) = (default, 0);
    }

    private bool Start(double threshold, in NoiseParabola noise)
    {
        int above = 0, below = 0;
        while (above < MostPoints && noise.Deviations(above * _step) < Certain)
            above += 8;
        while (below < MostPoints && noise.Deviations(-below * _step) > -Certain)
            below += 8;
        if (above >= MostPoints || below >= MostPoints)
            return false;
        (_length, _first) = (0, -(threshold + (above * _step)));
        Reserve(above + below + 1, 64);
        _length = above + below + 1;
        TailAverage.Fill(_from.AsSpan(_pad, _length), above * _step, -_step, noise);
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
        Points += grown;
    }

    /// <summary>Drops every second point as long as Lagrange's polynomial through eight others gives it back.</summary>
    private void Coarsen()
    {
        while (_length > 16)
        {
            Reserve(_length + 8, 8);
            // Where it did not the last time it most likely does not yet: averaging leaves half of that in its place.
            int suspect = Math.Min(_suspect, _length - 1) | 1;
            if (!IsGivenBack(suspect, suspect + 1) || !IsGivenBack(1, _length))
                return;

            _length = (_length + 1) / 2;
            for (int i = 1; i < _length; i++)
                _from[_pad + i] = _from[_pad + (2 * i)];
            _step *= 2;
            _suspect /= 2;
        }
    }

    private bool IsGivenBack(int from, int to)
    {
        for (int i = from; i < to; i += 2)
        {
            Span<double> around = _from.AsSpan(_pad + i - 7, 15);
            double near = around[6] + around[8], next = around[4] + around[10];
            double far = around[2] + around[12], last = around[0] + around[14];
            double given = ((1225 * near) - (245 * next) + (49 * far) - (5 * last)) / 2048;
            if (!(Math.Abs(given - around[7]) <= Tolerance))
            {
                _suspect = i;
                return false;
            }
        }

        return true;
    }

    /// <summary>The probability that a 0 is decided, at a current without the taps.</summary>
    public double At(double current)
    {
        Span<double> weights = stackalloc double[TapKernel.Points];
        double index = (-current - _first) / _step;
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
