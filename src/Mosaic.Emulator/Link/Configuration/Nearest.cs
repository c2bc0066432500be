namespace Mosaic.Emulator.Link.Configuration;

/// <summary>Finds the name that was probably meant.</summary>
public static class Nearest
{
    /// <summary>A hint for a message, or nothing where no name is near.</summary>
    /// <param name="name">What was given.</param>
    /// <param name="known">The names there are.</param>
    public static string Hint(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        (string best, int distance) = known.Select(k => (k, Distance(name, k))).DefaultIfEmpty(("", int.MaxValue)).MinBy(p => p.Item2);
        return distance <= Math.Max(2, best.Length / 2) ? $"; did you mean '{best}'?" : "";
    }

    /// <summary>Levenshtein's edit distance, case ignored.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
