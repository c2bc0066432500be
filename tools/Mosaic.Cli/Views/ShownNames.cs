using Mosaic.Emulator.Fec;

namespace Mosaic.Cli.Views;

/// <summary>Names of codes and deskews as people read them: of a plug-in the type's name, without its file and namespace.</summary>
internal static class ShownNames
{
    /// <summary>One name by itself, also one of several codes.</summary>
    public static string Of(string name)
    {
        foreach (string own in CodeCatalog.OwnNames(name))
        {
            name = name.Replace(own, own[(own.LastIndexOfAny(['.', '#']) + 1)..], StringComparison.Ordinal);
        }

        return name;
    }

    /// <summary>Several names beside each other: where two would look alike, the later ones are numbered; of what is too long the end is shown.</summary>
    /// <param name="names">The names, in order; each may be there more than once.</param>
    /// <param name="width">The longest that there is room for, 8 or more.</param>
    /// <returns>By name, what to show.</returns>
    public static IReadOnlyDictionary<string, string> Of(IEnumerable<string> names, int width = int.MaxValue)
    {
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names.Distinct(StringComparer.Ordinal))
        {
            string whole = Of(name), one = Cut(whole, width);
            for (int number = 2; !taken.Add(one); number++)
            {
                string suffix = $" ({number})";
                one = Cut(whole, width - suffix.Length) + suffix;
            }

            shown[name] = one;
        }

        return shown;
    }

    private static string Cut(string name, int width) => name.Length <= width ? name : "…" + name[^(width - 1)..];
}
