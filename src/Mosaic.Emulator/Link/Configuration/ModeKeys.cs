using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Optics;

namespace Mosaic.Emulator.Link.Configuration;

/// <summary>
/// A key that means something in one mode only is refused in another, since whoever sets it expects it to matter. What a
/// preset brings along is simply unused, and may be repeated: a printed configuration can be read back.
/// </summary>
internal static class ModeKeys
{
    private static readonly (string Section, string Key, string Mode)[] Keys =
    [
        .. from section in typeof(LinkOptions).GetProperties()
           from key in section.PropertyType.GetProperties()
           let mode = key.GetCustomAttribute<CrosstalkModeAttribute>()
           where mode is not null
           select (Camel(section.Name), Camel(key.Name), mode.Mode),
    ];

    /// <summary>Looks for keys of modes that are not chosen.</summary>
    /// <param name="options">Everything, with what the user set.</param>
    /// <param name="brought">The same before the user set anything.</param>
    /// <exception cref="ConfigurationException">There is one.</exception>
    public static void Check(JsonObject options, JsonObject brought)
    {
        CheckArrival(options["arrival"]!, brought["arrival"]!);
        string chosen = options["optics"]!["crosstalk"]!.GetValue<string>();
        foreach ((string section, string key, string mode) in Keys)
        {
            if (!string.Equals(mode, chosen, StringComparison.Ordinal) && !JsonNode.DeepEquals(options[section]![key], brought[section]![key]))
            {
                throw new ConfigurationException($"{section}.{key}: of no use with optics.crosstalk {chosen}; it takes optics.crosstalk {mode}");
            }
        }
    }

    /// <summary>A skew by name leaves none to set, and where nothing drifts nothing varies.</summary>
    private static void CheckArrival(JsonNode arrival, JsonNode brought)
    {
        string preset = arrival["preset"]!.GetValue<string>();
        foreach (string key in (ReadOnlySpan<string>)["skewUi", "variationUi"])
        {
            if (!string.Equals(preset, "none", StringComparison.Ordinal) && !JsonNode.DeepEquals(arrival[key], brought[key]))
            {
                throw new ConfigurationException($"arrival.{key}: of no use with arrival.preset {preset}; it takes arrival.preset none");
            }
        }

        if (arrival["driftPpm"]!.GetValue<double>() == 0 && !JsonNode.DeepEquals(arrival["variationUi"], brought["variationUi"]))
        {
            throw new ConfigurationException("arrival.variationUi: of no use with arrival.driftPpm 0; it takes a drift");
        }
    }

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
