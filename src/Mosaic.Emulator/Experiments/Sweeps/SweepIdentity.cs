using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;

namespace Mosaic.Emulator.Experiments.Sweeps;

/// <summary>What of a configuration decides a result, as JSON in a fixed order of keys.</summary>
internal static class SweepIdentity
{
    /// <summary>A configuration without what changes no count: the preset's name, threads, and what only single runs have.</summary>
    /// <param name="options">The options.</param>
    /// <param name="coupling">Hash of the file that <c>optics.file</c> names, or null.</param>
    public static JsonObject Of(LinkOptions options, string? coupling)
    {
        JsonObject identity = JsonNode.Parse(LinkConfiguration.ToJson(options))!.AsObject();
        foreach (string key in (ReadOnlySpan<string>)["preset", "threads", "capture", "probe"])
        {
            identity.Remove(key);
        }

        identity["deviceSeed"] = options.DeviceSeed ?? options.Seed;
        if (coupling is not null)
        {
            identity["optics"]!["file"] = coupling;
        }

        return identity;
    }

    /// <summary>16 hex digits: the beginning of the SHA-256 of the compact JSON.</summary>
    public static string Hash(JsonNode identity) => HashOf(Encoding.UTF8.GetBytes(identity.ToJsonString()));

    /// <summary>16 hex digits: the beginning of the SHA-256.</summary>
    public static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));

    /// <summary>Everything that differs, with its two values.</summary>
    public static IEnumerable<(string Path, string Then, string Now)> Differences(JsonNode? then, JsonNode? now, string path = "")
    {
        if (then is JsonObject a && now is JsonObject b)
        {
            return a.Select(p => p.Key).Union(b.Select(p => p.Key), StringComparer.Ordinal)
                .SelectMany(key => Differences(a[key], b[key], path.Length == 0 ? key : $"{path}.{key}"));
        }

        return JsonNode.DeepEquals(then, now) ? [] : [(path, Shown(then), Shown(now))];
    }

    private static string Shown(JsonNode? node) => node?.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) ?? "null";
}
