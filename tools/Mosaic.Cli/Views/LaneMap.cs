using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>
/// The array as a map of lane bit error rates. With colour, grey where a lane had no error; without, each channel is a digit d for a rate from 1e-d to 1e-(d−1) and <c>·</c> for no error. A
/// channel that carries nothing is blank.
/// </summary>
internal static class LaneMap
{
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

        (double low, double high) = Span(laneBer);
        List<string> lines = ArrayMap.Make(
            rows, columns, cell, colour ? channel => Shade(laneBer[channel], low, high) : null, channel => Digit(laneBer[channel]));
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

        return ArrayMap.Legend(Format.Rate(low), Format.Rate(high), width);
    }

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
        return ArrayMap.Shade(place);
    }

    private static char Digit(double? ber) => ber switch
    {
        null => ' ',
        0 => '·',
        { } rate => (char)('0' + Math.Clamp((int)Math.Ceiling(-Math.Log10(rate) - 1e-12), 0, 9)),
    };
}
