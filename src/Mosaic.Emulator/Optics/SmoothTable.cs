using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// Tabulates a function that is dear and smooth in pieces: a block of entries is taken from the polynomial through sixteen
/// Chebyshev nodes where that says the same as the function, else it is halved.
/// </summary>
internal static class SmoothTable
{
    /// <summary>How far an entry may be off.</summary>
    public const double Tolerance = 1e-13;

    private const int Nodes = 16, Largest = 2048, Smallest = 32;

    // cos(π·k·(i + ½)/16): T_k at the nodes.
    private static readonly double[,] Chebyshev = AtNodes();
    // With the ends: the outermost nodes do not see a kink behind them.
    private static readonly double[] Checks = [-1, -0.96, -0.45, 0.05, 0.55, 0.98, 1];

    /// <summary>Fills a table.</summary>
    /// <param name="table">Receives f(0), f(1), …</param>
    /// <param name="function">f.</param>
    /// <returns>How often f was asked.</returns>
    public static int Fill(Span<double> table, Func<double, double> function)
    {
        int asked = 0;
        for (int from = 0; from < table.Length; from += Largest)
            asked += FillBlock(table[from..Math.Min(from + Largest, table.Length)], from, function);
        return asked;
    }

    private static int FillBlock(Span<double> block, double from, Func<double, double> function)
    {
        if (block.Length <= Smallest)
        {
            for (int i = 0; i < block.Length; i++)
                block[i] = function(from + i);
            return block.Length;
        }

        double half = 0.5 * (block.Length - 1), middle = from + half;
        Span<double> series = stackalloc double[Nodes];
        series.Clear();
        for (int i = 0; i < Nodes; i++)
        {
            double value = function(middle + (half * Chebyshev[1, i]));
            for (int k = 0; k < Nodes; k++)
                series[k] += (k == 0 ? 1.0 : 2.0) / Nodes * Chebyshev[k, i] * value;
        }

        if (IsRight(series, middle, half, function))
        {
            for (int i = 0; i < block.Length; i++)
                block[i] = Clenshaw(series, (i - half) / half);
            return Nodes + Checks.Length;
        }

        int left = block.Length / 2;
        return Nodes + FillBlock(block[..left], from, function) + FillBlock(block[left..], from + left, function);
    }

    private static bool IsRight(ReadOnlySpan<double> series, double middle, double half, Func<double, double> function)
    {
        if (!(Math.Abs(series[^1]) + Math.Abs(series[^2]) <= Tolerance))
            return false;
        foreach (double check in Checks)
        {
            if (!(Math.Abs(Clenshaw(series, check) - function(middle + (half * check))) <= Tolerance))
                return false;
        }

        return true;
    }

    private static double Clenshaw(ReadOnlySpan<double> series, double x)
    {
        double next = 0, afterNext = 0;
        for (int k = series.Length - 1; k > 0; k--)
            (next, afterNext) = (series[k] + (2 * x * next) - afterNext, next);
        return series[0] + (x * next) - afterNext;
    }

    private static double[,] AtNodes()
    {
        var values = new double[Nodes, Nodes];
        for (int k = 0; k < Nodes; k++)
        {
            for (int i = 0; i < Nodes; i++)
                values[k, i] = Elementary.Cos(3.141592653589793 * k * (i + 0.5) / Nodes);
        }

        return values;
    }
}
