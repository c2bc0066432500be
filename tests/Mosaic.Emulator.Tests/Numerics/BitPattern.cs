namespace Mosaic.Emulator.Tests.Numerics;

/// <summary>One number for the bits of many results: another instruction set that rounds one of them otherwise changes it.</summary>
internal static class BitPattern
{
    public static string Of(Func<double, double> function, double first, double last, int count = 1000)
    {
        ulong hash = 14695981039346656037; // FNV-1a
        for (int i = 0; i < count; i++)
        {
            double x = first + (last - first) * i / count;
            hash = (hash ^ BitConverter.DoubleToUInt64Bits(function(x))) * 1099511628211;
        }

        return hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
    }
}
