namespace Mosaic.Emulator.Optics.Prediction;

/// <summary>
/// Even moments of a sum of independent ±s (odd ones vanish), and the symmetric weights on the grid −4 … 4 that have
/// the same moments.
/// </summary>
internal struct SymmetricMoments
{
    private const int Half = 4;

    // Weights[k, p]: what the moment of order 2p adds to the weight of point ±k. Row k is the even part of Lagrange's
    // polynomial of point k.
    private static readonly double[,] Weights = EvenLagrange();

    private double _m2, _m4, _m6, _m8;

    /// <summary>The largest magnitude of the sum.</summary>
    public double Reach { get; private set; }

    /// <summary>Adds ±s with probability ½ each: the moment of order n becomes Σ over even i of C(n,i)·s^i·m_(n−i).</summary>
    public void Add(double s)
    {
        double s2 = s * s, s4 = s2 * s2, s6 = s4 * s2, s8 = s4 * s4;
        _m8 += 28 * _m6 * s2 + 70 * _m4 * s4 + 28 * _m2 * s6 + s8;
        _m6 += 15 * _m4 * s2 + 15 * _m2 * s4 + s6;
        _m4 += 6 * _m2 * s2 + s4;
        _m2 += s2;
        Reach += s;
    }

    /// <summary>The weight of the points k and −k.</summary>
    public readonly double Weight(int k) =>
        Weights[k, 0] + Weights[k, 1] * _m2 + Weights[k, 2] * _m4 + Weights[k, 3] * _m6 + Weights[k, 4] * _m8;

    /// <summary>With z the square of the place: ∏(1 − z/j²) for k = 0, ½(z/k²)·∏ over j ≠ k of (z − j²)/(k² − j²) else.</summary>
    private static double[,] EvenLagrange()
    {
        var rows = new double[Half + 1, Half + 1];
        Span<double> polynomial = stackalloc double[Half + 2];
        for (int k = 0; k <= Half; k++)
        {
            polynomial.Clear();
            polynomial[k == 0 ? 0 : 1] = k == 0 ? 1 : 0.5 / (k * k);
            for (int j = 1; j <= Half; j++)
            {
                if (j == k)
                    continue;
                double scale = 1.0 / (k * k - j * j);
                for (int p = Half; p >= 0; p--)
                    polynomial[p] = scale * ((p > 0 ? polynomial[p - 1] : 0) - j * j * polynomial[p]);
            }

            for (int p = 0; p <= Half; p++)
                rows[k, p] = polynomial[p];
        }

        return rows;
    }
}
