using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Mosaic.Cli.Commands;

/// <summary>A command whose help ends in command lines that work.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does.</param>
/// <param name="examples">Command lines.</param>
internal sealed class ExampleCommand(string name, string description, params string[] examples) : Command(name, description)
{
    // Columns of help that goes to no terminal.
    private const int WidthOfFiles = 100;

    /// <summary>The command lines.</summary>
    public IReadOnlyList<string> Examples => examples;

    /// <summary>Lets the help of a command and of those below it show their examples.</summary>
    public static void ShowIn(Command root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        var usual = (HelpAction)help.Action!;
        if (Console.IsOutputRedirected)
        {
            usual.MaxWidth = WidthOfFiles;
        }

        help.Action = new Help(usual);
    }

    private sealed class Help(HelpAction usual) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int code = usual.Invoke(parseResult);
            if (parseResult.CommandResult.Command is ExampleCommand command)
            {
                TextWriter output = parseResult.InvocationConfiguration.Output;
                output.WriteLine(command.Examples.Count > 1 ? "Examples:" : "Example:");
                foreach (string example in command.Examples)
                {
                    output.WriteLine($"  {example}");
                }

                output.WriteLine();
            }

            return code;
        }
    }
}
