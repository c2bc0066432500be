using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>
/// Runs the trials of a sweep on many threads, each trial on one. Counts are added trial by trial in order, so that the result
/// depends on neither threads nor shards nor on where it was interrupted.
/// </summary>
public static class Sweep
{
    /// <summary>Runs a sweep, or goes on with it.</summary>
    /// <param name="plan">Its points.</param>
    /// <param name="options">How; null for all trials and no files.</param>
    /// <param name="cancellation">Ends it with what was counted so far; points that have not ended say so.</param>
    /// <exception cref="ConfigurationException">The options of a point contradict each other, or the files are of another sweep.</exception>
    /// <exception cref="IOException">A file cannot be read or written, is open elsewhere, or was changed.</exception>
    public static BerCurve Run(SweepPlan plan, SweepOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        options ??= new SweepOptions();
        return Run(plan, options, trials: null, cancellation);
    }

    /// <summary>Runs a sweep of which the trials of each point may be given.</summary>
    internal static BerCurve Run(SweepPlan plan, SweepOptions options, IReadOnlyList<long>? trials, CancellationToken cancellation)
    {
        using SweepFiles? files = options.Out is { } path ? new SweepFiles(path, plan, options.Shard) : null;
        var board = new SweepBoard(plan, options.Shard, files, options.Ended, trials);
        new SweepRun(plan, board, options.Progress).Run(cancellation);
        return board.Finish(cancellation.IsCancellationRequested ? StopReason.Cancelled : StopReason.None);
    }
}
