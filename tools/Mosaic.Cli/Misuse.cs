using System.CommandLine;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class Misuse
{
    /// <summary>One line about the first error.</summary>
    public static string Explain(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string[] commands = [.. command.Subcommands.Select(c => c.Name)];
        string? token = parsed.UnmatchedTokens is [var first, ..] ? first : null;
        if (token is null)
        {
            return commands.Length > 0 ? $"{command.Name}: a command is missing; there are {string.Join(", ", commands)}" : parsed.Errors[0].Message;
        }

        if (token.StartsWith('-'))
        {
            return $"{command.Name}: there is no option '{token}'{Nearest.Hint(token, command.Options.Select(o => o.Name))}";
        }

        return commands.Length > 0
            ? $"there is no command '{token}'{Nearest.Hint(token, commands)}; there are {string.Join(", ", commands)}"
            : $"{command.Name}: '{token}' is one word too many";
    }
}
