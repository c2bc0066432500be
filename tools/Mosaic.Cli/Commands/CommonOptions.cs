using System.CommandLine;
using System.CommandLine.Completions;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Commands;

/// <summary>The options that every command takes that describes a link.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string?> _config = new("--config") { Description = "Configuration file: JSON, comments allowed; or the JSON report of a run, which repeats it.", HelpName = "FILE" };
    private readonly Option<string?> _preset = new("--preset") { Description = "Preset to start from; 'mosaic list' names them.", HelpName = "NAME" };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "One setting, e.g. fiber.lengthM=28; may be repeated.",
        HelpName = "path=value",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _seed = new("--seed") { Description = "Key of all random numbers.", HelpName = "N" };
    private readonly Option<string?> _threads = new("--threads") { Description = "Worker threads, at most 8 of which find work; results do not depend on it.", HelpName = "N" };
    private readonly Option<string?> _json = new("--json") { Description = "Write the result as JSON to a file, or to stdout with '-', which silences the report.", HelpName = "FILE|-" };

    /// <summary>Adds the options to a command.</summary>
    public CommonOptions AddTo(Command command)
    {
        _preset.CompletionSources.Add([.. LinkConfiguration.Presets]);
        _set.CompletionSources.Add(_ => Paths());
        foreach (Option option in (Option[])[_config, _preset, _set, _seed, _threads, _json])
        {
            command.Options.Add(option);
        }

        return this;
    }

    /// <summary>What a shell may put before the <c>=</c> of a setting.</summary>
    public static IEnumerable<CompletionItem> Paths() => LinkConfiguration.Settings.Select(setting => new CompletionItem($"{setting.Path}="));

    /// <summary>What was given for <c>--json</c>.</summary>
    public string? JsonPath(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Where the JSON goes.</summary>
    public JsonTarget Json(ParseResult parsed) => new(JsonPath(parsed));

    /// <summary>The configuration that the options describe: the preset, over it the file, --set and single options, in this order.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="under">A configuration as JSON that all of them go over, and where it comes from; or null.</param>
    public LinkConfiguration Configuration(ParseResult parsed, (string Json, string Origin)? under = null)
    {
        var configuration = new LinkConfiguration();
        if (under is var (json, origin))
        {
            configuration.Add(json, origin);
        }

        if (parsed.GetValue(_config) is { } file)
        {
            configuration.Add(ReadText(file), Path.GetFileName(file));
        }

        if (parsed.GetValue(_preset) is { } preset)
        {
            configuration.Set("preset", System.Text.Json.JsonSerializer.Serialize(preset));
        }

        foreach (string setting in parsed.GetValue(_set) ?? [])
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new ConfigurationException($"--set {setting}: expected path=value, e.g. fiber.lengthM=28");
            }

            configuration.Set(setting[..equals], setting[(equals + 1)..]);
        }

        if (parsed.GetValue(_seed) is { } seed)
        {
            configuration.Set("seed", seed);
        }

        if (parsed.GetValue(_threads) is { } threads)
        {
            configuration.Set("threads", threads);
        }

        return configuration;
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new IOException($"--config: cannot read '{path}' ({FileTrouble.Why(path, e)})", e);
        }
    }
}
