using System.CommandLine;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic compare</c>: algorithms side by side.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("compare", "Compare algorithms on the same bits.", "mosaic compare fec --codes kp4,kr4 --axis fiber.lengthM=25,28,31", "mosaic compare deskew --ber 1e-3,0.1 --trials 20");
        command.Subcommands.Add(CompareDeskewCommand.Create());
        command.Subcommands.Add(CompareFecCommand.Create());
        return command;
    }
}
