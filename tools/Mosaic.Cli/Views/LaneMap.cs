using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>
/// The array as a map of lane bit error rates. With colour, two rows of the array share a line of half blocks, grey where a
/// lane had no error; without, each channel is a digit d for a rate from 1e-d to 1e-(d−1) and <c>·</c> for no error. A
/// channel that carries nothing is blank.
/// </summary>
internal static class LaneMap
{
    // Dark blue over teal and yellow to red: from few errors to many.
    private static readonly Color[] Ramp =
    [
        new(48, 18, 59), new(65, 69, 171), new(57, 118, 229), new(27, 165, 214), new(30, 203, 170), new(97, 226, 111),
        new(164, 222, 58), new(223, 199, 51), new(252, 153, 44), new(241, 95, 19), new(203, 42, 4), new(122, 4, 3),
    ];

    // Off the ramp, and visible on black and on white.
    private static readonly Color NoError = new(128, 128, 136);

    /// <summary>The map's lines, as markup, and the columns that each takes.</summary>
    public static (IReadOnlyList<string> Lines, int Width) Make(IReadOnlyList<double?> laneBer, int rows, int columns, bool colour, int maxWidth)
    {
        // Two characters a channel make it about square; a wide array gets one.
        int cell = 2 * columns <= maxWidth ? 2 : 1;
        if (columns * cell > maxWidth)
        {
            return ([], 0);
        }

        var lines = new List<string>();
        (double low, double high) = Span(laneBer);
        if (!colour)
        {
            for (int row = 0; row < rows; row++)
            {
                var digits = new StringBuilder();
                for (int column = 0; column < columns; column++)
                {
                    digits.Append(Digit(laneBer[(row * columns) + column])).Append(' ', column + 1 < columns ? cell - 1 : 0);
                }

                lines.Add(digits.ToString());
            }
        }
        else
        {
            for (int row = 0; row < rows; row += 2)
            {
                var line = new StringBuilder();
                for (int column = 0; column < columns; column++)
                {
                    string? upper = Shade(laneBer[(row * columns) + column], low, high);
                    string? lower = row + 1 < rows ? Shade(laneBer[((row + 1) * columns) + column], low, high) : null;
                    line.Append(Cell(upper, lower, cell));
                }

                lines.Add(line.ToString());
            }
        }

        lines.Add(Legend(low, high, colour, columns * cell));
        if (colour && high > 0 && laneBer.Any(ber => ber is not > 0))
        {
            lines.Add(laneBer.Contains(0) ? $"[#{NoError.ToHex()}]█[/] no error{(laneBer.Contains(null) ? ", blank: dark" : "")}" : "blank: dark");
        }

        return (lines, lines.Max(line => SideBySide.Width(line)));
    }

    private static (double Low, double High) Span(IReadOnlyList<double?> laneBer)
    {
        double[] seen = [.. laneBer.Where(p => p > 0).Select(p => p!.Value)];
        return seen.Length == 0 ? (0, 0) : (seen.Min(), seen.Max());
    }

    private static string Legend(double low, double high, bool colour, int width)
    {
        if (high <= 0)
        {
            return "no lane had an error";
        }

        if (!colour)
        {
            return "digit d: below 1e-(d-1), ·: no error";
        }

        string from = Format.Rate(low), to = Format.Rate(high);
        int bar = Math.Max(4, width - from.Length - to.Length - 2);
        var line = new StringBuilder(from).Append(' ');
        for (int i = 0; i < bar; i++)
        {
            line.Append(CultureInfo.InvariantCulture, $"[#{Ramp[i * Ramp.Length / bar].ToHex()}]█[/]");
        }

        return line.Append(' ').Append(to).ToString();
    }

    /// <summary>Two channels, one above the other.</summary>
    private static string Cell(string? upper, string? lower, int width) => (upper, lower) switch
    {
        (null, null) => new string(' ', width),
        (null, _) => $"[{lower}]{new string('▄', width)}[/]",
        (_, null) => $"[{upper}]{new string('▀', width)}[/]",
        _ => $"[{upper} on {lower}]{new string('▀', width)}[/]",
    };

    /// <summary>The colour of a rate; null where there is none.</summary>
    private static string? Shade(double? ber, double low, double high)
    {
        if (ber is not { } rate)
        {
            return null;
        }

        if (rate <= 0)
        {
            return "#" + NoError.ToHex();
        }

        double place = high > low ? Math.Log(rate / low) / Math.Log(high / low) : 1;
        return "#" + Ramp[Math.Clamp((int)(place * Ramp.Length), 0, Ramp.Length - 1)].ToHex();
    }

    private static char Digit(double? ber) => ber switch
    {
        null => ' ',
        0 => '·',
        { } rate => (char)('0' + Math.Clamp((int)Math.Ceiling(-Math.Log10(rate) - 1e-12), 0, 9)),
    };
}
