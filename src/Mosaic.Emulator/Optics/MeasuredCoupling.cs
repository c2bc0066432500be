using System.Globalization;

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
        var rows = new List<double[]>();
        for (int line = 1; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text))
                continue;

            int columns = text.AsSpan().Count(',') + 1, column = 0;
            if (rows.Count > 0 && columns != rows[0].Length)
                throw Wrong($"line {line} has {columns} values, the lines before have {rows[0].Length}");
            var row = new double[columns];
            foreach (Range range in text.AsSpan().Split(','))
            {
                ReadOnlySpan<char> entry = text.AsSpan(range);
                row[column++] = double.TryParse(entry, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 1
                    ? value
                    : throw Wrong($"line {line}, value {column}: '{entry.Trim().ToString()}' is not allowed; it is a number from 0 to 1");
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
