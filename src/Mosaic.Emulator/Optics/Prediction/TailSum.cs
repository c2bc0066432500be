using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>
/// The sum of tails at equal distances, each times a share. What matters is the light that neighbours can send, 0 … reach; a tail may have no end there, where
/// noise grows as fast as the current. So beyond, where nobody looks but who interpolates, the sum falls to nothing as smoothly as the steepest tail does.
/// </summary>
internal sealed class TailSum
{
    // In deviations: so far from its middle, a tail differs from 0 or 1 by less than 1e-12.
    private const double HalfWidth = 7.1;

    private double[] _certain = [];
    private double _reach, _deviation, _share;
    private bool _isCutBelow, _isCutAbove;

    /// <summary>Points of tails computed so far.</summary>
    public long Work { get; private set; }

    /// <summary>What it was last behind the tails.</summary>
    public double Behind { get; private set; }

    /// <summary>Says what light matters, and takes the ends of tails nearer.</summary>
    /// <param name="tails">The tails.</param>
    /// <param name="share">What each counts.</param>
    /// <param name="reach">The most light.</param>
    /// <param name="deviation">The steepest deviation of all.</param>
    public void Limit(Span<OwnTail> tails, double share, double reach, double deviation)
    {
        (_share, _reach, _deviation, _isCutBelow, _isCutAbove) = (share, reach, deviation, false, false);
        double lowest = -2 * HalfWidth * deviation, highest = reach - lowest;
        foreach (ref OwnTail tail in tails)
        {
            if (tail.Begin < lowest)
                (tail, _isCutBelow) = (tail with { Begin = lowest }, true);
            if (tail.End > highest)
                (tail, _isCutAbove) = (tail with { End = highest }, true);
        }
    }

    /// <summary>The sum.</summary>
    /// <param name="tails">The tails, limited.</param>
    /// <param name="first">The first place.</param>
    /// <param name="step">The distance of places.</param>
    /// <param name="before">What is certain already.</param>
    /// <param name="values">Receives it, and needs up to seven more behind the end of the last tail.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Fill(ReadOnlySpan<OwnTail> tails, double first, double step, double before, Span<double> values)
    {
        int length = values.Length;
        if (_certain.Length <= length)
            _certain = new double[2 * (length + 1)];
        Span<double> certain = _certain.AsSpan(0, length + 1);
        certain.Clear();
        values.Clear();
        double perStep = 1 / step, certainly = before;
        foreach (ref readonly OwnTail tail in tails)
        {
            int start = Math.Clamp((int)Math.Ceiling((tail.Begin - first) * perStep), 0, length), end = Math.Clamp((int)Math.Ceiling((tail.End - first) * perStep), start, length);
            TailAverage.Add(values[start..end], first + (start * step) + tail.Offset, step, tail.Noise, _share);
            certain[end] += _share;
            Work += end - start;
        }

        for (int i = 0; i < length; i++)
        {
            certainly += certain[i];
            values[i] += certainly;
        }

        double middle = HalfWidth * _deviation;
        for (int i = 0; _isCutBelow && i < length && first + (i * step) < 0; i++)
            values[i] *= TailAverage.Q(-(first + (i * step) + middle) / _deviation);
        int beyond = length;
        for (; _isCutAbove && beyond > 0 && first + ((beyond - 1) * step) > _reach; beyond--)
            values[beyond - 1] *= TailAverage.Q((first + ((beyond - 1) * step) - _reach - middle) / _deviation);
        Behind = beyond < length ? 0 : certainly + certain[length];
    }
}
