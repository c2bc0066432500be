using System.Globalization;
using System.Text;

namespace Mosaic.Cli.Report.Drawing;

/// <summary>
/// A ramp of colours for maps, from low to high. Light pages go from pale to dark and dark pages from dark to bright, so that what is
/// high stands out on both; lightness changes evenly along each.
/// </summary>
/// <param name="Letter">Its classes are this letter and a number from 0 to <see cref="Steps"/> − 1.</param>
/// <param name="Light">Colours on a light ground.</param>
/// <param name="Dark">Colours on a dark ground.</param>
internal sealed record Ramp(char Letter, string[] Light, string[] Dark)
{
    /// <summary>Colours of a ramp.</summary>
    public const int Steps = 32;

    /// <summary>For error rates: hotter is worse.</summary>
    public static readonly Ramp Heat = new(
        'h',
        ["fdf3c4", "f9d96b", "fbab1c", "ed6f2b", "d04a45", "a72f5f", "7a1f6d", "4c126b", "220c46"],
        ["33205c", "561a6d", "7f1f6c", "aa305e", "d14b44", "ee7123", "fba40f", "f8d549", "fcfdbf"]);

    /// <summary>For what is neither good nor bad.</summary>
    public static readonly Ramp Cool = new(
        'c',
        ["e6f5f0", "b9e3d6", "80ccc4", "4fadba", "378bb0", "31689c", "324780", "2b2858"],
        ["2d2b5e", "31487f", "31699d", "388bb1", "50aebb", "82cdc5", "bbe4d7", "eef9f4"]);

    /// <summary>For what has two sides and a middle.</summary>
    public static readonly Ramp Sides = new(
        'd',
        ["1f4e94", "4f86c6", "9cc0e4", "dfe8f0", "f1f0ee", "f5dfd0", "eaa983", "cf6a35", "96350f"],
        ["8fc1ff", "4f8fd6", "335f94", "2c3f57", "30333a", "4f3a2f", "8c5332", "d17d44", "ffb98a"]);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Ramp> All = [Heat, Cool, Sides];

    /// <summary>The class of a place from 0 to 1.</summary>
    public string Class(double place) => string.Create(CultureInfo.InvariantCulture, $"{Letter}{Math.Clamp((int)(place * Steps), 0, Steps - 1)}");

    /// <summary>The rules of its classes.</summary>
    public string Css(bool dark)
    {
        var css = new StringBuilder();
        for (int i = 0; i < Steps; i++)
        {
            css.Append(CultureInfo.InvariantCulture, $".{Letter}{i}{{fill:#{At(dark ? Dark : Light, (double)i / (Steps - 1))}}}");
        }

        return css.ToString();
    }

    private static string At(string[] colours, double place)
    {
        int first = Math.Min((int)(place * (colours.Length - 1)), colours.Length - 2);
        double part = (place * (colours.Length - 1)) - first;
        return string.Concat(Enumerable.Range(0, 3).Select(channel =>
        {
            int from = Channel(colours[first], channel), to = Channel(colours[first + 1], channel);
            return ((int)Math.Round(from + (part * (to - from)))).ToString("x2", CultureInfo.InvariantCulture);
        }));
    }

    private static int Channel(string colour, int channel) => int.Parse(colour.AsSpan(2 * channel, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
