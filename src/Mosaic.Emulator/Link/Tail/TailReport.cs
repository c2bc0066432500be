using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;
using Mosaic.Emulator.Measurement;

namespace Mosaic.Emulator.Link.Tail;

/// <summary>What engine <c>tail</c> computed: the names are those of <see cref="LinkReport"/>, without the counts that it does not make.</summary>
public sealed record TailReport
{
    /// <summary>Version of the emulator.</summary>
    public required string Version { get; init; }

    /// <summary>The complete configuration.</summary>
    public required LinkOptions Config { get; init; }

    /// <summary>The engine: <c>tail</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Trials.</summary>
    public required int Trials { get; init; }

    /// <summary>Frames averaged over.</summary>
    public required long LinkFrames { get; init; }

    /// <summary>Why the run ended.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>16 hex digits that stand for all sums; null where nothing was computed.</summary>
    public required string? Fingerprint { get; init; }

    /// <summary>Before error correction.</summary>
    public required TailPreFec PreFec { get; init; }

    /// <summary>Behind error correction.</summary>
    public required TailPostFec PostFec { get; init; }

    /// <summary>How much the averages rest on.</summary>
    public required TailEffort Tail { get; init; }

    /// <summary>Speed.</summary>
    public required TailThroughput Throughput { get; init; }

    /// <summary>Whether the run ended because it had seen what was asked for.</summary>
    [JsonIgnore]
    public bool GoalReached => StopReason switch
    {
        StopReason.None or StopReason.Cancelled => false,
        StopReason.Seconds => LinkFrames > 0 && Config.Stop.PayloadBits is null && Config.Stop.RelativeInterval is null,
        _ => true,
    };

    /// <summary>The report as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Options);

    internal static TailReport From(LinkDesign design, TailSums sums, long frames, ulong fingerprint, StopReason reason, double seconds, int threads)
    {
        LinkPrediction prediction = LinkPrediction.Of(design);
        LinkTotals counts = TailTrial.Counts(design, frames);
        TailTotals totals = sums.Totals;
        var lanes = new double?[design.Options.Array.Rows * design.Options.Array.Columns];
        ReadOnlySpan<int> channels = design.BroughtUp.ChannelOfLane;
        for (int lane = 0; lane < design.Lanes && frames > 0; lane++)
            lanes[channels[lane]] = sums.Lanes[lane].Value / ((double)frames * design.Layout.LaneBits(lane < design.Layout.Lanes ? lane : 0));
        (double? ber, double? berLow, double? berHigh) = totals.Bits.Of((double)counts.Bits / counts.Groups);
        (double? lost, double? low, double? high) = totals.Codewords.Of(design.Code.Interleave);
        (double? groups, double? groupsLow, double? groupsHigh) = totals.Groups.Of(1);
        (double? weight, double? weightLow, double? weightHigh) = sums.Weights.Of(1);
        double? Loss(double? part) => part is { } failed ? FrameLoss.Ratio(failed, design.Code) : null;
        return new TailReport
        {
            Version = ProductVersion.Text,
            Config = design.Options,
            Engine = design.Options.Engine,
            Seed = design.Options.Seed,
            Trials = 1,
            LinkFrames = frames,
            StopReason = reason,
            Fingerprint = frames == 0 ? null : fingerprint.ToString("x16", CultureInfo.InvariantCulture),
            PreFec = new TailPreFec(counts.Bits, ber, berLow, berHigh, prediction.Ber, lanes),
            PostFec = new TailPostFec(
                counts.Codewords, lost, low, high, prediction.CodewordErrorRatio, Loss(groups), Loss(groupsLow), Loss(groupsHigh)),
            Tail = new TailEffort(
                1, totals.Codewords.EffectiveSample, totals.Codewords.EffectiveSample < ClusteredMean.FewClusters,
                CountedLosses.Suffices(design) ? 0 : counts.Codewords * WeightedLosses.Draws, weight, weightLow, weightHigh),
            Throughput = new TailThroughput(seconds, threads, frames * design.MessageBits / seconds / 1e9),
        };
    }
}

/// <summary>Error probabilities of bits, averaged over those that were sent.</summary>
/// <param name="Bits">Bits averaged over: those of codewords.</param>
/// <param name="Ber">Bit error rate; null where nothing was computed, like all here.</param>
/// <param name="BerLow">Lower end of its 95 % interval, clustered by groups that lie on all lanes alike.</param>
/// <param name="BerHigh">Upper end.</param>
/// <param name="PredictedBer">What the model predicts for random data.</param>
/// <param name="LaneBer">By channel of the array, row-major; null where a channel carries nothing.</param>
public sealed record TailPreFec(
    long Bits, double? Ber, double? BerLow, double? BerHigh, double PredictedBer, IReadOnlyList<double?> LaneBer);

/// <summary>Probabilities that codewords are lost, averaged over those that were sent.</summary>
/// <param name="Codewords">Codewords averaged over.</param>
/// <param name="CodewordErrorRatio">Mean probability of more wrong symbols than the code corrects; null where nothing was computed, like all here.</param>
/// <param name="CodewordErrorLow">Lower end of its 95 % interval, clustered by groups that lie on all lanes alike.</param>
/// <param name="CodewordErrorHigh">Upper end.</param>
/// <param name="PredictedCodewordErrorRatio">What the model predicts where symbol errors are independent; null where it cannot.</param>
/// <param name="FrameLossRatio">Of 64-byte Ethernet frames: see <see cref="FrameLoss"/>.</param>
/// <param name="FrameLossLow">Lower end of its 95 % interval.</param>
/// <param name="FrameLossHigh">Upper end.</param>
public sealed record TailPostFec(
    long Codewords,
    double? CodewordErrorRatio,
    double? CodewordErrorLow,
    double? CodewordErrorHigh,
    double? PredictedCodewordErrorRatio,
    double? FrameLossRatio,
    double? FrameLossLow,
    double? FrameLossHigh);

/// <summary>How much the averages rest on.</summary>
/// <param name="EncodedShare">Share of the groups of codewords that were drawn and encoded for real: all, 1.</param>
/// <param name="EffectiveSample">Clusters of equal probability of loss that would say as much: see <see cref="ClusteredMean.EffectiveSample"/>.</param>
/// <param name="FewGroupsWeigh">Whether these are so few that the intervals are not to be trusted.</param>
/// <param name="WeightedDraws">Codewords with errors drawn and decoded; 0 where the number of wrong symbols decides, whose probability is computed.</param>
/// <param name="MeanWeight">Their mean weight, 1 but for chance; null without any, like its interval.</param>
/// <param name="MeanWeightLow">Lower end of its 95 % interval.</param>
/// <param name="MeanWeightHigh">Upper end.</param>
public sealed record TailEffort(
    double EncodedShare, double? EffectiveSample, bool FewGroupsWeigh, long WeightedDraws, double? MeanWeight, double? MeanWeightLow, double? MeanWeightHigh);

/// <summary>Speed of the computation.</summary>
/// <param name="Seconds">Wall-clock seconds.</param>
/// <param name="Threads">Worker threads that took part.</param>
/// <param name="PayloadGbps">Payload whose bits were looked at, per wall-clock second.</param>
public sealed record TailThroughput(double Seconds, int Threads, double PayloadGbps);
