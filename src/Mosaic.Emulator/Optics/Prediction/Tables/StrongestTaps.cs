using System.Runtime.CompilerServices;
using Mosaic.Emulator.Bits;

namespace Mosaic.Emulator.Optics.Prediction.Tables;

/// <summary>
/// The mean of a <see cref="DecisionTable"/> over the taps that it has not been averaged over: all their sums, one by one, but for those behind which
/// nothing is uncertain whatever the taps add that are still to come. Taps that are exactly alike are taken together.
/// </summary>
internal sealed class StrongestTaps
{
    private const int MostPlaces = 1 << 18;

    private (double Place, double Chance)[] _places = new (double, double)[64], _next = new (double, double)[64];

    /// <summary>Sums looked at so far.</summary>
    public long Work { get; private set; }

    /// <summary>The mean.</summary>
    /// <param name="table">The function.</param>
    /// <param name="taps">The taps that are left, ascending.</param>
    /// <param name="start">The place without any tap.</param>
    /// <returns>null where there are too many sums.</returns>
    [MethodImpl(Kernel.Compiled)]
    public double? Mean(DecisionTable table, ReadOnlySpan<double> taps, double start)
    {
        double rest = 0, low = table.First - (4 * table.Step), high = table.Last + (3 * table.Step), certain = 0;
        foreach (double tap in taps)
            rest += tap;
        _places[0] = (start, 1);
        int count = 1;
        for (int at = taps.Length - 1; at >= 0;)
        {
            double tap = taps[at];
            int alike = 0;
            for (; at >= 0 && taps[at] == tap; at--)
                alike++;
            rest -= alike * tap;
            if (count * (alike + 1) > MostPlaces)
                return null;
            if (_next.Length < count * (alike + 1))
                _next = new (double, double)[2 * count * (alike + 1)];
            int kept = 0;
            double chance = Math.ScaleB(1, -alike);
            for (int ones = 0; ones <= alike; ones++)
            {
                double add = ones * tap;
                foreach ((double place, double before) in _places.AsSpan(0, count))
                {
                    double next = place + add;
                    if (next > high)
                        certain += before * chance;
                    else if (next + rest >= low)
                        _next[kept++] = (next, before * chance);
                }

                chance *= (double)(alike - ones) / (ones + 1);
            }

            (_places, _next, count) = (_next, _places, kept);
            Work += count;
        }

        Work += count;
        return (certain * table.Highest) + table.Reading.Mean(_places.AsSpan(0, count));
    }
}
