using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Experiments;

/// <summary>
/// Codes side by side: the same link, traffic, seed and stop rule, run once with each code. Each row is what a run with
/// <c>fec.code</c> set gives, to the bit, also where the link does not come up; only speeds are not the same every time. A code
/// that fails is left out from there on; where it is the link that fails, there are no rows, and the next goes on.
/// </summary>
public static class FecComparison
{
    /// <summary>Runs a comparison.</summary>
    /// <param name="options">What is varied.</param>
    /// <param name="measured">The matrix that <c>optics.file</c> names, where <c>optics.crosstalk</c> is <c>file</c>.</param>
    /// <param name="own">Codes and deskews of one's own that may be named, or null.</param>
    /// <param name="progress">Told the share of the work that is done, or null.</param>
    /// <param name="cancellation">Ends the comparison: the report has what was counted until then, the last row with <see cref="StopReason.Cancelled"/>.</param>
    /// <exception cref="ConfigurationException">A code or an option cannot be used, as is known before anything runs.</exception>
    public static FecComparisonReport Run(
        FecComparisonOptions options, MeasuredCoupling? measured = null, OwnAlgorithms? own = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        string[] codes = [FecComparisonOptions.Uncoded, .. options.Codes.Where(static code => !IsUncoded(code))];
        // All links are designed before the first one runs: what is wrong is known at once.
        foreach ((_, LinkOptions link) in options.Links)
        {
            foreach (string code in codes)
            {
                _ = new LinkEmulator(With(link, code), measured, own);
            }
        }

        var points = new List<FecComparisonPoint>();
        var failures = new List<ComparisonFailure>();
        int total = codes.Length * options.Links.Count, done = 0;
        foreach ((string? value, LinkOptions link) in options.Links)
        {
            double? uncodedBer = null;
            foreach (string code in codes.Where(code => IsUncoded(code) || !failures.Exists(failure => string.Equals(failure.Name, code, StringComparison.Ordinal))))
            {
                LinkReport report;
                FecComparisonPoint? point;
                try
                {
                    var emulator = new LinkEmulator(With(link, code), measured, own);
                    report = emulator.Run(progress: p => progress?.Invoke((done + (p.Fraction ?? 0)) / total), cancellation: cancellation);
                    uncodedBer = IsUncoded(code) ? report.PostFec.Ber : uncodedBer;
                    // What was cancelled before anything was counted is no row; what came to nothing by itself is one.
                    point = report is { LinkFrames: 0, StopReason: StopReason.Cancelled } ? null : FecComparisonPoint.Of(value, emulator.Design, report, uncodedBer);
                }
                catch (ConfigurationException failure)
                {
                    failures.Add(new ComparisonFailure(code, value is null ? null : $"{options.Axis} {value}", failure.Message));
                    // Without a code it is the link that fails: there is none for the others either.
                    if (IsUncoded(code))
                    {
                        break;
                    }

                    continue;
                }

                if (point is null)
                {
                    return Report();
                }

                points.Add(point);
                progress?.Invoke((double)++done / total);
                if (report.StopReason == StopReason.Cancelled || cancellation.IsCancellationRequested)
                {
                    return Report();
                }
            }
        }

        return Report();

        FecComparisonReport Report() => new(ProductVersion.Text, options.Links[0].Options.Seed, options.Links[0].Options, options.Axis, points, failures);
    }

    private static LinkOptions With(LinkOptions link, string code) => link with { Fec = link.Fec with { Code = code } };

    private static bool IsUncoded(string code) => string.Equals(code, FecComparisonOptions.Uncoded, StringComparison.Ordinal);

    private static void Check(FecComparisonOptions options)
    {
        if (options.Codes.Count == 0 || options.Links.Count == 0)
        {
            throw new ConfigurationException("codes: one or more are needed, and a link for them");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string code in options.Codes)
        {
            if (!seen.Add(code))
            {
                throw new ConfigurationException($"codes: '{code}' is there twice");
            }
        }

        foreach ((_, LinkOptions link) in options.Links)
        {
            if (link.Traffic.IsFile || link.Capture.Errors is not null || link.Capture.Replay is not null)
            {
                throw new ConfigurationException("traffic.pattern, capture.errors, capture.replay: files are of no use to a comparison; each link sends payload of its own");
            }
        }
    }
}
