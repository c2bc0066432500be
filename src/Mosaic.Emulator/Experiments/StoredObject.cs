using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Experiments;

/// <summary>An object of a file that was written as JSON, key by key: what is wrong is said with file, key, value and what it may be.</summary>
/// <param name="values">The object.</param>
/// <param name="origin">The file.</param>
/// <param name="path">Where in the file it is; empty for the whole.</param>
internal sealed class StoredObject(JsonObject values, string origin, string path = "")
{
    /// <summary>The largest count: ten times what a point can count.</summary>
    public const long LargestCount = 1_000_000_000_000_000;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>An integer from 0 on.</summary>
    /// <param name="key">The key.</param>
    /// <param name="most">The largest.</param>
    /// <param name="why">Why no more, or null.</param>
    public long Count(string key, long most = LargestCount, string? why = null) => Number(key, Invariant($"an integer from 0 to {most}{why}"), value => AsCount(value, most))!.Value;

    /// <summary>An integer from 0 on, or null.</summary>
    public long? OptionalCount(string key, long most, string why) => Number(key, Invariant($"an integer from 0 to {most}{why}, or null"), value => AsCount(value, most), isOptional: true);

    /// <summary>A number from 0 to 1, or null.</summary>
    public double? Share(string key) => Number(key, "a number from 0 to 1, or null", value => AsNumber(value, 1), isOptional: true);

    /// <summary>A number from 0 on.</summary>
    public double Duration(string key) => Number(key, "a number from 0 on", value => AsNumber(value, double.MaxValue))!.Value;

    /// <summary>A number from 0 on; null where it is not there.</summary>
    public double? Extra(string key) => values.ContainsKey(key) ? Duration(key) : null;

    /// <summary>A text that is not empty.</summary>
    public string Text(string key) => AsText(Value(key, "a text")) ?? throw Wrong(key, "a text");

    /// <summary>16 hex digits, or null.</summary>
    public string? Digits(string key)
    {
        const string Expected = "16 hex digits, or null";
        JsonNode? value = Value(key, Expected);
        return value is null ? null : AsText(value) is { Length: 16 } text && text.All(char.IsAsciiHexDigitLower) ? text : throw Wrong(key, Expected);
    }

    /// <summary>One of the names of an enumeration.</summary>
    public T Name<T>(string key)
        where T : struct, Enum
    {
        string expected = $"one of {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName))}";
        string? text = AsText(Value(key, expected));
        return Enum.GetValues<T>().Cast<T?>().FirstOrDefault(name => string.Equals(JsonNamingPolicy.CamelCase.ConvertName(name!.Value.ToString()), text, StringComparison.Ordinal)) ?? throw Wrong(key, expected);
    }

    /// <summary>An object.</summary>
    public StoredObject Object(string key) => new(Value(key, "an object") as JsonObject ?? throw Wrong(key, "an object"), origin, Full(key));

    /// <summary>A list of objects.</summary>
    public StoredObject[] Objects(string key)
    {
        const string Expected = "a list of objects";
        JsonArray list = Value(key, Expected) as JsonArray ?? throw Wrong(key, Expected);
        return [.. list.Select((item, i) => new StoredObject(item as JsonObject ?? throw Wrong($"{key}[{i}]", "an object", item), origin, Full(Invariant($"{key}[{i}]"))))];
    }

    /// <summary>A list of texts.</summary>
    public string[] Texts(string key) => Texts(Value(key, "a list of texts"), key);

    /// <summary>A list of lists of texts.</summary>
    public string[][] TextLists(string key)
    {
        const string Expected = "a list of lists of texts";
        JsonArray list = Value(key, Expected) as JsonArray ?? throw Wrong(key, Expected);
        return [.. list.Select((item, i) => Texts(item, Invariant($"{key}[{i}]")))];
    }

    /// <summary>A value that may be anything.</summary>
    public JsonNode? Any(string key) => Value(key, "a value");

    /// <summary>Refuses keys that were not asked for.</summary>
    public void CheckNothingElse()
    {
        if (values.Select(value => value.Key).FirstOrDefault(key => !_asked.Contains(key)) is { } unknown)
        {
            throw new ConfigurationException($"{origin}: {Full(unknown)}: no such key{Nearest.Hint(unknown, _asked)}");
        }
    }

    /// <summary>Says that the value of a key is not allowed.</summary>
    public ConfigurationException Wrong(string key, string expected) => Wrong(key, expected, values[key]);

    /// <summary>Says that a part of the value of a key is not allowed.</summary>
    public ConfigurationException Wrong(string key, string expected, JsonNode? value)
    {
        const int Shown = 40;
        string found = value?.ToJsonString(Readable) ?? "null";
        return new ConfigurationException($"{origin}: {Full(key)}: {(found.Length <= Shown ? found : $"{found[..Shown]}…")} is not allowed; it is {expected}");
    }

    private static string? AsText(JsonNode? value) => value is JsonValue some && some.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    private static long? AsCount(JsonValue value, long most) => value.TryGetValue(out long count) && count >= 0 && count <= most ? count : null;

    private static double? AsNumber(JsonValue value, double most) => value.TryGetValue(out double number) && number >= 0 && number <= most ? number : null;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string Full(string key) => path.Length == 0 ? key : $"{path}.{key}";

    private string[] Texts(JsonNode? list, string key) =>
        [.. (list as JsonArray ?? throw Wrong(key, "a list of texts", list)).Select((item, i) => AsText(item) ?? throw Wrong($"{key}[{i}]", "a text", item))];

    private T? Number<T>(string key, string expected, Func<JsonValue, T?> read, bool isOptional = false)
        where T : struct =>
        Value(key, expected) switch
        {
            null when isOptional => null,
            JsonValue value when value.GetValueKind() == JsonValueKind.Number => read(value) ?? throw Wrong(key, expected),
            _ => throw Wrong(key, expected),
        };

    private JsonNode? Value(string key, string expected)
    {
        _asked.Add(key);
        return values.TryGetPropertyValue(key, out JsonNode? value) ? value : throw new ConfigurationException($"{origin}: {Full(key)}: is missing; it is {expected}");
    }
}
