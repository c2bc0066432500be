using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mosaic.Emulator.Link.Events;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Probes;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Reports;

/// <summary>What a run found. Its JSON is the tool's output format.</summary>
public sealed record LinkReport
{
    /// <summary>Version of the emulator.</summary>
    public required string Version { get; init; }

    /// <summary>The complete configuration.</summary>
    public required LinkOptions Config { get; init; }

    /// <summary>The channel engine.</summary>
    public required string Engine { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Trials: links brought up afresh.</summary>
    public required int Trials { get; init; }

    /// <summary>Frames counted.</summary>
    public required long LinkFrames { get; init; }

    /// <summary>Why the run ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>16 hex digits that stand for all counts and all payload delivered; null where nothing was counted.</summary>
    public required string? Fingerprint { get; init; }

    /// <summary>The code, as its words are counted.</summary>
    public required CodeReport Code { get; init; }

    /// <summary>Before error correction.</summary>
    public required PreFecReport PreFec { get; init; }

    /// <summary>Behind error correction.</summary>
    public required PostFecReport PostFec { get; init; }

    /// <summary>The channels of the array, before a bit is sent.</summary>
    public required ChannelsReport Channels { get; init; }

    /// <summary>Alignment.</summary>
    public required DeskewReport Deskew { get; init; }

    /// <summary>Words across the lanes; null without them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LaneSecdedReport? LaneSecded { get; init; }

    /// <summary>Spare lanes.</summary>
    public required RepairReport Repair { get; init; }

    /// <summary>How engine <c>event</c> came to its counts; null with others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EventReport? Event { get; init; }

    /// <summary>What the probes saw, lane by lane; null without probes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ProbeReport>? Probes { get; init; }

    /// <summary>Speed.</summary>
    public required ThroughputReport Throughput { get; init; }

    /// <summary>Whether the run ended because it had seen what was asked for.</summary>
    [JsonIgnore]
    public bool GoalReached => StopReason switch
    {
        StopReason.None or StopReason.NoLock or StopReason.Cancelled or StopReason.LargestCount => false,
        // Time is a goal where nothing else was asked for.
        StopReason.Seconds => LinkFrames > 0 && !Config.Stop.HasCountRule && !Config.Traffic.IsFile,
        _ => true,
    };

    /// <summary>The report as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Options);

    internal static LinkReport From(LinkTrial trial, StopReason reason, double seconds, int threads) =>
        Of(trial.Design, trial.Tally, reason, DeskewReport.From(trial.Deskew, trial.Tally), ThroughputReport.From(trial.Design, trial.Tally.Counts, trial.Seconds, seconds, threads)) with
        {
            Probes = trial.Probes.Report(),
        };

    internal static LinkReport From(EventRun run, StopReason reason, double seconds, int threads) =>
        Of(run.Design, run.Tally, reason, DeskewReport.TakenAsGiven(run.Design), ThroughputReport.From(run.Design, run.Tally.Counts, run.Seconds, seconds, threads)) with
        {
            Event = new EventReport(run.EncodedGroups, Rate.Of(run.EncodedGroups, run.Tally.Counts.Groups), true),
        };

    private static LinkReport Of(LinkDesign design, LinkTally tally, StopReason reason, DeskewReport deskew, ThroughputReport throughput)
    {
        LinkCounts counts = tally.Counts;
        LinkPrediction prediction = LinkPrediction.Of(design);
        return new LinkReport
        {
            Version = ProductVersion.Text,
            Config = design.Options,
            Engine = design.Options.Engine,
            Seed = design.Options.Seed,
            Trials = 1,
            LinkFrames = counts.Frames,
            StopReason = reason,
            Fingerprint = counts.Frames == 0 ? null : tally.Fingerprint.ToString("x16", CultureInfo.InvariantCulture),
            Code = CodeReport.From(design),
            PreFec = PreFecReport.From(design, counts, tally.Repairs, prediction),
            PostFec = PostFecReport.From(design, counts, prediction),
            Channels = ChannelsReport.From(prediction),
            Deskew = deskew,
            LaneSecded = tally.Secded,
            Repair = tally.Repairs.Report(tally.Repair),
            Throughput = throughput,
        };
    }
}
