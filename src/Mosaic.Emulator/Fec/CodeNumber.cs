using System.Globalization;

namespace Mosaic.Emulator.Fec;

/// <summary>The numbers that state a code, by the letters that they have in its name: what is wrong is said with value and range.</summary>
internal static class CodeNumber
{
    /// <summary>Refuses a number outside its range.</summary>
    /// <param name="value">The number.</param>
    /// <param name="letter">What it is called in names.</param>
    /// <param name="low">The least.</param>
    /// <param name="high">The largest.</param>
    /// <param name="parameter">What the caller calls it.</param>
    /// <param name="why">Why these, behind a comma; or empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public static void Check(int value, string letter, int low, int high, string parameter, string why = "")
    {
        if (value < low || value > high)
            throw new ArgumentOutOfRangeException(parameter, string.Create(CultureInfo.InvariantCulture, $"{letter}: {value} is not allowed; it is {Range(low, high)}{why}"));
    }

    /// <summary>Reads a number of a name.</summary>
    /// <param name="text">Its digits.</param>
    /// <param name="letter">What it is called.</param>
    /// <param name="expected">What it may be.</param>
    /// <exception cref="ArgumentException">It is no number, or too large for one.</exception>
    public static int Read(string text, string letter, string expected) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw Wrong(text, letter, expected);

    /// <summary>Reads a polynomial of a name, 0x and hexadecimal digits.</summary>
    /// <param name="text">The polynomial.</param>
    /// <param name="degrees">The degrees that there may be.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static int ReadPolynomial(string text, (int Low, int High) degrees) =>
        text is ['0', 'x', .. var digits] && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int polynomial) && polynomial > 0
            ? polynomial
            : throw Wrong(text, "polynomial", string.Create(CultureInfo.InvariantCulture, $"a primitive one of degree {degrees.Low} to {degrees.High}, as 0x89"));

    /// <summary>A range in words.</summary>
    public static string Range(int low, int high) => string.Create(CultureInfo.InvariantCulture, $"an integer from {low} to {high}");

    private static ArgumentException Wrong(string text, string letter, string expected) => new($"{letter}: '{text}' is not allowed; it is {expected}", nameof(text));
}
