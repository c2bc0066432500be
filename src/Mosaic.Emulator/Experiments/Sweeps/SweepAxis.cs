using System.Globalization;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>What a sweep varies: one setting over some values, or two together over pairs of values.</summary>
/// <param name="Paths">Settings: one, or two that are varied together.</param>
/// <param name="Points">For each point of the axis, a value for each path: JSON if it parses, else a string.</param>
public sealed record SweepAxis(IReadOnlyList<string> Paths, IReadOnlyList<IReadOnlyList<string>> Points)
{
    /// <summary>The most points of an axis, and of a sweep.</summary>
    public const int LargestPoints = 10_000;

    private const string Forms = "path=start:stop:step, path=a,b,c or path=@FILE";

    /// <summary>One setting over some values.</summary>
    /// <param name="path">The setting.</param>
    /// <param name="values">Its values.</param>
    public static SweepAxis Over(string path, params ReadOnlySpan<double> values)
    {
        var points = new List<IReadOnlyList<string>>();
        foreach (double value in values)
        {
            points.Add([value.ToString(CultureInfo.InvariantCulture)]);
        }

        return new SweepAxis([path], points);
    }

    /// <summary>
    /// Reads an axis: <c>path=start:stop:step</c>, the stop included where a step meets it, in decimal arithmetic;
    /// <c>path=a,b,c</c>; <c>path=@FILE</c> with a value a line; <c>path,path=@FILE</c> with two, separated by a comma. Empty lines
    /// and what follows a # at the beginning or behind a blank are left out.
    /// </summary>
    /// <param name="text">The axis.</param>
    /// <exception cref="ConfigurationException">It has none of these forms.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SweepAxis Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || equals == text.Length - 1)
        {
            throw Bad(text, $"expected {Forms}");
        }

        string[] paths = text[..equals].Split(',', StringSplitOptions.TrimEntries);
        string values = text[(equals + 1)..];
        List<IReadOnlyList<string>> points = values.StartsWith('@')
            ? ReadFile(text, values[1..], paths.Length)
            : paths.Length > 1
                ? throw Bad(text, "settings that are varied together take their values from a file: path,path=@FILE")
                : [.. Values(text, values).Select(value => (IReadOnlyList<string>)[value])];
        if (points.Count is 0 or > LargestPoints)
        {
            throw Bad(text, string.Create(CultureInfo.InvariantCulture, $"{points.Count} points; there can be 1 to {LargestPoints}"));
        }

        return new SweepAxis(paths, points);
    }

    private static IEnumerable<string> Values(string text, string values)
    {
        // What is one's own has a colon in its name.
        string[] range = values.Contains(CodeCatalog.OwnPrefix, StringComparison.Ordinal) ? [values] : values.Split(':', StringSplitOptions.TrimEntries);
        if (range.Length == 1)
        {
            string[] list = values.Split(',', StringSplitOptions.TrimEntries);
            return Array.Exists(list, value => value.Length == 0) ? throw Bad(text, "a value is empty") : list;
        }

        // Decimal: 0.1 + 0.2 is 0.3.
        return range.Length == 3 && TryNumber(range[0], out decimal start) && TryNumber(range[1], out decimal stop) && TryNumber(range[2], out decimal step)
            ? Range(text, start, stop, step)
            : throw Bad(text, $"'{values}' is no range; a range is start:stop:step in numbers, as in 20:30:2.5");
    }

    /// <summary>What is before a # that begins the line or follows a blank: one may also be part of a name.</summary>
    private static string WithoutComment(string line)
    {
        int start = line.IndexOf('#', StringComparison.Ordinal);
        while (start > 0 && !char.IsWhiteSpace(line[start - 1]))
        {
            start = line.IndexOf('#', start + 1);
        }

        return start < 0 ? line : line[..start];
    }

    private static bool TryNumber(string text, out decimal number) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static IEnumerable<string> Range(string text, decimal start, decimal stop, decimal step)
    {
        if (step == 0 || (stop != start && step < 0 != stop < start))
        {
            throw Bad(text, "the step does not lead from start to stop");
        }

        decimal steps = decimal.Floor((stop - start) / step);
        if (steps >= LargestPoints)
        {
            throw Bad(text, string.Create(CultureInfo.InvariantCulture, $"{steps + 1} points; there can be 1 to {LargestPoints}"));
        }

        return Enumerable.Range(0, (int)steps + 1).Select(i => (start + (i * step)).ToString("0.############################", CultureInfo.InvariantCulture));
    }

    private static List<IReadOnlyList<string>> ReadFile(string text, string path, int columns)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new IOException($"--axis {text}: cannot read '{path}' ({FileTrouble.Why(path, e)})", e);
        }

        var points = new List<IReadOnlyList<string>>();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = WithoutComment(lines[i]).Trim();
            if (line.Length == 0)
            {
                continue;
            }

            string[] values = columns == 1 ? [line] : line.Split(',', StringSplitOptions.TrimEntries);
            points.Add(values.Length == columns && !Array.Exists(values, value => value.Length == 0)
                ? values
                : throw Bad(text, string.Create(CultureInfo.InvariantCulture, $"line {i + 1} of {path} has {values.Length} values; {columns} are needed, separated by commas")));
        }

        return points;
    }

    private static ConfigurationException Bad(string text, string why) => new($"--axis {text}: {why}");
}
