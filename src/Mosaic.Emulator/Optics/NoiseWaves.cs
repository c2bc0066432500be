using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The mean over the noise of a <see cref="TailSeries"/>, term by term, where noise hardly changes with the current. With a variance of
/// σ² + L·y + C·y² the current that ξ deviations of noise make is y = σξ + ½L·ξ² + (L²/8 + ½Cσ²)/σ·ξ³ …; E exp(zy) has a closed form without the
/// third term, and that one is taken to first order.
/// </summary>
internal sealed class NoiseWaves
{
    // Of each group of terms: z²V/2, z²V² and ½·ln V, with V = 1/(1 − zL).
    private const int Parts = 6;

    // L grows with the current; a 0 is wrong for more of it, a 1 for less.
    private const int Signs = 2;

    private Vector512<double>[] _parts = [];

    /// <summary>
    /// A bound on the error, of the largest that the mean could be: what is left out of y is ½LC·ξ⁴/σ² with squares of what is small already, and
    /// waves as fast as that hurts are damped.
    /// </summary>
    /// <param name="growth">g, the larger of L/σ and 2√C.</param>
    /// <param name="tilted">λσ.</param>
    public static double Error(double growth, double tilted)
    {
        double x = 1 + tilted, x2 = x * x;
        return 0.15 * growth * growth * growth * x2 * x2 * x;
    }

    /// <summary>Works out what does not depend on the pattern of own bits.</summary>
    /// <param name="series">The series.</param>
    /// <param name="slope">L.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Start(TailSeries series, double slope)
    {
        int groups = series.Starts.Length;
        if (_parts.Length < Signs * Parts * groups)
            _parts = new Vector512<double>[2 * Signs * Parts * groups];
        Vector512<double> one = Vector512.Create(1.0), tilt = Vector512.Create(series.Tilt), half = Vector512.Create(0.5);
        for (int at = 0; at < Signs * groups; at++)
        {
            Vector512<double> frequency = series.Frequencies(at % groups), linear = Vector512.Create(at < groups ? -slope : slope);
            Vector512<double> u = tilt * linear, v = frequency * linear; // zL
            Vector512<double> size = ((one - u) * (one - u)) + (v * v), real = (one - u) / size, imaginary = v / size; // V
            (Vector512<double> zReal, Vector512<double> zImaginary) = Times(tilt, frequency, real, imaginary);
            (Vector512<double> firstReal, Vector512<double> firstImaginary) = Times(tilt, frequency, zReal, zImaginary);
            (Vector512<double> squareReal, Vector512<double> squareImaginary) = Times(zReal, zImaginary, zReal, zImaginary);
            // −½·ln(1 − zL) = ½·(zL + (zL)²/2 + (zL)³/3 + (zL)⁴/4).
            (Vector512<double> u2, Vector512<double> v2) = Times(u, v, u, v);
            (Vector512<double> u3, Vector512<double> v3) = Times(u2, v2, u, v);
            (Vector512<double> u4, Vector512<double> v4) = Times(u2, v2, u2, v2);
            Vector512<double> third = Vector512.Create(1.0 / 3), quarter = Vector512.Create(0.25);
            Span<Vector512<double>> parts = _parts.AsSpan(at * Parts, Parts);
            parts[0] = half * firstReal;
            parts[1] = half * firstImaginary;
            parts[2] = squareReal;
            parts[3] = squareImaginary;
            parts[4] = half * (u + (half * u2) + ((third * u3) + (quarter * u4)));
            parts[5] = half * (v + (half * v2) + ((third * v3) + (quarter * v4)));
        }
    }

    /// <summary>The mean of the first terms, times a factor.</summary>
    /// <param name="series">The series.</param>
    /// <param name="terms">How many of its terms, a multiple of <see cref="TailSeries.Group"/>.</param>
    /// <param name="logScale">ln of the factor.</param>
    /// <param name="noise">σ² as a function of I − T.</param>
    /// <param name="margin">How far the bit's mean current is on the right side of the threshold.</param>
    /// <param name="ofOne">Whether a 1 was sent.</param>
    [MethodImpl(Kernel.Compiled)]
    public double Mean(TailSeries series, int terms, double logScale, in NoiseParabola noise, double margin, bool ofOne)
    {
        Vector512<double> variance = Vector512.Create(noise.Constant), sum = default, one = Vector512.Create(1.0), three = Vector512.Create(3.0), two = Vector512.Create(2.0);
        Vector512<double> third = Vector512.Create((0.125 * noise.Linear * noise.Linear) + (0.5 * noise.Quadratic * noise.Constant));
        Vector512<double> constant = Vector512.Create(logScale - (series.Tilt * margin)), place = Vector512.Create(margin);
        int first = ofOne ? series.Starts.Length : 0;
        for (int group = 0; group < terms / TailSeries.Group; group++)
        {
            Span<Vector512<double>> parts = _parts.AsSpan((first + group) * Parts, Parts);
            Vector512<double> real = variance * parts[0], imaginary = variance * parts[1];
            (Vector512<double> cubeReal, Vector512<double> cubeImaginary) = Times(parts[2], parts[3], (two * real) + three, two * imaginary);
            (Vector512<double> x, Vector512<double> y) = Times(series.Real(group), series.Imaginary(group), one + (third * cubeReal), third * cubeImaginary);
            Vector512<double> size = TailAverage.Exp(Vector512.Min(Vector512.Max(real + parts[4] + constant, Vector512.Create(-NoiseNodes.LargestExponent)), Vector512.Create(NoiseNodes.LargestExponent)));
            Vector512<double> cosine = UnitCircle.Cos(imaginary + parts[5] - (series.Frequencies(group) * place), out Vector512<double> sine);
            sum += size * ((x * cosine) - (y * sine));
        }

        return TailSeries.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Real, Vector512<double> Imaginary) Times(Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d) =>
        ((a * c) - (b * d), (a * d) + (b * c));
}
