using System.Text;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Link;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>A curve on a terminal: a line a point, with its rate and interval drawn on a logarithmic axis.</summary>
internal static class SweepView
{
    private const int Width = 24;

    public static void Print(IAnsiConsole console, BerCurve curve)
    {
        foreach (string line in Lines(curve.Points))
        {
            console.MarkupLine(line);
        }
    }

    /// <summary>A header and a line for each point, as markup.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<BerPoint> points)
    {
        string[] paths = [.. points[0].Values.Keys];
        int[] widths = [.. paths.Select(path => Math.Max(Short(path).Length, points.Max(point => Value(point, path).Length)))];
        int low = points.Min(Decade), high = Math.Max(low + 1, points.Max(point => Math.Min(0, DecadeOf(point.BerHigh ?? 1) + 1)));
        yield return $"[bold]{Markup.Escape(string.Concat(paths.Select((path, i) => Short(path).PadLeft(widths[i]) + "  ")))}     BER  {$"1e{low}".PadRight(Width - $"1e{high}".Length)}1e{high}      CER  trials  ended by[/]";
        foreach (BerPoint point in points)
        {
            string values = string.Concat(paths.Select((path, i) => Value(point, path).PadLeft(widths[i]) + "  "));
            yield return $"{Markup.Escape(values)}{Format.Rate(point.Ber),8}  {Bar(point, low, high)} {Format.Rate(point.Cer),8}  {Format.Count(point.Trials),6}  [dim]{Words(point.StopReason)}[/]";
        }
    }

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

    private static string Bar(BerPoint point, int low, int high)
    {
        if (point.Bits == 0 || point.BerHigh is not { } upper)
        {
            return new string(' ', Width);
        }

        int Column(double rate) => rate <= 0 ? 0 : (int)Math.Clamp(Math.Round((Log(rate) - low) / (high - low) * (Width - 1)), 0, Width - 1);
        int left = Column(point.BerLow ?? 0), right = Column(upper), middle = Column(point.Ber ?? 0);
        var bar = new StringBuilder();
        for (int i = 0; i < Width; i++)
        {
            bar.Append(point.Ber > 0 && i == middle ? '●' : i >= left && i <= right ? '─' : ' ');
        }

        return bar.ToString();
    }
}
