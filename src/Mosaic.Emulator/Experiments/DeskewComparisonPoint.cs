namespace Mosaic.Emulator.Experiments;

/// <summary>One algorithm at one bit error rate, skew and drift.</summary>
/// <param name="Ber">Bit error rate.</param>
/// <param name="SkewUi">Skew, in UI.</param>
/// <param name="DriftPpm">Drift, in UI per million UI.</param>
/// <param name="Algorithm">The algorithm, by the name under which it was compared.</param>
/// <param name="Trials">Links brought up.</param>
/// <param name="Locked">Those of which all lanes were aligned in time.</param>
/// <param name="LockTimeMedianUi">Of those, the time until all lanes were aligned, in UI: the middle one; null for none, or where nobody took note.</param>
/// <param name="LockTimeP95Ui">The time within which 95 % of them were.</param>
/// <param name="LockTimeMaxUi">The longest.</param>
/// <param name="Failed">Links of which not all lanes were aligned within the frames of a bring-up.</param>
/// <param name="Lost">Links that lost a locked lane, during the bring-up or while they were watched.</param>
/// <param name="FalseLocks">Links that took a lane for another one, or to be where it is not.</param>
/// <param name="Slips">Slips of lanes in the links that were watched.</param>
/// <param name="WatchedLaneFrames">Lanes times frames that links were watched for after their bring-up.</param>
/// <param name="MisreadLaneFrames">Those of them that were not read where they are throughout.</param>
/// <param name="StateBits">Bits of memory that the algorithm takes besides the delay lines.</param>
/// <param name="HuntGbps">Line rate at which it keeps up with a bring-up, on one core: the median of the trials. The one number that is not the same every time.</param>
public sealed record DeskewComparisonPoint(
    double Ber,
    int SkewUi,
    double DriftPpm,
    string Algorithm,
    int Trials,
    int Locked,
    long? LockTimeMedianUi,
    long? LockTimeP95Ui,
    long? LockTimeMaxUi,
    CountedShare Failed,
    CountedShare Lost,
    CountedShare FalseLocks,
    long Slips,
    long WatchedLaneFrames,
    long MisreadLaneFrames,
    long StateBits,
    double HuntGbps)
{
    /// <summary>The share of lanes' frames, while links were watched, that were not read where they are; null where no link was.</summary>
    public double? MisreadShare => WatchedLaneFrames == 0 ? null : (double)MisreadLaneFrames / WatchedLaneFrames;

    /// <summary>Puts the trials of a point together.</summary>
    internal static DeskewComparisonPoint Of(double ber, int skewUi, double driftPpm, string algorithm, long stateBits, ReadOnlySpan<DeskewOutcome> trials)
    {
        long slips = 0, watched = 0, misread = 0;
        var times = new List<long>();
        int locked = 0, lost = 0, falseLocks = 0;
        var rates = new double[trials.Length];
        for (int i = 0; i < trials.Length; i++)
        {
            if (trials[i].LockTimeUi is { } time)
            {
                times.Add(time);
            }

            locked += trials[i].Locked ? 1 : 0;
            slips += trials[i].Slips;
            watched += trials[i].WatchedLaneFrames;
            misread += trials[i].MisreadLaneFrames;
            lost += trials[i].Lost ? 1 : 0;
            falseLocks += trials[i].FalseLock ? 1 : 0;
            rates[i] = trials[i].HuntGbps;
        }

        times.Sort();
        Array.Sort(rates);
        long? Quantile(int percent) => times.Count == 0 ? null : times[((times.Count * percent) + 99) / 100 - 1];
        return new DeskewComparisonPoint(
            ber, skewUi, driftPpm, algorithm, trials.Length, locked, Quantile(50), Quantile(95), Quantile(100),
            CountedShare.Of(trials.Length - locked, trials.Length),
            CountedShare.Of(lost, trials.Length),
            CountedShare.Of(falseLocks, trials.Length),
            slips,
            watched,
            misread,
            stateBits,
            rates[rates.Length / 2]);
    }
}
