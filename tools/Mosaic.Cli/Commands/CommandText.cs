using System.Buffers;
using System.Text.Json;

namespace Mosaic.Cli.Commands;

/// <summary>The command line of this process, which results in JSON carry as <c>command</c>.</summary>
internal static class CommandText
{
    /// <summary>As a shell would take it; null before there is one.</summary>
    public static string? Line { get; private set; }

    /// <summary>Notes the arguments.</summary>
    public static void Note(IEnumerable<string> arguments) => Line = Of(arguments);

    /// <summary>A command line in words that a shell reads as they were given.</summary>
    public static string Of(IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Select(word => IsPlain(word) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'").Prepend("mosaic"));

    /// <summary>A result with the command line behind its version; other JSON as it is.</summary>
    public static string Sign(string json)
    {
        string head = $"{{{Environment.NewLine}  \"version\": ";
        if (Line is null || !json.StartsWith(head, StringComparison.Ordinal))
        {
            return json;
        }

        int end = json.IndexOf(Environment.NewLine, head.Length, StringComparison.Ordinal) + Environment.NewLine.Length;
        return json.Insert(end, $"  \"command\": {JsonSerializer.Serialize(Line, Readable)},{Environment.NewLine}");
    }

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly SearchValues<char> Signs = SearchValues.Create("_@%+=:,./-");

    /// <summary>Whether no shell makes anything else of a word.</summary>
    private static bool IsPlain(string word) => word.Length > 0 && word.All(one => char.IsLetterOrDigit(one) || Signs.Contains(one));
}
