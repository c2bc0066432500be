using System.Globalization;

namespace Mosaic.Emulator.Benchmarks.Tables;

/// <summary>Whether two READMEs' tables agree on what does not depend on the machine's mood: their ratios.</summary>
internal static class RatioComparison
{
    /// <summary>How many times one ratio may be another.</summary>
    public const double Most = 1.1;

    private static readonly string[] Ratios = ["threads' gain", "times", "of it", "of 400 lanes"];

    /// <summary>Compares all ratios of two texts: of equal tables the rows of equal names.</summary>
    /// <param name="one">A README.</param>
    /// <param name="other">Another.</param>
    /// <returns>How many ratios either has, and a line for each that differs by more than <see cref="Most"/>, or that only one of them has.</returns>
    public static (int Count, IReadOnlyList<string> Differences) Compare(string one, string other)
    {
        Dictionary<string, double> left = Read(one), right = Read(other);
        var differences = new List<string>();
        string[] names = [.. left.Keys.Union(right.Keys, StringComparer.Ordinal)];
        foreach (string name in names)
        {
            if (!left.TryGetValue(name, out double first) || !right.TryGetValue(name, out double second))
            {
                differences.Add($"{name}: only in the {(left.ContainsKey(name) ? "first" : "second")}");
            }
            else if (!(Math.Max(first, second) <= Most * Math.Min(first, second)))
            {
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {first} and {second}"));
            }
        }

        return (names.Length, differences);
    }

    /// <summary>Ratios by table, row and column.</summary>
    private static Dictionary<string, double> Read(string text)
    {
        var ratios = new Dictionary<string, double>(StringComparer.Ordinal);
        string heading = "";
        string[]? columns = null, rulers = null;
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith('#'))
            {
                heading = line.TrimStart('#', ' ');
            }

            if (!line.StartsWith('|'))
            {
                (columns, rulers) = (null, null);
            }
            else if (columns is null)
            {
                columns = Cells(line);
            }
            else if (rulers is null)
            {
                rulers = Cells(line);
            }
            else
            {
                Add(heading, columns, rulers, Cells(line), ratios);
            }
        }

        return ratios;
    }

    /// <summary>A row is named by its text, which is in columns that are not ruled to the right.</summary>
    private static void Add(string heading, string[] columns, string[] rulers, string[] cells, Dictionary<string, double> ratios)
    {
        string row = string.Join(", ", cells.Where((_, i) => i < rulers.Length && !rulers[i].EndsWith(':')));
        for (int i = 0; i < Math.Min(cells.Length, columns.Length); i++)
        {
            if (Ratios.Contains(columns[i], StringComparer.Ordinal) && double.TryParse(cells[i].TrimEnd('%', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out double ratio))
            {
                ratios.Add($"{heading}: {row}: {columns[i]}", ratio);
            }
        }
    }

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];
}
