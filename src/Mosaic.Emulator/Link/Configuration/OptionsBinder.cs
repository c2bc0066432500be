using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Configuration;

/// <summary>
/// Lays a user's JSON object over a complete one, guided by the option records: every key must be a property, every value
/// of its kind and within its <see cref="RangeAttribute"/> or <see cref="AllowedValuesAttribute"/>.
/// </summary>
internal static class OptionsBinder
{
    /// <summary>How options are written and read.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(OptionsJson.Default, new DefaultJsonTypeInfoResolver()),
    };

    /// <summary>Writes the values of one object into another.</summary>
    /// <param name="target">A complete object of the type.</param>
    /// <param name="source">The user's.</param>
    /// <param name="type">The options record.</param>
    /// <param name="prefix">What messages start with.</param>
    /// <param name="path">Where in the options the objects are.</param>
    /// <exception cref="ConfigurationException">A key or a value is not allowed.</exception>
    public static void Merge(JsonObject target, JsonObject source, Type type, string prefix, string path = "")
    {
        Dictionary<string, PropertyInfo> properties = Properties(type);
        foreach ((string key, JsonNode? value) in source)
        {
            string full = path.Length == 0 ? key : $"{path}.{key}";
            if (!properties.TryGetValue(key, out PropertyInfo? property))
            {
                throw new ConfigurationException($"{prefix}{full}: no such key{Nearest.Hint(key, properties.Keys)}");
            }

            if (ElementType(property.PropertyType) is { } element)
            {
                target[key] = List(value, element, prefix, full);
            }
            else if (IsSection(property.PropertyType))
            {
                JsonObject section = value as JsonObject
                    ?? throw new ConfigurationException($"{prefix}{full}: expected an object with keys {string.Join(", ", Properties(property.PropertyType).Keys)}");
                Merge(target[key]!.AsObject(), section, property.PropertyType, prefix, full);
            }
            else
            {
                target[key] = Value(value, property, $"{prefix}{full}");
            }
        }
    }

    /// <summary>Checks options that were built in code as strictly as those that were read.</summary>
    /// <exception cref="ConfigurationException">A value is not allowed.</exception>
    public static void Check(LinkOptions options)
    {
        JsonObject complete = JsonSerializer.SerializeToNode(new LinkOptions(), Json)!.AsObject();
        Merge(complete, JsonSerializer.SerializeToNode(options, Json)!.AsObject(), typeof(LinkOptions), "");
    }

    /// <summary>The names that a setting can take; none where it is no such setting.</summary>
    public static IReadOnlyList<string> AllowedValues(Type type, ReadOnlySpan<string> keys)
    {
        if (!Properties(type).TryGetValue(keys[0], out PropertyInfo? property))
        {
            return [];
        }

        return keys.Length > 1
            ? AllowedValues(ElementType(property.PropertyType) ?? property.PropertyType, keys[1..])
            : [.. property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.OfType<string>() ?? []];
    }

    /// <summary>All settings, in the order of the option records.</summary>
    /// <param name="values">A complete object of the type, for the defaults.</param>
    /// <param name="type">The options record.</param>
    /// <param name="path">Where in the options the object is.</param>
    public static IEnumerable<LinkSetting> Settings(JsonObject values, Type type, string path = "") =>
        from entry in Properties(type)
        let full = path + entry.Key
        let value = values[entry.Key]
        from setting in IsSection(entry.Value.PropertyType)
            ? Settings(value!.AsObject(), entry.Value.PropertyType, full + ".")
            : [new LinkSetting(full, Expected(entry.Value), value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : Shown(value), entry.Value)]
        select setting;

    private static bool IsSection(Type type) => type.IsClass && type != typeof(string) && ElementType(type) is null;

    /// <summary>What a list is a list of; null where it is none.</summary>
    private static Type? ElementType(Type type) => type.GetInterfaces()
        .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))?.GetGenericArguments()[0];

    /// <summary>A list replaces the one before; each object in it starts from its defaults.</summary>
    private static JsonArray List(JsonNode? value, Type element, string prefix, string path)
    {
        if (element == typeof(int))
        {
            return [.. (value as JsonArray ?? throw new ConfigurationException($"{prefix}{path}: expected an array of integers")).Select((item, i) =>
                item?.GetValueKind() == JsonValueKind.Number && Integer(item, element) is int number && number >= 0
                    ? (JsonNode)JsonValue.Create(number)
                    : throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"{prefix}{path}[{i}]: {Shown(item)} is not allowed; it is an integer from 0 on")))];
        }

        string keys = string.Join(", ", Properties(element).Keys);
        var list = new JsonArray();
        foreach (JsonNode? item in value as JsonArray ?? throw new ConfigurationException($"{prefix}{path}: expected an array of objects with keys {keys}"))
        {
            string full = string.Create(CultureInfo.InvariantCulture, $"{path}[{list.Count}]");
            JsonObject given = item as JsonObject ?? throw new ConfigurationException($"{prefix}{full}: expected an object with keys {keys}");
            JsonObject complete = JsonSerializer.SerializeToNode(Activator.CreateInstance(element), element, Json)!.AsObject();
            Merge(complete, given, element, prefix, full);
            foreach ((string key, PropertyInfo property) in Properties(element))
            {
                if (complete[key] is null && !IsNullable(property))
                {
                    throw new ConfigurationException($"{prefix}{full}.{key}: is missing; it is {Expected(property)}");
                }
            }

            list.Add((JsonNode)complete);
        }

        return list;
    }

    private static Dictionary<string, PropertyInfo> Properties(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.SetMethod is not null)
        .ToDictionary(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name), StringComparer.Ordinal);

    private static JsonValue? Value(JsonNode? node, PropertyInfo property, string path)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        JsonValueKind kind = node?.GetValueKind() ?? JsonValueKind.Null;
        string Bad() => $"{path}: {Shown(node)} is not allowed; it is {Expected(property)}";

        if (kind == JsonValueKind.Null)
        {
            return IsNullable(property) ? null : throw new ConfigurationException(Bad());
        }

        object value = (Type.GetTypeCode(type), kind) switch
        {
            (TypeCode.Boolean, JsonValueKind.True or JsonValueKind.False) => node!.GetValue<bool>(),
            (TypeCode.String, JsonValueKind.String) => node!.GetValue<string>(),
            // Names that look like numbers, as 802.3 does on a command line.
            (TypeCode.String, JsonValueKind.Number) when property.IsDefined(typeof(EqualizerStrengthAttribute)) || property.IsDefined(typeof(AllowedValuesAttribute)) => node!.ToJsonString(),
            (TypeCode.Double, JsonValueKind.Number) => Number(node!),
            (TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt64, JsonValueKind.Number) => Integer(node!, type) ?? throw new ConfigurationException(Bad()),
            _ => throw new ConfigurationException(Bad()),
        };
        foreach (ValidationAttribute rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (!rule.IsValid(value))
            {
                throw new ConfigurationException(Bad());
            }
        }

        return JsonSerializer.SerializeToNode(value, type)!.AsValue();
    }

    /// <summary>A finite double; an exponent or a fraction is nothing special.</summary>
    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>An integer, which may be written 1e9; null where it is none or does not fit.</summary>
    private static object? Integer(JsonNode node, Type type)
    {
        // BigInteger reads exponents exactly and refuses fractions, where decimal rounds 1e-30 to 0. Exponents of three
        // digits are of no use here, and one of nine would take minutes.
        string text = node.ToJsonString();
        int exponent = text.AsSpan().IndexOfAny('e', 'E');
        if ((exponent >= 0 && text.AsSpan(exponent + 1).TrimStart("+-0").Length > 2)
            || !BigInteger.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out BigInteger number))
        {
            return null;
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 when number >= int.MinValue && number <= int.MaxValue => (int)number,
            TypeCode.Int64 when number >= long.MinValue && number <= long.MaxValue => (long)number,
            TypeCode.UInt64 when number >= 0 && number <= ulong.MaxValue => (ulong)number,
            _ => null,
        };
    }

    private static bool IsNullable(PropertyInfo property) =>
        new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;

    private static string Shown(JsonNode? node) => node is null ? "null" : node.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>What a property takes, in words.</summary>
    private static string Expected(PropertyInfo property)
    {
        if (ElementType(property.PropertyType) is { } element)
        {
            return element == typeof(int) ? "an array of integers" : "an array of objects, each with " + string.Join("; ", Properties(element).Select(p => $"{p.Key}: {Expected(p.Value)}"));
        }

        string kind = Type.GetTypeCode(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) switch
        {
            TypeCode.Boolean => "true or false",
            TypeCode.String => "a string",
            TypeCode.Double => "a number",
            TypeCode.UInt64 => "an integer from 0 to 18446744073709551615",
            _ => "an integer",
        };
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
        {
            kind = "one of " + string.Join(", ", allowed is AllowedOrOwnValuesAttribute ? [.. allowed.Values, AllowedOrOwnValuesAttribute.Form] : allowed.Values);
        }

        if (property.GetCustomAttribute<RegularExpressionAttribute>()?.ErrorMessage is { } form)
        {
            kind = form;
        }

        if (property.IsDefined(typeof(EqualizerStrengthAttribute)))
        {
            kind = EqualizerStrengthAttribute.Expected;
        }

        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            kind += string.Create(
                CultureInfo.InvariantCulture,
                $" from {(range.MinimumIsExclusive ? "above " : "")}{range.Minimum} to {(range.MaximumIsExclusive ? "below " : "")}{range.Maximum}");
        }

        return kind + (IsNullable(property) ? ", or null" : "");
    }
}
