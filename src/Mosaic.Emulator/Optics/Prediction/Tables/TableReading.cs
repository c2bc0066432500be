using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Stretch = Mosaic.Emulator.Optics.Prediction.Tables.Stretches.Stretch;

namespace Mosaic.Emulator.Optics.Prediction.Tables;

/// <summary>What a function on a grid is between the points: Lagrange's polynomial through four to either side.</summary>
/// <param name="Function">The function.</param>
/// <param name="Origin">The place of index 0.</param>
/// <param name="Step">The distance of places.</param>
internal readonly record struct TableReading(Stretches Function, double Origin, double Step)
{
    /// <summary>The function at a place.</summary>
    /// <param name="place">The place.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double At(double place)
    {
        double index = (place - Origin) / Step;
        long whole = (long)Math.Floor(index);
        int which = Function.Find(whole + 4);
        if (which < 0)
            return 0;
        Stretch stretch = Function[which];
        return whole - 3 >= stretch.End
            ? stretch.Behind
            : TailAverage.Total(EightPoints.Weights(index - whole) * Vector512.LoadUnsafe(ref Unsafe.Add(ref Function.Value(stretch), (nint)(whole - 3 - stretch.First))));
    }

    /// <summary>The mean of the function over places.</summary>
    /// <param name="places">The places, and how likely each is.</param>
    [MethodImpl(Kernel.Compiled)]
    public double Mean(ReadOnlySpan<(double Place, double Chance)> places)
    {
        double certain = 0;
        if (Function.Count > 1)
        {
            foreach ((double place, double chance) in places)
                certain += chance * At(place);
            return certain;
        }

        Stretch stretch = Function[0];
        ref double value = ref Function.Value(stretch);
        double perStep = 1 / Step, first = Origin + (stretch.First * Step);
        Vector512<double> sum = default;
        foreach ((double place, double chance) in places)
        {
            double index = (place - first) * perStep;
            if (index < -4)
                continue;
            if (index >= stretch.Length + 3)
            {
                certain += chance * stretch.Behind;
                continue;
            }

            int whole = (int)(index + Stretches.Margin) - Stretches.Margin;
            sum += Vector512.Create(chance) * EightPoints.Weights(index - whole) * Vector512.LoadUnsafe(ref Unsafe.Add(ref value, whole - 3));
        }

        return certain + TailAverage.Total(sum);
    }
}
