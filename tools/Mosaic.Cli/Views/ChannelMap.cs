using Mosaic.Emulator.Link.Reports;

namespace Mosaic.Cli.Views;

/// <summary>What each channel of the array is in the end: a lane's, a spare, bad; with how many there are of each below.</summary>
internal static class ChannelMap
{
    private static readonly (char Character, string Colour, string Name)[] Kinds =
    [
        ('·', "#397666", "data"), ('c', "#3976E5", "check"), ('s', "#808088", "spare"), ('+', "#61E26F", "spare in use"),
        ('?', "#FC992C", "not aligned"), ('x', "#CB2A04", "bad"),
    ];

    private enum Kind
    {
        Data,
        Check,
        Spare,
        SpareInUse,
        NotAligned,
        Bad,
        None,
    }

    /// <summary>Whether there is more to see than lanes with data, all of them aligned.</summary>
    /// <param name="report">The report.</param>
    public static bool IsWorthIt(LinkReport report) => Array.Exists(Of(report), kind => kind is not Kind.Data and not Kind.None);

    /// <summary>The lines, as markup.</summary>
    /// <param name="report">The report.</param>
    /// <param name="colour">Whether colours show.</param>
    public static List<string> Make(LinkReport report, bool colour)
    {
        Kind[] kinds = Of(report);
        List<string> lines = ArrayMap.Make(
            report.Config.Array.Rows,
            report.Config.Array.Columns,
            1,
            colour ? channel => kinds[channel] == Kind.None ? null : Kinds[(int)kinds[channel]].Colour : null,
            channel => kinds[channel] == Kind.None ? ' ' : Kinds[(int)kinds[channel]].Character);
        foreach (IGrouping<Kind, Kind> kind in kinds.Where(kind => kind != Kind.None).GroupBy(kind => kind).OrderBy(kind => kind.Key))
        {
            (char character, string shade, string name) = Kinds[(int)kind.Key];
            string key = colour ? $"[{shade}]█[/]" : $"{character}";
            lines.Add($"{key} {Format.Count(kind.Count())} {name}");
        }

        return lines;
    }

    private static Kind[] Of(LinkReport report)
    {
        int dataLanes = report.Config.Bonding.DataLanes, lanes = dataLanes + report.Config.Bonding.CheckLanes;
        var kinds = new Kind[report.Config.Array.Rows * report.Config.Array.Columns];
        for (int channel = 0; channel < kinds.Length; channel++)
        {
            kinds[channel] = channel < report.Config.Bonding.Channels ? Kind.Spare : Kind.None;
        }

        for (int lane = 0; lane < lanes; lane++)
        {
            int channel = report.Repair.LaneChannel?[lane] ?? lane;
            kinds[channel] = channel >= lanes ? Kind.SpareInUse : lane < dataLanes ? Kind.Data : Kind.Check;
        }

        foreach (int lane in report.Deskew.Missing)
        {
            kinds[report.Repair.LaneChannel?[lane] ?? lane] = Kind.NotAligned;
        }

        foreach (int channel in report.Repair.MappedOut.Concat(report.Repair.Events.Select(one => one.FromChannel)))
        {
            kinds[channel] = Kind.Bad;
        }

        return kinds;
    }
}
