using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics.Prediction.Spectra;

/// <summary>
/// The spectrum of the neighbours' light at a tilt s, ∏ cosh(½aₖ(s + iω))/cosh(½aₖs) over taps, at frequencies ω = (½ + n)·h, eight at a time:
/// factors are cos πxₖ + i·tₖ·sin πxₖ, with x = ½aω/π and t = tanh(½as).
/// </summary>
/// <remarks>
/// The largest taps come first: they make the product small, and then it is left. Of taps that are many deviations, only few blocks are not small: <see cref="Look"/> passes over the others at once. Blocks that
/// follow each other are the affair of <see cref="LightRuns"/>.
/// </remarks>
internal sealed class LightSpectrum
{
    /// <summary>Frequencies of a block.</summary>
    public const int Block = 8;

    // Of its period, what an interval may be long for the bound of a factor to be of use; and of what tap, counted from the largest: there may be some that are much larger than the others.
    private const double Narrow = 0.125, Counted = 0.25;

    // (−1)ⁿ⁺¹·½(2π)²ⁿ/(2n)!: with these, sin²πx is more for x up to ½. And by how much a place may be rounded.
    private const double Sin2 = 9.869604401089358, Sin4 = -32.46969701133414, Sin6 = 42.72840860334686, Sin8 = -30.12232068593832, Rounded = 1e-9;

    private const double Pi = 3.141592653589793;

    // Of a hyperbolic tangent that is its argument.
    private const double Tiny = 1e-8;

    private const int MostWide = 64;

    // Of e, less than which overflows.
    private const double LargestExponent = 700;

    private double[] _taps = [], _tangents = [], _steps = [];
    private int _count, _even;

    /// <summary>Σ ½aₖ/tₖ: a product is off by no more than this, times itself and ω, for each part that all angles are off by; and by no more than Σ ½aₖ, times ω.</summary>
    public double Sensitivity { get; private set; }

    /// <summary>Blocks that follow each other.</summary>
    public LightRuns Runs { get; } = new();

    /// <summary>The number of taps.</summary>
    public int Count => _count;

    /// <summary>The largest tap, or 0.</summary>
    public double Largest => _count > 0 ? _taps[0] : 0;

    /// <summary>∏ tₖ: no product is smaller.</summary>
    public double Smallest { get; private set; }

    /// <summary>∏ ½(1 + tₖ): their geometric mean, over angles that have nothing to do with each other.</summary>
    public double Usual { get; private set; }

    /// <summary>Turns to taps and a tilt.</summary>
    /// <param name="taps">The taps, ascending.</param>
    /// <param name="tilt">s.</param>
    public void Start(ReadOnlySpan<double> taps, double tilt)
    {
        // One of no size may make them even.
        (_count, _even, Sensitivity, Smallest, Usual) = (taps.Length, (taps.Length + 1) / 2 * 2, 0, 1, 1);
        if (_taps.Length < _even)
        {
            (_taps, _tangents, _steps) = (new double[2 * _even], new double[2 * _even], new double[2 * _even]);
        }

        if (_even > _count)
            (_taps[_count], _tangents[_count]) = (0, 0);
        for (int i = 0; i < _count; i++)
        {
            _taps[i] = taps[_count - 1 - i];
            // Thousands of taps: each right to the last digits.
            double decay = Elementary.Exp(-Math.Min(tilt * _taps[i], LargestExponent));
            _tangents[i] = (1 - decay) / (1 + decay);
            Smallest *= _tangents[i];
            Usual *= 0.5 + (0.5 * _tangents[i]);
            Sensitivity += _tangents[i] > Tiny ? 0.5 * _taps[i] / _tangents[i] : 1 / tilt;
        }
    }

    /// <summary>The frequency behind which the spectrum is small: where those taps together make it so that are still small for all that follow.</summary>
    /// <param name="end">Behind this one nothing matters.</param>
    /// <param name="least">What is small.</param>
    /// <remarks>
    /// |cosh(½a(s + iω))|² is 1 − (1 − t²)·sin²(½aω) of its value at ω = 0: no more than exp(−(1 − t²)·(aω/π)²) while aω ≤ π.
    /// </remarks>
    [MethodImpl(Kernel.Compiled)]
    public double Last(double end, double least)
    {
        double log = -Elementary.Log(Math.Min(0.5, least));
        while (true)
        {
            double sum = 0;
            for (int i = _count - 1; i >= 0 && _taps[i] * end <= Pi; i--)
                sum += (1 - (_tangents[i] * _tangents[i])) * _taps[i] * _taps[i];
            double next = Pi * Math.Sqrt(2 * log / sum);
            if (!(next < 0.99 * end))
                return end;
            end = next;
        }
    }

    /// <summary>So many blocks make an interval.</summary>
    public int Wide { get; private set; }

    /// <summary>Turns to frequencies.</summary>
    /// <param name="distance">h.</param>
    public void Begin(double distance)
    {
        for (int i = 0; i < _even; i++)
            _steps[i] = 0.5 * _taps[i] * distance / Pi;
        Runs.Begin(_steps, _tangents, _count);
        Wide = WideAt(distance);
    }

    /// <summary>How many blocks an interval has.</summary>
    /// <param name="distance">h.</param>
    public int WideAt(double distance) => _count == 0 ? MostWide : (int)Math.Clamp(Narrow * 2 * Pi / (Block * _taps[(int)(Counted * _count)] * distance), 1, MostWide);

    /// <summary>In which of eight intervals, each of <see cref="Wide"/> blocks, the spectrum may be of interest.</summary>
    /// <param name="block">The first block of all.</param>
    /// <param name="apart">From one to the next so many intervals.</param>
    /// <param name="least">Products smaller than this are of no interest.</param>
    /// <param name="used">Receives how many taps were looked at.</param>
    /// <returns>A bit for each interval, the first the least significant.</returns>
    /// <remarks>The square of a factor is 1 − (1 − t²)·sin²πx; and in an interval no more than where its x is nearest to an integer.</remarks>
    [MethodImpl(Kernel.Compiled)]
    public uint Look(int block, int apart, double least, out int used)
    {
        ref double steps = ref MemoryMarshal.GetArrayDataReference(_steps), tangents = ref MemoryMarshal.GetArrayDataReference(_tangents);
        double half = 0.5 * ((Block * Wide) - 1);
        Vector512<double> place = Vector512.Create(0.5 + half + (Block * (double)block)) + (Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7) * Vector512.Create((double)Block * Wide * apart));
        Vector512<double> product = Vector512.Create(1.0), small = Vector512.Create(least * least);
        for (int i = 0; i < _count; i++)
        {
            double step = Unsafe.Add(ref steps, i), tangent = Unsafe.Add(ref tangents, i);
            Vector512<double> x = place * Vector512.Create(step), off = Vector512.Abs(x - Spectrum.Round(x));
            Vector512<double> d = Vector512.Max(off - Vector512.Create((half * step) + Rounded), Vector512<double>.Zero), z = d * d;
            Vector512<double> square = z * (Vector512.Create(Sin2) + (z * (Vector512.Create(Sin4) + (z * (Vector512.Create(Sin6) + (z * Vector512.Create(Sin8)))))));
            product *= Vector512.Create(1.0) - (square * Vector512.Create(1 - (tangent * tangent)));
            if (i % Block == Block - 1 && !Vector512.GreaterThanOrEqualAny(product, small))
            {
                used = i + 1;
                return 0;
            }
        }

        used = _count;
        return (uint)Vector512.GreaterThanOrEqual(product, small).ExtractMostSignificantBits();
    }

    /// <summary>The definition of <see cref="Look"/>: a bound on the square of the product in an interval.</summary>
    /// <param name="block">Its first block.</param>
    public double LookScalar(int block)
    {
        double half = 0.5 * ((Block * Wide) - 1), place = 0.5 + half + (Block * (double)block), product = 1;
        for (int i = 0; i < _count; i++)
        {
            double x = place * _steps[i], d = Math.Max(Math.Abs(x - Spectrum.Round(x)) - ((half * _steps[i]) + Rounded), 0), z = d * d;
            product *= 1 - (z * (Sin2 + (z * (Sin4 + (z * (Sin6 + (z * Sin8)))))) * (1 - (_tangents[i] * _tangents[i])));
        }

        return product;
    }

    /// <summary>A block by itself.</summary>
    /// <param name="block">Its number.</param>
    /// <param name="least">Products smaller than this are of no interest.</param>
    /// <param name="real">Receives the real parts.</param>
    /// <param name="imaginary">Receives the imaginary parts.</param>
    /// <param name="used">Receives after how many taps all products were that small, or the number of taps.</param>
    /// <returns>Whether they were not: else nothing is received.</returns>
    [MethodImpl(Kernel.Compiled)]
    public bool At(int block, double least, Span<double> real, Span<double> imaginary, out int used)
    {
        Vector512<double> place = Vector512.Create(0.5 + (Block * (double)block)) + Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7);
        // Two products, of every second factor: one would be waited for.
        Vector512<double> re0 = Vector512.Create(1.0), im0 = default, re1 = re0, im1 = default;
        for (int i = 0; i < _even; i += 2)
        {
            (Vector512<double> sin0, Vector512<double> cos0) = Spectrum.SinCos(place * Of(_steps, i));
            (Vector512<double> sin1, Vector512<double> cos1) = Spectrum.SinCos(place * Of(_steps, i + 1));
            (re0, im0) = Times(re0, im0, cos0, sin0 * Of(_tangents, i));
            (re1, im1) = Times(re1, im1, cos1, sin1 * Of(_tangents, i + 1));
            if (i % Block == Block - 2 && !Vector512.GreaterThanOrEqualAny((Vector512.Abs(re0) + Vector512.Abs(im0)) * (Vector512.Abs(re1) + Vector512.Abs(im1)), Vector512.Create(least)))
            {
                // What made them even is no tap.
                used = Math.Min(i + 2, _count);
                return false;
            }
        }

        (re0, im0) = Times(re0, im0, re1, im1);
        re0.CopyTo(real);
        im0.CopyTo(imaginary);
        used = _count;
        return true;
    }

    /// <summary>A product times a factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Real, Vector512<double> Imaginary) Times(Vector512<double> re, Vector512<double> im, Vector512<double> cos, Vector512<double> sin) =>
        ((re * cos) - (im * sin), (re * sin) + (im * cos));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Of(double[] all, int tap) => Vector512.Create(Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(all), tap));

    /// <summary>The definition of <see cref="At"/>: the product at a frequency.</summary>
    /// <param name="frequency">n.</param>
    public (double Real, double Imaginary) Scalar(int frequency)
    {
        Span<double> re = [1, 1], im = [0, 0];
        for (int i = 0; i < _even; i++)
        {
            (double sin, double cos) = Spectrum.SinCos((0.5 + frequency) * _steps[i]);
            (re[i % 2], im[i % 2]) = Times(re[i % 2], im[i % 2], cos, sin * _tangents[i]);
        }

        return Times(re[0], im[0], re[1], im[1]);
    }

    /// <summary>The definition of the other.</summary>
    public static (double Real, double Imaginary) Times(double re, double im, double cos, double sin) => ((re * cos) - (im * sin), (re * sin) + (im * cos));
}
