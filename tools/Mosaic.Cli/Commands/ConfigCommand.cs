using System.CommandLine;
using Mosaic.Emulator.Link.Configuration;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic config</c>: the complete configuration that other commands would use.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var command = new ExampleCommand("config", "Print the complete configuration, after preset, file and settings.", "mosaic config --preset ideal > link.json");
        CommonOptions common = new CommonOptions().AddTo(command);
        command.SetAction(parsed =>
        {
            string json = LinkConfiguration.ToJson(common.Configuration(parsed).Build());
            using JsonTarget target = common.Json(parsed);
            target.Write(json);
            if (!target.IsStdout)
            {
                Console.Out.WriteLine(json);
            }

            return ExitCode.Done;
        });
        return command;
    }
}
