using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Mosaic.Emulator.Numerics;
using Stretch = Mosaic.Emulator.Optics.Prediction.Tables.Stretches.Stretch;

namespace Mosaic.Emulator.Optics.Prediction.Tables;

/// <summary>
/// Whether a function on a grid is so smooth that every second point gives back the others. Where it last was not is looked at first: mostly it is there again.
/// </summary>
internal sealed class Smoothness
{
    // What is allowed grows from point to point, by no more than this power of e; then it is computed anew, for what it grew from may be no number.
    private const double LargestGrowth = 300;
    private const int MostPoints = 1 << 30;

    private int _suspect, _stretch;

    /// <summary>Suspects the first point.</summary>
    public void Clear() => (_suspect, _stretch) = (0, 0);

    /// <summary>There are twice as many points now.</summary>
    public void Refined() => _suspect *= 2;

    /// <summary>There are half as many.</summary>
    public void Coarsened() => _suspect /= 2;

    /// <summary>Whether the polynomial through points to either side, of those that would be left, gives back what would be dropped.</summary>
    /// <param name="function">The function.</param>
    /// <param name="step">The distance of places.</param>
    /// <param name="points">How many to either side: <see cref="TableKernels.Few"/> or <see cref="TableKernels.Many"/>.</param>
    /// <param name="allowed">What it may err by, index 0 being the origin.</param>
    /// <param name="end">Points from this index on are not looked at.</param>
    [MethodImpl(Kernel.Compiled)]
    public bool IsSmooth(Stretches function, double step, int points, in AllowedError allowed, long end)
    {
        _stretch = Math.Min(_stretch, function.Count - 1);
        int at = Math.Clamp(_suspect, 0, function[_stretch].Length - 1);
        if (!IsGivenBack(function, function[_stretch], at, Math.Min(at + 1, Before(end, function[_stretch])), step, points, allowed))
            return false;
        for (int i = 0; i < function.Count; i++)
        {
            if (!IsGivenBack(function, function[i], 0, Before(end, function[i]), step, points, allowed))
            {
                _stretch = i;
                return false;
            }
        }

        return true;
    }

    private static int Before(long end, in Stretch stretch) => (int)Math.Clamp(end - stretch.First, 0, stretch.Length);

    [MethodImpl(Kernel.Compiled)]
    private bool IsGivenBack(Stretches function, in Stretch stretch, int from, int to, double step, int points, in AllowedError allowed)
    {
        double growth = Math.Min(allowed.Tilt * step, LargestGrowth / TableKernels.Group), factor = Elementary.Exp(TableKernels.Group * growth);
        Vector512<double> growths = TailAverage.Exp(Vector512.Create(growth) * Vector512.Create(0.0, 1, 2, 3, 4, 5, 6, 7));
        int part = growth > 0 ? (int)Math.Clamp(LargestGrowth / growth, TableKernels.Group, MostPoints) / TableKernels.Group * TableKernels.Group : MostPoints, off = -1;
        for (; from < to; from += part)
        {
            Vector512<double> most = Vector512.Create(allowed.At(step * (stretch.First + from))) * growths;
            off = TableKernels.NotGivenBack(ref Unsafe.Add(ref function.Value(stretch), from), Math.Min(part, to - from), points, most, factor, allowed.Anywhere);
            if (off >= 0)
                break;
        }

        if (off >= 0)
            _suspect = from + off;
        return off < 0;
    }
}
