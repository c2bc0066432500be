using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Numerics;

/// <summary>Four tails at a time: <see cref="Q"/> is the definition, and each operation here is one of its own.</summary>
public static partial class Gaussian
{
    /// <summary>Four values of <see cref="Q"/>, bit for bit.</summary>
    /// <param name="z">Any doubles.</param>
    /// <param name="powers">The first of <see cref="Elementary.PowersOfTwo"/>: handed in, since a kernel compiled by itself has to look for a static every time.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<double> Tails(Vector256<double> z, ref double powers)
    {
        Vector256<double> magnitude = Vector256.Abs(z), inRange = Vector256.LessThan(magnitude, Vector256.Create(LargestZ));
        Vector256<double> x = Vector256.ConditionalSelect(inRange, magnitude, Vector256<double>.Zero);

        // The square of the upper half is exact.
        Vector256<double> upper = (x.AsInt64() & Vector256.Create(~0x7FFFFFFL)).AsDouble(), factor = Vector256.Create(-0.5);
        Vector256<double> fraction = Elementary.ExpFraction(factor * (upper * upper), factor * ((x - upper) * (x + upper)), ref powers, out Vector256<long> exponent);
        Vector256<double> tail = Elementary.Scale(fraction * TailRatio(x), exponent);
        tail = Vector256.ConditionalSelect(inRange, tail, Vector256<double>.Zero);
        Vector256<double> q = Vector256.ConditionalSelect(Vector256.LessThan(z, Vector256<double>.Zero), Vector256.Create(1.0) - tail, tail);
        return Vector256.ConditionalSelect(Vector256.Equals(z, z), q, z);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> TailRatio(Vector256<double> z)
    {
        Vector256<double> centre = Vector256.Create(Centre), reciprocal = Vector256.Create(1.0) / (z + centre);
        Vector256<double> t = (z - centre) * reciprocal;
        Vector256<double> t2 = t * t, t4 = t2 * t2, t8 = t4 * t4;
        Vector256<double> even0 = Half(t2, t4, E0, E1, E2, E3), even1 = Half(t2, t4, E4, E5, E6, E7), even2 = Half(t2, t4, E8, E9, E10, E11);
        Vector256<double> odd0 = Half(t2, t4, O0, O1, O2, O3), odd1 = Half(t2, t4, O4, O5, O6, O7), odd2 = Half(t2, t4, O8, O9, O10, O11);
        return (even0 + (t8 * (even1 + (t8 * even2))) + (t * (odd0 + (t8 * (odd1 + (t8 * odd2)))))) * reciprocal;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Half(Vector256<double> t2, Vector256<double> t4, double a, double b, double c, double d) =>
        Vector256.Create(a) + (t2 * Vector256.Create(b)) + (t4 * (Vector256.Create(c) + (t2 * Vector256.Create(d))));
}
