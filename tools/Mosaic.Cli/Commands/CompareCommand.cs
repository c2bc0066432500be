using System.CommandLine;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic compare</c>: algorithms side by side.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var command = new Command("compare", "Compare algorithms on the same bits.");
        command.Subcommands.Add(CompareDeskewCommand.Create());
        command.Subcommands.Add(CompareFecCommand.Create());
        return command;
    }
}
