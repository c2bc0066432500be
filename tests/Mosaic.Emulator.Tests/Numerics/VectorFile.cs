using System.Globalization;

namespace Mosaic.Emulator.Tests.Numerics;

/// <summary>Rows of reference values made by Vectors/generate.py.</summary>
internal static class VectorFile
{
    /// <summary>The numbers of each row that starts with <paramref name="function"/>.</summary>
    public static IEnumerable<double[]> Rows(string file, string function)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Numerics", "Vectors", file);
        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split(' ');
            if (words[0].Equals(function, StringComparison.Ordinal))
            {
                yield return [.. words.Skip(1).Select(Parse)];
            }
        }
    }

    /// <summary>Fails with the worst argument if an error, as the measure gives it, is above the bound.</summary>
    public static void AssertBound(string file, string function, Func<double, double> actual, Func<double, double, double, double> error, double bound)
    {
        int count = 0;
        foreach (double[] row in Rows(file, function))
        {
            (double x, double high, double low) = (row[0], row[1], row[2]);
            double found = error(actual(x), high, low);
            Assert.True(found <= bound, string.Create(CultureInfo.InvariantCulture, $"{function}({x:R}) is off by {found:G4}."));
            count++;
        }

        Assert.True(count > 50, $"{count} rows for {function}.");
    }

    /// <summary>Error in units in the last place of the reference high+low.</summary>
    public static double Ulps(double actual, double high, double low)
    {
        double magnitude = Math.Abs(high);
        double unit = magnitude > 0 ? Math.BitIncrement(magnitude) - magnitude : double.Epsilon;
        return Math.Abs(actual - high - low) / unit;
    }

    /// <summary>Error relative to the reference high+low; where that is subnormal, beyond one unit of it.</summary>
    public static double Relative(double actual, double high, double low)
    {
        double difference = Math.Abs(actual - high - low);
        return Math.Abs(high) < 2.2250738585072014e-308
            ? Math.Max(0, difference - double.Epsilon)
            : difference / Math.Abs(high);
    }

    private static double Parse(string word) =>
        BitConverter.UInt64BitsToDouble(ulong.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
}
