using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Channel;

namespace Mosaic.Emulator.Link.Events;

/// <summary>
/// How much current the neighbours must add for a candidate to be none, from both sides. An error has the margin m below q·σ, with q = Q⁻¹(level) and
/// σ² = V + W·m + C·m² (V where the current is the threshold): m·|m| &lt; S·σ² with S = q·|q|. For a = |S| and 1 − aC above 0 that is so exactly where m is below
/// the root of (1 − aC)m² − aWm − aV that has the sign of S: (aW ± √(a²W² + 4(1 − aC)aV)) / 2(1 − aC). S lies between two bounds
/// (<see cref="MarginBracket"/>), hence the root between two.
/// </summary>
internal static class MarginGap
{
    /// <summary>Where 1 − aC is smaller, nothing is said.</summary>
    private const double LeastFactor = 1.0 / 1024;

    private const double Unknown = 1L << 60, Headroom = 1e-9;
    private const int Eight = 8;

    /// <summary>Fills in, for what is pending, when it is decided.</summary>
    /// <param name="pending">Candidate, lane and pattern are known.</param>
    /// <param name="levels">Levels of all candidates.</param>
    /// <param name="tables">The lanes.</param>
    [MethodImpl(Kernel.Compiled)]
    public static void Find(Span<SecondStage.Pending> pending, ReadOnlySpan<double> levels, LaneTables tables)
    {
        ReadOnlySpan<LaneTables.Receiver> receivers = tables.Receivers;
        ReadOnlySpan<LaneTables.Own> owns = tables.Owns;
        double[] brackets = MarginBracket.Table;
        Span<double> least = stackalloc double[Eight], most = stackalloc double[Eight], v = stackalloc double[Eight], w = stackalloc double[Eight], c = stackalloc double[Eight];
        Span<long> below = stackalloc long[Eight], above = stackalloc long[Eight];
        for (int first = 0; first < pending.Length; first += Eight)
        {
            Span<SecondStage.Pending> some = pending[first..int.Min(first + Eight, pending.Length)];
            for (int i = 0; i < some.Length; i++)
            {
                ref SecondStage.Pending one = ref some[i];
                ref readonly LaneTables.Receiver receiver = ref receivers[one.Lane];
                ref readonly LaneTables.Own own = ref owns[(one.Lane << tables.PatternBits) + one.Pattern];
                int inverted = (one.Pattern >> receiver.CursorBit & 1) - 1, bracket = MarginBracket.Index(levels[one.Candidate]);
                (one.Inverted, one.Sum, one.Below) = (inverted, 0, own.Short);
                (most[i], least[i]) = (brackets[bracket], brackets[bracket + 1]);
                (v[i], w[i], c[i]) = (receiver.Variance + own.Jitter, inverted == 0 ? receiver.Slope : -receiver.Slope, receiver.Curvature);
            }

            Vector512<double> variance = Load(v), slope = Load(w), curvature = Load(c);
            Vector512.ConvertToInt64(Vector512.Floor(Root(Load(least), variance, slope, curvature, -1))).StoreUnsafe(ref MemoryMarshal.GetReference(below));
            Vector512.ConvertToInt64(Vector512.Ceiling(Root(Load(most), variance, slope, curvature, 1))).StoreUnsafe(ref MemoryMarshal.GetReference(above));
            for (int i = 0; i < some.Length; i++)
            {
                long own = some[i].Below;
                (some[i].Below, some[i].Above) = (own + below[i], own + above[i]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Load(ReadOnlySpan<double> eight) => Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(eight));

    /// <summary>The margin at which Q is the level, moved away by the headroom, which is far more than what rounding can do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Root(Vector512<double> s, Vector512<double> v, Vector512<double> w, Vector512<double> c, double direction)
    {
        Vector512<double> a = Vector512.Abs(s), factor = Vector512.Create(1.0) - (a * c), linear = a * w;
        Vector512<double> root = Vector512.Sqrt((linear * linear) + (Vector512.Create(4.0) * factor * a * v));
        Vector512<double> sign = Vector512.CopySign(Vector512.Create(1.0), s), half = Vector512.Create(0.5) / factor;
        Vector512<double> margin = (linear + (sign * root)) * half, away = (Vector512.Abs(linear) + root) * half * Vector512.Create(Headroom);
        // Not so for no number either.
        Vector512<double> known = Vector512.GreaterThan(factor, Vector512.Create(LeastFactor)) & Vector512.LessThan(root, Vector512.Create(Unknown));
        return Vector512.ConditionalSelect(known, margin + (Vector512.Create(direction) * away), Vector512.Create(direction * Unknown));
    }
}
