using System.CommandLine;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic list</c>: the names that a configuration can use.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "List presets, codes and everything else that goes by name; with a preset's name, print it with its sources.\n\nExample: mosaic list mosaic-800g");
        var preset = new Argument<string?>("preset") { Description = "Preset to print.", Arity = ArgumentArity.ZeroOrOne };
        command.Arguments.Add(preset);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(preset) is { } name)
            {
                Console.Out.Write(LinkConfiguration.PresetText(name));
                return ExitCode.Done;
            }

            Console.Out.WriteLine($"presets    {string.Join(", ", LinkConfiguration.Presets)}");
            Console.Out.WriteLine($"codes      {string.Join(", ", CodeCatalog.Names)}");
            foreach ((string label, string path) in (ReadOnlySpan<(string, string)>)[("engines", "engine"), ("traffic", "traffic.pattern"), ("crosstalk", "optics.crosstalk"), ("striping", "bonding.striping"), ("deskew", "deskew.algorithm")])
            {
                Console.Out.WriteLine($"{label,-10} {string.Join(", ", LinkConfiguration.AllowedValues(path))}");
            }

            return ExitCode.Done;
        });
        return command;
    }
}
