using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>How much is left to do, going by what was counted so far. Serves the order of work and the time left, no result.</summary>
internal static class SweepForecast
{
    /// <summary>Width of a 95 % interval in standard deviations.</summary>
    private const double Width = 2 * 1.96;

    /// <summary>Trials that a point still needs; null where nothing can be said yet.</summary>
    public static double? TrialsLeft(PointTally tally)
    {
        if (tally.IsDone)
        {
            return 0;
        }

        if (tally.Given is { } given)
        {
            return given;
        }

        StopOptions stop = tally.Point.Options.Stop;
        LinkTotals t = tally.Totals;
        if (tally.Trials == 0)
        {
            return null;
        }

        double? wanted = Smallest(
            Goal(stop.PayloadBits, t.PayloadBits),
            Goal(stop.BitErrors, t.BitErrors),
            Goal(stop.CodewordErrors, t.CodewordErrors),
            Goal(stop.RelativeInterval is { } width ? (long)(Width * Width / width / width) : null, EventsOf(tally)),
            stop.Seconds is { } seconds && tally.Seconds > 0 ? seconds / tally.Seconds : null);
        return wanted is { } factor ? Math.Max(1, Math.Ceiling((tally.Trials * factor) - tally.Trials)) : null;
    }

    /// <summary>Errors that were counted; where none are, as many as would be known as surely.</summary>
    public static long EventsOf(PointTally tally) => tally.Tail is { } tail
        ? (long)Math.Clamp(1 / (tail.Codewords.RelativeVariance ?? double.PositiveInfinity), 0, StopOptions.LargestCount)
        : tally.Totals.BitErrors;

    /// <summary>Seconds that a sweep will take from here on; null where nothing can be said.</summary>
    public static double? SecondsLeft(IReadOnlyList<PointTally> tallies, int threads)
    {
        double trials = 0, seconds = 0, left = 0;
        foreach (PointTally tally in tallies)
        {
            trials += tally.Trials;
            seconds += tally.Seconds;
            if (!tally.IsDone)
            {
                left += TrialsLeft(tally) ?? double.NaN;
            }
        }

        double all = left * seconds / trials / threads;
        return double.IsFinite(all) ? all : null;
    }

    /// <summary>How many times as much is needed in all.</summary>
    private static double? Goal(long? wanted, long counted) => wanted is { } goal && counted > 0 ? (double)goal / counted : null;

    private static double? Smallest(params ReadOnlySpan<double?> factors)
    {
        double? smallest = null;
        foreach (double? factor in factors)
        {
            smallest = smallest is null || factor < smallest ? factor ?? smallest : smallest;
        }

        return smallest;
    }
}
