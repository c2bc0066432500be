using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mosaic.Emulator.Bits;
using Stretch = Mosaic.Emulator.Optics.Prediction.Tables.Stretches.Stretch;

namespace Mosaic.Emulator.Optics.Prediction.Tables;

/// <summary>What averaging over taps makes of a function on a grid.</summary>
internal sealed class StretchAverages
{
    // A tap of so many steps or more leaves its first points alone.
    private const int Near = 4;

    // So many points of several stretches are taken at a time: where they are not all of one, they are copied. Whole groups.
    private const int Chunk = 1024;

    private readonly StretchUnion _union = new();
    private double[] _near = [], _far = [];

    /// <summary>½f(y) + ½f(y − tap).</summary>
    /// <param name="before">f.</param>
    /// <param name="steps">The tap in steps.</param>
    /// <param name="after">Receives it; empty.</param>
    [MethodImpl(Kernel.Compiled)]
    public void OverTap(Stretches before, double steps, Stretches after)
    {
        long whole = (long)Math.Ceiling(steps);
        Vector512<double> weights = EightPoints.Weights(whole - steps) * Vector512.Create(0.5);
        if (before.Count == 1 && whole >= Near && whole < before[0].Length)
        {
            OfOne(before, (int)whole, weights, after);
            return;
        }

        _union.Clear();
        for (int i = 0; i < before.Count; i++)
        {
            _union.AddOwn(before[i].First, before[i].End);
            _union.AddMoved(before[i].First + whole - 4, before[i].End + whole + 3);
        }

        Reserve(ref _near, Chunk);
        Reserve(ref _far, Chunk);
        while (_union.TryNext(out long first, out long end))
        {
            Span<double> values = after.Add(first, (int)(end - first));
            for (int at = 0; at < values.Length; at += Chunk)
            {
                Span<double> some = values[at..Math.Min(at + Chunk, values.Length)];
                ref double near = ref before.Look(first + at, _near.AsSpan(0, some.Length)), far = ref before.Look(first + at - whole - 3, _far.AsSpan(0, some.Length + 7));
                TableKernels.Mix(ref near, ref far, weights, some);
            }

            after.EndWith((0.5 * before.At(end)) + (0.5 * before.At(end - whole)));
        }
    }

    /// <summary>The same of a function that is one stretch, which overlaps with itself when it has moved: nothing is copied.</summary>
    private void OfOne(Stretches before, int whole, Vector512<double> weights, Stretches after)
    {
        Stretch stretch = before[0];
        Span<double> values = after.Add(stretch.First, stretch.Length + whole + 3);
        ref double value = ref before.Value(stretch);
        // Before it comes 0; and behind it there is a margin, before what it is there has to be written down.
        int alone = (whole - 4) / TableKernels.Group * TableKernels.Group, both = (stretch.Length + TableKernels.Group - 1) / TableKernels.Group * TableKernels.Group;
        TableKernels.Halve(ref value, values[..alone]);
        TableKernels.Mix(ref Unsafe.Add(ref value, alone), ref Unsafe.Add(ref value, alone - whole - 3), weights, values[alone..both]);
        Reserve(ref _near, values.Length - both);
        _near.AsSpan(0, values.Length - both + TableKernels.Group).Fill(stretch.Behind);
        TableKernels.Mix(ref _near[0], ref Unsafe.Add(ref value, both - whole - 3), weights, values[both..]);
        after.EndWith(stretch.Behind);
    }

    /// <summary>The mean over small taps about their mean.</summary>
    /// <param name="before">The function.</param>
    /// <param name="group">The taps in steps.</param>
    /// <param name="after">Receives it; empty.</param>
    [MethodImpl(Kernel.Compiled)]
    public void OverGroup(Stretches before, in SymmetricMoments group, Stretches after)
    {
        Span<double> weights = stackalloc double[TapKernel.Points];
        TapKernel.OfGroup(group, weights);
        if (before.Count == 1)
        {
            Stretch stretch = before[0];
            TableKernels.Mix(
                ref Unsafe.Add(ref before.Value(stretch), -2 * TapKernel.Half), weights, after.Add(stretch.First - TapKernel.Half, stretch.Length + (2 * TapKernel.Half)));
            after.EndWith(stretch.Behind);
            return;
        }

        _union.Clear();
        for (int i = 0; i < before.Count; i++)
            _union.AddOwn(before[i].First - TapKernel.Half, before[i].End + TapKernel.Half);
        while (_union.TryNext(out long first, out long end))
        {
            int length = (int)(end - first);
            Reserve(ref _far, length);
            before.Read(first - TapKernel.Half, _far.AsSpan(0, length + (2 * TapKernel.Half)));
            TableKernels.Mix(ref _far[0], weights, after.Add(first, length));
            after.EndWith(before.At(end));
        }
    }

    private static void Reserve(ref double[] scratch, int length)
    {
        if (scratch.Length < length + (2 * Stretches.Margin))
            scratch = new double[2 * (length + (2 * Stretches.Margin))];
    }
}
