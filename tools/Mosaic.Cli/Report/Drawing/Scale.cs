using System.Globalization;

namespace Mosaic.Cli.Report.Drawing;

/// <summary>An axis: which values it spans, where they are, and where its marks stand.</summary>
internal sealed class Scale
{
    private const int Minus = 0x2212;
    private readonly double _low;
    private readonly double _high;

    private Scale(double low, double high, bool isLog) => (_low, _high, IsLog) = (low, high, isLog);

    /// <summary>Whether it is logarithmic.</summary>
    public bool IsLog { get; }

    /// <summary>The smallest value.</summary>
    public double Low => IsLog ? Math.Pow(10, _low) : _low;

    /// <summary>The largest value.</summary>
    public double High => IsLog ? Math.Pow(10, _high) : _high;

    /// <summary>A logarithmic axis over whole decades that holds all positive values, two decades at least.</summary>
    /// <param name="values">The values; those not above 0 have no place.</param>
    public static Scale Log(IEnumerable<double> values)
    {
        double[] seen = [.. values.Where(value => value > 0 && double.IsFinite(value)).Select(Math.Log10)];
        double high = seen.Length == 0 ? 0 : Math.Ceiling(seen.Max() - 1e-9);
        double low = seen.Length == 0 ? -2 : Math.Floor(seen.Min() + 1e-9);
        return new Scale(high - low < 2 ? high - 2 : low, high, isLog: true);
    }

    /// <summary>A logarithmic axis that ends at the smallest and the largest value.</summary>
    public static Scale LogBetween(double[] values)
    {
        if (values.Length == 0)
        {
            return new Scale(-2, 0, isLog: true);
        }

        (double low, double high) = (Math.Log10(values.Min()), Math.Log10(values.Max()));
        return high - low > 1e-9 ? new Scale(low, high, isLog: true) : new Scale(low - 0.5, low + 0.5, isLog: true);
    }

    /// <summary>A linear axis that holds all values, ending at marks.</summary>
    public static Scale Linear(IEnumerable<double> values, bool fromZero = false)
    {
        double[] seen = [.. values.Where(double.IsFinite)];
        (double low, double high) = seen.Length == 0 ? (0, 1) : (seen.Min(), seen.Max());
        low = fromZero ? Math.Min(0, low) : low;
        if (high <= low)
        {
            double room = low == 0 ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (fromZero && low == 0 ? 0 : low - room, high + room);
        }

        double step = Step(high - low, 6);
        return new Scale(Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step, isLog: false);
    }

    /// <summary>A linear axis from one value to another.</summary>
    public static Scale Between(double low, double high) => new(low, high, isLog: false);

    /// <summary>Where a value is, 0 at the low end and 1 at the high one; what is beyond is at the end.</summary>
    public double Place(double value) => Math.Clamp(Unbound(value), 0, 1);

    /// <summary>Where a value is, also beyond the ends; 0 is far below a logarithmic axis.</summary>
    public double Unbound(double value) => ((IsLog ? value > 0 ? Math.Log10(value) : -400 : value) - _low) / (_high - _low);

    /// <summary>Values with a mark and a label; of a logarithmic axis powers of ten.</summary>
    /// <param name="most">About so many.</param>
    public IReadOnlyList<double> Marks(int most = 7)
    {
        if (IsLog)
        {
            int every = Math.Max(1, (int)Math.Ceiling((_high - _low) / most));
            return [.. Enumerable.Range((int)Math.Round(_low), (int)Math.Round(_high - _low) + 1).Where(d => d % every == 0).Select(d => Math.Pow(10, d))];
        }

        double step = Step(_high - _low, most);
        long first = (long)Math.Ceiling((_low / step) - 1e-9), last = (long)Math.Floor((_high / step) + 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first + 1)).Select(i => (first + i) * step)];
    }

    /// <summary>Marks of an axis that ends anywhere; of a logarithmic one without a power of ten, its ends.</summary>
    public IReadOnlyList<double> InnerMarks()
    {
        if (!IsLog)
        {
            return Marks();
        }

        int first = (int)Math.Ceiling(_low - 1e-9), last = (int)Math.Floor(_high + 1e-9), every = Math.Max(1, (last - first + 7) / 8);
        return [.. Enumerable.Range(first, Math.Max(0, last - first + 1)).Where(d => (last - d) % every == 0).Select(d => Math.Pow(10, d))];
    }

    /// <summary>Values with a thin line and no label.</summary>
    public IReadOnlyList<double> Minor() => !IsLog || _high - _low > 5
        ? []
        : [.. Enumerable.Range((int)Math.Round(_low), (int)Math.Round(_high - _low)).SelectMany(d => Enumerable.Range(2, 8).Select(i => i * Math.Pow(10, d)))];

    /// <summary>A mark's label; the exponent of a power of ten is apart.</summary>
    public (string Text, string? Exponent) Label(double mark)
    {
        if (IsLog)
        {
            int exponent = (int)Math.Round(Math.Log10(mark));
            return exponent switch { 0 => ("1", null), _ => ("10", Signed(exponent.ToString(CultureInfo.InvariantCulture))) };
        }

        double step = Step(_high - _low, 7);
        int digits = Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9));
        double shown = Math.Abs(mark) < step / 1e6 ? 0 : mark;
        return (Signed(shown.ToString(Math.Abs(shown) >= 1e6 ? "0.##e0" : "#,0." + new string('0', Math.Min(digits, 12)), CultureInfo.InvariantCulture).TrimEnd('.')), null);
    }

    private static string Signed(string number) => number.Replace('-', (char)Minus);

    /// <summary>1, 2 or 5 times a power of ten that divides a span into at most so many parts.</summary>
    private static double Step(double span, int most)
    {
        double rough = span / most, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch { <= 1.0000001 => power, <= 2.0000001 => 2 * power, <= 5.0000001 => 5 * power, _ => 10 * power };
    }
}
