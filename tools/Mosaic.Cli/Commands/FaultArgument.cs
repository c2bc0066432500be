using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Commands;

/// <summary>Faults as they are written on a command line: <c>kind=dead,lane=37,atFrame=10</c>.</summary>
internal static class FaultArgument
{
    /// <summary>The setting <c>faults</c> that arguments stand for.</summary>
    /// <param name="arguments">One fault each.</param>
    /// <exception cref="ConfigurationException">One is not a list of keys and values.</exception>
    public static string ToJson(IEnumerable<string> arguments) => new JsonArray([.. arguments.Select(Fault)]).ToJsonString();

    private static JsonObject Fault(string argument)
    {
        var fault = new JsonObject();
        foreach (string member in argument.Split(','))
        {
            if (member.Split('=', 2) is not [{ Length: > 0 } key, var value] || !fault.TryAdd(key, Value(value)))
            {
                throw new ConfigurationException($"--fault {argument}: expected each key once as key=value, e.g. kind=dead,lane=37,atFrame=10");
            }
        }

        return fault;
    }

    /// <summary>JSON if it parses, else a string.</summary>
    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
