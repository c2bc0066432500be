using System.Globalization;
using Mosaic.Emulator.Numerics;

namespace Mosaic.Emulator.Tests.Numerics;

/// <summary>Against the runtime's own reader, to the bit.</summary>
public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("0.000")]
    [InlineData("-0")]
    [InlineData("1")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData(" 0.25\t")]
    [InlineData("+0.25")]
    [InlineData("1.2.3")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e-")]
    [InlineData("1e-3")]
    [InlineData("1E-3")]
    [InlineData("1e-3x")]
    [InlineData("1e3")]
    [InlineData("100e-2")]
    [InlineData("1e-22")]
    [InlineData("1e-23")]
    [InlineData("1e-44")]
    [InlineData("1e-45")]
    [InlineData("1e-323")]
    [InlineData("1e-999")]
    [InlineData("1e-1000")]
    [InlineData("0e999")]
    [InlineData("NaN")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("٣")]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740995")]
    [InlineData("90071992547409930e-1")]
    [InlineData("9999999999999999999")]
    [InlineData("18446744073709551615")]
    [InlineData("18446744073709551616")]
    [InlineData("184467440737095516160")]
    [InlineData("0.9999999999999999444")]
    [InlineData("0.99999999999999994448")]
    [InlineData("0.00000000000000000000000000000000000000000000000000000012345")]
    public void Number_IsReadAsByTheRuntime(string text) => Check(text);

    // Decimals of all lengths, shortest forms of doubles, and numbers as near to the middle between two doubles as 19 digits go.
    [Fact]
    public void RandomNumbers_AreReadAsByTheRuntime()
    {
        var random = new Random(5);
        for (int i = 0; i < 200_000; i++)
        {
            double x = random.NextDouble() * Math.ScaleB(1, -random.Next(60));
            Check(x.ToString("R", CultureInfo.InvariantCulture));
            Check(x.ToString("G" + random.Next(1, 22), CultureInfo.InvariantCulture));
            Check(x.ToString("F" + random.Next(0, 25), CultureInfo.InvariantCulture));
            Check(x.ToString("E" + random.Next(0, 20), CultureInfo.InvariantCulture));
            decimal middle = ((decimal)Math.ScaleB(x, 53) / 2) + 0.25m;
            Check(((long)Math.ScaleB(0.5 + (0.5 * x), 53) + 0.5m).ToString(CultureInfo.InvariantCulture));
            Check(middle.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Check(string text)
    {
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double expected);
        Assert.Equal(isNumber, DecimalText.TryRead(text, out double value));
        if (BitConverter.DoubleToInt64Bits(expected) != BitConverter.DoubleToInt64Bits(value))
            Assert.Fail($"'{text}' is {expected:R}, not {value:R}");
    }
}
