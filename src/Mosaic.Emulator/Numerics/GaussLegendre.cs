namespace Mosaic.Emulator.Numerics;

/// <summary>
/// A Gauss–Legendre rule on −1 … 1: the roots of a Legendre polynomial and their weights. With n points it is exact for
/// polynomials up to degree 2n−1.
/// </summary>
internal sealed class GaussLegendre
{
    private readonly double[] _nodes;
    private readonly double[] _weights;

    /// <summary>Computes the rule of a number of points.</summary>
    internal GaussLegendre(int points)
    {
        _nodes = new double[points];
        _weights = new double[points];
        for (int i = 0; i < points; i++)
        {
            // Newton's method from Tricomi's estimate, which is good to 1e-5 for 64 points and 1e-3 for 16: five steps
            // are more than enough.
            double x = Elementary.Cos(3.141592653589793 * (i + 0.75) / (points + 0.5));
            double slope = 0;
            for (int step = 0; step < 5; step++)
            {
                double p = 1, previous = 0;
                for (int n = 1; n <= points; n++)
                {
                    (p, previous) = (((2 * n - 1) * x * p - (n - 1) * previous) / n, p);
                }

                slope = points * (x * p - previous) / (x * x - 1);
                x -= p / slope;
            }

            _nodes[i] = x;
            _weights[i] = 2 / ((1 - x * x) * slope * slope);
        }
    }

    internal ReadOnlySpan<double> Nodes => _nodes;

    internal ReadOnlySpan<double> Weights => _weights;
}
