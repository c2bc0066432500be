using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>
/// A lane's own bits where jitter acts: all patterns of those that make the noise stronger or weaker. The quietest of them change it so little that they may count as
/// neighbours' bits do, by their light alone and with the mean of D²: each halves the number of patterns.
/// </summary>
/// <remarks>
/// Let n quiet taps add Y to the light and make D² = m + M, m being the mean. The probability F(y, D²) of an error is then off by the mean of F(y + Y, m + M) − F(y + Y, m). M has no mean, so
/// of its first order only what Y and M have in common is left: that is at most ½Σ|a|·max|M|·sup|∂²F/∂y∂m| + ½·max M²·sup|∂²F/∂m²|. With D̄ the mean of D and s = Σ|d|,
/// |M| ≤ s·(|D̄| + s/4). For F = Q(−x) with x = y/σ, ∂F/∂m = −½·xφ(x)/σ², whose derivatives are ½φ/σ²·((3 − x²)·x′ − 2/σ) by y, and ¼φ/σ⁴·x(3 − x²) by m.
/// </remarks>
internal sealed class OwnTaps
{
    // Of |D̄| from half to all of the most, from a quarter to half …: so many, and the rest.
    private const int Ranges = 6;

    // Of the deviations that matter, to either side of the threshold.
    private const int Steps = 16;
    private const double InverseSqrtTwoPi = 0.3989422804014327;

    private readonly List<(double Current, double Displacement)> _taps = [];
    private double _cursor, _cursorShift;

    /// <summary>Taps but the cursor's, the quietest first; none without jitter.</summary>
    public ReadOnlySpan<(double Current, double Displacement)> Taps => CollectionsMarshal.AsSpan(_taps);

    /// <summary>Takes a lane's.</summary>
    /// <param name="lane">The lane.</param>
    public void Collect(LaneDecisionModel lane)
    {
        _taps.Clear();
        (_cursor, _cursorShift) = (lane.Cursor, 0);
        for (int p = 0; lane.HasJitter && p < lane.Paths.Length; p++)
        {
            LeakagePath path = lane.Paths[p];
            for (int tap = 0; path.Source == lane.Lane && tap < path.Coefficients.Length; tap++)
            {
                double displacement = path.Displacements.Length > 0 ? path.Displacements[tap] : 0;
                if (path.FirstShift + tap == 0)
                    _cursorShift = displacement;
                else
                    _taps.Add((path.Coefficients[tap], displacement));
            }
        }

        _taps.Sort((a, b) => Math.Abs(a.Current * a.Displacement).CompareTo(Math.Abs(b.Current * b.Displacement)));
    }

    /// <summary>The patterns of all but the quietest: 1s and 0s, what the bits around add to the current, and the mean of D².</summary>
    /// <param name="quiet">How many are left out.</param>
    /// <param name="patterns">Receives them.</param>
    public void Patterns(int quiet, List<(bool Bit, double Current, double Jitter)> patterns)
    {
        patterns.Clear();
        double mean = 0, variance = 0;
        foreach ((_, double displacement) in Taps[..quiet])
            (mean, variance) = (mean + (0.5 * displacement), variance + (0.25 * displacement * displacement));
        ReadOnlySpan<(double Current, double Displacement)> taps = Taps[quiet..];
        for (int bits = 0; bits < 1 << taps.Length; bits++)
        {
            double current = 0, shift = mean;
            for (int i = 0; i < taps.Length; i++)
            {
                if ((bits >> i & 1) != 0)
                    (current, shift) = (current + taps[i].Current, shift + taps[i].Displacement);
            }

            double one = shift + _cursorShift;
            patterns.Add((true, current + _cursor, (one * one) + variance));
            patterns.Add((false, current, (shift * shift) + variance));
        }
    }

    /// <summary>How many taps are quiet.</summary>
    /// <param name="noise">The lane's noise.</param>
    /// <param name="deviations">So many from the threshold, nothing matters that noise does.</param>
    /// <param name="allowed">What all of them may change.</param>
    [MethodImpl(Kernel.Compiled)]
    public int Quiet(NoiseScale noise, double deviations, double allowed)
    {
        if (_taps.Count == 0)
            return 0;
        double lowest = Math.Min(_cursorShift, 0), highest = Math.Max(_cursorShift, 0);
        foreach ((_, double displacement) in _taps)
            (lowest, highest) = (lowest + Math.Min(displacement, 0), highest + Math.Max(displacement, 0));
        double most = Math.Max(-lowest, highest);
        int quiet = _taps.Count;
        for (int i = Ranges; i >= 0 && quiet > 0; i--)
        {
            // D is at least half of what D̄ is, if the taps move it by no more.
            double jitter = Math.ScaleB(most, -i), least = i < Ranges ? 0.25 * jitter : 0;
            (double mixed, double second) = Slopes(noise.WithJitter(least * least), noise.Lowest - noise.Threshold, deviations);
            double current = 0, sum = 0;
            for (int k = 0; k < quiet; k++)
            {
                (current, sum) = (current + Math.Abs(_taps[k].Current), sum + Math.Abs(_taps[k].Displacement));
                double change = sum * (jitter + (0.25 * sum));
                if (!(sum <= Math.ScaleB(most, -Ranges) && 0.5 * change * ((current * mixed) + (change * second)) <= allowed))
                    quiet = k;
            }
        }

        return quiet;
    }

    /// <summary>No less than |∂²F/∂y∂m| and |∂²F/∂m²| at any current from the lowest on.</summary>
    [MethodImpl(Kernel.Compiled)]
    private static (double Mixed, double Second) Slopes(in NoiseParabola noise, double lowest, double deviations)
    {
        double mixed = 0, second = 0, vertex = noise.Quadratic > 0 ? -0.5 * noise.Linear / noise.Quadratic : double.NegativeInfinity;
        for (int i = 0; i < 2 * Steps; i++)
        {
            // From the threshold outwards, to the one side and the other.
            double step = (i < Steps ? -deviations : deviations) / Steps, near = step * (i % Steps), far = near + step;
            double y = noise.Place(near), end = noise.Place(far);
            (double from, double to) = (Math.Max(Math.Min(y, end), lowest), Math.Max(y, end));
            if (double.IsInfinity(y) || to <= lowest)
                continue;
            double variance = noise.At(Math.Clamp(vertex, from, to)), deviation = noise.SteepestDeviation(from, to), square = 3 + (far * far);
            double density = InverseSqrtTwoPi * Elementary.Exp(-0.5 * near * near) / variance;
            mixed = Math.Max(mixed, 0.5 * density * ((square / deviation) + (2 / Math.Sqrt(variance))));
            second = Math.Max(second, 0.25 * density * Math.Abs(far) * square / variance);
        }

        return (mixed, second);
    }
}
