using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Mosaic.Emulator.Optics.Prediction.Tables;

/// <summary>Lagrange's interpolation by four points to either side.</summary>
internal static class EightPoints
{
    private const int Degree = 7, Left = 3;

    // The polynomials of the points −3 … 4: of each power, their coefficients.
    private static readonly Vector512<double>[] Powers = MakePowers();

    /// <summary>The weights of the points −3 … 4 at a place.</summary>
    /// <param name="place">0 … 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Weights(double place)
    {
        Vector512<double>[] p = Powers;
        Vector512<double> x = Vector512.Create(place), x2 = x * x, x4 = x2 * x2;
        return p[0] + (x * p[1]) + (x2 * (p[2] + (x * p[3]))) + (x4 * (p[4] + (x * p[5]) + (x2 * (p[6] + (x * p[7])))));
    }

    private static Vector512<double>[] MakePowers()
    {
        var coefficients = new double[(Degree + 1) * (Degree + 1)]; // power by power
        var polynomial = new double[Degree + 2];
        for (int k = -Left; k <= Degree - Left; k++)
        {
            Array.Clear(polynomial);
            polynomial[0] = 1;
            for (int j = -Left; j <= Degree - Left; j++)
            {
                if (j == k)
                    continue;
                double scale = 1.0 / (k - j);
                for (int p = Degree; p >= 0; p--)
                    polynomial[p] = scale * ((p > 0 ? polynomial[p - 1] : 0) - (j * polynomial[p]));
            }

            for (int p = 0; p <= Degree; p++)
                coefficients[(p * (Degree + 1)) + k + Left] = polynomial[p];
        }

        var powers = new Vector512<double>[Degree + 1];
        for (int p = 0; p <= Degree; p++)
            powers[p] = Vector512.LoadUnsafe(ref coefficients[p * (Degree + 1)]);
        return powers;
    }
}
