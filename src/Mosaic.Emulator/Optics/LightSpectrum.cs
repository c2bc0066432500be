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
/// product small, and then it is left. Of taps that are many deviations, only few blocks are not small: <see cref="Look"/> passes over the others at once.
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

    // Of its period, what an interval may be long for the bound of a factor to be of use; and of what tap, counted from the largest: there may be some that are much larger than the others.
    private const double Narrow = 0.125, Usual = 0.25;

    // (−1)ⁿ⁺¹·½(2π)²ⁿ/(2n)!: with these, sin²πx is more for x up to ½. And by how much a place may be rounded.
    private const double Sin2 = 9.869604401089358, Sin4 = -32.46969701133414, Sin6 = 42.72840860334686, Sin8 = -30.12232068593832, Rounded = 1e-9;

    private const double Pi = 3.141592653589793;

    // Of a hyperbolic tangent that is its argument.
    private const double Tiny = 1e-8;

    private const int MostWide = 64;

    // Of e, less than which overflows.
    private const double LargestExponent = 700;

    // On cache lines: eight at a time are one.
    private readonly ArraySegment<double> _sines = AlignedWords.AllocateSegment<double>(MostTurned * Block), _cosines = AlignedWords.AllocateSegment<double>(MostTurned * Block);
    private readonly double[] _turnSines = new double[MostTurned], _turnCosines = new double[MostTurned];
    private double[] _taps = [], _tangents = [], _steps = [];
    private int _count, _even, _next, _turned;

    /// <summary>Σ ½aₖ/tₖ: a product is off by no more than this, times itself and ω, for each part that all angles are off by; and by no more than Σ ½aₖ, times ω.</summary>
    public double Sensitivity { get; private set; }

    /// <summary>The largest tap, or 0.</summary>
    public double Largest => _count > 0 ? _taps[0] : 0;

    /// <summary>∏ tₖ: no product is smaller.</summary>
    public double Smallest { get; private set; }

    /// <summary>Turns to taps and a tilt.</summary>
    /// <param name="taps">The taps, ascending.</param>
    /// <param name="tilt">s.</param>
    public void Start(ReadOnlySpan<double> taps, double tilt)
    {
        // One of no size may make them even.
        (_count, _even, Sensitivity, Smallest) = (taps.Length, (taps.Length + 1) / 2 * 2, 0, 1);
        if (_taps.Length < _even)
            (_taps, _tangents, _steps) = (new double[2 * _even], new double[2 * _even], new double[2 * _even]);
        if (_even > _count)
            (_taps[_count], _tangents[_count]) = (0, 0);
        for (int i = 0; i < _count; i++)
        {
            _taps[i] = taps[_count - 1 - i];
            // Thousands of taps: each right to the last digits.
            double decay = Elementary.Exp(-Math.Min(tilt * _taps[i], LargestExponent));
            _tangents[i] = (1 - decay) / (1 + decay);
            Smallest *= _tangents[i];
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
        (_next, _turned) = (-1, 0);
        for (int i = 0; i < _even; i++)
            _steps[i] = 0.5 * _taps[i] * distance / Pi;
        for (int i = 0; i < Math.Min(_even, MostTurned); i++)
            (_turnSines[i], _turnCosines[i]) = Spectrum.SinCos(Block * _steps[i]);
        Wide = WideAt(distance);
    }

    /// <summary>How many blocks an interval has.</summary>
    /// <param name="distance">h.</param>
    public int WideAt(double distance) => _count == 0 ? MostWide : (int)Math.Clamp(Narrow * 2 * Pi / (Block * _taps[(int)(Usual * _count)] * distance), 1, MostWide);

    /// <summary>In which of eight intervals, each of <see cref="Wide"/> blocks, the spectrum may be of interest.</summary>
    /// <param name="block">The first block of all.</param>
    /// <param name="least">Products smaller than this are of no interest.</param>
    /// <param name="used">Receives how many taps were looked at.</param>
    /// <returns>A bit for each interval, the first the least significant.</returns>
    /// <remarks>The square of a factor is 1 − (1 − t²)·sin²πx; and in an interval no more than where its x is nearest to an integer.</remarks>
    [MethodImpl(Kernel.Compiled)]
    public uint Look(int block, double least, out int used)
    {
        ref double steps = ref MemoryMarshal.GetArrayDataReference(_steps), tangents = ref MemoryMarshal.GetArrayDataReference(_tangents);
        double half = 0.5 * ((Block * Wide) - 1);
        Vector512<double> place = Vector512.Create(0.5 + half + (Block * (double)block)) + (Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7) * Vector512.Create((double)Block * Wide));
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

    /// <summary>A block. If it follows the one before, sines and cosines are turned.</summary>
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
        // What was not made in the block before cannot be turned.
        int turned = block == _next && block % Anew != 0 ? _turned : 0;
        _next = block + 1;
        // Two products, of every second factor: one would be waited for.
        Vector512<double> re0 = Vector512.Create(1.0), im0 = default, re1 = re0, im1 = default;
        for (int i = 0; i < _even; i += 2)
        {
            (Vector512<double> sin0, Vector512<double> cos0) = i < turned ? Turned(i) : Made(i, place);
            (Vector512<double> sin1, Vector512<double> cos1) = i < turned ? Turned(i + 1) : Made(i + 1, place);
            (re0, im0) = ((re0 * cos0) - (im0 * sin0), (re0 * sin0) + (im0 * cos0));
            (re1, im1) = ((re1 * cos1) - (im1 * sin1), (re1 * sin1) + (im1 * cos1));
            if (i % Block == Block - 2 && !Vector512.GreaterThanOrEqualAny((Vector512.Abs(re0) + Vector512.Abs(im0)) * (Vector512.Abs(re1) + Vector512.Abs(im1)), Vector512.Create(least)))
            {
                _turned = Math.Min(i + 2, MostTurned);
                // What made them even is no tap.
                used = Math.Min(i + 2, _count);
                return false;
            }
        }

        _turned = Math.Min(_even, MostTurned);
        ((re0 * re1) - (im0 * im1)).CopyTo(real);
        ((re0 * im1) + (im0 * re1)).CopyTo(imaginary);
        used = _count;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref double Of(ArraySegment<double> all, int tap) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(all.Array!), all.Offset + (tap * Block));

    /// <summary>Sine, times the tangent, and cosine of a tap in the block after the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector512<double> Sin, Vector512<double> Cos) Turned(int tap)
    {
        ref double sine = ref Of(_sines, tap), cosine = ref Of(_cosines, tap);
        Vector512<double> turnSin = Vector512.Create(Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_turnSines), tap));
        Vector512<double> turnCos = Vector512.Create(Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_turnCosines), tap));
        Vector512<double> sin = Vector512.LoadUnsafe(ref sine), cos = Vector512.LoadUnsafe(ref cosine);
        (sin, cos) = ((sin * turnCos) + (cos * turnSin), (cos * turnCos) - (sin * turnSin));
        sin.StoreUnsafe(ref sine);
        cos.StoreUnsafe(ref cosine);
        return (sin * Vector512.Create(Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_tangents), tap)), cos);
    }

    /// <summary>The same in a block of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (Vector512<double> Sin, Vector512<double> Cos) Made(int tap, Vector512<double> place)
    {
        (Vector512<double> sin, Vector512<double> cos) = Spectrum.SinCos(place * Vector512.Create(Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_steps), tap)));
        if (tap < MostTurned)
        {
            sin.StoreUnsafe(ref Of(_sines, tap));
            cos.StoreUnsafe(ref Of(_cosines, tap));
        }

        return (sin * Vector512.Create(Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_tangents), tap)), cos);
    }

    /// <summary>The definition of <see cref="At"/>: the product at a frequency.</summary>
    /// <param name="frequency">n.</param>
    /// <param name="turns">How many times sines and cosines were turned for its block.</param>
    public (double Real, double Imaginary) Scalar(int frequency, int turns)
    {
        Span<double> re = [1, 1], im = [0, 0];
        for (int i = 0; i < _even; i++)
        {
            (double sin, double cos) = Spectrum.SinCos((0.5 + frequency - (i < MostTurned ? turns * Block : 0)) * _steps[i]);
            (double turnSin, double turnCos) = Spectrum.SinCos(Block * _steps[i]);
            for (int turn = 0; i < MostTurned && turn < turns; turn++)
                (sin, cos) = ((sin * turnCos) + (cos * turnSin), (cos * turnCos) - (sin * turnSin));
            sin *= _tangents[i];
            (re[i % 2], im[i % 2]) = ((re[i % 2] * cos) - (im[i % 2] * sin), (re[i % 2] * sin) + (im[i % 2] * cos));
        }

        return ((re[0] * re[1]) - (im[0] * im[1]), (re[0] * im[1]) + (im[0] * re[1]));
    }
}
