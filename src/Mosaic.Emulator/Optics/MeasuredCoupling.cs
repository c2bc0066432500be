using System.Globalization;

namespace Mosaic.Emulator.Optics;

/// <summary>A measured coupling matrix: row i holds the part of each LED's light that photodiode i receives.</summary>
public sealed class MeasuredCoupling
{
    private readonly double[] _values; // row-major

    private MeasuredCoupling(int count, double[] values) => (Count, _values) = (count, values);

    /// <summary>Rows, and columns: the channels of the array, row-major.</summary>
    public int Count { get; }

    /// <summary>The part of an LED's light that a photodiode receives, 0 … 1.</summary>
    /// <param name="receiver">Channel of the photodiode.</param>
    /// <param name="source">Channel of the LED.</param>
    public double this[int receiver, int source] => _values[(receiver * Count) + source];

    /// <summary>
    /// Reads a matrix as CSV: a line for each photodiode, numbers with a decimal point between commas, one for each LED.
    /// Empty lines do not count.
    /// </summary>
    /// <param name="reader">The text.</param>
    /// <exception cref="FormatException">An entry is not a number from 0 to 1, or the matrix is not square.</exception>
    public static MeasuredCoupling Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var values = new List<double>();
        int columns = 0, rows = 0, line = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
                continue;

            string[] entries = text.Split(',');
            columns = rows == 0 ? entries.Length : columns;
            if (entries.Length != columns)
                throw Wrong($"line {line} has {entries.Length} values, the lines before have {columns}");
            for (int i = 0; i < entries.Length; i++)
            {
                bool number = double.TryParse(entries[i], NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
                values.Add(number && value >= 0 && value <= 1
                    ? value
                    : throw Wrong($"line {line}, value {i + 1}: '{entries[i].Trim()}' is not allowed; it is a number from 0 to 1"));
            }

            rows++;
        }

        return rows == columns && rows > 0
            ? new MeasuredCoupling(rows, [.. values])
            : throw Wrong($"{rows} lines of {columns} values: a coupling matrix is square");
    }

    /// <summary>Fills the couplings of one receiver, one per source.</summary>
    internal void FillRow(int receiver, Span<double> row) => _values.AsSpan(receiver * Count, row.Length).CopyTo(row);

    private static FormatException Wrong(FormattableString message) => new(message.ToString(CultureInfo.InvariantCulture));
}
