using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>
/// What adding taps does to a function on an equidistant grid: each value becomes a share of the one at its own place and
/// nine neighbours around a place some steps away, by Lagrange's weights.
/// </summary>
internal static class TapKernel
{
    /// <summary>Points to either side of the middle.</summary>
    public const int Half = 4;

    /// <summary>Points of a kernel.</summary>
    public const int Points = 2 * Half + 1;

    /// <summary>
    /// Small taps are taken together until they reach this far, in grid steps, to either side of their mean. Up to here no
    /// wave along the grid is made larger by the weights (and none by those of a single tap): rounding cannot build up.
    /// </summary>
    public const double GroupReach = 1;

    // 1/∏(k − j).
    private static ReadOnlySpan<double> Reciprocals => [1.0 / 40320, -1.0 / 5040, 1.0 / 1440, -1.0 / 720, 1.0 / 576, -1.0 / 720, 1.0 / 1440, -1.0 / 5040, 1.0 / 40320];

    /// <summary>Taps about their mean: the weights on −4 … 4 that keep their moments up to the 9th.</summary>
    /// <param name="group">The taps, in grid steps.</param>
    /// <param name="weights">Receives nine weights.</param>
    public static void OfGroup(in SymmetricMoments group, Span<double> weights)
    {
        for (int k = -Half; k <= Half; k++)
            weights[k + Half] = group.Weight(Math.Abs(k));
    }

    /// <summary>A large tap: half stays, half moves by a number of steps, interpolated about the nearest whole one.</summary>
    /// <param name="steps">The tap in grid steps, more than twice <see cref="GroupReach"/>.</param>
    /// <param name="weights">Receives the weights of the points <c>Lag</c> … <c>Lag</c> + 8 steps away.</param>
    /// <returns>The share of the own place, and the first of the points; where that would be negative, 0, and everything
    /// moves by as many steps as it is below.</returns>
    public static (double Centre, int Lag, int Moved) OfTap(double steps, Span<double> weights)
    {
        int whole = (int)Math.Round(steps), lag = whole - Half;
        Interpolation(steps - whole, 0.5, weights);
        if (lag >= 0)
            return (0.5, lag, 0);
        // The stencil reaches back over the point that stays: that is one of its points.
        weights[Half - whole] += 0.5;
        return (0, 0, lag);
    }

    /// <summary>Lagrange's weights of −4 … 4 for a place between −½ and ½, times a factor.</summary>
    public static void Interpolation(double place, double factor, Span<double> weights)
    {
        // Of each point, the product of the distances to all before it; then that to all behind.
        double product = factor;
        for (int k = 0; k < Points; k++)
            (weights[k], product) = (product, product * (place - (k - Half)));
        product = 1;
        for (int k = Points - 1; k >= 0; k--)
            (weights[k], product) = (weights[k] * product * Reciprocals[k], product * (place - (k - Half)));
    }

    /// <summary>
    /// to[i] = centre·from[i] + Σ weights[k]·from[i−lag−k] for i = 0 … length−1, both counted from pad. Written up to the
    /// next whole vector; there, as everywhere outside what came before, from is 0.
    /// </summary>
    internal static void Convolve(
        double[] from, double[] to, int pad, int length, double centre, int lag, ReadOnlySpan<double> weights)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pad, lag + Points - 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Math.Min(from.Length, to.Length), pad + length + Vector<double>.Count, nameof(length));
        ref double source = ref MemoryMarshal.GetArrayDataReference(from);
        ref double target = ref MemoryMarshal.GetArrayDataReference(to);
        Vector<double> w0 = new(weights[0]), w1 = new(weights[1]), w2 = new(weights[2]), w3 = new(weights[3]);
        Vector<double> w4 = new(weights[4]), w5 = new(weights[5]), w6 = new(weights[6]), w7 = new(weights[7]);
        Vector<double> w8 = new(weights[8]), own = new(centre);
        for (int i = pad; i < pad + length; i += Vector<double>.Count)
        {
            int at = i - lag;
            Vector<double> sum = own * Load(ref source, i);
            sum += w0 * Load(ref source, at);
            sum += w1 * Load(ref source, at - 1);
            sum += w2 * Load(ref source, at - 2);
            sum += w3 * Load(ref source, at - 3);
            sum += w4 * Load(ref source, at - 4);
            sum += w5 * Load(ref source, at - 5);
            sum += w6 * Load(ref source, at - 6);
            sum += w7 * Load(ref source, at - 7);
            sum += w8 * Load(ref source, at - 8);
            sum.StoreUnsafe(ref target, (nuint)i);
        }
    }

    /// <summary>The definition of <see cref="Convolve"/>.</summary>
    internal static void ConvolveScalar(
        double[] from, double[] to, int pad, int length, double centre, int lag, ReadOnlySpan<double> weights)
    {
        for (int i = pad; i < pad + length; i++)
        {
            double sum = centre * from[i];
            for (int k = 0; k < Points; k++)
                sum += weights[k] * from[i - lag - k];
            to[i] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Load(ref double source, int index) => Vector.LoadUnsafe(ref source, (nuint)index);
}
