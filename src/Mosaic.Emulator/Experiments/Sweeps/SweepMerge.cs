using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>
/// Puts shards together: trials of all journals, in order, under the sweep's stop rules, into the files of the unsharded
/// sweep. Trials that are missing are named; the unsharded command goes on from the merged files and runs them.
/// </summary>
public static class SweepMerge
{
    /// <summary>Merges shards.</summary>
    /// <param name="files">Their CSVs or journals, in any order.</param>
    /// <param name="output">The CSV to write, with a journal and a JSON beside it; where it is there, shards are added to it.</param>
    /// <param name="own">Codes and deskews of one's own that a point's options may name; or null.</param>
    /// <exception cref="ConfigurationException">Shards overlap, or are not of one sweep.</exception>
    /// <exception cref="IOException">A file cannot be read or written, is open elsewhere, or was changed.</exception>
    public static SweepMergeReport Run(IReadOnlyList<string> files, string output, Func<LinkOptions, OwnAlgorithms>? own = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(output);
        (string Path, JournalContent Content)[] shards = [.. files.Select(Read)];
        CheckOneSweep(shards);
        if (Array.Exists(shards, shard => string.Equals(Path.GetFullPath(shard.Path), Path.GetFullPath(SweepFiles.JournalPath(output)), StringComparison.Ordinal)))
        {
            throw new ConfigurationException($"--out: '{output}' is one of the shards; merge into another file");
        }

        SweepPlan plan = PlanOf(shards[0].Path, shards[0].Content.Header, own);
        var trials = new Dictionary<(int Point, uint Trial), (TrialRecord Record, string Path)>();
        foreach ((string path, JournalContent content) in shards)
        {
            // In this order, whatever the order in which trials ended: of what overlaps, the same is named every time.
            foreach (TrialRecord record in content.Records.OrderBy(record => record.Point).ThenBy(record => record.Trial))
            {
                if (!trials.TryAdd((record.Point, record.Trial), (record, path)))
                {
                    string other = trials[(record.Point, record.Trial)].Path;
                    throw new ConfigurationException(Invariant($"'{other}' and '{path}' overlap: both have trial {record.Trial} of point {record.Point}"));
                }
            }
        }

        using var target = new SweepFiles(output, plan, Shard.Whole);
        foreach (TrialRecord there in target.Records)
        {
            if (trials.Remove((there.Point, there.Trial), out (TrialRecord Record, string Path) shard) && !Same(shard.Record.Result, there.Result))
            {
                throw new ConfigurationException(Invariant($"'{shard.Path}' and '{output}' do not agree on trial {there.Trial} of point {there.Point}"));
            }
        }

        var board = new SweepBoard(plan, Shard.Whole, target);
        foreach ((_, (TrialRecord record, _)) in trials.OrderBy(entry => entry.Key.Point).ThenBy(entry => entry.Key.Trial))
        {
            board.Add(record);
        }

        return new SweepMergeReport(board.Finish(StopReason.None), Missing(board, [.. shards.Select(shard => ShardOf(shard.Content))]));
    }

    private static (string Path, JournalContent Content) Read(string file)
    {
        string path = file.EndsWith(".journal", StringComparison.Ordinal) ? file : SweepFiles.JournalPath(file);
        using FileStream stream = Journal.OpenAlone(path, FileMode.Open, FileAccess.Read, "merge");
        return (path, JournalContent.Read(stream, path) ?? throw new IOException($"'{path}' is empty: nothing has been counted yet"));
    }

    private static void CheckOneSweep((string Path, JournalContent Content)[] shards)
    {
        if (shards.Length == 0)
        {
            throw new ConfigurationException("merge: there is nothing to merge");
        }

        (string first, JournalContent one) = shards[0];
        var seen = new Dictionary<Shard, string>();
        foreach ((string path, JournalContent content) in shards)
        {
            if (SweepIdentity.Differences(one.Header["sweep"], content.Header["sweep"]).Concat(SweepIdentity.Differences(one.Header["version"], content.Header["version"], "version")).FirstOrDefault() is { Path: { } what } difference)
            {
                throw new ConfigurationException($"'{path}' is of another sweep than '{first}': {what} is {difference.Now}, not {difference.Then}");
            }

            if (!seen.TryAdd(ShardOf(content), path))
            {
                throw new ConfigurationException($"'{seen[ShardOf(content)]}' and '{path}' overlap: both are shard {ShardOf(content)}");
            }
        }
    }

    private static Shard ShardOf(JournalContent content) => Shard.Parse(content.Header["shard"]!.GetValue<string>());

    /// <summary>The sweep that a journal was begun with.</summary>
    private static SweepPlan PlanOf(string path, JsonObject header, Func<LinkOptions, OwnAlgorithms>? own)
    {
        var plan = new SweepPlan(
            new LinkConfiguration().Add(header["options"]!.ToJsonString(), path).Build(),
            [.. header["sweep"]!["axes"]!.AsArray().Select(axis => axis.Deserialize<SweepAxis>(JsonSerializerOptions.Web)!)],
            own);
        return SweepIdentity.Differences(header["sweep"], plan.Identity()).FirstOrDefault() is { Path: { } what } difference
            ? throw new ConfigurationException($"'{path}': {what} was {difference.Then} when the sweep was begun, and is {difference.Now} now")
            : plan;
    }

    private static bool Same(in TrialResult a, in TrialResult b) => a with { Seconds = 0 } == b with { Seconds = 0 };

    private static List<string> Missing(SweepBoard board, Shard[] shards)
    {
        var missing = new List<string>();
        foreach (PointTally tally in board.Tallies.Where(tally => !tally.IsDone))
        {
            int count = shards.Max(shard => shard.Count);
            var owner = new Shard((int)(tally.Next % (uint)count), count);
            string why = shards.Contains(owner) ? $"shard {owner} did not come that far" : $"shard {owner} was not given";
            missing.Add(Invariant($"point {tally.Point.Index}: trial {tally.Next} is missing, {why}"));
        }

        return missing;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
