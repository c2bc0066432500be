using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Channel;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// How much current the neighbours must add for a candidate to be none, from both sides. An error has the margin m below q·σ, with q = Q⁻¹(level) and
/// σ² = V + W·m + C·m² (V where the current is the threshold): m·|m| &lt; S·σ² with S = q·|q|. For a = |S| and 1 − aC above 0 that is so exactly where m is below
/// the root of (1 − aC)m² − aWm − aV that has the sign of S: (aW ± √(a²W² + 4(1 − aC)aV)) / 2(1 − aC). S lies between two bounds
/// (<see cref="MarginBracket"/>), hence the root between two.
/// </summary>
/// <remarks>
/// Single precision does: the bounds on S are some percent apart. V is above 0, as the threshold lies between currents that are reached. In units of 2⁻²⁴, of which
/// each operation and each number that is handed in is off by one, 1 − aC is off by 22 where it is above <see cref="LeastFactor"/>, the root by 15, and all together by 41
/// of (|aW| + √…) / 2(1 − aC): a quarter of the headroom. Where numbers are too small for this (below 2⁻¹²⁶) the root is far below the one unit that is added.
/// </remarks>
internal static class MarginGap
{
    /// <summary>Where 1 − aC is smaller, nothing is said.</summary>
    private const float LeastFactor = 1f / 8;

    // Currents stay below 2⁵², and margins that are known below 2⁵⁶: so this is more than any, and differences stay below 2⁶⁰.
    private const float Unknown = 1L << 58, Headroom = 1e-5f;

    /// <summary>For each entry of <see cref="MarginBracket.Table"/> its lower bound on S in single precision, and the upper one above that.</summary>
    public static readonly ulong[] Brackets = Make();

    /// <summary>The largest margins, or less, that are surely too small, and the least, or more, that are surely large enough.</summary>
    /// <param name="brackets">Bounds on S, pairs as in <see cref="Brackets"/>.</param>
    /// <param name="noise">V, and above it W.</param>
    /// <param name="curvature">C, and above it anything.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TWords Below, TWords Above) Find<TWords>(TWords brackets, TWords noise, TWords curvature)
        where TWords : struct, IWords<TWords>
    {
        Vector256<float> v = noise.Singles(), w = (noise >>> 32).Singles(), c = curvature.Singles();
        return (TWords.Of(Vector256.Floor(Root(brackets.Singles(), v, w, c, -1))), TWords.Of(Vector256.Ceiling(Root((brackets >>> 32).Singles(), v, w, c, 1))));
    }

    private static ulong[] Make()
    {
        double[] bounds = MarginBracket.Table;
        ulong[] brackets = GC.AllocateArray<ulong>(bounds.Length / 2, pinned: true);
        for (int i = 0; i < brackets.Length; i++)
        {
            brackets[i] = LaneTables.Pair(bounds[(2 * i) + 1], bounds[2 * i]);
        }

        return brackets;
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
