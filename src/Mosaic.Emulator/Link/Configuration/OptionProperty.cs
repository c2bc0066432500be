using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Configuration;

/// <summary>A property of an option record and what it takes, looked up once: each point of a sweep asks for all of them.</summary>
internal sealed class OptionProperty
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyDictionary<string, OptionProperty>> Known = new();

    private readonly ValidationAttribute[] _rules;
    private readonly Lazy<string> _expected;

    private OptionProperty(PropertyInfo info)
    {
        Info = info;
        Type = Nullable.GetUnderlyingType(info.PropertyType) ?? info.PropertyType;
        ElementType = ElementOf(Type);
        IsSection = Type.IsClass && Type != typeof(string) && ElementType is null;
        IsNullable = new NullabilityInfoContext().Create(info).WriteState == NullabilityState.Nullable;
        IsName = info.IsDefined(typeof(EqualizerStrengthAttribute)) || info.IsDefined(typeof(AllowedValuesAttribute));
        _rules = [.. info.GetCustomAttributes<ValidationAttribute>()];
        _expected = new(Describe);
    }

    /// <summary>The property.</summary>
    public PropertyInfo Info { get; }

    /// <summary>Its type, where it is not null.</summary>
    public Type Type { get; }

    /// <summary>What it is a list of; null where it is none.</summary>
    public Type? ElementType { get; }

    /// <summary>Whether it is an option record of its own.</summary>
    public bool IsSection { get; }

    /// <summary>Whether it may be null.</summary>
    public bool IsNullable { get; }

    /// <summary>Whether it takes names, of which some look like numbers.</summary>
    public bool IsName { get; }

    /// <summary>What it takes, in words.</summary>
    public string Expected => _expected.Value;

    /// <summary>The properties of an option record by key, in their order.</summary>
    /// <param name="type">The record.</param>
    public static IReadOnlyDictionary<string, OptionProperty> Of(Type type) => Known.GetOrAdd(type, static type => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is not null)
        .ToDictionary(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name), property => new OptionProperty(property), StringComparer.Ordinal));

    /// <summary>Whether a value of its type is one that it takes.</summary>
    public bool Allows(object value) => Array.TrueForAll(_rules, rule => rule.IsValid(value));

    private static Type? ElementOf(Type type) => type.GetInterfaces()
        .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))?.GetGenericArguments()[0];

    private string Describe()
    {
        if (ElementType is { } element)
        {
            return element == typeof(int) ? "an array of integers" : "an array of objects, each with " + string.Join("; ", Of(element).Select(p => $"{p.Key}: {p.Value.Expected}"));
        }

        string kind = Type.GetTypeCode(Type) switch
        {
            TypeCode.Boolean => "true or false",
            TypeCode.String => "a string",
            TypeCode.Double => "a number",
            TypeCode.UInt64 => "an integer from 0 to 18446744073709551615",
            _ => "an integer",
        };
        if (Info.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
        {
            kind = "one of " + string.Join(", ", allowed is AllowedOrOwnValuesAttribute ? [.. allowed.Values, AllowedOrOwnValuesAttribute.Form] : allowed.Values);
        }

        if (Info.GetCustomAttribute<RegularExpressionAttribute>()?.ErrorMessage is { } form)
        {
            kind = form;
        }

        if (Info.IsDefined(typeof(EqualizerStrengthAttribute)))
        {
            kind = EqualizerStrengthAttribute.Expected;
        }

        if (Info.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            kind += string.Create(
                CultureInfo.InvariantCulture,
                $" from {(range.MinimumIsExclusive ? "above " : "")}{range.Minimum} to {(range.MaximumIsExclusive ? "below " : "")}{range.Maximum}");
        }

        return kind + (IsNullable ? ", or null" : "");
    }
}
