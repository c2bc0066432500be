using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// How much current the neighbours must add for a candidate to be none, from both sides. An error has the margin m below q·σ, with q = Q⁻¹(level) and
/// σ² = V + W·m + C·m² (V where the current is the threshold): m·|m| &lt; S·σ² with S = q·|q|. For a = |S| and 1 − aC above 0 that is so exactly where m is below
/// the root of (1 − aC)m² − aWm − aV that has the sign of S: (aW ± √(a²W² + 4(1 − aC)aV)) / 2(1 − aC). S lies between two bounds
/// (<see cref="Channel.MarginBracket"/>), hence the root between two.
/// </summary>
/// <remarks>
/// Single precision does: the bounds on S are some percent apart. Each operation and each rounding of a number that is handed in is off by 2⁻²⁴ at most, 1 − aC
/// by 8 times as much where it is above <see cref="LeastFactor"/>: all together by less than 40·2⁻²⁴ of |aW| + √…, over 2(1 − aC), which is a quarter of the headroom. Where numbers
/// are too small for this (below 2⁻¹²⁶) the root is far below the one unit that is added.
/// </remarks>
internal static class MarginGap
{
    /// <summary>So many at a time.</summary>
    public const int Eight = 8;

    /// <summary>Where 1 − aC is smaller, nothing is said.</summary>
    private const float LeastFactor = 1f / 8;

    // More than any sum of currents, which stay below 2⁵⁴.
    private const float Unknown = 1L << 58, Headroom = 1e-5f;

    /// <summary>Finds the margins that are surely too small for each, and those that are surely not.</summary>
    /// <param name="least">Eight lower bounds on S; receives the largest margin, or less, that is too small whatever S is.</param>
    /// <param name="most">Eight upper bounds on S; receives the least margin, or more, that is large enough.</param>
    /// <param name="v">V.</param>
    /// <param name="w">W.</param>
    /// <param name="c">C.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Find(ref ulong least, ref ulong most, ref ulong v, ref ulong w, ref ulong c)
    {
        Vector256<float> variance = Narrow(ref v), slope = Narrow(ref w), curvature = Narrow(ref c);
        Write(Vector256.Floor(Root(Narrow(ref least), variance, slope, curvature, -1)), ref least);
        Write(Vector256.Ceiling(Root(Narrow(ref most), variance, slope, curvature, 1)), ref most);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Narrow(ref ulong numbers)
    {
        ref double first = ref Unsafe.As<ulong, double>(ref numbers);
        return Vector256.Narrow(Vector256.LoadUnsafe(ref first), Vector256.LoadUnsafe(ref first, (nuint)Vector256<double>.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(Vector256<float> numbers, ref ulong to)
    {
        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(numbers);
        ref long first = ref Unsafe.As<ulong, long>(ref to);
        Vector256.ConvertToInt64Native(lower).StoreUnsafe(ref first);
        Vector256.ConvertToInt64Native(upper).StoreUnsafe(ref first, (nuint)Vector256<long>.Count);
    }

    /// <summary>The margin at which Q is the level, moved away by the headroom, which is far more than what rounding can do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Root(Vector256<float> s, Vector256<float> v, Vector256<float> w, Vector256<float> c, float direction)
    {
        Vector256<float> a = Vector256.Abs(s), factor = Vector256.Create(1f) - (a * c), linear = a * w;
        Vector256<float> root = Vector256.Sqrt((linear * linear) + (Vector256.Create(4f) * factor * a * v));
        Vector256<float> half = Vector256.Create(0.5f) / factor, margin = (linear + Vector256.CopySign(root, s)) * half;
        Vector256<float> away = ((Vector256.Abs(linear) + root) * half * Vector256.Create(Headroom)) + Vector256.Create(1f);
        // Not so for no number either.
        Vector256<float> known = Vector256.GreaterThan(factor, Vector256.Create(LeastFactor)) & Vector256.LessThan(root, Vector256.Create(Unknown / 64));
        return Vector256.ConditionalSelect(known, margin + (Vector256.Create(direction) * away), Vector256.Create(direction * Unknown));
    }
}
