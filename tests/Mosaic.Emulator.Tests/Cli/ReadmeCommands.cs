using System.Text.RegularExpressions;

namespace Mosaic.Emulator.Tests.Cli;

/// <summary>The command lines that a README prints, with what it prints of their output.</summary>
internal static partial class ReadmeCommands
{
    /// <summary>The folder of the solution, where the tests are run from a clone.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>READMEs by their path from there.</summary>
    public static IEnumerable<string> Files => Directory.EnumerateFiles(Root, "README.md", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
        .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or ".git")).Order(StringComparer.Ordinal);

    /// <summary>What stands behind a prompt in blocks, and whole commands of <c>mosaic</c> in the text.</summary>
    public static IEnumerable<(string Command, string[] Output)> Of(string file)
    {
        string text = File.ReadAllText(Path.Combine(Root, file)).ReplaceLineEndings("\n");
        string? command = null;
        var output = new List<string>();
        bool isBlock = false;
        foreach (string line in text.Split('\n'))
        {
            bool isFence = line.StartsWith("```", StringComparison.Ordinal);
            if (command is not null && (isFence || line.StartsWith("$ ", StringComparison.Ordinal)))
            {
                yield return (command, [.. output]);
                command = null;
                output.Clear();
            }

            isBlock ^= isFence;
            if (isBlock && line.StartsWith("$ ", StringComparison.Ordinal))
            {
                command = line[2..];
            }
            else if (command is not null)
            {
                output.Add(line);
            }
            else if (!isBlock)
            {
                foreach (Match inline in Inline().Matches(line))
                {
                    // What names something to fill in is not a command yet.
                    if (!Placeholder().IsMatch(inline.Groups["command"].Value))
                    {
                        yield return (inline.Groups["command"].Value, []);
                    }
                }
            }
        }
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Mosaic.Emulator.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("There is no Mosaic.Emulator.sln above the tests.");
    }

    [GeneratedRegex("`(?<command>mosaic (run|predict|sweep|merge|check|compare|report|fec|list|config) ?[^`]*)`", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Inline();

    [GeneratedRegex(@"…|\b[A-Z]{3,}\b|\bi/n\b|report\.json|mine\.dll|compare fec$|compare deskew$|fec (encode|decode)$|^mosaic (run|sweep|merge|check|compare|report|fec)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}
