using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction.Tables;

/// <summary>
/// The innermost loops of <see cref="DecisionTable"/>. They work on whole groups of eight, so what they read and write goes up to seven beyond the last;
/// beside each stands its definition, which gives the same to the bit.
/// </summary>
internal static class TableKernels
{
    /// <summary>Points are taken eight at a time.</summary>
    public const int Group = 8;

    /// <summary>Points to either side of a place half-way: few, or many.</summary>
    public const int Few = 4, Many = 8;

    /// <summary>Lagrange's weights of a place half-way, for the nearest points to either side, the next …</summary>
    private const double F0 = 1225.0 / 2048, F1 = -245.0 / 2048, F2 = 49.0 / 2048, F3 = -5.0 / 2048;

    private const double M0 = 41409225.0 / 67108864, M1 = -10735725.0 / 67108864, M2 = 3864861.0 / 67108864, M3 = -1254825.0 / 67108864;
    private const double M4 = 325325.0 / 67108864, M5 = -61425.0 / 67108864, M6 = 7425.0 / 67108864, M7 = -429.0 / 67108864;

    /// <summary>values[i] = ½·near[i] + Σ weights[k]·far[i + k].</summary>
    /// <param name="near">What stays.</param>
    /// <param name="far">What moves; seven more than there are values.</param>
    /// <param name="weights">Eight weights.</param>
    /// <param name="values">Receives whole groups.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void Mix(ref double near, ref double far, Vector512<double> weights, Span<double> values)
    {
        ref double target = ref MemoryMarshal.GetReference(values);
        Vector512<double> w0 = Vector512.Create(weights[0]), w1 = Vector512.Create(weights[1]), w2 = Vector512.Create(weights[2]), w3 = Vector512.Create(weights[3]);
        Vector512<double> w4 = Vector512.Create(weights[4]), w5 = Vector512.Create(weights[5]), w6 = Vector512.Create(weights[6]), w7 = Vector512.Create(weights[7]), half = Vector512.Create(0.5);
        for (int i = 0; i < values.Length; i += Group)
        {
            ref double at = ref Unsafe.Add(ref far, i);
            Vector512<double> low = (w0 * Load(ref at, 0)) + (w1 * Load(ref at, 1)) + ((w2 * Load(ref at, 2)) + (w3 * Load(ref at, 3)));
            Vector512<double> high = (w4 * Load(ref at, 4)) + (w5 * Load(ref at, 5)) + ((w6 * Load(ref at, 6)) + (w7 * Load(ref at, 7)));
            ((half * Load(ref near, i)) + (low + high)).StoreUnsafe(ref target, (nuint)i);
        }
    }

    /// <summary>The definition of <see cref="Mix(ref double, ref double, Vector512{double}, Span{double})"/>.</summary>
    public static void MixScalar(ref double near, ref double far, Vector512<double> weights, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            ref double at = ref Unsafe.Add(ref far, i);
            double low = (weights[0] * at) + (weights[1] * Unsafe.Add(ref at, 1)) + ((weights[2] * Unsafe.Add(ref at, 2)) + (weights[3] * Unsafe.Add(ref at, 3)));
            double high = (weights[4] * Unsafe.Add(ref at, 4)) + (weights[5] * Unsafe.Add(ref at, 5)) + ((weights[6] * Unsafe.Add(ref at, 6)) + (weights[7] * Unsafe.Add(ref at, 7)));
            values[i] = (0.5 * Unsafe.Add(ref near, i)) + (low + high);
        }
    }

    /// <summary>values[i] = Σ weights[k]·far[i + k].</summary>
    /// <param name="far">What moves.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="values">Receives whole groups.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void Mix(ref double far, ReadOnlySpan<double> weights, Span<double> values)
    {
        ref double target = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i < values.Length; i += Group)
        {
            Vector512<double> sum = default;
            for (int k = 0; k < weights.Length; k++)
                sum += Vector512.Create(weights[k]) * Load(ref far, i + k);
            sum.StoreUnsafe(ref target, (nuint)i);
        }
    }

    /// <summary>The definition of <see cref="Mix(ref double, ReadOnlySpan{double}, Span{double})"/>.</summary>
    public static void MixScalar(ref double far, ReadOnlySpan<double> weights, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = 0;
            for (int k = 0; k < weights.Length; k++)
                values[i] += weights[k] * Unsafe.Add(ref far, i + k);
        }
    }

    /// <summary>values[i] = ½·near[i], in whole groups.</summary>
    /// <param name="near">What there is.</param>
    /// <param name="values">Receives whole groups.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void Halve(ref double near, Span<double> values)
    {
        ref double target = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i < values.Length; i += Group)
            (Vector512.Create(0.5) * Load(ref near, i)).StoreUnsafe(ref target, (nuint)i);
    }

    /// <summary>The polynomial through eight points to either side, half-way between a point and the next.</summary>
    /// <param name="values">The points, and whole groups of them with eight before and behind.</param>
    /// <param name="halfWay">Receives whole groups.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void HalfWay(ref double values, Span<double> halfWay)
    {
        ref double target = ref MemoryMarshal.GetReference(halfWay);
        for (int i = 0; i < halfWay.Length; i += Group)
            OfMany(ref Unsafe.Add(ref values, i), 1).StoreUnsafe(ref target, (nuint)i);
    }

    /// <summary>The definition of <see cref="HalfWay"/>.</summary>
    public static void HalfWayScalar(ref double values, Span<double> halfWay)
    {
        for (int i = 0; i < halfWay.Length; i++)
            halfWay[i] = HalfWayScalar(ref Unsafe.Add(ref values, i), 1, Many);
    }

    /// <summary>The first point but for up to seven that its odd neighbours, one, three … points away to either side, do not give back; −1: none.</summary>
    /// <param name="values">The points, and whole groups of them, with as many before and behind as are looked at.</param>
    /// <param name="length">How many.</param>
    /// <param name="points">How many are looked at to either side: <see cref="Few"/> or <see cref="Many"/>.</param>
    /// <param name="allowed">How much the first may be off; eight of them, one after the other.</param>
    /// <param name="growth">So many times as much from group to group.</param>
    /// <param name="anywhere">And by this any of them.</param>
    [MethodImpl(Kernel.Compiled)]
    public static int NotGivenBack(ref double values, int length, int points, Vector512<double> allowed, double growth, double anywhere)
    {
        Vector512<double> factor = Vector512.Create(growth), floor = Vector512.Create(anywhere);
        for (int i = 0; i < length; i += Group)
        {
            ref double value = ref Unsafe.Add(ref values, i);
            // A place is half-way between its neighbours if the points are taken as twice as far from each other.
            Vector512<double> given = points == Few ? OfFew(ref value) : OfMany(ref Unsafe.Add(ref value, -1), 2);
            if (Vector512.GreaterThanAny(Vector512.Abs(given - Load(ref value, 0)), allowed + floor))
                return i;
            allowed *= factor;
        }

        return -1;
    }

    /// <summary>The definition of <see cref="NotGivenBack"/>.</summary>
    public static int NotGivenBackScalar(ref double values, int length, int points, Vector512<double> allowed, double growth, double anywhere)
    {
        for (int i = 0; i < length; i += Group)
        {
            for (int k = 0; k < Group; k++)
            {
                ref double value = ref Unsafe.Add(ref values, i + k);
                if (Math.Abs(HalfWayScalar(ref Unsafe.Add(ref value, -1), 2, points) - value) > allowed[k] + anywhere)
                    return i;
            }

            allowed *= growth;
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> OfFew(ref double value) =>
        ((Vector512.Create(F0) * (Load(ref value, -1) + Load(ref value, 1))) + (Vector512.Create(F1) * (Load(ref value, -3) + Load(ref value, 3))))
        + ((Vector512.Create(F2) * (Load(ref value, -5) + Load(ref value, 5))) + (Vector512.Create(F3) * (Load(ref value, -7) + Load(ref value, 7))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> OfMany(ref double value, int stride)
    {
        Vector512<double> near = (Vector512.Create(M0) * (Load(ref value, 0) + Load(ref value, stride))) + (Vector512.Create(M1) * (Load(ref value, -stride) + Load(ref value, 2 * stride)));
        Vector512<double> next = (Vector512.Create(M2) * (Load(ref value, -2 * stride) + Load(ref value, 3 * stride))) + (Vector512.Create(M3) * (Load(ref value, -3 * stride) + Load(ref value, 4 * stride)));
        Vector512<double> far = (Vector512.Create(M4) * (Load(ref value, -4 * stride) + Load(ref value, 5 * stride))) + (Vector512.Create(M5) * (Load(ref value, -5 * stride) + Load(ref value, 6 * stride)));
        Vector512<double> last = (Vector512.Create(M6) * (Load(ref value, -6 * stride) + Load(ref value, 7 * stride))) + (Vector512.Create(M7) * (Load(ref value, -7 * stride) + Load(ref value, 8 * stride)));
        return (near + next) + (far + last);
    }

    private static double HalfWayScalar(ref double value, int stride, int points)
    {
        ReadOnlySpan<double> weights = points == Few ? [F0, F1, F2, F3] : [M0, M1, M2, M3, M4, M5, M6, M7];
        Span<double> pairs = stackalloc double[Many / 2];
        for (int k = 0; k < points; k += 2)
            pairs[k / 2] = Pair(ref value, k, stride, weights) + Pair(ref value, k + 1, stride, weights);
        return points == Few ? pairs[0] + pairs[1] : (pairs[0] + pairs[1]) + (pairs[2] + pairs[3]);
    }

    private static double Pair(ref double value, int k, int stride, ReadOnlySpan<double> weights) =>
        weights[k] * (Unsafe.Add(ref value, -k * stride) + Unsafe.Add(ref value, (k + 1) * stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ref double value, int away) => Vector512.LoadUnsafe(ref Unsafe.Add(ref value, away));
}
