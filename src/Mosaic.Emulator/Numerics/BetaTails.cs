namespace Mosaic.Emulator.Numerics;

/// <summary>
/// Both tails of the beta distribution at one point x. With t/(1−t) = x/(1−x)·e⁻ˢ the lower one is
/// I_x(a,b) = D·∫₀^∞ exp(E(s)) ds, where D = xᵃ(1−x)ᵇ/B(a,b) is the density in ln(x/(1−x)) and
/// E(s) = −a·s − (a+b)·ln(1−x+x·e⁻ˢ).
/// </summary>
/// <remarks>
/// Up to the mean, E is concave and falls from E(0) = 0: where E = −40 the integral is complete to within e⁻⁴⁰ of
/// itself, and up to there 64 Gauss–Legendre points resolve exp(E), whose nearest singularity is π away from the real
/// axis, for any a, b ≥ ½. Above the mean the other tail is taken, with the parameters exchanged. For large parameters
/// D and E are small differences of large numbers: both are computed from e = (a+b)·x − a, which is found without
/// rounding, and from ln(1+w) − w and eˢ − 1 − s.
/// </remarks>
internal readonly struct BetaTails
{
    private const double TwoPi = 6.283185307179586;
    private const double Depth = 40;
    private static readonly GaussLegendre Rule = new(64);

    private readonly bool _isLower;
    private readonly double _logDensity;
    private readonly double _integral;

    internal BetaTails(double a, double b, double x)
    {
        double y = 1 - x;
        double excess = Excess(a, b, x);
        _isLower = excess <= 0;
        _logDensity = LogDensity(a, b, x, y, excess);
        _integral = x <= 0 || y <= 0 ? 1 : _isLower ? Integrate(a, b, x, y, excess) : Integrate(b, a, y, x, -excess);
    }

    internal double Lower => _isLower ? Near : 1 - Near;

    internal double Upper => _isLower ? 1 - Near : Near;

    private double Near => Elementary.Exp(_logDensity) * _integral;

    /// <summary>The logarithm of a tail; that of the nearer one is known far below the smallest double.</summary>
    internal double LogTail(bool upper) =>
        upper == _isLower ? Elementary.Log1P(-Near) : _logDensity + Elementary.Log(_integral);

    /// <summary>A tail divided by the density in ln(x/(1−x)).</summary>
    internal double TailPerDensity(bool upper) =>
        upper == _isLower ? (1 - Near) / Elementary.Exp(_logDensity) : _integral;

    /// <summary>ln D.</summary>
    internal static double LogDensity(double a, double b, double x) => LogDensity(a, b, x, 1 - x, Excess(a, b, x));

    /// <summary>(a+b)·x − a to twice the precision, rounded.</summary>
    private static double Excess(double a, double b, double x)
    {
        (double n, double nError) = ErrorFree.Add(a, b);
        (double product, double productError) = ErrorFree.Multiply(n, x);
        (double difference, double differenceError) = ErrorFree.Add(product, -a);
        return difference + (differenceError + (productError + nError * x));
    }

    /// <summary>
    /// ln D: with Stirling's formula D = √(ab/(2πn))·exp(δ(n)−δ(a)−δ(b))·(nx/a)ᵃ·(ny/b)ᵇ, n = a+b, and with the logarithms
    /// of the powers around 1, nx/a = 1+e/a and ny/b = 1−e/b, whose linear terms cancel (C. Loader, "Fast and accurate
    /// computation of binomial probabilities", 2000).
    /// </summary>
    private static double LogDensity(double a, double b, double x, double y, double excess)
    {
        double n = a + b;
        double remainder = Gamma.StirlingRemainder(n) - Gamma.StirlingRemainder(a) - Gamma.StirlingRemainder(b);
        return 0.5 * Elementary.Log(a / n * b / TwoPi) + remainder
            + a * LogRatio(excess / a, x * (n / a)) + b * LogRatio(-excess / b, y * (n / b));
    }

    /// <summary>ln(1+w) − w, from 1+w where w is too near −1.</summary>
    private static double LogRatio(double w, double onePlusW) =>
        w < -0.5 ? Elementary.Log(onePlusW) - w : LogMinusLinear(w);

    private static double Integrate(double a, double b, double x, double y, double excess)
    {
        // Start from the parabola through E's value, slope and curvature at 0. Newton's method on a concave function
        // comes from beyond the root after one step, so that an end not quite reached is only a little too far.
        double end = 2 * Depth / (Math.Sqrt(excess * excess + 2 * Depth * (a + b) * x * y) - excess);
        for (int step = 0; step < 24; step++)
        {
            double beyond = Exponent(a, b, x, y, excess, end, out double slope) + Depth;
            if (step > 0 && beyond > -4)
            {
                break;
            }

            end -= beyond / slope;
        }

        double sum = 0;
        ReadOnlySpan<double> nodes = Rule.Nodes, weights = Rule.Weights;
        for (int i = 0; i < nodes.Length; i++)
        {
            double s = 0.5 * end * (1 + nodes[i]);
            sum += weights[i] * Elementary.Exp(Exponent(a, b, x, y, excess, s, out _));
        }

        return 0.5 * end * sum;
    }

    /// <summary>
    /// E(s) and its slope. With q = e⁻ˢ − 1, E = −a·s − n·ln(1+xq); or, where x is larger than ½, the same with y for x, b
    /// for a and −s for s. For small s, where a and n may be large, E = e·s − n·[ln(1+xq) − xq + x(q+s)].
    /// </summary>
    private static double Exponent(double a, double b, double x, double y, double excess, double s, out double slope)
    {
        bool mirrored = x > 0.5;
        (double share, double rate, double angle) = mirrored ? (y, b, s) : (x, a, -s);
        double n = a + b;
        double bend = ExpMinusLinear(angle);
        double growth = share * (angle + bend);
        double drift = n * x * y * (angle + bend) / (1 + growth);
        slope = excess + (mirrored ? -drift : drift);
        return s > 0.5
            ? rate * angle - n * Elementary.Log1P(growth)
            : excess * s - n * (LogMinusLinear(growth) + share * bend);
    }

    /// <summary>ln(1+w) − w, relative error below 1e-14. With r = w/(2+w), ln(1+w) = 2·artanh r and w − 2r = w·r.</summary>
    private static double LogMinusLinear(double w)
    {
        if (!(Math.Abs(w) <= 0.5))
        {
            return Elementary.Log1P(w) - w;
        }

        // |r| ≤ 1/3: the terms left out are below 1e-17 of the first.
        double r = w / (2 + w), square = r * r, sum = 0;
        for (int k = 35; k >= 3; k -= 2)
        {
            sum = sum * square + 2.0 / k;
        }

        return r * (square * sum - w);
    }

    /// <summary>eˢ − 1 − s, relative error below 1e-14: Σ sⁿ/n! from n = 2.</summary>
    private static double ExpMinusLinear(double s)
    {
        if (!(Math.Abs(s) <= 0.5))
        {
            return Elementary.Exp(s) - 1 - s;
        }

        double sum = 1;
        for (int n = 15; n >= 3; n--)
        {
            sum = 1 + sum * s / n;
        }

        return 0.5 * s * s * sum;
    }
}
