using System.Text;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Link;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>A curve on a terminal: a line a point, with its rate and interval drawn on a logarithmic axis.</summary>
internal static class SweepView
{
    private const int NarrowestBar = 10;
    private const int WidestBar = 60;

    public static void Print(IAnsiConsole console, BerCurve curve)
    {
        foreach (string line in Lines(curve.Points, console.Profile.Width))
        {
            console.MarkupLine(line);
        }

        if (LeastNote(curve) is { } note)
        {
            LabelledLine.Print(console, "", $"[dim]{note}[/]");
        }
    }

    /// <summary>Says that a point sends one trial at least, where <c>stop.payloadBits</c> asks for less; null where it does not.</summary>
    public static string? LeastNote(BerCurve curve)
    {
        const string Key = "stop.payloadBits";
        BerPoint? over = curve.Points.FirstOrDefault(point => point is { Trials: 1, StopReason: StopReason.PayloadBits }
            && point.PayloadBits > (point.Values.TryGetValue(Key, out System.Text.Json.Nodes.JsonNode? own) ? own?.GetValue<double>() : curve.Config.Stop.PayloadBits));
        return over is null ? null : $"{Key} is below what one trial sends, the least there is: {Format.Count(over.PayloadBits, "payload bit")} in {Format.Count(over.Frames, "frame")} (trial.frames)";
    }

    /// <summary>A header and a line for each point, as markup; the bars take what room there is.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<BerPoint> points, int width)
    {
        int low = points.Min(Decade), high = Math.Max(low + 1, points.Max(point => Math.Min(0, DecadeOf(point.BerHigh ?? 1) + 1)));
        List<TableColumn> columns =
        [
            .. points[0].Values.Select(value => new TableColumn(Short(value.Key), [.. points.Select(point => Markup.Escape(Value(point, value.Key)))])),
            new("BER", [.. points.Select(point => Format.Rate(point.Ber))]) { LeastWidth = 8 },
            new("CER", [.. points.Select(point => Format.Rate(point.Cer))]) { LeastWidth = 8 },
            new("trials", [.. points.Select(point => Format.Count(point.Trials))]) { Dispensable = 2 },
            // As wide while points go on as when they have ended.
            new("ended by", [.. points.Select(point => $"[dim]{Words(point.StopReason)}[/]")]) { IsText = true, LeastWidth = 15, Dispensable = 1 },
        ];
        int bar = Math.Min(WidestBar, width - ColumnTable.WidthOf(columns) - 2);
        if (bar >= NarrowestBar)
        {
            string ends = $"1e{high}";
            columns.Insert(points[0].Values.Count + 1, new($"1e{low}".PadRight(bar - ends.Length) + ends, [.. points.Select(point => Bar(point, low, high, bar))]) { IsText = true });
        }

        return ColumnTable.Lines(columns, width);
    }

    /// <summary>Why a goal was missed, in words.</summary>
    public static string Missed(StopReason reason) => reason switch
    {
        StopReason.Seconds => "stop.seconds ran out before another rule held",
        StopReason.LargestCount => "1e14 code bits, the most that can be counted, came before any rule held",
        _ => Words(reason),
    };

    /// <summary>A rule in words.</summary>
    public static string Words(StopReason reason) => reason switch
    {
        StopReason.None => "…",
        StopReason.PayloadBits => "payload bits",
        StopReason.BitErrors => "bit errors",
        StopReason.CodewordErrors => "codeword errors",
        StopReason.RelativeInterval => "interval",
        StopReason.TargetBer => "target",
        StopReason.Seconds => "seconds",
        StopReason.LargestCount => "largest count",
        StopReason.NoLock => "no lock",
        StopReason.Trials => "trials",
        StopReason.Shard => "shard",
        StopReason.Cancelled => "cancelled",
        _ => reason.ToString(),
    };

    private static string Short(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static string Value(BerPoint point, string path) => point.Values[path] is { } value && value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : point.Values[path]?.ToJsonString() ?? "null";

    /// <summary>The decade that the axis must begin with for a point: that of its rate, or of its upper limit where none was wrong.</summary>
    private static int Decade(BerPoint point) => DecadeOf(point.Ber is > 0 ? point.Ber.Value : point.BerHigh ?? 1);

    private static int DecadeOf(double rate) => (int)Math.Floor(Log(rate));

    private static double Log(double rate) => Mosaic.Emulator.Numerics.Elementary.Log10(rate);

    private static string Bar(BerPoint point, int low, int high, int width)
    {
        if (point.Bits == 0 || point.BerHigh is not { } upper)
        {
            return new string(' ', width);
        }

        int Column(double rate) => rate <= 0 ? 0 : (int)Math.Clamp(Math.Round((Log(rate) - low) / (high - low) * (width - 1)), 0, width - 1);
        int left = Column(point.BerLow ?? 0), right = Column(upper), middle = Column(point.Ber ?? 0);
        var bar = new StringBuilder();
        for (int i = 0; i < width; i++)
        {
            bar.Append(point.Ber > 0 && i == middle ? '●' : i >= left && i <= right ? '─' : ' ');
        }

        return bar.ToString();
    }
}
