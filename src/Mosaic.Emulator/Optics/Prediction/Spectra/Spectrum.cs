using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction.Spectra;

/// <summary>The innermost loops of <see cref="SpectralAverage"/> but the light's, eight frequencies or points at a time: the spectrum of a tail.</summary>
internal static class Spectrum
{
    /// <summary>The number of points of a tail is a multiple of this.</summary>
    public const int Group = 8;

    private const double RoundingShift = 6755399441055744; // 1.5·2⁵²: what is added to it is rounded to an integer, in its last bits
    private const double LargestExponent = 700, InverseSqrtTwoPi = 0.3989422804014327;

    // ±πⁿ/n!
    private const double S1 = 3.141592653589793, S3 = -5.16771278004997, S5 = 2.550164039877345, S7 = -0.5992645293207921, S9 = 0.08214588661112823;
    private const double S11 = -0.007370430945714351, S13 = 0.0004663028057676125, S15 = -2.1915353447830217e-05, S17 = 7.952054001475513e-07, S19 = -2.2948428997269873e-08;
    private const double C2 = -4.934802200544679, C4 = 4.058712126416768, C6 = -1.3352627688545895, C8 = 0.2353306303588935, C10 = -0.02580689139001406;
    private const double C12 = 0.0019295743094039231, C14 = -0.00010463810492484570, C16 = 4.303069587032947e-06, C18 = -1.3878952462213771e-07, C20 = 3.6047307974624997e-09;

    /// <summary>Weights of a tail's points: δ·dQ(−w/σ)/dw·exp(−s·w − e) at equal distances δ.</summary>
    /// <param name="noise">σ² as a function of w.</param>
    /// <param name="tilt">s.</param>
    /// <param name="exponent">e.</param>
    /// <param name="first">The first w.</param>
    /// <param name="step">δ.</param>
    /// <param name="weights">Receives them.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void Weights(in NoiseParabola noise, double tilt, double exponent, double first, double step, Span<double> weights)
    {
        ref double target = ref MemoryMarshal.GetReference(weights);
        Vector512<double> place = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7), constant = Vector512.Create(noise.Constant);
        for (int i = 0; i < weights.Length; i += Group)
        {
            Vector512<double> w = Vector512.Create(first) + (place * Vector512.Create(step));
            Vector512<double> variance = constant + (w * (Vector512.Create(noise.Linear) + (w * Vector512.Create(noise.Quadratic))));
            Vector512<double> power = (Vector512.Create(-0.5) * (w * w) / variance) - (w * Vector512.Create(tilt)) - Vector512.Create(exponent);
            Vector512<double> density = TailAverage.Exp(-AtMost(-power)) * Vector512.Create(step * InverseSqrtTwoPi);
            Vector512<double> slope = constant + (w * Vector512.Create(0.5 * noise.Linear));
            (density * (slope / (variance * Vector512.Sqrt(variance)))).StoreUnsafe(ref target, (nuint)i);
            place += Vector512.Create((double)Group);
        }
    }

    /// <summary>The definition of <see cref="Weights"/>: the weight at w.</summary>
    public static double WeightScalar(in NoiseParabola noise, double tilt, double exponent, double w, double step)
    {
        double variance = noise.Constant + (w * (noise.Linear + (w * noise.Quadratic)));
        double power = (-0.5 * (w * w) / variance) - (w * tilt) - exponent, slope = noise.Constant + (w * (0.5 * noise.Linear));
        return TailAverage.Exp(-AtMost(-power)) * (step * InverseSqrtTwoPi) * (slope / (variance * Math.Sqrt(variance)));
    }

    /// <summary>Σ δ·|dQ(−v/σ)/dv·exp(−s·v − e)| at points v = w − iτ, w at equal distances δ: how large the spectrum of a tail can be.</summary>
    /// <param name="noise">σ² as a function of v.</param>
    /// <param name="tilt">s.</param>
    /// <param name="exponent">e.</param>
    /// <param name="shift">τ.</param>
    /// <param name="first">The first w.</param>
    /// <param name="step">δ.</param>
    /// <param name="points">Their number, a multiple of <see cref="Group"/>.</param>
    [MethodImpl(Kernel.Compiled)]
    public static double Size(in NoiseParabola noise, double tilt, double exponent, double shift, double first, double step, int points)
    {
        double square = shift * shift;
        Vector512<double> place = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7), sum = default;
        Vector512<double> constant = Vector512.Create(noise.Constant), linear = Vector512.Create(noise.Linear), quadratic = Vector512.Create(noise.Quadratic);
        for (int i = 0; i < points; i += Group)
        {
            Vector512<double> w = Vector512.Create(first) + (place * Vector512.Create(step)), w2 = (w * w) - Vector512.Create(square);
            // σ² = real − i·τ·change, and v² = w2 − 2i·τ·w.
            Vector512<double> real = constant + (w * linear) + (w2 * quadratic), change = linear + (w * Vector512.Create(2 * noise.Quadratic));
            Vector512<double> size2 = (real * real) + (change * change * Vector512.Create(square)), size = Vector512.Sqrt(size2);
            Vector512<double> power = (Vector512.Create(-0.5) * ((w2 * real) + (w * change * Vector512.Create(2 * square))) / size2) - (w * Vector512.Create(tilt)) - Vector512.Create(exponent);
            Vector512<double> slope = constant + (w * Vector512.Create(0.5 * noise.Linear));
            slope = Vector512.Sqrt((slope * slope) + Vector512.Create(0.25 * noise.Linear * noise.Linear * square));
            sum += TailAverage.Exp(AtMost(-AtMost(-power))) * (slope / (size * Vector512.Sqrt(size)));
            place += Vector512.Create((double)Group);
        }

        return TailAverage.Total(sum) * (step * InverseSqrtTwoPi);
    }

    /// <summary>The definition of <see cref="Size"/>: what the point w adds, but δ/√(2π).</summary>
    public static double SizeScalar(in NoiseParabola noise, double tilt, double exponent, double shift, double w)
    {
        double square = shift * shift, w2 = (w * w) - square;
        double real = noise.Constant + (w * noise.Linear) + (w2 * noise.Quadratic), change = noise.Linear + (w * (2 * noise.Quadratic));
        double size2 = (real * real) + (change * change * square), size = Math.Sqrt(size2);
        double power = (-0.5 * ((w2 * real) + (w * change * (2 * square))) / size2) - (w * tilt) - exponent, slope = noise.Constant + (w * (0.5 * noise.Linear));
        slope = Math.Sqrt((slope * slope) + (0.25 * noise.Linear * noise.Linear * square));
        return TailAverage.Exp(AtMost(-AtMost(-power))) * (slope / (size * Math.Sqrt(size)));
    }

    /// <summary>Σ over blocks of the real part of f·(a + b·i), f being Σ wᵢ·exp(−iπ·(first + i·step)·number) over a tail's points at the frequency of that number.</summary>
    /// <param name="weights">w.</param>
    /// <param name="first">Of the first point.</param>
    /// <param name="step">From point to point.</param>
    /// <param name="last">The last number that counts.</param>
    /// <param name="numbers">The number of the first frequency of each block; blocks are taken two at a time.</param>
    /// <param name="real">a.</param>
    /// <param name="imaginary">b.</param>
    [MethodImpl(Kernel.Compiled)]
    public static double Tail(ReadOnlySpan<double> weights, double first, double step, double last, ReadOnlySpan<double> numbers, ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary)
    {
        ref double weight = ref MemoryMarshal.GetReference(weights), a = ref MemoryMarshal.GetReference(real), b = ref MemoryMarshal.GetReference(imaginary);
        Vector512<double> sum = default, eight = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7);
        for (int block = 0; block < numbers.Length; block += 2)
        {
            Vector512<double> place0 = Vector512.Create(numbers[block]) + eight, place1 = Vector512.Create(numbers[block + 1]) + eight;
            (Vector512<double> sin0, Vector512<double> cos0) = SinCos(place0 * Vector512.Create(step));
            (Vector512<double> sin1, Vector512<double> cos1) = SinCos(place1 * Vector512.Create(step));
            (Vector512<double> twoSin0, Vector512<double> twoCos0) = SinCos(place0 * Vector512.Create(2 * step));
            (Vector512<double> twoSin1, Vector512<double> twoCos1) = SinCos(place1 * Vector512.Create(2 * step));
            Vector512<double> re0 = default, im0 = default, re1 = default, im1 = default;
            // Two points and two blocks: four times as much as one would wait for.
            for (int i = weights.Length - 2; i >= 0; i -= 2)
            {
                Vector512<double> even = Vector512.Create(Unsafe.Add(ref weight, i)), odd = Vector512.Create(Unsafe.Add(ref weight, i + 1));
                (re0, im0) = (even + (odd * cos0) + ((re0 * twoCos0) + (im0 * twoSin0)), (im0 * twoCos0) - (re0 * twoSin0) - (odd * sin0));
                (re1, im1) = (even + (odd * cos1) + ((re1 * twoCos1) + (im1 * twoSin1)), (im1 * twoCos1) - (re1 * twoSin1) - (odd * sin1));
            }

            sum += Part(place0, re0, im0, first, last, ref Unsafe.Add(ref a, block * LightSpectrum.Block), ref Unsafe.Add(ref b, block * LightSpectrum.Block));
            sum += Part(place1, re1, im1, first, last, ref Unsafe.Add(ref a, (block + 1) * LightSpectrum.Block), ref Unsafe.Add(ref b, (block + 1) * LightSpectrum.Block));
        }

        return TailAverage.Total(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Part(Vector512<double> place, Vector512<double> re, Vector512<double> im, double first, double last, ref double a, ref double b)
    {
        (Vector512<double> sin, Vector512<double> cos) = SinCos(place * Vector512.Create(first));
        Vector512<double> turned = (((re * cos) + (im * sin)) * Vector512.LoadUnsafe(ref a)) - (((im * cos) - (re * sin)) * Vector512.LoadUnsafe(ref b));
        return Vector512.ConditionalSelect(Vector512.LessThanOrEqual(place, Vector512.Create(last)), turned, Vector512<double>.Zero);
    }

    /// <summary>The definition of <see cref="Tail"/>: what a frequency adds to the sum.</summary>
    public static double TailScalar(ReadOnlySpan<double> weights, double first, double step, double number, double real, double imaginary)
    {
        double re = 0, im = 0;
        (double sin, double cos) = SinCos(number * step);
        (double twoSin, double twoCos) = SinCos(number * (2 * step));
        for (int i = weights.Length - 2; i >= 0; i -= 2)
            (re, im) = (weights[i] + (weights[i + 1] * cos) + ((re * twoCos) + (im * twoSin)), (im * twoCos) - (re * twoSin) - (weights[i + 1] * sin));
        (sin, cos) = SinCos(number * first);
        return (((re * cos) + (im * sin)) * real) - (((im * cos) - (re * sin)) * imaginary);
    }

    /// <summary>sin πx and cos πx for |x| below 2⁵⁰: absolute error 1e-15, and what rounding x means.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Sin, Vector512<double> Cos) SinCos(Vector512<double> x)
    {
        Vector512<double> shifted = x + Vector512.Create(RoundingShift), f = x - (shifted - Vector512.Create(RoundingShift)), z = f * f, z2 = z * z, z4 = z2 * z2;
        Vector512<long> sign = shifted.AsInt64() << 63;
        Vector512<double> sin = Line(S1, z, S3) + (z2 * Line(S5, z, S7)) + (z4 * (Line(S9, z, S11) + (z2 * Line(S13, z, S15)) + (z4 * Line(S17, z, S19))));
        Vector512<double> cos = Line(1, z, C2) + (z2 * Line(C4, z, C6)) + (z4 * (Line(C8, z, C10) + (z2 * Line(C12, z, C14)) + (z4 * (Line(C16, z, C18) + (z2 * Vector512.Create(C20))))));
        return (((sin * f).AsInt64() ^ sign).AsDouble(), (cos.AsInt64() ^ sign).AsDouble());
    }

    /// <summary>The nearest integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Round(Vector512<double> x) => (x + Vector512.Create(RoundingShift)) - Vector512.Create(RoundingShift);

    /// <summary>The definition of the other.</summary>
    public static double Round(double x) => x + RoundingShift - RoundingShift;

    /// <summary>The definition of the other.</summary>
    public static (double Sin, double Cos) SinCos(double x)
    {
        double shifted = x + RoundingShift, f = x - (shifted - RoundingShift), z = f * f, z2 = z * z, z4 = z2 * z2, sign = (BitConverter.DoubleToInt64Bits(shifted) & 1) == 0 ? 1 : -1;
        double sin = S1 + (z * S3) + (z2 * (S5 + (z * S7))) + (z4 * (S9 + (z * S11) + (z2 * (S13 + (z * S15))) + (z4 * (S17 + (z * S19)))));
        double cos = 1 + (z * C2) + (z2 * (C4 + (z * C6))) + (z4 * (C8 + (z * C10) + (z2 * (C12 + (z * C14))) + (z4 * (C16 + (z * C18) + (z2 * C20)))));
        return (sin * f * sign, cos * sign);
    }

    // Of e, less than which overflows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> AtMost(Vector512<double> x) =>
        Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(LargestExponent)), x, Vector512.Create(LargestExponent));

    private static double AtMost(double x) => x < LargestExponent ? x : LargestExponent;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Line(double constant, Vector512<double> x, double slope) => Vector512.Create(constant) + (x * Vector512.Create(slope));
}
