namespace Mosaic.Emulator.Numerics;

/// <summary>The Gauss–Legendre rule of 64 points on −1 … 1: the roots of the Legendre polynomial P₆₄ and their weights.</summary>
internal static class GaussLegendre
{
    internal const int Points = 64;

    private static readonly double[] NodeTable = new double[Points];
    private static readonly double[] WeightTable = new double[Points];

    static GaussLegendre()
    {
        for (int i = 0; i < Points; i++)
        {
            // Newton's method from Tricomi's estimate, which is good to 1e-5: four steps are more than enough.
            double x = Elementary.Cos(3.141592653589793 * (i + 0.75) / (Points + 0.5));
            double slope = 0;
            for (int step = 0; step < 4; step++)
            {
                double p = 1, previous = 0;
                for (int n = 1; n <= Points; n++)
                {
                    (p, previous) = (((2 * n - 1) * x * p - (n - 1) * previous) / n, p);
                }

                slope = Points * (x * p - previous) / (x * x - 1);
                x -= p / slope;
            }

            NodeTable[i] = x;
            WeightTable[i] = 2 / ((1 - x * x) * slope * slope);
        }
    }

    internal static ReadOnlySpan<double> Nodes => NodeTable;

    internal static ReadOnlySpan<double> Weights => WeightTable;
}
