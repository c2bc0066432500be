using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>
/// Σ wᵢ·Q(±(Iᵢ − T)/σ(Iᵢ)) over currents at equal distances: the innermost loop of a prediction. Q is exp(−x²/2) times a
/// polynomial in t = (x − 5)/(x + 5) over x + 5 (see <see cref="Numerics.Gaussian.Q"/>) of degree 14 instead of 23: relative error 2e-11.
/// </summary>
internal static class TailAverage
{
    /// <summary>Points are taken eight at a time: the machine waits for one point, and does as many as it can meanwhile.</summary>
    public const int Group = 8;

    /// <summary>Farther out than this, Q is that of this.</summary>
    public const double Farthest = 37.5;

    private const double Centre = 5, LeastExponent = -0.5 * Farthest * Farthest;
    private const double PerLn2 = 1.4426950408889634, Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;
    private const double RoundingShift = 6755399441055744; // 1.5·2⁵²: what is added to it is rounded to an integer, in its last bits

    private const double P0 = 0.7691930497448201, P1 = -0.665382502837628, P2 = 0.4953056167404063, P3 = -0.3135331592053805;
    private const double P4 = 0.16502034723977455, P5 = -0.06911860529495827, P6 = 0.020795246251896233, P7 = -0.0029935558190668926;
    private const double P8 = -0.0007987065560946714, P9 = 0.0005453227821849956, P10 = -5.7283941653921566e-05;
    private const double P11 = -5.010770770163184e-05, P12 = 1.3894594199377272e-05, P13 = 3.7930274686316113e-06, P14 = -9.791348306428326e-07;

    // 1/n!
    private const double E2 = 1.0 / 2, E3 = 1.0 / 6, E4 = 1.0 / 24, E5 = 1.0 / 120, E6 = 1.0 / 720, E7 = 1.0 / 5040;
    private const double E8 = 1.0 / 40320, E9 = 1.0 / 362880, E10 = 1.0 / 3628800;

    /// <summary>The sum.</summary>
    /// <param name="weights">The weights; their number is a multiple of <see cref="Group"/>.</param>
    /// <param name="first">I₀ − T.</param>
    /// <param name="step">Distance of the currents.</param>
    /// <param name="noise">σ² as a function of I − T.</param>
    /// <param name="ofOne">Whether small currents are wrong: Q(+…).</param>
    [MethodImpl(Kernel.Compiled)]
    public static double Sum(ReadOnlySpan<double> weights, double first, double step, in NoiseParabola noise, bool ofOne)
    {
        ref double weight = ref MemoryMarshal.GetReference(weights);
        Vector512<double> sign = Vector512.Create(ofOne ? 0.0 : -0.0), place = Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7), sum = default;
        Vector512<double> constant = Vector512.Create(noise.Constant), linear = Vector512.Create(noise.Linear);
        Vector512<double> quadratic = Vector512.Create(noise.Quadratic), least = Vector512.Create(noise.Least);
        Vector512<double> steps = Vector512.Create(step), start = Vector512.Create(first);
        for (int i = 0; i < weights.Length; i += Group)
        {
            Vector512<double> excess = start + (place * steps);
            Vector512<double> variance = AtLeast(constant + (excess * (linear + (excess * quadratic))), least);
            sum += Vector512.LoadUnsafe(ref weight, (nuint)i) * Q((excess / Vector512.Sqrt(variance)) ^ sign);
            place += Vector512.Create((double)Group);
        }

        return Total(sum);
    }

    /// <summary>The definition of <see cref="Sum"/>: every eighth point adds to the same sum.</summary>
    public static double SumScalar(ReadOnlySpan<double> weights, double first, double step, in NoiseParabola noise, bool ofOne)
    {
        Span<double> sum = stackalloc double[Group];
        sum.Clear();
        for (int i = 0; i < weights.Length; i++)
        {
            double excess = first + (i * step);
            double x = excess / Math.Sqrt(noise.At(excess));
            sum[i % Group] += weights[i] * Q(ofOne ? x : -x);
        }

        return sum[0] + sum[4] + (sum[2] + sum[6]) + (sum[1] + sum[5] + (sum[3] + sum[7]));
    }

    /// <summary>Adds Q(−y/σ(y)) at equal distances, times a share.</summary>
    /// <param name="destination">What it is added to.</param>
    /// <param name="first">The first y.</param>
    /// <param name="step">Their distance.</param>
    /// <param name="noise">σ² as a function of y.</param>
    /// <param name="share">The share.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void Add(Span<double> destination, double first, double step, in NoiseParabola noise, double share)
    {
        ref double target = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        Vector512<double> shares = Vector512.Create(share);
        for (; i <= destination.Length - Group; i += Group)
            (Vector512.LoadUnsafe(ref target, (nuint)i) + (shares * Tails(i, first, step, noise))).StoreUnsafe(ref target, (nuint)i);
        if (i == destination.Length)
            return;
        Vector512<double> rest = shares * Tails(i, first, step, noise);
        for (int k = 0; i + k < destination.Length; k++)
            destination[i + k] += rest[k];
    }

    /// <summary>Eight of them. The same as Q(−y/σ), but x is not waited for: −x²/2 needs no root, and t = (|y| − 5σ)/(|y| + 5σ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Tails(int from, double first, double step, in NoiseParabola noise)
    {
        Vector512<double> y = Vector512.Create(first) + ((Vector512.Create((double)from) + Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7)) * Vector512.Create(step));
        Vector512<double> variance = y * (Vector512.Create(noise.Linear) + (y * Vector512.Create(noise.Quadratic)));
        variance = AtLeast(Vector512.Create(noise.Constant) + variance, Vector512.Create(noise.Least));
        Vector512<double> exponential = Exp(AtLeast(Vector512.Create(-0.5) * (y * y) / variance, Vector512.Create(LeastExponent)));
        Vector512<double> deviation = Vector512.Sqrt(variance), size = Vector512.Abs(y), centre = Vector512.Create(Centre) * deviation;
        Vector512<double> reciprocal = Vector512.Create(1.0) / (size + centre);
        Vector512<double> tail = exponential * (Polynomial((size - centre) * reciprocal) * (deviation * reciprocal));
        return Vector512.ConditionalSelect(Vector512.GreaterThan(y, Vector512<double>.Zero), Vector512.Create(1.0) - tail, tail);
    }

    /// <summary>The definition of <see cref="Add"/>.</summary>
    public static void AddScalar(Span<double> destination, double first, double step, in NoiseParabola noise, double share)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            double y = first + (i * step), variance = noise.At(y), exponent = -0.5 * (y * y) / variance, exponential = Exp(exponent > LeastExponent ? exponent : LeastExponent);
            double deviation = Math.Sqrt(variance), size = Math.Abs(y), centre = Centre * deviation, reciprocal = 1 / (size + centre);
            double tail = exponential * (Polynomial((size - centre) * reciprocal) * (deviation * reciprocal));
            destination[i] += share * (y > 0 ? 1 - tail : tail);
        }
    }

    /// <summary>The probability that a standard normal variable exceeds x.</summary>
    [MethodImpl(Kernel.Compiled)]
    public static double Q(double x)
    {
        double z = Math.Min(Math.Abs(x), Farthest), exponential = Exp(-0.5 * (z * z));
        double reciprocal = 1 / (z + Centre);
        double tail = exponential * (Polynomial((z - Centre) * reciprocal) * reciprocal);
        return x < 0 ? 1 - tail : tail;
    }

    /// <summary>The sum of all elements, the same everywhere.</summary>
    public static double Total(Vector512<double> x) => x[0] + x[4] + (x[2] + x[6]) + (x[1] + x[5] + (x[3] + x[7]));

    /// <summary>exp u for −703 ≤ u ≤ 703; relative error 3e-13.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> u)
    {
        Vector512<double> shifted = (u * Vector512.Create(PerLn2)) + Vector512.Create(RoundingShift), n = shifted - Vector512.Create(RoundingShift);
        Vector512<double> r = u - (n * Vector512.Create(Ln2High)) - (n * Vector512.Create(Ln2Low)), r2 = r * r, r4 = r2 * r2;
        Vector512<double> growth = Vector512.Create(1.0) + r + (r2 * Line(E2, r, E3))
            + (r4 * (Line(E4, r, E5) + (r2 * Line(E6, r, E7)) + (r4 * (Line(E8, r, E9) + (r2 * Vector512.Create(E10))))));
        return (growth.AsInt64() + (shifted.AsInt64() << 52)).AsDouble();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Q(Vector512<double> x)
    {
        Vector512<double> z = Vector512.Min(Vector512.Abs(x), Vector512.Create(Farthest)), exponential = Exp(Vector512.Create(-0.5) * (z * z));
        Vector512<double> reciprocal = Vector512.Create(1.0) / (z + Vector512.Create(Centre)), t = (z - Vector512.Create(Centre)) * reciprocal;
        Vector512<double> tail = exponential * (Polynomial(t) * reciprocal);
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<double>.Zero), Vector512.Create(1.0) - tail, tail);
    }

    /// <summary>The definition of <see cref="Exp(Vector512{double})"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Exp(double u)
    {
        double shifted = (u * PerLn2) + RoundingShift, n = shifted - RoundingShift;
        double r = u - (n * Ln2High) - (n * Ln2Low), r2 = r * r, r4 = r2 * r2;
        double growth = 1 + r + (r2 * (E2 + (r * E3))) + (r4 * (E4 + (r * E5) + (r2 * (E6 + (r * E7))) + (r4 * (E8 + (r * E9) + (r2 * E10)))));
        return BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(growth) + (BitConverter.DoubleToInt64Bits(shifted) << 52));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Polynomial(double t)
    {
        double t2 = t * t, t4 = t2 * t2, t8 = t4 * t4;
        double low = P0 + (t * P1) + (t2 * (P2 + (t * P3))) + (t4 * (P4 + (t * P5) + (t2 * (P6 + (t * P7)))));
        double high = P8 + (t * P9) + (t2 * (P10 + (t * P11))) + (t4 * (P12 + (t * P13) + (t2 * P14)));
        return low + (t8 * high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Polynomial(Vector512<double> t)
    {
        Vector512<double> t2 = t * t, t4 = t2 * t2, t8 = t4 * t4;
        Vector512<double> low = Line(P0, t, P1) + (t2 * Line(P2, t, P3)) + (t4 * (Line(P4, t, P5) + (t2 * Line(P6, t, P7))));
        Vector512<double> high = Line(P8, t, P9) + (t2 * Line(P10, t, P11)) + (t4 * (Line(P12, t, P13) + (t2 * Vector512.Create(P14))));
        return low + (t8 * high);
    }

    // Max looks for NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> AtLeast(Vector512<double> x, Vector512<double> least) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(x, least), x, least);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Line(double constant, Vector512<double> x, double slope) => Vector512.Create(constant) + (x * Vector512.Create(slope));
}
