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
        ref LaneTables.Receiver receivers = ref MemoryMarshal.GetArrayDataReference(tables.Receivers);
        ref LaneTables.Own owns = ref MemoryMarshal.GetReference(tables.Owns);
        ref double brackets = ref MemoryMarshal.GetArrayDataReference(MarginBracket.Table), level = ref MemoryMarshal.GetReference(levels);
        ref SecondStage.Pending all = ref MemoryMarshal.GetReference(pending);
        int bits = tables.PatternBits;
        Numbers numbers = default;
        ref double least = ref Unsafe.As<Numbers, double>(ref numbers), most = ref Unsafe.Add(ref least, Eight);
        ref double v = ref Unsafe.Add(ref most, Eight), w = ref Unsafe.Add(ref v, Eight), c = ref Unsafe.Add(ref w, Eight);
        ref long below = ref Unsafe.As<double, long>(ref least), above = ref Unsafe.As<double, long>(ref most);
        for (int first = 0; first < pending.Length; first += Eight)
        {
            int count = int.Min(Eight, pending.Length - first);
            for (int i = 0; i < count; i++)
            {
                ref SecondStage.Pending one = ref Unsafe.Add(ref all, first + i);
                ref readonly LaneTables.Receiver receiver = ref Unsafe.Add(ref receivers, one.Lane);
                ref readonly LaneTables.Own own = ref Unsafe.Add(ref owns, (one.Lane << bits) + one.Pattern);
                int inverted = (one.Pattern >> receiver.CursorBit & 1) - 1, bracket = MarginBracket.Index(Unsafe.Add(ref level, one.Candidate));
                (one.Inverted, one.Sum, one.Below) = (inverted, 0, own.Short);
                Unsafe.Add(ref most, i) = Unsafe.Add(ref brackets, bracket);
                Unsafe.Add(ref least, i) = Unsafe.Add(ref brackets, bracket + 1);
                Unsafe.Add(ref v, i) = receiver.Variance + own.Jitter;
                Unsafe.Add(ref w, i) = inverted == 0 ? receiver.Slope : -receiver.Slope;
                Unsafe.Add(ref c, i) = receiver.Curvature;
            }

            for (nuint half = 0; half < Eight; half += Eight / 2)
            {
                Vector256<double> variance = Vector256.LoadUnsafe(ref v, half), slope = Vector256.LoadUnsafe(ref w, half), curvature = Vector256.LoadUnsafe(ref c, half);
                Vector256<double> low = Vector256.Floor(Root(Vector256.LoadUnsafe(ref least, half), variance, slope, curvature, -1));
                Vector256<double> high = Vector256.Ceiling(Root(Vector256.LoadUnsafe(ref most, half), variance, slope, curvature, 1));
                Vector256.ConvertToInt64(low).StoreUnsafe(ref below, half);
                Vector256.ConvertToInt64(high).StoreUnsafe(ref above, half);
            }

            for (int i = 0; i < count; i++)
            {
                ref SecondStage.Pending one = ref Unsafe.Add(ref all, first + i);
                one.Above = one.Below + Unsafe.Add(ref above, i);
                one.Below += Unsafe.Add(ref below, i);
            }
        }
    }

    /// <summary>The margin at which Q is the level, moved away by the headroom, which is far more than what rounding can do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Root(Vector256<double> s, Vector256<double> v, Vector256<double> w, Vector256<double> c, double direction)
    {
        Vector256<double> a = Vector256.Abs(s), factor = Vector256.Create(1.0) - (a * c), linear = a * w;
        Vector256<double> root = Vector256.Sqrt((linear * linear) + (Vector256.Create(4.0) * factor * a * v));
        Vector256<double> sign = Vector256.CopySign(Vector256.Create(1.0), s), half = Vector256.Create(0.5) / factor;
        Vector256<double> margin = (linear + (sign * root)) * half, away = (Vector256.Abs(linear) + root) * half * Vector256.Create(Headroom);
        // Not so for no number either.
        Vector256<double> known = Vector256.GreaterThan(factor, Vector256.Create(LeastFactor)) & Vector256.LessThan(root, Vector256.Create(Unknown));
        return Vector256.ConditionalSelect(known, margin + (Vector256.Create(direction) * away), Vector256.Create(direction * Unknown));
    }

    /// <summary>Bounds on S, V, W and C of eight.</summary>
    [InlineArray(5 * Eight)]
    private struct Numbers
    {
        private double _first;
    }
}
