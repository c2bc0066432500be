using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>Coupling that is the same all over the array: 1 directly, and a level each from side and diagonal neighbours.</summary>
internal sealed class CrosstalkKernel(ArrayOptions array, OpticsOptions optics)
{
    private readonly double _nearest = Level(optics.NearestDb), _diagonal = Level(optics.DiagonalDb);

    /// <summary>Fills the couplings of one receiver, one per source.</summary>
    public void FillRow(int receiver, Span<double> row)
    {
        row.Clear();
        (int r, int c) = Math.DivRem(receiver, array.Columns);
        for (int down = -1; down <= 1; down++)
        {
            for (int right = -1; right <= 1; right++)
            {
                int column = c + right, source = ((r + down) * array.Columns) + column;
                if (column >= 0 && column < array.Columns && source >= 0 && source < row.Length)
                    row[source] = down == 0 && right == 0 ? 1 : down == 0 || right == 0 ? _nearest : _diagonal;
            }
        }
    }

    private static double Level(double? decibels) => decibels is { } db ? Elementary.Pow10(-Math.Abs(db) / 10) : 0;
}
