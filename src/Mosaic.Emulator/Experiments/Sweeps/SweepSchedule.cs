using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>
/// Which trial is run next. First every point gets one, so that the whole curve is seen roughly; then always the point whose
/// interval is widest for its rate, the one with the fewest errors, gets as many again as it had. What a point's result is
/// does not depend on it.
/// </summary>
internal sealed class SweepSchedule
{
    private readonly PointTally[] _tallies;
    private readonly long[] _issued;
    private int _current;
    private long _until;

    public SweepSchedule(PointTally[] tallies)
    {
        _tallies = tallies;
        _issued = [.. tallies.Select(tally => tally.Trials)];
    }

    /// <summary>The next trial, or null where all points have ended.</summary>
    public (int Point, uint Trial)? Next()
    {
        if (_until == 0 || _tallies[_current].IsDone || _issued[_current] >= _until)
        {
            int widest = Widest();
            if (widest < 0)
            {
                return null;
            }

            _current = widest;
            _until = Math.Max(1, 2 * _issued[widest]);
        }

        uint trial;
        do
        {
            trial = _tallies[_current].TrialOf(_issued[_current]++);
        }
        while (_tallies[_current].Has(trial));
        return (_current, trial);
    }

    /// <summary>A point that needs no more trials than are under way comes after all others.</summary>
    private int Widest()
    {
        int best = -1;
        (bool Served, double Errors, long Issued) least = default;
        for (int i = 0; i < _tallies.Length; i++)
        {
            PointTally tally = _tallies[i];
            if (tally.IsDone)
            {
                continue;
            }

            double? left = SweepForecast.TrialsLeft(tally);
            long underWay = _issued[i] - tally.Trials;
            var key = (left is { } trials && trials <= underWay, ExpectedErrors(tally, _issued[i]), _issued[i]);
            if (best < 0 || key.CompareTo(least) < 0)
            {
                (best, least) = (i, key);
            }
        }

        return best;
    }

    /// <summary>Errors when all that is under way is done; of codewords where a rule counts those and none counts bits. Below 0 for no trial yet.</summary>
    private static double ExpectedErrors(PointTally tally, long issued)
    {
        StopOptions stop = tally.Point.Options.Stop;
        LinkTotals totals = tally.Totals;
        long errors = stop.CodewordErrors is not null && stop.BitErrors is null && stop.RelativeInterval is null ? totals.CodewordErrors : SweepForecast.EventsOf(tally);
        return issued == 0 ? -1 : tally.Trials == 0 ? 0 : (double)errors * issued / tally.Trials;
    }
}
