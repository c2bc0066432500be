using System.Globalization;
using Mosaic.Cli.Report.Drawing;
using Mosaic.Cli.Report.Results;

namespace Mosaic.Cli.Report.Figures;

/// <summary>Where the processor time of runs went.</summary>
internal static class StageFigure
{
    private const double Left = 70;
    private const double Room = 330;
    private const double Line = 26;

    /// <summary>Whether a result tells.</summary>
    public static bool IsFor(Result result) => result.Root["throughput.stageSeconds"].Members().Count > 0;

    /// <summary>The figure of one run.</summary>
    public static Figure Make(Result result, string id, string title)
    {
        Field throughput = result.Root["throughput"];
        (string Name, double Seconds)[] stages = [.. throughput["stageSeconds"].Members().Select(stage => (stage.Name, stage.Value.Number()))];
        double most = stages.Max(stage => stage.Seconds), all = stages.Sum(stage => stage.Seconds);
        var body = new Svg(Left + Room + 120, 10 + (stages.Length * Line));
        for (int i = 0; i < stages.Length; i++)
        {
            (string name, double seconds) = stages[i];
            double y = 6 + (i * Line), share = all > 0 ? seconds / all : 0;
            string text = string.Create(CultureInfo.InvariantCulture, $"{Views.Format.Short(seconds)} s, {share * 100:0.#} %");
            body.Text(Left - 8, y + 14, name, "end ink");
            body.Rect(Left, y, most > 0 ? seconds / most * Room : 0, Line - 8, "f0 half pt", $"data-series=\"{Svg.Escape(name)}\" data-y=\"{Svg.Exact(seconds)}\" data-tip=\"{Svg.Escape($"{name}\n{text} of the processor time")}\"");
            body.Text(Left + (most > 0 ? seconds / most * Room : 0) + 7, y + 14, text, "small");
        }

        return new Figure(id, title, string.Create(
            CultureInfo.InvariantCulture,
            $"Processor seconds by stage, all {throughput["threads"].Integer()} threads together: {Views.Format.Short(throughput["payloadGbps"].Number())} Gb/s of payload in {Views.Format.Short(throughput["seconds"].Number())} s; the link carries {Views.Format.Short(throughput["linkPayloadGbps"].Number())} Gb/s."), body);
    }
}
