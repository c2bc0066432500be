using Mosaic.Cli.Plugins;
using Mosaic.Cli.Views;
using Mosaic.Emulator.Link;
using Mosaic.Emulator.Link.Configuration;
using Mosaic.Emulator.Link.Options;
using Mosaic.Emulator.Link.Tail;

namespace Mosaic.Cli.Commands;

/// <summary><c>mosaic run</c> with engine <c>tail</c>: nothing is sent or received, so there are no files but the report.</summary>
internal static class TailRun
{
    public static int Execute(LinkOptions options, string? jsonPath)
    {
        if (options.Traffic.Output is not null)
        {
            throw new ConfigurationException("traffic.output: engine tail delivers nothing");
        }

        var emulator = new TailEmulator(options, InputFile.Coupling(options), PluginLoader.Of(options));
        using var interruption = new Interruption();
        using var json = new JsonTarget(jsonPath);
        interruption.Abandon = json.Dispose;
        TailReport report = RunProgress.Show(progress => emulator.Run(progress, interruption.Token));
        json.Write(report.ToJson());
        if (!json.IsStdout)
        {
            TailView.Print(Terminal.Output(), report, emulator.Design);
        }

        return report.StopReason switch
        {
            StopReason.Cancelled => ExitCode.Cancelled,
            StopReason.Seconds when !report.GoalReached => Failure.Report($"stop.seconds: {options.Stop.Seconds} s ran out before any other stop rule held", ExitCode.GoalMissed),
            _ => ExitCode.Done,
        };
    }
}
