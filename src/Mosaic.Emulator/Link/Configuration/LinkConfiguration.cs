using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Link.Configuration;

/// <summary>
/// Builds <see cref="LinkOptions"/> in layers: the preset, then objects and single settings of the user, each checked key
/// by key. Comments and trailing commas are allowed in JSON.
/// </summary>
public sealed class LinkConfiguration
{
    /// <summary>The preset used where none is named.</summary>
    public const string DefaultPreset = "mosaic-800g";

    private const string PresetKey = "preset";
    private const string PresetPrefix = "presets/";

    private static readonly JsonDocumentOptions Reading = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    private readonly List<(JsonObject Layer, string Origin)> _layers = [];

    // What the first layers come to, laid out once for all that go on from them.
    private (int Layers, string Preset, JsonObject Merged, JsonObject Brought)? _laid;

    /// <summary>Names of the presets, in alphabetical order.</summary>
    public static IReadOnlyList<string> Presets { get; } =
    [
        .. typeof(LinkConfiguration).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(PresetPrefix, StringComparison.Ordinal))
            .Select(name => name[PresetPrefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of a preset: JSON with comments that say where its values come from.</summary>
    /// <param name="name">Name of the preset.</param>
    /// <exception cref="ConfigurationException">No such preset.</exception>
    public static string PresetText(string name)
    {
        using Stream stream = typeof(LinkConfiguration).Assembly.GetManifestResourceStream(PresetPrefix + name)
            ?? throw new ConfigurationException($"preset: there is no '{name}'{Nearest.Hint(name, Presets)}; presets are {string.Join(", ", Presets)}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Adds a layer of JSON text. Of a report, which has <c>version</c> and <c>config</c>, the latter is taken.</summary>
    /// <param name="json">A JSON object: a configuration, or the report of a run or prediction.</param>
    /// <param name="origin">Where it comes from, for messages, e.g. a file's name.</param>
    /// <exception cref="ConfigurationException">Not a JSON object.</exception>
    public LinkConfiguration Add(string json, string origin)
    {
        JsonObject layer = Parse(json, origin);
        bool isReport = layer.ContainsKey("version");
        _layers.Add((isReport && layer["config"] is JsonObject config ? config : layer, origin));
        return this;
    }

    /// <summary>Adds one setting.</summary>
    /// <param name="path">Keys from the top, separated by dots, e.g. <c>fiber.lengthM</c>.</param>
    /// <param name="value">JSON if it parses, else a string.</param>
    public LinkConfiguration Set(string path, string value)
    {
        JsonNode? node = ParseValue(value);
        string[] keys = path.Split('.');
        for (int i = keys.Length - 1; i > 0; i--)
        {
            node = new JsonObject { [keys[i]] = node };
        }

        _layers.Add((new JsonObject { [keys[0]] = node }, ""));
        return this;
    }

    /// <summary>Another one that goes on from here. What both have in common is laid out once, however many there are.</summary>
    /// <exception cref="ConfigurationException">A key is unknown, or a value outside its range.</exception>
    internal LinkConfiguration Fork()
    {
        if (_laid?.Layers != _layers.Count)
        {
            string preset = Preset();
            (JsonObject merged, JsonObject brought) = Lay(preset);
            _laid = (_layers.Count, preset, merged, brought);
        }

        var fork = new LinkConfiguration { _laid = _laid };
        fork._layers.AddRange(_layers);
        return fork;
    }

    /// <summary>Builds the options.</summary>
    /// <exception cref="ConfigurationException">A key is unknown, a value outside its range, or of a mode that is not chosen.</exception>
    public LinkOptions Build()
    {
        (JsonObject merged, JsonObject brought) = Lay(Preset());
        ModeKeys.Check(merged, brought);
        return merged.Deserialize<LinkOptions>(OptionsBinder.Json)!;
    }

    /// <summary>The values that a setting can take, where it is one of a few names; else none.</summary>
    /// <param name="path">Keys from the top, separated by dots, e.g. <c>traffic.pattern</c>.</param>
    public static IReadOnlyList<string> AllowedValues(string path) => OptionsBinder.AllowedValues(typeof(LinkOptions), path.Split('.'));

    /// <summary>Every setting there is, with what it takes and its value in the default preset.</summary>
    public static IReadOnlyList<LinkSetting> Settings =>
        [.. OptionsBinder.Settings(JsonSerializer.SerializeToNode(new LinkConfiguration().Build(), OptionsBinder.Json)!.AsObject(), typeof(LinkOptions))];

    /// <summary>The complete options as indented JSON.</summary>
    /// <param name="options">The options.</param>
    public static string ToJson(LinkOptions options) => JsonSerializer.Serialize(options, OptionsBinder.Json);

    /// <summary>All layers in one object, and what the preset alone brought.</summary>
    private (JsonObject Merged, JsonObject Brought) Lay(string preset)
    {
        (int layers, JsonObject merged, JsonObject brought) = _laid is { } laid && string.Equals(laid.Preset, preset, StringComparison.Ordinal)
            ? (laid.Layers, (JsonObject)laid.Merged.DeepClone(), laid.Brought)
            : Start();
        foreach ((JsonObject layer, string origin) in _layers.Skip(layers))
        {
            OptionsBinder.Merge(merged, layer, typeof(LinkOptions), Prefix(origin));
        }

        return (merged, brought);

        (int, JsonObject, JsonObject) Start()
        {
            JsonObject start = JsonSerializer.SerializeToNode(new LinkOptions { Preset = preset }, OptionsBinder.Json)!.AsObject();
            OptionsBinder.Merge(start, Parse(PresetText(preset), preset), typeof(LinkOptions), $"preset {preset}: ");
            return (0, start, (JsonObject)start.DeepClone());
        }
    }

    /// <summary>
    /// The preset to start from. A layer with other keys was written for the preset that it names: over another one its
    /// values would be passed off as that one's.
    /// </summary>
    private string Preset()
    {
        string preset = DefaultPreset;
        (string Name, string Origin)? written = null;
        foreach ((JsonObject layer, string origin) in _layers)
        {
            if (layer.TryGetPropertyValue(PresetKey, out JsonNode? name))
            {
                preset = name?.GetValueKind() == JsonValueKind.String
                    ? name.GetValue<string>()
                    : throw new ConfigurationException($"{Prefix(origin)}preset: expected a name");
                if (written is { } other && !string.Equals(other.Name, preset, StringComparison.Ordinal))
                {
                    throw new ConfigurationException($"preset: '{preset}' contradicts {other.Origin}, which was written for the preset '{other.Name}'; leave one of them out");
                }

                written = layer.Count > 1 ? (preset, origin) : written;
            }
        }

        return preset;
    }

    private static string Prefix(string origin) => origin.Length == 0 ? "" : origin + ": ";

    /// <summary>Parses a JSON object, and says where it is none.</summary>
    internal static JsonObject Parse(string json, string origin)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: Reading) as JsonObject
                ?? throw new ConfigurationException($"{Prefix(origin)}expected a JSON object");
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is { } line
                ? string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, byte {e.BytePositionInLine + 1}: ")
                : "";
            throw new ConfigurationException($"{Prefix(origin)}{place}not valid JSON ({FirstSentence(e.Message)})", e);
        }
    }

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private static JsonNode? ParseValue(string value)
    {
        try
        {
            return JsonNode.Parse(value, documentOptions: Reading);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }
}
