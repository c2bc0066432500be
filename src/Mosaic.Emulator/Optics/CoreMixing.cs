using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Optics;

/// <summary>
/// Light that wanders between fibre cores (coupled-power theory): dP/dz = h·G·P along the fibre, G the generator of the
/// grid's neighbour graph, so that M = exp(hL·G) keeps power and leaves nothing negative. The graph of a grid is the
/// product of those of its row and its column, hence M is the product of one factor over columns and one over rows. This
/// is one factor: that of a line of channels.
/// </summary>
/// <remarks>
/// With P = I + G/2, which has no negative entry, exp(a·G) = e^(−2a)·Σ (2a)ⁿ/n!·Pⁿ (uniformization). Nothing cancels:
/// after n terms an entry is right to 5n·2⁻⁵³ of itself, 4e-13 at the largest a (some 600 terms), and to the 1e-17 of
/// the terms left out.
/// </remarks>
internal sealed class CoreMixing
{
    // e^(−2a) is a normal number up to a = 354; options allow 200.
    private const double Tail = 1e-18;
    private readonly int _count;
    private readonly double[] _factor; // symmetric

    /// <param name="count">Channels in the line.</param>
    /// <param name="strength">a = h·L, 0 … 200.</param>
    public CoreMixing(int count, double strength)
    {
        _count = count;
        _factor = new double[count * count];
        double mean = 2 * strength, weight = Elementary.Exp(-mean);
        double[] power = new double[count * count], next = new double[count * count];
        for (int i = 0; i < count; i++)
            power[(i * count) + i] = 1;

        // Weights fall from n = mean on. At the largest mean, 1e-18 is reached where each is 0.7 of the one before.
        for (int n = 0; n < mean || weight > Tail; n++)
        {
            for (int i = 0; i < power.Length; i++)
                _factor[i] += weight * power[i];
            Step(power, next);
            (power, next) = (next, power);
            weight *= mean / (n + 1);
        }
    }

    /// <summary>The part of the light of one channel that ends in another.</summary>
    public double this[int to, int from] => _factor[(to * _count) + from];

    /// <summary>Mixes a table with one row per channel of the line.</summary>
    public double[] Apply(double[] table)
    {
        int width = table.Length / _count;
        var mixed = new double[table.Length];
        for (int to = 0; to < _count; to++)
        {
            Span<double> sum = mixed.AsSpan(to * width, width);
            for (int from = 0; from < _count; from++)
            {
                double part = this[to, from];
                ReadOnlySpan<double> row = table.AsSpan(from * width, width);
                for (int i = 0; i < row.Length; i++)
                    sum[i] += part * row[i];
            }
        }

        return mixed;
    }

    /// <summary>P times a matrix: half of either neighbour's row, and what an end of the line lacks from its own.</summary>
    private void Step(double[] from, double[] to)
    {
        for (int row = 0; row < _count; row++)
        {
            int before = Math.Max(row - 1, 0) * _count, after = Math.Min(row + 1, _count - 1) * _count;
            for (int i = 0; i < _count; i++)
                to[(row * _count) + i] = 0.5 * (from[before + i] + from[after + i]);
        }
    }
}
