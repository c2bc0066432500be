using System.Globalization;
using Mosaic.Emulator.Bonding;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Frames;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Experiments;

/// <summary>
/// Deskew algorithms side by side on the same bits, over a grid of bit error rates, skews and drifts. Trial n is made of the same
/// random numbers at each point, so that points differ by what is varied. Everything but speed depends on configuration,
/// seed and grid alone. An algorithm that fails is left out from there on.
/// </summary>
public static class DeskewComparison
{
    /// <summary>Runs a comparison.</summary>
    /// <param name="design">The link: lanes, frame, <c>deskew</c>, <c>arrival</c> (but for skew and drift), seed and threads are taken from it.</param>
    /// <param name="options">What is varied.</param>
    /// <param name="progress">Told the share of points that are done, or null.</param>
    /// <param name="cancellation">Ends the comparison: the report has the points until then, the last ones of as many trials as had ended in order.</param>
    /// <exception cref="ConfigurationException">A value is outside its range, or a lane would arrive more than a frame late.</exception>
    public static DeskewComparisonReport Run(
        LinkDesign design, DeskewComparisonOptions options, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(options);
        Check(design, options);
        FrameLayout layout = design.Layout;
        int algorithms = options.Algorithms.Count, trials = options.Trials;
        // What is wrong with one before it has seen anything is known at once.
        (string Name, long StateBits)[] samples =
            [.. options.Algorithms.Select(algorithm => (algorithm.Name, algorithm.Make(design.Lanes, layout.FrameUi, design.Options.Deskew.MaxSkewUi).StateBits))];
        using var crew = new WorkCrew(Math.Min(trials, Math.Min(design.Options.Threads ?? Environment.ProcessorCount, LinkRun.BatchFrames)));
        DeskewTrials[] workers = [.. Enumerable.Range(0, crew.Workers).Select(_ => new DeskewTrials(design, [.. options.Algorithms.Select(algorithm => algorithm.Make)], options.HoldFrames))];
        var outcomes = new DeskewOutcome[trials * algorithms];
        var points = new List<DeskewComparisonPoint>();
        var failures = new List<ComparisonFailure>();
        var failed = new bool[algorithms];
        (double Ber, int SkewUi, double DriftPpm)[] grid =
            [.. from ber in options.Ber from skewUi in options.SkewUi from driftPpm in options.DriftPpm select (ber, skewUi, driftPpm)];
        var ended = new bool[trials];
        int done = 0;
        foreach ((double ber, int skewUi, double driftPpm) in grid)
        {
            Array.Clear(ended);
            crew.Run(trials, (worker, trial) =>
            {
                if (!cancellation.IsCancellationRequested)
                {
                    workers[worker].Run((uint)trial, ber, skewUi, driftPpm, failed, outcomes.AsSpan(trial * algorithms, algorithms));
                    ended[trial] = true;
                }
            });
            // Cancelled, trials that were run out of order do not count.
            int counted = Array.IndexOf(ended, false) is >= 0 and var first ? first : trials;
            for (int algorithm = 0; algorithm < algorithms && counted > 0; algorithm++)
            {
                DeskewOutcome[] own = [.. Enumerable.Range(0, failed[algorithm] ? 0 : counted).Select(trial => outcomes[(trial * algorithms) + algorithm])];
                if (Array.Find(own, static outcome => outcome.Failure is not null).Failure is { } failure)
                {
                    failed[algorithm] = true;
                    string at = string.Create(CultureInfo.InvariantCulture, $"ber {ber}, skew {skewUi}, drift {driftPpm}");
                    failures.Add(new ComparisonFailure(samples[algorithm].Name, grid.Length == 1 ? null : at, failure));
                }

                if (failed[algorithm])
                {
                    continue;
                }

                points.Add(DeskewComparisonPoint.Of(ber, skewUi, driftPpm, samples[algorithm].Name, samples[algorithm].StateBits, own));
            }

            if (cancellation.IsCancellationRequested || !failed.Contains(false))
            {
                break;
            }

            progress?.Invoke((double)++done / grid.Length);
        }

        return new DeskewComparisonReport(
            ProductVersion.Text, design.Options.Seed, design.Options, design.Lanes, layout.FrameUi,
            (double)AlignmentMarker.LengthUi / layout.FrameUi, 1 - ((double)layout.Lanes / design.Lanes), (long)design.Lanes * design.Options.Deskew.MaxSkewUi,
            options.HoldFrames, points.Count == 0 ? [] : DeskewReach.Of(points), points, failures);
    }

    private static void Check(LinkDesign design, DeskewComparisonOptions options)
    {
        Require(options.Algorithms.Count > 0, $"algorithms: one or more are needed");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, _) in options.Algorithms)
        {
            Require(seen.Add(name), $"algorithms: '{name}' is there twice");
        }

        Require(options.Ber.Count > 0, $"ber: one or more are needed");
        Require(options.SkewUi.Count > 0, $"skew: one or more are needed");
        Require(options.Trials is >= 1 and <= DeskewComparisonOptions.LargestTrials, $"trials: {options.Trials} is not allowed; it is an integer from 1 to {DeskewComparisonOptions.LargestTrials}");
        Require(options.HoldFrames is >= 0 and <= DeskewComparisonOptions.LargestHoldFrames, $"hold: {options.HoldFrames} is not allowed; it is an integer from 0 to {DeskewComparisonOptions.LargestHoldFrames}");
        foreach (double ber in options.Ber)
        {
            Require(ber is >= 0 and <= 0.5, $"ber: {ber} is not allowed; it is a number from 0 to 0.5");
        }

        Require(options.DriftPpm.Count > 0, $"drift: one or more are needed");
        foreach (double driftPpm in options.DriftPpm)
        {
            Require(driftPpm is >= 0 and <= 1000, $"drift: {driftPpm} is not allowed; it is a number from 0 to 1000");
        }

        // A lane that is a frame late or more would be taken for a frame before.
        ArrivalOptions arrival = design.Options.Arrival;
        int varying = options.DriftPpm.Max() > 0 ? (int)Math.Ceiling(arrival.VariationUiAt(design.Options.Lane.BitRateGbps)) : 0;
        int largest = design.Layout.FrameUi - arrival.DelayUi - varying - 1;
        Require(largest >= 0, $"arrival.delayUi: {arrival.DelayUi} is not allowed; it must be less than a frame of {design.Layout.FrameUi} UI");
        foreach (int skewUi in options.SkewUi)
        {
            Require(skewUi >= 0 && skewUi <= largest, $"skew: {skewUi} is not allowed; it is an integer from 0 to {largest}, so that no lane arrives a frame late");
        }
    }

    private static void Require(bool condition, FormattableString otherwise)
    {
        if (!condition)
        {
            throw new ConfigurationException(otherwise.ToString(CultureInfo.InvariantCulture));
        }
    }
}
