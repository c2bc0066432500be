namespace Mosaic.Emulator.Numerics;

/// <content>The exponential function around 1.</content>
public static partial class Elementary
{
    /// <summary>eˣ − 1 without loss for small <paramref name="x"/>; error below 3 ulp.</summary>
    /// <param name="x">Any double.</param>
    /// <returns>x for ±0, −1 far below zero, +∞ above 709.78, NaN for NaN.</returns>
    public static double ExpM1(double x)
    {
        if (x == 0 || !(Math.Abs(x) <= 0.5))
        {
            return x == 0 ? x : Exp(x) - 1;
        }

        // x + x²/2! + x³/3! + …: what follows the last term is below 2⁻⁷⁵ of the first.
        double sum = 0;
        for (int k = 18; k >= 1; k--)
        {
            sum = (1 + sum) * x / k;
        }

        return sum;
    }
}
