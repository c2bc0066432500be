using System.Globalization;
using System.Text;
using Mosaic.Cli.Views;

namespace Mosaic.Cli.Report.Results;

/// <summary>Settings and numbers as people read them in figures.</summary>
internal static class Words
{
    // Longest first, so that DbPerM is not taken for M.
    private static readonly (string Suffix, string Unit)[] Units =
    [
        ("PsPerNmKm", "ps/nm/km"), ("DbPerHz", "dB/Hz"), ("PaPerSqrtHz", "pA/√Hz"), ("DbPerM", "dB/m"), ("PsPerM", "ps/m"), ("DbPerK", "dB/K"), ("APerW", "A/W"), ("PerM", "1/m"),
        ("Percent", "%"), ("Gbps", "Gb/s"), ("GHz", "GHz"), ("Mrad", "mrad"), ("Dbm", "dBm"), ("Ppm", "ppm"), ("Deg", "°"), ("Db", "dB"), ("Ps", "ps"), ("Um", "µm"), ("Nm", "nm"), ("Ui", "UI"), ("Na", "nA"), ("M", "m"), ("C", "°C"),
    ];

    /// <summary>A setting's name in words with its unit: <c>fiber.lengthM</c> is "fiber length (m)".</summary>
    public static string Setting(string path)
    {
        string name = path;
        string unit = "";
        foreach ((string suffix, string its) in Units)
        {
            if (path.EndsWith(suffix, StringComparison.Ordinal) && path.Length > suffix.Length && char.IsLower(path[^(suffix.Length + 1)]))
            {
                (name, unit) = (path[..^suffix.Length], $" ({its})");
                break;
            }
        }

        var words = new StringBuilder();
        foreach (char letter in name)
        {
            words.Append(letter == '.' ? " " : char.IsUpper(letter) ? " " + char.ToLowerInvariant(letter) : letter.ToString());
        }

        return words.ToString() + unit;
    }

    /// <summary>A rate, or a dash.</summary>
    public static string Rate(double? rate) => Format.Rate(rate);

    /// <summary>A rate and its interval.</summary>
    public static string Rate(double? rate, double? low, double? high) => rate is null ? Format.Nothing : high is null ? Rate(rate) : $"{Rate(rate)}  (95 %: {Rate(low)} … {Rate(high)})";

    /// <summary>Some of so many, or that it is an average over them where none were counted.</summary>
    public static string Share(Field count, Field of, string what) => count.IsThere
        ? $"{Count(count.Integer())} of {Count(of.Integer())} {what}"
        : $"average over {Count(of.Integer())}";

    /// <summary>A count.</summary>
    public static string Count(long count) => Format.Count(count);

    /// <summary>A count of things: 1 frame, 2 frames.</summary>
    public static string Count(long count, string noun) => Format.Count(count, noun);

    /// <summary>A number with some digits, without needless zeros.</summary>
    public static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>A name of letters, digits and hyphens.</summary>
    public static string Slug(string text)
    {
        string slug = string.Concat(text.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-')).Trim('-');
        return slug.Length == 0 ? "result" : slug;
    }
}
