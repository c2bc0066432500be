using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Mosaic.Cli.Commands;

/// <summary>Options that take a number: one that is none, or out of range, is refused with its option and range before anything else is done.</summary>
internal static class NumberOption
{
    /// <summary>An option with a range.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="low">The smallest number.</param>
    /// <param name="high">The largest.</param>
    /// <param name="otherwise">The number where the option is not given.</param>
    public static Option<T> Create<T>(string name, string description, T low, T high, T otherwise)
        where T : struct, INumber<T> =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => otherwise,
            CustomParser = result => Read<T>(result, name, number => number >= low && number <= high, Range(low, high)) ?? otherwise,
        };

    /// <summary>An option with a range, null where it is not given.</summary>
    public static Option<T?> Create<T>(string name, string description, T low, T high)
        where T : struct, INumber<T> =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => Read<T>(result, name, number => number >= low && number <= high, Range(low, high)),
        };

    /// <summary>An option whose range takes words.</summary>
    public static Option<double> Create(string name, string description, string helpName, Predicate<double> isAllowed, string expected, double otherwise) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => otherwise,
            CustomParser = result => Read(result, name, isAllowed, expected) ?? otherwise,
        };

    private static string Range<T>(T low, T high) => string.Create(CultureInfo.InvariantCulture, $"an integer from {low} to {high}");

    private static T? Read<T>(ArgumentResult result, string name, Predicate<T> isAllowed, string expected)
        where T : struct, INumber<T>
    {
        string text = result.Tokens[^1].Value;
        bool isNumber = T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out T number);
        if (isNumber && isAllowed(number))
        {
            return number;
        }

        result.AddError($"{name}: {(isNumber ? text : $"'{text}'")} is not allowed; it is {expected}");
        return null;
    }
}
