using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// The spectrum of the neighbours' light at a tilt s, ∏ cosh(½aₖ(s + iω))/cosh(½aₖs) over taps, at frequencies ω = (½ + n)·h, eight at a time and one after the other:
/// factors are cos πxₖ + i·tₖ·sin πxₖ, with x = ½aω/π and t = tanh(½as).
/// </summary>
/// <remarks>
/// From one block to the next all angles of a tap grow by the same: sines and cosines are turned by it, and made anew now and then, so that rounding does not add up. The largest taps come first: they make the
/// product small, and then it is left.
/// </remarks>
internal sealed class LightSpectrum
{
    /// <summary>Frequencies of a block.</summary>
    public const int Block = 8;

    /// <summary>What a product may be off by at most, of its largest, for so many taps: 1.5e-15 for each turn of those that are turned, and 1e-15 for sine and cosine themselves.</summary>
    /// <param name="taps">Their number.</param>
    public static double Rounding(int taps) => (1.5e-15 * Anew * Math.Min(taps, MostTurned)) + (1e-15 * taps);

    // So many blocks to the same start; and of more taps sines and cosines do not stay in the cache.
    private const int Anew = 8, MostTurned = 256;

    private const double Pi = 3.141592653589793;

    // Of e, less than which overflows.
    private const double LargestExponent = 700;

    private readonly double[] _sines = new double[MostTurned * Block], _cosines = new double[MostTurned * Block];
    private readonly double[] _turnSines = new double[MostTurned], _turnCosines = new double[MostTurned];
    private double[] _taps = [], _tangents = [], _steps = [];
    private int _count, _block, _turned;

    /// <summary>Turns to taps and a tilt.</summary>
    /// <param name="taps">The taps, ascending.</param>
    /// <param name="tilt">s.</param>
    public void Start(ReadOnlySpan<double> taps, double tilt)
    {
        _count = taps.Length;
        if (_taps.Length < _count)
            (_taps, _tangents, _steps) = (new double[2 * _count], new double[2 * _count], new double[2 * _count]);
        for (int i = 0; i < _count; i++)
        {
            _taps[i] = taps[_count - 1 - i];
            // Thousands of taps: each right to the last digits.
            double decay = Elementary.Exp(-Math.Min(tilt * _taps[i], LargestExponent));
            _tangents[i] = (1 - decay) / (1 + decay);
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

    /// <summary>Goes to the first block.</summary>
    /// <param name="distance">h.</param>
    public void Begin(double distance)
    {
        (_block, _turned) = (0, 0);
        for (int i = 0; i < _count; i++)
            _steps[i] = 0.5 * _taps[i] * distance / Pi;
        for (int i = 0; i < Math.Min(_count, MostTurned); i++)
            (_turnSines[i], _turnCosines[i]) = Spectrum.SinCos(Block * _steps[i]);
    }

    /// <summary>The next block.</summary>
    /// <param name="least">Products smaller than this are of no interest.</param>
    /// <param name="real">Receives the real parts.</param>
    /// <param name="imaginary">Receives the imaginary parts.</param>
    /// <returns>How many factors there are and one more; or after how many all products were that small: then nothing is received.</returns>
    [MethodImpl(Kernel.Compiled)]
    public int Next(double least, Span<double> real, Span<double> imaginary)
    {
        ref double sines = ref MemoryMarshal.GetArrayDataReference(_sines), cosines = ref MemoryMarshal.GetArrayDataReference(_cosines);
        ref double steps = ref MemoryMarshal.GetArrayDataReference(_steps), tangents = ref MemoryMarshal.GetArrayDataReference(_tangents);
        Vector512<double> place = Vector512.Create(0.5 + (Block * _block)) + Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7), re = Vector512.Create(1.0), im = default;
        // What was not made in the block before cannot be turned.
        int turned = _block++ % Anew == 0 ? 0 : _turned;
        for (int i = 0; i < _count; i++)
        {
            Vector512<double> sin, cos;
            if (i < turned)
            {
                Vector512<double> turnSin = Vector512.Create(_turnSines[i]), turnCos = Vector512.Create(_turnCosines[i]);
                (sin, cos) = (Vector512.LoadUnsafe(ref sines, (nuint)(i * Block)), Vector512.LoadUnsafe(ref cosines, (nuint)(i * Block)));
                (sin, cos) = ((sin * turnCos) + (cos * turnSin), (cos * turnCos) - (sin * turnSin));
            }
            else
            {
                (sin, cos) = Spectrum.SinCos(place * Vector512.Create(Unsafe.Add(ref steps, i)));
            }

            if (i < MostTurned)
            {
                sin.StoreUnsafe(ref sines, (nuint)(i * Block));
                cos.StoreUnsafe(ref cosines, (nuint)(i * Block));
            }

            sin *= Vector512.Create(Unsafe.Add(ref tangents, i));
            (re, im) = ((re * cos) - (im * sin), (re * sin) + (im * cos));
            if (i % Block == Block - 1 && !Vector512.GreaterThanOrEqualAny(Vector512.Abs(re) + Vector512.Abs(im), Vector512.Create(least)))
            {
                _turned = Math.Min(i + 1, MostTurned);
                return i + 1;
            }
        }

        _turned = Math.Min(_count, MostTurned);
        re.CopyTo(real);
        im.CopyTo(imaginary);
        return _count + 1;
    }

    /// <summary>The definition of <see cref="Next"/>: the product at a frequency, where no block before was left.</summary>
    /// <param name="frequency">n.</param>
    public (double Real, double Imaginary) Scalar(int frequency)
    {
        double re = 1, im = 0;
        int turns = frequency / Block % Anew;
        for (int i = 0; i < _count; i++)
        {
            (double sin, double cos) = Spectrum.SinCos((0.5 + frequency - (i < MostTurned ? turns * Block : 0)) * _steps[i]);
            (double turnSin, double turnCos) = Spectrum.SinCos(Block * _steps[i]);
            for (int turn = 0; i < MostTurned && turn < turns; turn++)
                (sin, cos) = ((sin * turnCos) + (cos * turnSin), (cos * turnCos) - (sin * turnSin));
            sin *= _tangents[i];
            (re, im) = ((re * cos) - (im * sin), (re * sin) + (im * cos));
        }

        return (re, im);
    }
}
