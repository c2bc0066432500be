using System.CommandLine;
using Mosaic.Cli.Commands;

namespace Mosaic.Cli;

/// <summary>The <c>mosaic</c> command.</summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args);

    /// <summary>Parses and runs a command line; every failure is one line on stderr and an exit code.</summary>
    internal static int Run(string[] args)
    {
        CommandText.Note(args);
        RootCommand root = Root();
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            return Failure.Report(Misuse.Explain(parsed), ExitCode.Usage);
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (Failure.ExitCodeOf(e) is { } code)
        {
            return Failure.Report(e.Message, code);
        }
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Root()
    {
        var root = new RootCommand("Emulates wide-and-slow optical links: real bits through a microLED array, fibre, FEC, bonding and deskew.");
        root.Subcommands.Add(RunCommand.Create());
        root.Subcommands.Add(PredictCommand.Create());
        root.Subcommands.Add(SweepCommand.Create());
        root.Subcommands.Add(MergeCommand.Create());
        root.Subcommands.Add(CheckCommand.Create());
        root.Subcommands.Add(CompareCommand.Create());
        root.Subcommands.Add(ReportCommand.Create());
        root.Subcommands.Add(FecCommand.Create());
        root.Subcommands.Add(ListCommand.Create());
        root.Subcommands.Add(ConfigCommand.Create());
        ExampleCommand.ShowIn(root);
        return root;
    }
}
