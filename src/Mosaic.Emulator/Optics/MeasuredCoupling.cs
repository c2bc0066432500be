using System.Globalization;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>A measured coupling matrix: row i holds the part of each LED's light that photodiode i receives.</summary>
public sealed class MeasuredCoupling
{
    private readonly double[][] _rows;

    private MeasuredCoupling(double[][] rows) => _rows = rows;

    /// <summary>Rows, and columns: the channels of the array, row-major.</summary>
    public int Count => _rows.Length;

    /// <summary>The part of an LED's light that a photodiode receives, 0 … 1.</summary>
    /// <param name="receiver">Channel of the photodiode.</param>
    /// <param name="source">Channel of the LED.</param>
    public double this[int receiver, int source] => _rows[receiver][source];

    /// <summary>
    /// Reads a matrix as CSV: a line for each photodiode, numbers with a decimal point between commas, one for each LED.
    /// Empty lines do not count.
    /// </summary>
    /// <param name="reader">The text.</param>
    /// <exception cref="FormatException">An entry is not a number from 0 to 1, or the matrix is not square.</exception>
    public static MeasuredCoupling Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var lines = new TextLines(reader);
        var rows = new List<double[]>();
        for (int line = 1; lines.TryRead(out ReadOnlySpan<char> text); line++)
        {
            if (text.IsWhiteSpace())
                continue;

            int columns = text.Count(',') + 1;
            if (rows.Count > 0 && columns != rows[0].Length)
                throw Wrong($"line {line} has {columns} values, the lines before have {rows[0].Length}");
            var row = new double[columns];
            for (int i = 0; i < columns; i++)
            {
                int comma = text.IndexOf(',');
                ReadOnlySpan<char> entry = comma < 0 ? text : text[..comma];
                text = text[(comma + 1)..];
                row[i] = DecimalText.TryRead(entry, out double value) && value is >= 0 and <= 1
                    ? value
                    : throw Wrong($"line {line}, value {i + 1}: '{entry.Trim().ToString()}' is not allowed; it is a number from 0 to 1");
            }

            rows.Add(row);
        }

        return rows.Count > 0 && rows.Count == rows[0].Length
            ? new MeasuredCoupling([.. rows])
            : throw Wrong($"{rows.Count} lines of {(rows.Count > 0 ? rows[0].Length : 0)} values: a coupling matrix is square");
    }

    /// <summary>Fills the couplings of one receiver, one per source.</summary>
    internal void FillRow(int receiver, Span<double> row) => _rows[receiver].AsSpan(0, row.Length).CopyTo(row);

    private static FormatException Wrong(FormattableString message) => new(message.ToString(CultureInfo.InvariantCulture));
}
