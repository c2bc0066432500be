using System.CommandLine;
using Mosaic.Emulator.Experiments;
using Mosaic.Emulator.Fec;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic list</c>: the names that a configuration can use.</summary>
internal static class ListCommand
{
    // What can be printed.
    private static readonly string[] Names = ["settings", .. LinkConfiguration.Presets, .. NamedCurve.Names];

    public static Command Create()
    {
        var command = new ExampleCommand("list", "List presets, codes and everything else that goes by name; with the name of a preset or curve, print it with its sources; with 'settings', every setting there is.", "mosaic list mosaic-800g");
        var what = new Argument<string?>("what") { HelpName = "NAME", Description = "Preset or curve to print, or 'settings'.", Arity = ArgumentArity.ZeroOrOne };
        what.CompletionSources.Add(Names);
        command.Arguments.Add(what);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(what) is { } name)
            {
                if (string.Equals(name, "settings", StringComparison.Ordinal))
                {
                    PrintSettings();
                    return ExitCode.Done;
                }

                Console.Out.Write(TextOf(name));
                return ExitCode.Done;
            }

            Console.Out.WriteLine($"presets    {string.Join(", ", LinkConfiguration.Presets)}");
            Console.Out.WriteLine($"curves     {string.Join(", ", NamedCurve.Names)}");
            Console.Out.WriteLine($"codes      {string.Join(", ", CodeCatalog.Names)}, {CodeCatalog.Forms}, plugin:file#type");
            foreach ((string label, string path) in (ReadOnlySpan<(string, string)>)[("engines", "engine"), ("traffic", "traffic.pattern"), ("crosstalk", "optics.crosstalk"), ("striping", "bonding.striping"), ("deskew", "deskew.algorithm"), ("arrival", "arrival.preset"), ("faults", "faults.kind")])
            {
                Console.Out.WriteLine($"{label,-10} {string.Join(", ", LinkConfiguration.AllowedValues(path))}");
            }

            Console.Out.WriteLine("settings   'mosaic list settings' explains them");
            return ExitCode.Done;
        });
        return command;
    }

    private static string TextOf(string name)
    {
        if (NamedCurve.Names.Contains(name, StringComparer.Ordinal))
        {
            return NamedCurve.Text(name);
        }

        return LinkConfiguration.Presets.Contains(name, StringComparer.Ordinal)
            ? LinkConfiguration.PresetText(name)
            : throw new ConfigurationException($"list: there is no '{name}' to print{Nearest.Hint(name, Names)}; there are {string.Join(", ", Names)}");
    }

    /// <summary>Two lines each: the first for tools that look for keys, the second for people.</summary>
    private static void PrintSettings()
    {
        foreach (LinkSetting setting in LinkConfiguration.Settings)
        {
            Console.Out.WriteLine($"{setting.Path} = {setting.Default}  ({setting.Allowed})");
            Console.Out.WriteLine($"    {Documentation.SummaryOf(setting.Property)}");
        }
    }
}
