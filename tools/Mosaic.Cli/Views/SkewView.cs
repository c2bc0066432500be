using Mosaic.Emulator.Link.Reports;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>
/// Where the lanes are and how late: the channels and what has become of them, each lane's skew on the array, and how many lanes
/// are how late.
/// </summary>
internal static class SkewView
{
    private const int MostRows = 10;
    private const int MinHistogramWidth = 24;
    private const int Gap = 3;
    private const char Unknown = '?';

    /// <summary>Prints what there is to see; nothing where all lanes are as they were built and arrive together.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="report">The report.</param>
    public static void Print(IAnsiConsole console, LinkReport report)
    {
        bool colour = Terminal.HasColours(console);
        int columns = report.Config.Array.Columns, room = console.Profile.Width - 2;
        bool fits = columns <= room;
        List<string> channels = fits && ChannelMap.IsWorthIt(report) ? ["[bold]channels[/]", .. ChannelMap.Make(report, colour)] : [];
        List<string> skew = fits && report.Deskew.BufferUi > 0 ? ["[bold]skew of each lane[/]", .. Map(report, colour)] : [];
        List<string> maps;
        if (channels.Count == 0 || skew.Count == 0 || Width(channels) + Gap + Width(skew) > room)
        {
            maps = [.. channels, .. channels.Count > 0 && skew.Count > 0 ? [""] : Array.Empty<string>(), .. skew];
        }
        else
        {
            int left = Width(channels) + Gap;
            maps = [.. Enumerable.Range(0, Math.Max(channels.Count, skew.Count)).Select(i => (Padded(channels, i, left) + Padded(skew, i, 0)).TrimEnd())];
        }

        int width = Width(maps), right = SideBySide.RightWidth(console, width);
        IReadOnlyList<string> histogram = Histogram(report.Deskew, right < MinHistogramWidth ? room : right);
        if (maps.Count + histogram.Count == 0)
        {
            return;
        }

        SideBySide.Print(console, maps, width, histogram, MinHistogramWidth);
        console.WriteLine();
    }

    /// <summary>Lanes by skew, in steps of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="deskew">The alignment.</param>
    /// <param name="width">Columns.</param>
    internal static IReadOnlyList<string> Histogram(DeskewReport deskew, int width)
    {
        long[] known = [.. deskew.SkewUi.Where(ui => ui is not null).Select(ui => ui!.Value)];
        if (known.Length == 0 || known.Max() == 0)
        {
            return [];
        }

        long step = 1;
        for (int i = 0; known.Max() / step >= MostRows; i++)
        {
            step = i % 3 == 1 ? step / 2 * 5 : step * 2;
        }

        int[] counts = new int[(known.Max() / step) + 1];
        foreach (long ui in known)
        {
            counts[Math.Max(0, ui) / step]++;
        }

        int labels = Label(counts.Length - 1, step).Length, numbers = Format.Count(counts.Max()).Length;
        int bars = Math.Max(1, width - labels - numbers - 2);
        var lines = new List<string> { "[bold]lanes by skew[/] [dim](UI)[/]" };
        for (int i = 0; i < counts.Length; i++)
        {
            string bar = new('█', (int)Math.Ceiling((double)counts[i] * bars / counts.Max()));
            lines.Add($"{Label(i, step).PadLeft(labels)} [green]{bar}[/]{(bar.Length > 0 ? " " : "")}{Format.Count(counts[i])}");
        }

        int unknown = deskew.SkewUi.Count - known.Length;
        if (unknown > 0)
        {
            lines.Add($"{Unknown.ToString().PadLeft(labels)} [red]{unknown} not found[/]");
        }

        return lines;
    }

    private static string Label(long row, long step) => step == 1 ? $"{row}" : $"{row * step}–{((row + 1) * step) - 1}";

    /// <summary>With colour from the earliest to the latest lane; without, the tenths of the largest skew.</summary>
    private static List<string> Map(LinkReport report, bool colour)
    {
        DeskewReport deskew = report.Deskew;
        int columns = report.Config.Array.Columns;
        double largest = Math.Max(1, deskew.SkewUi.Max() ?? 0);
        var lanes = new int?[report.Config.Array.Rows * columns];
        for (int lane = 0; lane < deskew.SkewUi.Count; lane++)
        {
            lanes[report.Repair.LaneChannel?[lane] ?? lane] = lane;
        }

        List<string> lines = ArrayMap.Make(report.Config.Array.Rows, columns, 1, colour ? Shade : null, Digit);
        lines.Add(colour ? ArrayMap.Legend("0", $"{Format.Count((long)largest)} UI", columns) : $"digit d: d/10 of {Format.Count((long)largest)}");
        return lines;

        double? Place(int channel) => lanes[channel] is { } lane && deskew.SkewUi[lane] is { } ui ? Math.Max(0, ui) / largest : null;

        string? Shade(int channel) => Place(channel) is { } place ? ArrayMap.Shade(place) : null;

        char Digit(int channel) => Place(channel) is { } place ? (char)('0' + Math.Min(9, (int)(10 * place))) : lanes[channel] is null ? ' ' : Unknown;
    }

    private static int Width(List<string> lines) => lines.Select(SideBySide.Width).DefaultIfEmpty(0).Max();

    private static string Padded(List<string> lines, int line, int width)
    {
        string text = line < lines.Count ? lines[line] : "";
        return text + new string(' ', Math.Max(0, width - SideBySide.Width(text)));
    }
}
