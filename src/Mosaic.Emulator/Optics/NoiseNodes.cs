using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The mean over the noise of a <see cref="TailSeries"/>: a bit is wrong where neighbours' light Y exceeds the margin less the noise,
/// which is the current y(ξ) that ξ, a standard normal variable, deviations make. The trapezoidal rule over ξ.
/// </summary>
internal static class NoiseNodes
{
    /// <summary>Nodes are taken so many at a time: in four vectors, of which each waits for itself.</summary>
    public const int Batch = 32;

    /// <summary>How far nodes go to either side, in deviations.</summary>
    public const double Range = 9;

    private const int Lanes = 8;
    private const double PerRootTwoPi = 0.3989422804014327;

    /// <summary>Of e, less than which overflows.</summary>
    public const double LargestExponent = 700;

    /// <summary>The mean.</summary>
    /// <param name="series">The series.</param>
    /// <param name="terms">How many of its terms.</param>
    /// <param name="logScale">ln of a factor: of E exp(λY).</param>
    /// <param name="noise">σ² as a function of I − T.</param>
    /// <param name="margin">How far the bit's mean current is on the right side of the threshold.</param>
    /// <param name="ofOne">Whether a 1 was sent.</param>
    /// <param name="centre">The node in the middle, in deviations towards errors.</param>
    /// <param name="nodes">A multiple of <see cref="Batch"/>.</param>
    /// <param name="envelope">Receives the mean of exp(−λt) times the factor, which the series is multiplied by.</param>
    [MethodImpl(Kernel.Compiled)]
    public static double Mean(
        TailSeries series, int terms, double logScale, in NoiseParabola noise, double margin, bool ofOne, double centre, int nodes, out double envelope)
    {
        double step = 2 * Range / nodes, firstNode = centre - Range + (0.5 * step);
        Vector512<double> sum = default, weightSum = default;
        for (int from = 0; from < nodes; from += Batch)
        {
            Node a = At(series, logScale, noise, margin, ofOne, firstNode + (from * step), step);
            Node b = At(series, logScale, noise, margin, ofOne, firstNode + ((from + Lanes) * step), step);
            Node c = At(series, logScale, noise, margin, ofOne, firstNode + ((from + (2 * Lanes)) * step), step);
            Node d = At(series, logScale, noise, margin, ofOne, firstNode + ((from + (3 * Lanes)) * step), step);
            Vector512<double> sumA = default, sumB = default, sumC = default, sumD = default;
            long expected = 0;
            for (int group = 0; group < terms / TailSeries.Group; group++)
            {
                long start = series.Starts[group];
                if (start != expected)
                {
                    a.Go(series.Spacing, start);
                    b.Go(series.Spacing, start);
                    c.Go(series.Spacing, start);
                    d.Go(series.Spacing, start);
                }

                expected = start + TailSeries.Group;
                Vector512<double> real = series.Real(group), imaginary = series.Imaginary(group);
                for (int m = 0; m < TailSeries.Group; m++)
                {
                    Vector512<double> x = Vector512.Create(real[m]), y = Vector512.Create(imaginary[m]);
                    sumA += (x * a.Cosine) + (y * a.Sine);
                    sumB += (x * b.Cosine) + (y * b.Sine);
                    sumC += (x * c.Cosine) + (y * c.Sine);
                    sumD += (x * d.Cosine) + (y * d.Sine);
                    a.Turn();
                    b.Turn();
                    c.Turn();
                    d.Turn();
                }
            }

            Vector512<double> half = Vector512.Create(series.Tilt == 0 ? 0.5 : 0);
            sum += (a.Weight * (half + sumA)) + (b.Weight * (half + sumB)) + ((c.Weight * (half + sumC)) + (d.Weight * (half + sumD)));
            weightSum += a.Weight + b.Weight + (c.Weight + d.Weight);
        }

        double factor = step * PerRootTwoPi;
        envelope = factor * TailSeries.Sum(weightSum);
        return factor * TailSeries.Sum(sum);
    }

    /// <summary>t at a node: the margin less the noise.</summary>
    public static double Excess(in NoiseParabola noise, double margin, bool ofOne, double node) =>
        margin - (ofOne ? noise.Place(node) : -noise.Place(-node));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Node At(TailSeries series, double logScale, in NoiseParabola noise, double margin, bool ofOne, double first, double step)
    {
        Vector512<double> node = Vector512.Create(first) + (Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7) * Vector512.Create(step));
        Vector512<double> sign = Vector512.Create(ofOne ? 0.0 : -0.0), deviations = node ^ sign;
        // NoiseParabola.Place.
        Vector512<double> slope = deviations * Vector512.Create(noise.Linear);
        Vector512<double> curvature = Vector512.Create(1.0) - (deviations * deviations * Vector512.Create(noise.Quadratic));
        Vector512<double> root = Vector512.Sqrt(Vector512.Max(default, (slope * slope) + (Vector512.Create(4.0) * curvature * Vector512.Create(noise.Constant))));
        Vector512<double> place = deviations * (slope + root) / (curvature + curvature);
        Vector512<double> t = Vector512.Create(margin) - (place ^ sign);
        Vector512<double> exponent = (Vector512.Create(-0.5) * (node * node)) - (Vector512.Create(series.Tilt) * t) + Vector512.Create(logScale);
        exponent = Vector512.Min(Vector512.Max(exponent, Vector512.Create(-LargestExponent)), Vector512.Create(LargestExponent));
        Vector512<double> cosine = UnitCircle.Cos(Vector512.Create(0.5 * series.Spacing) * t, out Vector512<double> sine);
        return new Node
        {
            Weight = TailAverage.Exp(exponent),
            Place = t,
            Cosine = cosine,
            Sine = sine,
            TurnCosine = (cosine * cosine) - (sine * sine),
            TurnSine = (cosine + cosine) * sine,
        };
    }

    private struct Node
    {
        public Vector512<double> Weight, Place, Cosine, Sine, TurnCosine, TurnSine;

        public void Go(double spacing, long m) => Cosine = UnitCircle.Cos(Vector512.Create((m + 0.5) * spacing) * Place, out Sine);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Turn() => (Cosine, Sine) = ((Cosine * TurnCosine) - (Sine * TurnSine), (Sine * TurnCosine) + (Cosine * TurnSine));
    }
}
