using System.Text.Json;
using Mosaic.Cli.Commands;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Report.Results;

/// <summary>A result as a command wrote it.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Index">Its place among the results of a report, from 0.</param>
/// <param name="Kind">Which command wrote it.</param>
/// <param name="Root">Its JSON.</param>
internal sealed record Result(string Name, int Index, ResultKind Kind, Field Root)
{
    /// <summary>The command in the words of a command line.</summary>
    public string Verb => Kind switch
    {
        ResultKind.CompareFec => "compare fec",
        ResultKind.CompareDeskew => "compare deskew",
        ResultKind.Tail => "run",
        _ => Kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The command that made it; where the file does not say, the one that makes it again.</summary>
    public string Command => Root["command"].OptionalText() ?? CommandText.Of(Again());

    /// <summary>Whether the file says which command made it.</summary>
    public bool HasCommand => Root["command"].IsThere;

    /// <summary>A setting of its configuration, as JSON text; null where it has none.</summary>
    public string? Setting(string path) => Root["config"].IsThere && Root["config"][path] is { IsThere: true } value ? value.Plain() : null;

    /// <summary>Reads results, each <c>FILE</c> or <c>name=FILE</c>.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="ConfigurationException">A file is no result.</exception>
    public static IReadOnlyList<Result> Read(IReadOnlyList<string> arguments)
    {
        (string? Name, string Path)[] files = [.. arguments.Select(Split)];
        string[] names = [.. files.Select(file => file.Name ?? Path.GetFileNameWithoutExtension(file.Path))];
        for (int i = 0; i < names.Length; i++)
        {
            // Files of one name in several folders go by both.
            if (files[i].Name is null && names.Count(name => string.Equals(name, Path.GetFileNameWithoutExtension(files[i].Path), StringComparison.Ordinal)) > 1)
            {
                names[i] = Path.ChangeExtension(files[i].Path, null);
            }
        }

        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            throw new ConfigurationException($"report: two results are called '{names.GroupBy(name => name, StringComparer.Ordinal).First(group => group.Count() > 1).Key}'; name=FILE gives another name");
        }

        return [.. files.Select((file, i) => Parse(names[i], i, file.Path))];
    }

    private IEnumerable<string> Again()
    {
        IEnumerable<string> axes = Kind != ResultKind.Sweep ? [] : Root["axes"].Items().SelectMany(axis =>
        {
            string paths = string.Join(',', axis["paths"].Items().Select(path => path.Text()));
            // Settings that go together come from a file, which the result does not name.
            return (string[])["--axis", paths.Contains(',', StringComparison.Ordinal) ? $"{paths}=@FILE" : $"{paths}={string.Join(',', axis["points"].Items().Select(point => point.Items()[0].Plain()))}"];
        });
        return Kind == ResultKind.Check ? ["check", "BASELINE.json", "--seed", Root["seed"].Plain()] : [.. Verb.Split(' '), "--config", Root.File, .. axes];
    }

    private static (string? Name, string Path) Split(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        (string? name, string path) = equals > 0 && !File.Exists(argument) ? (argument[..equals], argument[(equals + 1)..]) : (null, argument);
        return path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? (name, Beside(path)) : (name, path);
    }

    /// <summary>The JSON that a sweep writes beside its CSV.</summary>
    private static string Beside(string csv)
    {
        string json = Path.ChangeExtension(csv, ".json");
        return File.Exists(json) ? json : throw new ConfigurationException($"{csv}: a report is made of JSON, and there is no '{json}'; a sweep writes it when it has ended");
    }

    private static Result Parse(string name, int index, string path)
    {
        using FileStream stream = InputFile.Open(path, "report", "it is no result");
        JsonElement root;
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{path}: line {e.LineNumber + 1}: this is no JSON; expected what run, predict, sweep, check or compare write with --json", e);
        }

        Field field = new Field(path, "", root).Object();
        return new Result(name, index, KindOf(field), field);
    }

    private static ResultKind KindOf(Field root)
    {
        if (root["version"].IsThere)
        {
            if (root["taps"].IsThere)
            {
                return ResultKind.Predict;
            }

            if (root["preFec"].IsThere)
            {
                return string.Equals(root["engine"].OptionalText(), "tail", StringComparison.Ordinal) ? ResultKind.Tail : ResultKind.Run;
            }

            if (root["differences"].IsThere)
            {
                return ResultKind.Check;
            }

            if (root["points"].IsThere)
            {
                return root["axes"].IsThere ? ResultKind.Sweep : root["holdFrames"].IsThere ? ResultKind.CompareDeskew : ResultKind.CompareFec;
            }
        }

        throw new ConfigurationException($"{root.File}: this is no result; expected what run, predict, sweep, check or compare write with --json, which has version and one of preFec, taps, points, differences");
    }
}
