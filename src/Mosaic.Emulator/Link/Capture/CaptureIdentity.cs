using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Link.Capture;

/// <summary>
/// What a capture belongs to: the configuration without what changes no frame (threads, stop rules, names of the preset and of
/// files of payload, the capture itself).
/// </summary>
internal static class CaptureIdentity
{
    /// <summary>The identity of a run.</summary>
    public static JsonObject Of(LinkOptions options)
    {
        JsonObject identity = JsonSerializer.SerializeToNode(options, OptionsBinder.Json)!.AsObject();
        foreach (string key in (ReadOnlySpan<string>)["preset", "threads", "stop", "capture"])
        {
            identity.Remove(key);
        }

        identity["traffic"]!.AsObject().Remove("input");
        identity["traffic"]!.AsObject().Remove("output");
        return identity;
    }

    /// <summary>The first setting that differs, with its two values; null where all are alike.</summary>
    public static (string Path, string Captured, string Present)? Difference(JsonNode? captured, JsonNode? present, string path = "")
    {
        if (captured is JsonObject a && present is JsonObject b)
        {
            return a.Select(p => p.Key).Union(b.Select(p => p.Key), StringComparer.Ordinal)
                .Select(key => Difference(a[key], b[key], path.Length == 0 ? key : $"{path}.{key}"))
                .FirstOrDefault(difference => difference is not null);
        }

        return JsonNode.DeepEquals(captured, present) ? null : (path, Shown(captured), Shown(present));
    }

    private static string Shown(JsonNode? node) => node?.ToJsonString() ?? "null";
}
