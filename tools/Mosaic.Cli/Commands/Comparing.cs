using Mosaic.Cli.Views;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Commands;

/// <summary>What all comparisons do around the work itself: files opened before it, Ctrl-C during it, and the report behind it.</summary>
/// <typeparam name="TReport">What a comparison finds.</typeparam>
internal sealed class Comparing<TReport>
{
    /// <summary>Compares; tells the share that is done, where anybody wants to know, and ends early when told.</summary>
    public required Func<Action<double>?, CancellationToken, TReport> Run { get; init; }

    /// <summary>Whether nothing was counted.</summary>
    public required Predicate<TReport> IsEmpty { get; init; }

    /// <summary>What failed, without an end to the rest.</summary>
    public required Func<TReport, IReadOnlyList<ComparisonFailure>> Failures { get; init; }

    /// <summary>What ended without what was asked for, in words; null for nothing.</summary>
    public required Func<TReport, string?> Missed { get; init; }

    /// <summary>The report as JSON.</summary>
    public required Func<TReport, string> ToJson { get; init; }

    /// <summary>Its points as CSV.</summary>
    public required Func<TReport, string> ToCsv { get; init; }

    /// <summary>Shows it on the terminal.</summary>
    public required Action<TReport> Print { get; init; }

    /// <summary>Does it all.</summary>
    /// <param name="jsonPath">Where the JSON goes, or null.</param>
    /// <param name="csvPath">Where the CSV goes, or null.</param>
    /// <returns>The exit code.</returns>
    public int Execute(string? jsonPath, string? csvPath)
    {
        if (PendingFile.AreSame(jsonPath, csvPath) || (PendingFile.IsStandard(jsonPath) && PendingFile.IsStandard(csvPath)))
        {
            throw new ConfigurationException($"--json, --csv: both are '{jsonPath}'; one would take the other's place");
        }

        using var interruption = new Interruption();
        using var json = new JsonTarget(jsonPath);
        using var csv = new JsonTarget(csvPath, "--csv");
        interruption.Abandon = () =>
        {
            json.Dispose();
            csv.Dispose();
        };
        TReport report = ShareProgress.Show("comparing", progress => Run(progress, interruption.Token));
        IReadOnlyList<ComparisonFailure> failures = Failures(report);
        if (IsEmpty(report))
        {
            return failures.Count > 0 ? Tell(failures) : Failure.Report("cancelled before anything was counted", ExitCode.Cancelled);
        }

        json.Write(ToJson(report));
        csv.Write(ToCsv(report).TrimEnd('\n'));
        if (!json.IsStdout && !csv.IsStdout)
        {
            Print(report);
        }

        return failures.Count > 0 ? Tell(failures)
            : interruption.Token.IsCancellationRequested ? ExitCode.Cancelled
            : Missed(report) is { } missed ? Failure.Report(missed, ExitCode.GoalMissed)
            : ExitCode.Done;
    }

    /// <summary>A line for each, behind the rows of the others; what fails for all codes alike is said once.</summary>
    private static int Tell(IReadOnlyList<ComparisonFailure> failures)
    {
        foreach (ComparisonFailure failure in failures.DistinctBy(failure => failure.Message, StringComparer.Ordinal))
        {
            Failure.Report(failure.Message + (failure.At is null ? "" : $"; no rows from {failure.At} on"), ExitCode.Usage);
        }

        return ExitCode.Usage;
    }
}
