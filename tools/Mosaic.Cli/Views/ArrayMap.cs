using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Mosaic.Cli.Views;

/// <summary>
/// The array as a picture: with colour, two rows of the array share a line of half blocks; without, each channel is a
/// character. Where a channel has neither, it is blank.
/// </summary>
internal static class ArrayMap
{
    // Dark blue over teal and yellow to red: from little to much.
    private static readonly Color[] Ramp =
    [
        new(48, 18, 59), new(65, 69, 171), new(57, 118, 229), new(27, 165, 214), new(30, 203, 170), new(97, 226, 111),
        new(164, 222, 58), new(223, 199, 51), new(252, 153, 44), new(241, 95, 19), new(203, 42, 4), new(122, 4, 3),
    ];

    /// <summary>The lines, as markup.</summary>
    /// <param name="rows">Rows of the array.</param>
    /// <param name="columns">Columns of the array.</param>
    /// <param name="cell">Characters a channel.</param>
    /// <param name="colour">By channel: its colour; null: draw characters.</param>
    /// <param name="character">By channel: its character.</param>
    public static List<string> Make(int rows, int columns, int cell, Func<int, string?>? colour, Func<int, char> character)
    {
        var lines = new List<string>();
        for (int row = 0; row < rows; row += colour is null ? 1 : 2)
        {
            var line = new StringBuilder();
            for (int column = 0; column < columns; column++)
            {
                int channel = (row * columns) + column;
                if (colour is null)
                {
                    line.Append(character(channel)).Append(' ', column + 1 < columns ? cell - 1 : 0);
                }
                else
                {
                    line.Append(Cell(colour(channel), row + 1 < rows ? colour(channel + columns) : null, cell));
                }
            }

            lines.Add(line.ToString());
        }

        return lines;
    }

    /// <summary>The colour at a place of the ramp.</summary>
    /// <param name="place">0 … 1.</param>
    public static string Shade(double place) => "#" + Ramp[Math.Clamp((int)(place * Ramp.Length), 0, Ramp.Length - 1)].ToHex();

    /// <summary>The ramp between its ends' names.</summary>
    public static string Legend(string from, string to, int width)
    {
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
}
