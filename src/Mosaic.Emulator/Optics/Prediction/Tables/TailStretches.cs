using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction.Tables;

/// <summary>The sum of tails as stretches of exact points: tails that come near to each other share one.</summary>
internal sealed class TailStretches
{
    private readonly List<(int From, int To)> _parts = [];
    private double _behind;

    /// <summary>Makes them.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="tails">The tails, by where they begin.</param>
    /// <param name="origin">The place of index 0.</param>
    /// <param name="step">The distance of places.</param>
    /// <param name="stretches">Receives them.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Make(TailSum sum, ReadOnlySpan<OwnTail> tails, double origin, double step, Stretches stretches)
    {
        stretches.Clear();
        _parts.Clear();
        double behind = 0;
        for (int from = 0, to; from < tails.Length; from = to)
        {
            long first = Index(tails[from].Begin), end = first;
            for (to = from; to < tails.Length && (to == from || Index(tails[to].Begin) <= end + Stretches.Gap); to++)
                end = Math.Max(end, Index(tails[to].End) + 2);
            sum.Fill(tails[from..to], origin + (first * step), step, behind, stretches.Add(first, (int)(end - first)));
            behind = sum.Behind;
            stretches.EndWith(behind);
            _parts.Add((from, to));
        }

        long Index(double place) => (long)Math.Floor((place - origin) / step);
    }

    /// <summary>More points of one of them; of the first, second … one after the other.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="tails">The tails that they were made of.</param>
    /// <param name="which">The stretch.</param>
    /// <param name="first">The first place.</param>
    /// <param name="step">The distance of places.</param>
    /// <param name="values">Receives them.</param>
    [MethodImpl(Kernel.Compiled)]
    public void Fill(TailSum sum, ReadOnlySpan<OwnTail> tails, int which, double first, double step, Span<double> values)
    {
        sum.Fill(tails[_parts[which].From.._parts[which].To], first, step, which == 0 ? 0 : _behind, values);
        _behind = sum.Behind;
    }
}
