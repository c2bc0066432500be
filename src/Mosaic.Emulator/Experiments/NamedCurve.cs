using System.Text.Json;
using System.Text.Json.Nodes;
using Mosaic.Emulator.Experiments.Sweeps;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Emulator.Experiments;

/// <summary>A curve that goes by name: a configuration and what is varied of it.</summary>
/// <param name="Configuration">The configuration as JSON.</param>
/// <param name="Axes">What is varied.</param>
public sealed record NamedCurve(string Configuration, IReadOnlyList<SweepAxis> Axes)
{
    private const string Prefix = "curves/";

    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Names of the curves, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(NamedCurve).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The text of a curve: JSON with comments that say what it shows.</summary>
    /// <param name="name">Name of the curve.</param>
    /// <exception cref="ConfigurationException">No such curve.</exception>
    public static string Text(string name)
    {
        using Stream stream = typeof(NamedCurve).Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new ConfigurationException($"--curve: there is no '{name}'{Nearest.Hint(name, Names)}; curves are {string.Join(", ", Names)}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The curve of a name.</summary>
    /// <param name="name">Name of the curve.</param>
    /// <exception cref="ConfigurationException">No such curve.</exception>
    public static NamedCurve Find(string name)
    {
        JsonNode curve = JsonNode.Parse(Text(name), documentOptions: Reading)!;
        return new NamedCurve(curve["config"]!.ToJsonString(), [.. curve["axes"]!.AsArray().Select(axis => SweepAxis.Parse(axis!.GetValue<string>()))]);
    }
}
