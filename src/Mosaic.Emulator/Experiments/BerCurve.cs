using System.Text.Json;
using System.Text.Json.Serialization;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Emulator.Experiments;

/// <summary>Error rates of a link over one or two of its settings: the result of a sweep.</summary>
/// <param name="Version">Version of the emulator.</param>
/// <param name="Machine">What it was computed on.</param>
/// <param name="Config">What all points have in common, complete.</param>
/// <param name="Axes">What is varied.</param>
/// <param name="Shard">The share of the trials that was counted, <c>0/1</c> for all.</param>
/// <param name="Points">The points.</param>
public sealed record BerCurve(
    string Version, Machine Machine, LinkOptions Config, IReadOnlyList<SweepAxis> Axes, string Shard, IReadOnlyList<BerPoint> Points)
{
    /// <summary>Whether every point was ended by what was asked for.</summary>
    [JsonIgnore]
    public bool GoalReached => Points.All(point => point.IsSettled(Config.Stop));

    /// <summary>Measures a curve.</summary>
    /// <param name="options">What all points have in common; its <c>stop</c> says when a point has seen enough.</param>
    /// <param name="axes">What is varied.</param>
    /// <exception cref="ConfigurationException">A value is not allowed.</exception>
    public static BerCurve Measure(LinkOptions options, params SweepAxis[] axes) => Sweep.Run(new SweepPlan(options, axes));

    /// <summary>The curve as indented JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ReportJson.Options);

    /// <summary>The points as CSV, a header first.</summary>
    public string ToCsv() => SweepCsv.Header([.. Axes.SelectMany(axis => axis.Paths)]) + string.Concat(Points.Select(SweepCsv.Row));

    /// <summary>The header of the CSV of a sweep that is still to be run, with its end of line.</summary>
    /// <param name="plan">The sweep.</param>
    public static string CsvHeader(SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return SweepCsv.Header(plan.Paths);
    }

    /// <summary>Reads a curve that was written as JSON.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="origin">Where it comes from, for messages.</param>
    /// <exception cref="ConfigurationException">It is none; a key is missing or unknown; a value is not allowed, or a rate is not that of its counts or not in its interval.</exception>
    public static BerCurve Parse(string json, string origin) => StoredCurve.Read(json, origin);
}
