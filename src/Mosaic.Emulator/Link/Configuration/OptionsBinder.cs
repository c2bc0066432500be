using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Mosaic.Emulator.Link.Options;

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
        IReadOnlyDictionary<string, OptionProperty> properties = OptionProperty.Of(type);
        foreach ((string key, JsonNode? value) in source)
        {
            string full = path.Length == 0 ? key : $"{path}.{key}";
            if (!properties.TryGetValue(key, out OptionProperty? property))
            {
                throw new ConfigurationException($"{prefix}{full}: no such key{Elsewhere(key, path, properties) ?? Nearest.Hint(key, properties.Keys)}");
            }

            if (property.ElementType is { } element)
            {
                target[key] = List(value, element, prefix, full);
            }
            else if (property.IsSection)
            {
                JsonObject section = value as JsonObject
                    ?? throw new ConfigurationException($"{prefix}{full}: expected an object with keys {string.Join(", ", OptionProperty.Of(property.Type).Keys)}");
                Merge(target[key]!.AsObject(), section, property.Type, prefix, full);
            }
            else
            {
                target[key] = Value(value, property, $"{prefix}{full}");
            }
        }
    }

    /// <summary>A hint for a key without its section, or null where no section has it.</summary>
    private static string? Elsewhere(string key, string path, IReadOnlyDictionary<string, OptionProperty> properties)
    {
        string[] found = path.Length > 0 ? [] : [.. properties
            .Where(p => p.Value.IsSection && p.Value.ElementType is null && OptionProperty.Of(p.Value.Type).ContainsKey(key))
            .Select(p => $"'{p.Key}.{key}'")];
        return found.Length > 0 ? $"; did you mean {string.Join(" or ", found)}?" : null;
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
        if (!OptionProperty.Of(type).TryGetValue(keys[0], out OptionProperty? property))
        {
            return [];
        }

        return keys.Length > 1
            ? AllowedValues(property.ElementType ?? property.Type, keys[1..])
            : [.. property.Info.GetCustomAttribute<AllowedValuesAttribute>()?.Values.OfType<string>() ?? []];
    }

    /// <summary>All settings, in the order of the option records.</summary>
    /// <param name="values">A complete object of the type, for the defaults.</param>
    /// <param name="type">The options record.</param>
    /// <param name="path">Where in the options the object is.</param>
    public static IEnumerable<LinkSetting> Settings(JsonObject values, Type type, string path = "") =>
        from entry in OptionProperty.Of(type)
        let full = path + entry.Key
        let value = values[entry.Key]
        from setting in entry.Value.IsSection
            ? Settings(value!.AsObject(), entry.Value.Type, full + ".")
            : [new LinkSetting(full, entry.Value.Expected, value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : Shown(value), entry.Value.Info)]
        select setting;

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

        string keys = string.Join(", ", OptionProperty.Of(element).Keys);
        var list = new JsonArray();
        foreach (JsonNode? item in value as JsonArray ?? throw new ConfigurationException($"{prefix}{path}: expected an array of objects with keys {keys}"))
        {
            string full = string.Create(CultureInfo.InvariantCulture, $"{path}[{list.Count}]");
            JsonObject given = item as JsonObject ?? throw new ConfigurationException($"{prefix}{full}: expected an object with keys {keys}");
            JsonObject complete = JsonSerializer.SerializeToNode(Activator.CreateInstance(element), element, Json)!.AsObject();
            Merge(complete, given, element, prefix, full);
            foreach ((string key, OptionProperty property) in OptionProperty.Of(element))
            {
                if (complete[key] is null && !property.IsNullable)
                {
                    throw new ConfigurationException($"{prefix}{full}.{key}: is missing; it is {property.Expected}");
                }
            }

            list.Add((JsonNode)complete);
        }

        return list;
    }

    private static JsonValue? Value(JsonNode? node, OptionProperty property, string path)
    {
        JsonValueKind kind = node?.GetValueKind() ?? JsonValueKind.Null;
        string Bad() => $"{path}: {Shown(node)} is not allowed; it is {property.Expected}";

        if (kind == JsonValueKind.Null)
        {
            return property.IsNullable ? null : throw new ConfigurationException(Bad());
        }

        object value = (Type.GetTypeCode(property.Type), kind) switch
        {
            (TypeCode.Boolean, JsonValueKind.True or JsonValueKind.False) => node!.GetValue<bool>(),
            (TypeCode.String, JsonValueKind.String) => node!.GetValue<string>(),
            // Names that look like numbers, as 802.3 does on a command line.
            (TypeCode.String, JsonValueKind.Number) when property.IsName => node!.ToJsonString(),
            (TypeCode.Double, JsonValueKind.Number) => Number(node!),
            (TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt64, JsonValueKind.Number) => Integer(node!, property.Type) ?? throw new ConfigurationException(Bad()),
            _ => throw new ConfigurationException(Bad()),
        };
        return property.Allows(value) ? JsonSerializer.SerializeToNode(value, property.Type)!.AsValue() : throw new ConfigurationException(Bad());
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

    private static string Shown(JsonNode? node) => node is null ? "null" : node.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
